"""The front matter as typed models: the format's single definition (FORMAT §4 to §8, §14).

`okrsite schema`, the reference in the documentation and the reading of files all come from these classes; what a key means is said
here once, in the line below it. Rules that need more than one key, or more than one document, are in okrsite.parse and okrsite.link.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from okrsite.kinds import (
    Confidence,
    Day,
    Flag,
    Line,
    Number,
    Share,
    Text,
    Url,
    Weight,
    as_day,
    as_flag,
    as_line,
    as_list,
    as_number,
    as_text,
    one_of,
    refuse,
)
from okrsite.model import KeyResultType, Kind, Rollup
from okrsite.urls import is_slug, slug
from okrsite.validation import Written

SETTABLE_STATUSES = ("not_started", "on_track", "at_risk", "off_track", "achieved", "paused", "cancelled")
DOCUMENT_TYPES = ("objective", "kpi", "page", "review")


# ---- kinds of values that only front matter has ----


def _slug(value: object) -> str:
    text = as_text(value)
    if not is_slug(text):
        proposal = slug(text)
        hint = f"Write `{proposal}`." if proposal else "Write lower-case letters and digits joined by single hyphens."
        raise refuse("bad-slug", f"`{text}` is not an id.", hint)
    return text


def _cycle_id(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else as_text(value)


def _currency(value: object) -> str:
    text = as_text(value)
    if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise refuse("unknown-value", f"`{text}` is not a currency.", "Write the three letters of ISO 4217, such as EUR.")
    return text


def _relative_file(value: object) -> str:
    path = as_text(value)
    unsafe = path.startswith(("/", "~")) or "\\" in path or ":" in path or "%" in path
    if unsafe or any(part in ("", "..") for part in path.split("/")):
        raise refuse("bad-path", f"`{path}` is not a path below the content folder.", "Write it like images/ana.jpg.")
    return path


def as_values_file(value: object) -> str:
    """The path of a CSV file, relative to the folder of the document that names it."""
    path = as_text(value).removeprefix("./")
    unsafe = path.startswith(("/", "~")) or any(mark in path for mark in "\\:%") or any(part in ("", ".", "..") for part in path.split("/"))
    if unsafe or not path.lower().endswith((".csv", ".tsv")):
        message = f"`{path}` is not a CSV file beside the document or in a folder below it."
        raise refuse("bad-path", message, "Write it like `mrr.csv` or `numbers/mrr.csv`.")
    return path


def _done(value: object) -> bool | date:
    return as_flag(value) if isinstance(value, bool) else as_day(value)


def _range(value: object) -> Decimal | tuple[Decimal, Decimal]:
    if not isinstance(value, list):
        return as_number(value)
    if len(value) != 2:
        raise refuse("wrong-type", "One number or two are needed here.", "Write `99`, or for a range `[10, 20]`.")
    return as_number(value[0]), as_number(value[1])


def _steps(value: object) -> tuple[tuple[str, Decimal | str], ...]:
    if not isinstance(value, dict) or not value:
        raise refuse("wrong-type", "A mapping of scores to amounts is needed here.", "Write `{0.3: 100, 0.7: 250, 1.0: 400}`.")
    return tuple((key, as_line(at) if isinstance(at, str) else as_number(at)) for key, at in value.items())


def _check_in_values(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise refuse("wrong-type", "A mapping of key results to values is needed here.", "Write `{visitors: 6200}`.")
    return {key: entry for key, entry in value.items() if entry is not None}


def _check_in_confidence(value: object) -> Mapping[str | None, object]:
    return {None: value} if not isinstance(value, dict) else {k: v for k, v in value.items() if v is not None}


def _kpi_values(value: object) -> list[object]:
    if isinstance(value, dict):
        return [{"date": day, "value": amount} for day, amount in value.items()]
    return as_list(value)


def _alignments(value: object) -> list[object]:
    return [entry if isinstance(entry, dict) else {"to": entry} for entry in as_list(value)]


def _status(value: object) -> object:
    return value if isinstance(value, dict) or value is None else {"is": value}


def _ignores(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value:
        raise refuse("wrong-type", "A mapping of checks to reasons is needed here.", "Write `{no-owner: The founders share it.}`.")
    for rule, reason in value.items():
        if not isinstance(reason, str) or not reason.strip():
            message = f"`{rule}` is ignored without a reason."
            raise refuse("wrong-type", message, f"Write why, such as `{{{rule}: The founders share it.}}`.")
    return {rule: as_line(reason) for rule, reason in value.items()}


def _plain(check: Any, json_schema: dict[str, object]) -> Any:
    return PlainValidator(check, json_schema_input_type=Any), WithJsonSchema(json_schema)


Slug = Annotated[str, *_plain(_slug, {"type": "string", "maxLength": 80})]
CycleId = Annotated[str, *_plain(_cycle_id, {"type": ["string", "integer"]})]
Currency = Annotated[str, *_plain(_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})]
RelativeFile = Annotated[str, *_plain(_relative_file, {"type": "string"})]
ValuesFile = Annotated[str, *_plain(as_values_file, {"type": "string", "pattern": r"\.([cC][sS][vV]|[tT][sS][vV])$"})]
Done = Annotated[bool | date, *_plain(_done, {"anyOf": [{"type": "boolean"}, {"type": "string", "format": "date"}]})]
_NUMBER_OR_TWO = {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}]}
Range = Annotated[Decimal | tuple[Decimal, Decimal], *_plain(_range, _NUMBER_OR_TWO)]
_LADDER = {"type": "object", "additionalProperties": {"type": ["number", "string"]}, "minProperties": 1}
Steps = Annotated[tuple[tuple[str, Decimal | str], ...], *_plain(_steps, _LADDER)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(as_list, json_schema_input_type=Line | list[Line])]
_REASONS: dict[str, object] = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}, "minProperties": 1}
Ignores = Annotated[Mapping[str, str], *_plain(_ignores, _REASONS)]
StatusName = one_of(*SETTABLE_STATUSES)


# ---- parts of documents ----


class Budget(Written):
    """Money that is planned and spent."""

    amount: Weight
    """What is planned."""
    currency: Currency
    """Its currency, as ISO 4217 writes it: EUR, USD."""
    spent: Weight | None = None
    """What has been spent so far."""


class DocumentChecks(Written):
    """Which advice a document does not want."""

    ignore: Ignores | None = None
    """Each check that shall say nothing about this document, with the reason."""


class StatusEntry(Written):
    """A person's judgement over the computed status."""

    is_: StatusName = Field(alias="is")  # type: ignore[valid-type]
    """The status."""
    reason: Line | None = None
    """Why, in a sentence."""
    since: Day | None = None
    """From which day on."""


