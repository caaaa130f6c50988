"""Problems → SARIF 2.1.0, which code scanning and many editors read; every code of the catalogue is a rule of it."""

from typing import Any, Final
from urllib.parse import quote

from okrsite import __version__
from okrsite.checks import RULES
from okrsite.cli.findings import Findings
from okrsite.diagnostics import CATALOGUE, Diagnostic, Entry, Severity

DOCUMENTATION: Final = "https://okrsite.github.io/okrsite/"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PARTS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "advice"}
_ADVICE = {rule.code: rule for rule in RULES}
_RULES = {code: index for index, code in enumerate(CATALOGUE)}


def sarif_report(findings: Findings) -> dict[str, Any]:
    """One run of okrsite with its results."""
    driver = {
        "name": "okrsite",
        "version": __version__,
        "informationUri": DOCUMENTATION,
        "rules": [_rule(code, entry) for code, entry in CATALOGUE.items()],
    }
    results = [_result(problem, findings.path(problem), known_by) for problem, known_by in findings.with_fingerprints()]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, entry: Entry) -> dict[str, Any]:
    rule = _ADVICE.get(code)
    part = code if rule else _PARTS[entry.severity]
    why = f" {rule.why} ({rule.authority.name}.)" if rule else ""
    return {
        "id": code,
        "shortDescription": {"text": entry.sentence},
        "help": {"text": f"{entry.sentence}{why} The message of each problem says what to write instead."},
        "helpUri": f"{DOCUMENTATION}reference/diagnostics/#{part}",
        "defaultConfiguration": {"level": _LEVELS[entry.severity], "enabled": rule is None or rule.on},
    }


def _result(problem: Diagnostic, path: str, known_by: str) -> dict[str, Any]:
    region = {"startLine": problem.location.line, "startColumn": problem.location.column}
    artifact = {"uri": quote(path, errors="surrogateescape")}
    return {
        "ruleId": problem.code,
        "ruleIndex": _RULES[problem.code],
        "level": _LEVELS[problem.severity],
        "message": {"text": " ".join(filter(None, (problem.message, problem.hint)))},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"okrsite/v1": known_by},
    }
