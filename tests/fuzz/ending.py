"""A project's folder → nothing, or an AssertionError that says how it ended badly.

A project ends well when its faults are told as diagnostics that name places in it, when its site is well-formed where it has none, and
when neither takes long. Any other exception passes through: it is a defect.
"""

import json
import re
import time
from collections.abc import Iterable
from pathlib import Path

import html5lib

from okrsite.diagnostics import CATALOGUE, ConfigurationError, Diagnostic
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import ContentError, Loaded, check, load
from okrsite.site import site_files
from tests.sites import AS_OF

_TEMPLATE = re.compile("<template.*?</template>", re.DOTALL)  # html5lib does not know that rows may stand in one
MOST_SECONDS = 2
"""Processor time that a project of a few files within the limits may take: a guard against hangs."""


def ends_well(project: Path, *, with_site: bool) -> None:
    """Reads a project as `check` and `build` do; `with_site` makes every page too."""
    begun = time.process_time()
    loaded = _read(project)
    seconds = time.process_time() - begun
    assert seconds <= MOST_SECONDS, f"reading took {seconds:.1f} s"
    if loaded:
        json.loads(okrs_json(loaded.organisation, loaded.figures, loaded.config, loaded.audience), parse_constant=_refuse)
    if loaded and with_site:
        for path, content in site_files(loaded, project):
            _well_formed(path, content)


def _read(project: Path) -> Loaded | None:
    """The project as a build takes it; None where it has faults, which `check` must find as well."""
    found: Iterable[Diagnostic]
    try:
        found = check(project, AS_OF)
    except ConfigurationError as error:
        _tell_places(error.diagnostics)
        return None
    _tell_places(found)
    try:
        return load(project, AS_OF)
    except ContentError as error:
        refused = error.diagnostics
    _tell_places(refused)
    assert {d.location.file for d in refused} <= {d.location.file for d in found}, "check passed over what build refuses"
    return None


def _tell_places(found: Iterable[Diagnostic]) -> None:
    for diagnostic in found:
        assert diagnostic.code in CATALOGUE
        assert diagnostic.message
        assert diagnostic.location.line > 0 and diagnostic.location.column > 0
        f"{diagnostic.location.file} {diagnostic.message} {diagnostic.hint}".encode()


def _well_formed(path: str, content: bytes) -> None:
    if path.endswith(".html"):
        html5lib.HTMLParser(strict=True).parse(_TEMPLATE.sub("", content.decode()))
    elif path.endswith(".json"):
        json.loads(content.decode(), parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")
