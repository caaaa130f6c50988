"""What is wrong, where, and what to do about it: content faults as values (FORMAT §14, §17).

Every stage of the pipeline returns diagnostics beside its result; nothing raises for bad content. The catalogue below names each
code once, with its severity and a sentence; documentation and tests are generated from it. This module knows nothing else.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct

MOST_FAULTS: Final = 100
"""Faults that one stage tells of one file; who mends them sees the rest in the next run, and no file makes a run long."""


class Severity(StrEnum):
    """How serious a diagnostic is: errors keep a site from being built, with `--strict` warnings too; advice never does."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def is_at_least(self, other: "Severity") -> bool:
        """Whether it is as serious as another one."""
        order = tuple(Severity)
        return order.index(self) <= order.index(other)


class Location(NamedTuple):
    """A place in a file: `file` relative to the project's folder with `/`, `line` and `column` from 1."""

    file: str
    line: int = 1
    column: int = 1


class Entry(NamedTuple):
    """One code of the catalogue: how serious it is, and what it means in a sentence."""

    severity: Severity
    sentence: str


class Diagnostic(Struct, frozen=True):
    """One fault: a catalogue `code`, where it stands, what is wrong (`message`) and what to write instead (`hint`)."""

    location: Location
    code: str
    message: str
    hint: str = ""
    override: Severity | None = None

    @property
    def severity(self) -> Severity:
        """The configured severity if there is one, else the catalogue's."""
        return self.override or CATALOGUE[self.code].severity

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """File, line, column, code (FORMAT §17); the message makes the order total."""
        return (*self.location, self.code, self.message)


