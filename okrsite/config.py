"""okrsite.yml → a frozen Config with a default for everything (FORMAT §15).

The project's own configuration is trusted, but it is written by people: every fault in it is found in one run and raised as a
ConfigurationError with file and line (FORMAT §18: exit code 2).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema

from okrsite.cycles import Calendar, Cycle
from okrsite.diagnostics import ConfigurationError, Diagnostic
from okrsite.kinds import Day, Flag, Line, Share, Url, as_line, as_text, one_of, refuse
from okrsite.urls import RESERVED
from okrsite.validation import Place, Written, validate

FILE = "okrsite.yml"
BUILT_IN_VISIBILITIES = ("public", "draft", "restricted")


def _whole_number(low: int, high: int) -> Any:
    def check(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise refuse("out-of-range", f"A whole number from {low} to {high} is needed here.", f"Write {low} to {high}.")

    return Annotated[int, PlainValidator(check), WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})]


def _relative_path(value: object) -> str:
    path = as_text(value).rstrip("/")
    unsafe = path.startswith(("/", "~")) or "\\" in path or ":" in path or not path.isprintable()
    if unsafe or any(part in ("", ".", "..") for part in path.removeprefix("./").split("/")):
        raise refuse("bad-path", f"`{path}` is not a path inside the project.", "Write a path below this file, such as `content`.")
    return path.removeprefix("./")


def _language(value: object) -> str:
    code = as_text(value)
    if not re.fullmatch(r"[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_]([A-Z]{2}|\d{3}))?", code):
        raise refuse("unknown-value", f"`{code}` is not a language.", "Write a code such as en, fr, de or pt-BR.")
    return code.replace("_", "-")


def _identifier(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else as_text(value)
    if not re.fullmatch(r"[^\W_]+(?:-[^\W_]+)*", text) or text != text.casefold():
        raise refuse("bad-slug", f"`{text}` is not an id.", "Write lower-case letters and digits joined by single hyphens.")
    return text


RelativePath = Annotated[str, PlainValidator(_relative_path), WithJsonSchema({"type": "string"})]
Language = Annotated[str, PlainValidator(_language), WithJsonSchema({"type": "string"})]
Identifier = Annotated[str, PlainValidator(_identifier), WithJsonSchema({"type": "string"})]


class SiteSettings(Written):
    """What the site is called, where it is published, and in which language."""

    title: Line | None = None
    """The site's name; the company's title where there is none."""
    url: Url | None = None
    """Where the site is published; needed for the sitemap, feeds and canonical links."""
    language: Language = "en"
    """The language of the site's own words, numbers and dates."""
    logo: RelativePath | None = None
    """An image below the content folder."""
    publish_email: Flag = False
    """Whether the addresses in people.yml are published."""
    embeds: Flag = True
    """Whether there are pages for frames in other sites and badges."""


class Repository(Written):
    """Where the files are edited."""

    url: Url | None = None
    """The repository's page."""
    branch: Line = "main"
    """The branch that is published."""


class ConfiguredCycle(Written):
    """A cycle of the company's own, or an understood one that is closed early."""

    id: Identifier
    """Its id, as folders and documents name it."""
    title: Line | None = None
    """Its name on pages."""
    start: Day | None = None
    """Its first day."""
    end: Day | None = None
    """Its last day."""
    parent: Identifier | None = None
    """The cycle that it nests in, where dates alone do not tell."""
    state: one_of("closed") | None = None  # type: ignore[valid-type]
    """`closed` closes it before its end."""


class StatusSettings(Written):
    """The thresholds of FORMAT §11."""

    at_risk: Share = Decimal("0.10")
    """The gap behind the expected progress up to which a thing is on track."""
    off_track: Share = Decimal("0.25")
    """The gap up to which it is at risk."""
    stale_after: _whole_number(0, 3660) = 14  # type: ignore[valid-type]
    """Days without an update after which it is stale."""
    objective_status: one_of("progress", "worst") = "progress"  # type: ignore[valid-type]
    """Whether an objective's status comes from its own progress or is the worst of its key results'."""


class ThemeSettings(Written):
    """The theme's name; all other keys are the theme's own settings."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    name: Line = "default"
    """A theme that comes with okrsite, or a folder."""

    @property
    def settings(self) -> Mapping[str, object]:
        """The theme's own settings, as written."""
        return self.__pydantic_extra__ or {}