class AlignmentEntry(Written):
    """What an objective supports."""

    to: Line
    """The reference of an objective or key result above."""
    contributes: Flag = True
    """Whether its progress counts there; else it only shows."""
    weight: Weight = Decimal(1)
    """Its share among all that counts there."""


class MilestoneEntry(Written):
    """A step of a key result of type milestones."""

    title: Line
    """What will have happened."""
    due: Day | None = None
    """By when."""
    done: Done | None = None
    """Whether it has, or the day on which it did."""
    weight: Weight = Decimal(1)
    """Its share among the milestones."""


class PlanEntry(Written):
    """A mini-goal on the way of a number."""

    date: Day
    """The day by whose end it should be reached."""
    value: Number
    """The value to be reached."""


ObjectiveStatus = Annotated[StatusEntry | None, BeforeValidator(_status, json_schema_input_type=StatusName | StatusEntry | None)]
Alignments = Annotated[
    tuple[AlignmentEntry, ...],
    BeforeValidator(_alignments, json_schema_input_type=Line | AlignmentEntry | list[Line | AlignmentEntry]),
]
CheckInValues = Annotated[
    Mapping[str, Any],
    BeforeValidator(_check_in_values, json_schema_input_type=dict[str, Flag | Number | Line | list[Line]]),
]
CheckInConfidence = Annotated[
    Mapping[str | None, Confidence],
    BeforeValidator(_check_in_confidence, json_schema_input_type=Confidence | dict[str, Confidence]),
]


