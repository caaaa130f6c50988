"""Problems of the OKRs → lines of MkDocs' own log, which `--strict` counts, and the error that ends a build."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs import plugins
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from okrsite.diagnostics import ConfigurationError, Diagnostic, Severity
from okrsite.embeds.projects import UnknownDayError
from okrsite.hosted import UnknownCycleError
from okrsite.plain_text import plain
from okrsite.reading import ContentError, UnknownAudienceError

_log = plugins.get_plugin_logger("okrsite")
_TELL: Mapping[Severity, Any] = {Severity.ERROR: _log.error, Severity.WARNING: _log.warning, Severity.INFO: _log.info}


@contextmanager
def told(project: Path, config: MkDocsConfig) -> Iterator[None]:
    """Tell every problem that ends the build, then end it."""
    try:
        yield
    except (ContentError, ConfigurationError) as error:
        for problem in error.diagnostics:
            tell(problem, project, config)
        raise PluginError("The OKRs have errors, which are told above.") from None
    except (UnknownAudienceError, UnknownCycleError, UnknownDayError) as error:
        raise PluginError(plain(str(error))) from None


def tell(problem: Diagnostic, folder: Path, config: MkDocsConfig) -> None:
    """A problem as MkDocs tells its own, its file from where mkdocs.yml is."""
    name, line, column = problem.location
    home = os.path.dirname(config.config_file_path or "") or os.curdir
    file = Path(os.path.relpath(folder / name, home)).as_posix()
    hint = f" {problem.hint}" if problem.hint else ""
    _TELL[problem.severity](plain(f"{file}:{line}:{column}: {problem.message}{hint} [{problem.code}]"))


def clash(theirs: File, ours: File, source: Path | None) -> str:
    """What is said where a file of the handbook and one of the OKRs would take one place; `source` is our document."""
    what = f"the OKR page of `{plain(source.name)}`" if source else "a file of the OKRs"
    return f"`{plain(theirs.src_uri)}` of the handbook and `{plain(ours.src_uri)}`, {what}, would both be `{plain(ours.dest_uri)}`."