class Config(Written):
    """A site's configuration; `Config()` is what an empty okrsite.yml means."""

    site: SiteSettings = SiteSettings()
    """What the site is called, where it is published, and in which language."""
    repository: Repository = Repository()
    """Where the files are edited."""
    content: RelativePath = "content"
    """The folder of the company."""
    levels: Annotated[tuple[Line, ...], Field(min_length=1)] = ("company", "department", "team")
    """What units are called, by depth."""
    fiscal_year_start: _whole_number(1, 12) = 1  # type: ignore[valid-type]
    """The month in which the year begins."""
    fiscal_year_named_by: one_of("start", "end") = "start"  # type: ignore[valid-type]
    """Whether the year 2026 starts or ends in 2026."""
    cycles: tuple[ConfiguredCycle, ...] = ()
    """Cycles of the company's own."""
    audiences: tuple[Identifier, ...] = ()
    """Names of audiences that some documents are for."""
    status: StatusSettings = StatusSettings()
    """When a thing is at risk, off track or stale."""
    unit_rollup: one_of("tree", "own") = "tree"  # type: ignore[valid-type]
    """Whether a unit's progress counts the units below it."""
    terms: Mapping[str, Annotated[str, PlainValidator(as_line)]] = {}
    """Words that the company uses instead of okrsite's."""
    checks: Mapping[str, object] = {}
    """Rules that are switched off or have another severity or threshold."""
    theme: ThemeSettings = ThemeSettings()
    """How the site looks."""
    history: Flag = True
    """Whether the history is read from git, where the files lie in a repository."""

    @cached_property
    def calendar(self) -> Calendar:
        """What cycle ids mean here (FORMAT §3)."""
        plain = Calendar(self.fiscal_year_start, self.fiscal_year_named_by == "end")
        configured = {c.id: _cycle(c, plain) for c in self.cycles}
        return Calendar(plain.fiscal_year_start, plain.named_by_end, {k: v for k, v in configured.items() if v})

    def level(self, depth: int) -> str:
        """What a unit of that depth is called; deeper units take the last level's name (FORMAT §1)."""
        return self.levels[min(depth, len(self.levels) - 1)]


def read_config(data: object, place: Place, found: tuple[Diagnostic, ...] = ()) -> Config:
    """The Config that okrsite.yml holds; raises ConfigurationError with every fault of it."""
    if not found and not isinstance(data, dict):
        found = (Diagnostic(place.key(), "not-a-mapping", "okrsite.yml is not a list of `key: value` lines."),)
    config, faults = validate(Config, data, place) if isinstance(data, dict) else (None, [])
    if config:
        faults = [*_cycle_faults(config, place), *_other_faults(config, place)]
    if config is None or found or faults:
        raise ConfigurationError([*found, *faults])
    return config


def _cycle(written: ConfiguredCycle, plain: Calendar) -> Cycle | None:
    """A configured cycle; its dates may come from an id that is understood."""
    understood = plain.understood(written.id)
    start = written.start or (understood and understood.start)
    end = written.end or (understood and understood.end)
    if not start or not end or end < start:
        return None
    title = written.title or (understood.title if understood else written.id)
    return Cycle(written.id, title, start, end, written.parent, written.state == "closed")


def _cycle_faults(config: Config, place: Place) -> list[Diagnostic]:
    faults, seen = [], set()
    for index, cycle in enumerate(config.cycles):
        at = place.key("cycles", index)
        if cycle.id in seen:
            faults.append(Diagnostic(at, "duplicate-id", f"The cycle `{cycle.id}` is configured twice.", "Remove one of them."))
        seen.add(cycle.id)
        if cycle.id in RESERVED:
            message = f"The site needs the address /{cycle.id}/ for a page of its own."
            faults.append(Diagnostic(place.value("cycles", index, "id"), "reserved-address", message, "Choose another id."))
        if cycle.id not in config.calendar.configured:
            faults.append(_dates_fault(cycle, place, index))
        if cycle.parent and not config.calendar.find(cycle.parent):
            at = place.value("cycles", index, "parent")
            faults.append(Diagnostic(at, "unknown-cycle", f"There is no cycle `{cycle.parent}`.", "Configure it, or name another."))
    return faults + _parent_rings(config, place)


def _dates_fault(cycle: ConfiguredCycle, place: Place, index: int) -> Diagnostic:
    if cycle.start and cycle.end:
        return Diagnostic(place.value("cycles", index, "end"), "low-above-high", f"The cycle `{cycle.id}` ends before it starts.")
    message = f"The cycle `{cycle.id}` needs a `start` and an `end`."
    return Diagnostic(place.key("cycles", index), "missing-key", message, "Write its first and last day, such as 2026-03-02.")


def _parent_rings(config: Config, place: Place) -> list[Diagnostic]:
    for index, cycle in enumerate(config.cycles):
        step, seen = config.calendar.configured.get(cycle.id), {cycle.id}
        while step and step.parent and step.parent not in seen:
            seen.add(step.parent)
            step = config.calendar.configured.get(step.parent)
        if step and step.parent == cycle.id:
            at = place.value("cycles", index, "parent")
            return [Diagnostic(at, "configuration", f"The cycle `{cycle.id}` is nested in itself.", "Remove one `parent`.")]
    return []


def _other_faults(config: Config, place: Place) -> list[Diagnostic]:
    faults = []
    if config.status.at_risk > config.status.off_track:
        at = place.value("status", "at_risk")
        faults.append(Diagnostic(at, "low-above-high", "`at_risk` lies above `off_track`.", "Write the smaller gap at `at_risk`."))
    for index, name in enumerate(config.audiences):
        if name in BUILT_IN_VISIBILITIES:
            message = f"`{name}` is a visibility that every site has."
            faults.append(Diagnostic(place.value("audiences", index), "configuration", message, "Choose another name."))
    return faults