class KeyResultEntry(Written):
    """A key result: how one sees that the objective is reached."""

    id: Slug | None = None
    """What check-ins and references call it; made from the title where it is left out."""
    title: Line
    """What is measured."""
    type: one_of(*(str(t) for t in KeyResultType)) = "number"  # type: ignore[valid-type]
    """How it is measured."""
    owner: Line | None = None
    """Who is accountable for it."""
    weight: Weight = Decimal(1)
    """Its share in the objective."""
    confidence: Confidence | None = None
    """How sure its owner is to reach it, 0 to 10."""
    due: Day | None = None
    """When it should be reached, for readers; it moves no line."""
    url: Url | None = None
    """Where the number comes from."""
    kpi: Line | None = None
    """The KPI that it moves."""
    aligns_to: Line | None = None
    """The key result above that it supports."""
    status: ObjectiveStatus = None
    """A person's judgement over the computed status."""
    start: Number | None = None
    """`number`: the value at the start, 0 where it is left out."""
    target: Number | None = None
    """`number`, `at_least`, `at_most`: the value to reach or keep."""
    current: Number | None = None
    """The value now, for key results without check-in values."""
    unit: Line | None = None
    """What is counted: free text, `%`, or a currency such as EUR."""
    low: Number | None = None
    """`between`: the lower end, which counts as inside."""
    high: Number | None = None
    """`between`: the upper end, which counts as inside."""
    risk: Range | None = None
    """`at_least`, `at_most`, `between`: the value up to which a failure is only at risk (two values for `between`)."""
    done: Flag | None = None
    """`boolean`: whether it is done."""
    milestones: tuple[MilestoneEntry, ...] | None = None
    """`milestones`: the steps."""
    steps: Steps | None = None
    """`ladder`: the amounts, or the words, that earn a score."""
    reached: Share | None = None
    """`ladder` with words: the score reached."""
    plan: tuple[PlanEntry, ...] | None = None
    """`number`: the mini-goals on the way."""
    aggregate: one_of("sum", "mean") | None = None  # type: ignore[valid-type]
    """`number`: the value is taken from the key results that align to this one."""


class InitiativeEntry(Written):
    """Work towards the objective; it never counts as progress."""

    title: Line
    """What is done."""
    status: one_of("todo", "doing", "done", "dropped") = "todo"  # type: ignore[valid-type]
    """How far it is."""
    owner: Line | None = None
    """Who does it."""
    due: Day | None = None
    """By when."""
    url: Url | None = None
    """The issue, pull request or project."""


class CheckInEntry(Written):
    """What somebody reported on a day."""

    date: Day
    """The day."""
    by: Line | None = None
    """Who reported."""
    values: CheckInValues | None = None
    """The value of each key result that has a new one."""
    confidence: CheckInConfidence | None = None
    """How sure they are, 0 to 10: one number for all, or one for each key result."""
    status: StatusName | None = None  # type: ignore[valid-type]
    """A judgement of the objective from this day on."""
    note: Text | None = None
    """What happened."""
    win: Text | None = None
    """What is worth celebrating."""


class KpiValueEntry(Written):
    """A KPI's value on a day."""

    date: Day
    """The day."""
    value: Number
    """The value."""


KpiValues = Annotated[
    tuple[KpiValueEntry, ...], BeforeValidator(_kpi_values, json_schema_input_type=list[KpiValueEntry] | dict[str, Number])
]


# ---- documents ----


class Shared(Written):
    """Keys that documents of every kind have."""

    title: Line
    """What it is called."""
    tags: Lines | None = None
    """Words to find it by."""
    visibility: Line | None = None
    """Who may see it: `public`, `draft`, `restricted`, or an audience of the configuration."""
    embargo: Day | None = None
    """The day before which nobody may see it."""
    checks: DocumentChecks | None = None
    """Advice that this document does not want."""


