"""Problems → GitLab's Code Quality report, which a merge request compares with that of the target branch."""

from typing import Any

from okrsite.cli.findings import Findings
from okrsite.diagnostics import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab_report(findings: Findings) -> list[dict[str, Any]]:
    """One entry for each problem."""
    return [
        {
            "description": " ".join(filter(None, (problem.message, problem.hint))),
            "check_name": problem.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[problem.severity],
            "location": {"path": findings.path(problem), "lines": {"begin": problem.location.line}},
        }
        for problem, fingerprint in findings.with_fingerprints()
    ]
