"""What a company's OKRs are: frozen values, as written in the files, before anything is computed.

References are still the text that somebody wrote; okrsite.link resolves them. Amounts are exact decimals, days are dates, and
every value that a later stage may find fault with knows its place in its file.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from okrsite.cycles import Cycles
from okrsite.diagnostics import Location

ONE = Decimal(1)

# A key result's value: an amount or a step, done or not, the titles of the milestones done.
Value = Decimal | bool | tuple[str, ...]


class KeyResultType(StrEnum):
    """How a key result is measured (FORMAT §6)."""

    NUMBER = "number"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BOOLEAN = "boolean"
    MILESTONES = "milestones"
    LADDER = "ladder"
    BASELINE = "baseline"
    ALIGNED = "aligned"

    @property
    def is_threshold(self) -> bool:
        """Whether it holds or fails, today and again tomorrow (FORMAT §11)."""
        return self in (KeyResultType.AT_LEAST, KeyResultType.AT_MOST, KeyResultType.BETWEEN)


class Kind(StrEnum):
    """What a good score is: 0.7 for aspirational, 1 for committed (FORMAT §12)."""

    ASPIRATIONAL = "aspirational"
    COMMITTED = "committed"


class Rollup(StrEnum):
    """Where an objective's progress comes from (FORMAT §10)."""

    KEY_RESULTS = "key_results"
    ALIGNED = "aligned"
    BOTH = "both"
    MANUAL = "manual"


class Status(StrEnum):
    """How a thing is going, in the order of FORMAT §11: the most serious first, then those outside that order."""

    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    STALE = "stale"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    ACHIEVED = "achieved"
    MISSED = "missed"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Health(StrEnum):
    """How a KPI is doing (FORMAT §8)."""

    HEALTHY = "healthy"
    WATCH = "watch"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"


class Visibility(Struct, frozen=True):
    """Who may see a thing: the name (public, draft, restricted or an audience), and a day before which nobody may (FORMAT §13)."""

    name: str = "public"
    embargo: date | None = None


class Reference(Struct, frozen=True):
    """A reference as somebody wrote it, and where."""

    text: str
    location: Location


class Ignore(Struct, frozen=True):
    """A piece of advice that a document does not want, why, and where it says so."""

    rule: str
    reason: str
    location: Location


class Alignment(Struct, frozen=True):
    """What an objective supports: the parent, whether this counts towards it, and its share (at least 0)."""

    to: Reference
    contributes: bool = True
    weight: Decimal = ONE


class SetStatus(Struct, frozen=True):
    """A person's judgement: in force from `since`, always where there is none."""

    status: Status
    reason: str | None = None
    since: date | None = None


class Money(Struct, frozen=True):
    """A budget: what is planned and, where known, spent, in a currency (ISO 4217)."""

    amount: Decimal
    currency: str
    spent: Decimal | None = None


class Milestone(Struct, frozen=True):
    """A step of a key result; `done` is yes, no, the day on which it was, or None where nothing is written."""

    title: str
    due: date | None = None
    done: bool | date | None = None
    weight: Decimal = ONE


class Step(Struct, frozen=True):
    """A rung of a ladder: the score (0 to 1), and the amount or else the words that earn it."""

    score: Decimal
    amount: Decimal | None = None
    words: str | None = None

    @property
    def at(self) -> Decimal | str:
        """What earns the score."""
        return self.amount if self.amount is not None else self.words or ""


class PlanPoint(Struct, frozen=True):
    """A mini-goal: the value to be reached by the end of a day."""

    date: date
    value: Decimal


class KeyResult(Struct, frozen=True):
    """One measure of an objective; which fields are filled depends on `type` (FORMAT §6)."""

    id: str
    title: str
    location: Location
    type: KeyResultType = KeyResultType.NUMBER
    owner: str | None = None
    weight: Decimal = ONE
    confidence: Decimal | None = None
    due: date | None = None
    url: str | None = None
    kpi: Reference | None = None
    aligns_to: Reference | None = None
    status: SetStatus | None = None
    unit: str | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    risk: Decimal | tuple[Decimal, Decimal] | None = None
    aggregate: str | None = None
    milestones: tuple[Milestone, ...] = ()
    steps: tuple[Step, ...] = ()
    plan: tuple[PlanPoint, ...] = ()
    written_value: Decimal | bool | None = None
    value_location: Location | None = None

    @property
    def is_text_ladder(self) -> bool:
        """Whether its rungs are words, so that its value is the score itself."""
        return bool(self.steps) and isinstance(self.steps[0].at, str)


class CheckIn(Struct, frozen=True):
    """What somebody reported on a day; `confidence` (0 to 10) by key result, under None for all (FORMAT §7)."""

    date: date
    location: Location
    by: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    confidence: Mapping[str | None, Decimal] = field(default_factory=dict)
    status: Status | None = None
    note: str | None = None
    win: str | None = None