class UnitDocument(Shared):
    """`index.md`: a company, department or team."""

    lead: Line | None = None
    """Who leads it."""
    members: Lines | None = None
    """Who belongs to it."""
    weight: Weight = Decimal(1)
    """Its share in the unit above."""
    mission: Line | None = None
    """What it is for, in one sentence."""
    budget: Budget | None = None
    """What it may spend."""


class Filed(Shared):
    """Keys of documents that have an id."""

    type: one_of(*DOCUMENT_TYPES) = "objective"  # type: ignore[valid-type]
    """What the document is."""
    id: Slug | None = None
    """What references call it; the file's name where it is left out."""


class ObjectiveDocument(Filed):
    """An objective and the key results that measure it."""

    cycle: CycleId | None = None
    """The cycle; the folder's where it is left out."""
    owner: Line | None = None
    """Who is accountable: one person."""
    contributors: Lines | None = None
    """Who works on it."""
    why: Text | None = None
    """Why it matters now."""
    kind: one_of(*(str(k) for k in Kind)) = "aspirational"  # type: ignore[valid-type]
    """What a good score is: 0.7 for aspirational, 1 for committed."""
    aligns_to: Alignments | None = None
    """What it supports: one reference or mapping, or a list."""
    rollup: one_of(*(str(r) for r in Rollup)) = "key_results"  # type: ignore[valid-type]
    """Where its progress comes from."""
    progress: Share | None = None
    """Its progress, where `rollup` is `manual`."""
    weight: Weight = Decimal(1)
    """Its share in its unit."""
    status: ObjectiveStatus = None
    """A person's judgement over the computed status."""
    key_results: tuple[KeyResultEntry, ...] | None = None
    """How one sees that it is reached."""
    initiatives: tuple[InitiativeEntry, ...] | None = None
    """The work."""
    budget: Budget | None = None
    """What it may spend."""
    resources: Lines | None = None
    """What else it needs."""
    checkins: tuple[CheckInEntry, ...] | None = None
    """What was reported, day by day."""
    score: Share | None = None
    """How well it went, once its cycle is over."""
    score_note: Text | None = None
    """Why this score."""
    retrospective: Text | None = None
    """What was learned."""
    continues: Line | None = None
    """The objective of an earlier cycle that this one carries on."""
    aliases: Lines | None = None
    """Old references, whose addresses lead here."""


class KpiDocument(Filed):
    """A number that tells how the business is doing."""

    unit: Line | None = None
    """What is counted: free text, `%`, or a currency."""
    owner: Line | None = None
    """Who watches it."""
    good: one_of("at_least", "at_most", "between") | None = None  # type: ignore[valid-type]
    """On which side of the target it is healthy."""
    target: Number | None = None
    """The edge of health for `at_least` and `at_most`."""
    low: Number | None = None
    """The lower edge of health for `between`."""
    high: Number | None = None
    """The upper edge of health for `between`."""
    watch: Range | None = None
    """The edge of the warning band (two values for `between`)."""
    values: KpiValues | None = None
    """Its values by day."""
    values_from: ValuesFile | None = None
    """Or the CSV file beside the document that has them: a day and a number in each row."""
    source: Url | None = None
    """Where the numbers come from."""


class PageDocument(Filed):
    """Prose of a unit."""


class ReviewDocument(Filed):
    """What a unit learned in a cycle."""

    cycle: CycleId | None = None
    """The cycle; the folder's where it is left out."""
    date: Day | None = None
    """The day of the review."""


class PersonEntry(Written):
    """Somebody in people.yml."""

    name: Line
    """Their name."""
    email: Line | None = None
    """Their mail address, published only where the configuration says so."""
    role: Line | None = None
    """What they do."""
    unit: Line | None = None
    """The reference of the unit they belong to."""
    avatar: RelativeFile | None = None
    """A picture below the content folder."""


DOCUMENTS: Mapping[str, type[Filed]] = {
    "objective": ObjectiveDocument,
    "kpi": KpiDocument,
    "page": PageDocument,
    "review": ReviewDocument,
}