class ConfigurationError(Exception):
    """Wrong configuration: carries every fault found, as diagnostics (FORMAT §18: exit code 2)."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics without repeats, sorted by file, line, column and code."""
    return tuple(sorted(set(diagnostics), key=lambda diagnostic: diagnostic.sort_key))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def fails(diagnostics: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Whether they make a run fail: errors do, and with `strict` warnings."""
    least = Severity.WARNING if strict else Severity.ERROR
    return any(diagnostic.severity.is_at_least(least) for diagnostic in diagnostics)


_ERRORS = {
    # Files and folders
    "unreadable": "A file or folder cannot be read: it is missing, not permitted, or changed while it was being read.",
    "not-a-file": "Something below the content folder is neither a file nor a folder: a device, a pipe or a socket.",
    "symbolic-link": "Symbolic links below the content folder are not followed, so that nothing outside it can be published.",
    "file-too-large": "A document, or a file of values, is larger than 1 MiB.",
    "body-too-large": "The text below the front matter is larger than 64 KiB.",
    "text-too-complex": "The text below the front matter is nested so deeply that no reader could follow it.",
    "not-utf-8": "A document, or a file of values, is not UTF-8 text.",
    "control-character": "A document holds a control character, which no editor shows, or an escape that stands for one.",
    "empty-content": "The content folder is missing or holds no index.md, so there is no company to show.",
    "folder-without-index": "A folder holds Markdown but is neither a unit (no index.md) nor a cycle folder.",
    "folder-in-cycle": "A cycle folder holds documents only: no folders and no index.md.",
    "folder-name": "A unit's folder name uses letters, digits and `-`, `_`, `.` inside only.",
    "reserved-address": "A name would take an address that the site needs for its own pages.",
    "address-collision": "Two things would be published at one address.",
    "unportable-name": "A published name is one that Windows refuses, or is longer than file systems allow.",
    "attachment-type": "A linked file is of a kind that a browser could run, so it is not published.",
    # Front matter as text
    "no-front-matter": "A document does not start with front matter between `---` lines.",
    "unclosed-front-matter": "The front matter starts with `---` but no second `---` line closes it.",
    "not-a-mapping": "The front matter, or a whole file of YAML, is not a list of `key: value` lines.",
    "yaml-syntax": "The front matter, or a whole file of YAML, is not valid YAML.",
    "unquoted-colon": "A text with a colon and a space in it must be put in quotes.",
    "tab-indent": "YAML is indented with spaces, not with tabs.",
    "word-quotes": "Typographic quotes, as word processors make them, are not quotes in YAML.",
    "duplicate-key": "The same key is written twice in one mapping.",
    "yaml-alias": "Anchors, aliases and merge keys (`&name`, `*name`, `<<`) are not part of the format.",
    "yaml-tag": "Tags (`!name`) are not part of the format.",
    "complex-key": "A key is not a plain text.",
    "too-deep": "Values are nested more than 20 levels deep.",
    "too-many-entries": "A list or mapping has over 2000 entries, people.yml over 20 000 people, or a file of values over 10 000 rows.",
    "not-finite": "`.nan` and `.inf` are not numbers that can be counted with.",
    "number-format": "A number is written with a grouping mark or a decimal comma.",
    "number-too-large": "A number has more than 18 digits or an exponent above 18.",
    "unquoted-time": "A time such as 12:30 must be put in quotes, because YAML readers disagree about what it is.",
    # Keys and values
    "unknown-key": "A key that the format does not know.",
    "missing-key": "A key that is required here is missing.",
    "wrong-type": "A value of another kind is needed here: text, number, date, list or mapping.",
    "unknown-value": "A value that is not one of the known ones.",
    "out-of-range": "A number lies outside what is allowed here.",
    "bad-date": "A date is not a day of the calendar written as year-month-day.",
    "bad-slug": "An id is letters and digits joined by single hyphens, lower case, at most 80 characters.",
    "bad-url": "An address is not a web or mail address.",
    "bad-path": "A path to a file leaves the content folder or is not a plain relative path.",
    "values-twice": "A KPI has values in its document and names a file of values as well.",
    "values-file": "The file that a KPI takes its values from is not there, or lies in another unit.",
    "values-row": "A row in a file of values is not a day and a number.",
    "duplicate-day": "A file of a KPI's values has two for one day.",
    "key-not-for-type": "A key does not belong to a key result of this type.",
    "duplicate-id": "Two things in one document have the same id.",
    "no-key-results": "An objective has no key results that measure it: an error in an active cycle, a warning in others.",
    "zero-weights": "All weights in one list are 0, so no mean can be taken.",
    "target-equals-start": "A key result's target equals its start, so there is no way to go.",
    "low-above-high": "The lower end of a range lies above its upper end.",
    "risk-side": "The warning value lies on the wrong side of the target.",
    "ladder-steps": "The steps of a ladder are out of order, mixed, or outside 0 to 1.",
    "plan-point": "A mini-goal lies outside the cycle, or two lie on one day.",
    "manual-progress": "A progress written by hand and `rollup: manual` go together.",
    # Cycles
    "missing-cycle": "An objective or review is in no cycle: it lies in no cycle folder and names none.",
    "unknown-cycle": "A cycle that is neither understood by its name nor configured.",
    # Check-ins
    "empty-check-in": "A check-in says nothing beside its date.",
    "check-in-outside-cycle": "A check-in lies more than 31 days outside its objective's cycle.",
    "unknown-key-result": "A check-in names a key result that its objective does not have.",
    "two-values": "A key result's written value differs from its latest check-in's.",
    # References
    "unknown-reference": "A reference to something that does not exist.",
    "ambiguous-reference": "A short reference that several objectives bear.",
    "alignment-ring": "Objectives align to each other in a ring.",
    "duplicate-alignment": "The same alignment is written twice.",
    "continues-order": "`continues` names something that is not in an earlier cycle.",
    "aggregate-unit": "A key result that is added up has another unit than the sum.",
    "aggregate-value": "A key result whose value is taken from others has a value of its own beside it.",
    "broken-link": "A link in the text leads to nothing that is published.",
    # Visibility
    "unknown-visibility": "A visibility that is neither public, draft, restricted nor a configured audience.",
    "wider-visibility": "Something would be shown to more people than what encloses it.",
    # Configuration
    "configuration": "The configuration cannot be used as it is written.",
    # History
    "shallow-history": "The clone lacks its older commits, so the history that the site would tell is not the true one.",
}  # fmt: skip

_WARNINGS = {
    "checkin-later": "A check-in is dated later than the day that the site shows; it is left out of every number.",
    "cycle-not-nested": "An alignment from a cycle that does not lie within the parent's cycle only shows and does not count.",
    "aggregate-source": "A key result of another type than number cannot be added up; its alignment only shows.",
    "unknown-person": "A person who is not in people.yml.",
    "no-owner": "An objective of a cycle that is not over has no owner.",
    "no-why": "An objective of a cycle that is not over does not say why it matters.",
    "key-result-count": "An objective has fewer or more key results than measure it well.",
    "too-many-objectives": "A unit has more objectives in one cycle than it can focus on.",
    "long-title": "An objective's title is longer than one can hold in the head.",
    "committed-missed": "A committed objective was scored below 1, and nobody has written why.",
    "target-moved": "A key result's target was moved in the middle of its cycle, and neither the commit nor a check-in says why.",
    "long-path": "A published path is so long that Windows cannot open it without being told to allow long paths.",
    "history-unreadable": "The files lie in a git repository whose history cannot be read.",
    "untranslated-language": "The site's language has no translation; English words are used.",
}  # fmt: skip

_ADVICE = {
    # Objectives
    "short-title": "An objective's title is so short that nobody outside the team knows what it means.",
    "number-in-title": "An objective's title has a number in it, which a key result could measure.",
    "output-objective": "An objective names what will be made, not what will be better once it is there.",
    "business-as-usual": "An objective asks to go on as before.",
    # Key results
    "task-as-key-result": "A key result is a task that is done or not, so it says nothing of the effect.",
    "vague-key-result": "A key result is to improve something, and has no number that would show it.",
    "hidden-number": "A key result has its number in its title alone, where nothing can count it.",
    "unmeasured-objective": "None of an objective's key results is measured; each is done or not.",
    "late-baseline": "A key result is still looking for its first value when much of its cycle has gone.",
    "duplicate-metric": "Two objectives of one cycle count the same key result.",
    # Ambition
    "draft-confidence": "At the start of a cycle its owners are almost sure to reach an objective, or almost sure not to.",
    "full-scores": "All aspirational objectives of a unit ended a cycle with a score of 1.",
    "high-scores": "The aspirational objectives of a unit ended a cycle with a mean score that says that they were too easy.",
    # Rhythm
    "not-started": "The first days of a cycle have gone, and nothing has been reported of an objective.",
    "no-check-in": "An objective has values but never had a check-in that says what happened.",
    "overdue": "A day by which something was to be reached or done has passed, and it is still open.",
    "on-track-but-behind": "Somebody says that an objective is on track, but its numbers are far behind, or have not moved for weeks.",
    "falling-confidence": "The confidence in a key result has fallen much within days, and nobody says why.",
    "not-closed": "A cycle is over, and an objective, or all of a unit, has neither a score nor a retrospective.",
    # Alignment
    "orphan": "An objective supports none of another unit's, although the company has objectives at that time.",
    "level-skip": "An objective supports one far above, past those of a unit between them.",
    "copied-objective": "An objective has, word for word, the title of one that it supports or that is above it.",
    "only-child": "The progress of an objective or key result comes from a single other one, so it says the same twice.",
    # What keeps advice away
    "unused-ignore": "A document ignores a rule that has nothing to say about it.",
}  # fmt: skip

CATALOGUE: Mapping[str, Entry] = {
    **{code: Entry(Severity.ERROR, sentence) for code, sentence in _ERRORS.items()},
    **{code: Entry(Severity.WARNING, sentence) for code, sentence in _WARNINGS.items()},
    **{code: Entry(Severity.INFO, sentence) for code, sentence in _ADVICE.items()},
}