class Initiative(Struct, frozen=True):
    """Work towards an objective; it never counts as progress."""

    title: str
    status: str = "todo"
    owner: str | None = None
    due: date | None = None
    url: str | None = None


class Objective(Struct, frozen=True):
    """What somebody wants to achieve in a cycle, and how it will be seen (FORMAT §5)."""

    unit: str
    cycle: str
    id: str
    title: str
    location: Location
    owner: str | None = None
    contributors: tuple[str, ...] = ()
    why: str | None = None
    kind: Kind = Kind.ASPIRATIONAL
    aligns_to: tuple[Alignment, ...] = ()
    rollup: Rollup = Rollup.KEY_RESULTS
    progress: Decimal | None = None
    weight: Decimal = ONE
    status: SetStatus | None = None
    key_results: tuple[KeyResult, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    budget: Money | None = None
    resources: tuple[str, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    score: Decimal | None = None
    score_note: str | None = None
    retrospective: str | None = None
    continues: Reference | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility()
    aliases: tuple[Reference, ...] = ()
    body: str = ""
    body_line: int = 1
    ignores: tuple[Ignore, ...] = ()

    @property
    def reference(self) -> str:
        """`<unit>/<cycle>/<id>`, without the unit for the company's own (FORMAT §2)."""
        if self.unit and self.cycle and self.id:  # all but few, and this is asked more often than anything else
            return f"{self.unit}/{self.cycle}/{self.id}"
        return "/".join(filter(None, (self.unit, self.cycle, self.id)))

    def key_result(self, identifier: str) -> KeyResult | None:
        """Its key result of that id."""
        return next((k for k in self.key_results if k.id == identifier), None)


class Unit(Struct, frozen=True):
    """A company, department or team: a folder with an index.md (FORMAT §4). `depth` is 0 for the company."""

    reference: str
    title: str
    location: Location
    lead: str | None = None
    members: tuple[str, ...] = ()
    weight: Decimal = ONE
    mission: str | None = None
    budget: Money | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility()
    body: str = ""
    body_line: int = 1
    ignores: tuple[Ignore, ...] = ()

    @property
    def depth(self) -> int:
        """How many units enclose it."""
        return self.reference.count("/") + 1 if self.reference else 0

    @property
    def parent(self) -> str | None:
        """The reference of the unit above; None for the company."""
        return self.reference.rpartition("/")[0] if self.reference else None


class Kpi(Struct, frozen=True):
    """A number that tells how the business is doing; `values` by day, rising, some of them from a file beside it (FORMAT §8)."""

    unit: str
    id: str
    title: str
    location: Location
    measured_in: str | None = None
    owner: str | None = None
    good: str | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    watch: Decimal | tuple[Decimal, Decimal] | None = None
    values: tuple[tuple[date, Decimal], ...] = ()
    values_from: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility()
    body: str = ""
    body_line: int = 1
    ignores: tuple[Ignore, ...] = ()

    @property
    def reference(self) -> str:
        """`<unit>/<id>` (FORMAT §18)."""
        return "/".join(filter(None, (self.unit, self.id)))


class Page(Struct, frozen=True):
    """Prose of a unit, or with a `cycle` and a `day` what it learned in that cycle: a review (FORMAT §8)."""

    unit: str
    id: str
    title: str
    location: Location
    cycle: str | None = None
    day: date | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility()
    body: str = ""
    body_line: int = 1
    ignores: tuple[Ignore, ...] = ()

    @property
    def reference(self) -> str:
        """`<unit>/<id>`, a review's `<unit>/<cycle>/<id>` (FORMAT §18)."""
        return "/".join(filter(None, (self.unit, self.cycle, self.id)))


class Person(Struct, frozen=True):
    """Somebody: a key of people.yml, or a name as it was written where there is no such key."""

    id: str
    name: str
    location: Location | None = None
    email: str | None = None
    role: str | None = None
    unit: Reference | None = None
    avatar: str | None = None


class Edge(Struct, frozen=True):
    """A resolved alignment: from an objective (and one of its key results) to another; `counts` after the rules of FORMAT §10."""

    source: str
    target: str
    source_key_result: str | None = None
    target_key_result: str | None = None
    contributes: bool = True
    counts: bool = True
    weight: Decimal = ONE


class Organisation(Struct, frozen=True):
    """Everything that one audience may see, with all references resolved. All mappings are sorted by reference."""

    units: Mapping[str, Unit]
    objectives: Mapping[str, Objective]
    kpis: Mapping[str, Kpi]
    pages: Mapping[str, Page]
    people: Mapping[str, Person]
    cycles: Cycles
    alignments: tuple[Edge, ...] = ()
    continues: Mapping[str, str] = field(default_factory=dict)
    kpi_moved_by: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    kpi_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parents: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)
    children: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)
    child_units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_unit_and_cycle: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
