"""The small values that pages are made of: links, people, cards, rows.

They are frozen and hold plain values only: equal values give equal bytes, and a field here is a promise to every theme. Numbers stay
exact until a template writes them out.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from okrsite.charts import LineChart, Sparkline


class Link(Struct, frozen=True):
    """Something with a page of its own."""

    title: str
    """What a reader clicks."""
    address: str
    """Where it leads: percent-encoded, from the site's root, with its fragment."""


class PersonLink(Struct, frozen=True):
    """Somebody, with a page where something public is theirs."""

    name: str
    """The name as people.yml or the document has it."""
    initials: str
    """Up to two letters to stand for a picture."""
    address: str | None = None
    """The person's page, percent-encoded; None where there is none."""
    avatar: str | None = None
    """The address of a picture, percent-encoded."""


class StatusView(Struct, frozen=True):
    """A status and why it is so."""

    key: str
    """The status' name (FORMAT §11); the theme's `status` filter writes it as shape and word."""
    reason: str
    """Why, in one sentence of the site's language."""


class StatusCount(Struct, frozen=True):
    """How many things have a status."""

    key: str
    """The status' name."""
    count: int
    """How many, at least 1."""


class TermView(Struct, frozen=True):
    """One part of a mean."""

    title: str
    """The key result's, objective's or unit's title."""
    address: str
    """Where it stands, percent-encoded."""
    anchor: str | None
    """The HTML id of its place on the same page; None where it stands elsewhere."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    weight: Decimal
    """Its weight, at least 0."""
    left_out: str | None
    """Why it does not take part, in the site's language; None where it does."""


class ExplanationView(Struct, frozen=True):
    """How a number came about."""

    sentence: str
    """In words and figures, in the site's language."""
    terms: tuple[TermView, ...]
    """The parts of the mean; empty where there is no mean."""
    result: Fraction | None
    """What came out, 0 to 1."""


class MoneyView(Struct, frozen=True):
    """A budget."""

    amount: Decimal
    """What is planned."""
    currency: str
    """ISO 4217."""
    spent: Decimal | None
    """What is spent; None where nobody says."""
    over: Decimal | None
    """How much more is spent than was planned; None where it is not."""
    untold: int
    """Of how many budgets that are added up nobody says what is spent."""
    share: Fraction | None
    """Spent of planned; None where nothing is known or planned."""


class KeyResultLine(Struct, frozen=True):
    """A key result in a list."""

    title: str
    """What is measured."""
    address: str
    """Its place on its objective's page, percent-encoded."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction | None
    """Where it should be, 0 to 1."""
    status: str
    """The status' name."""


class ObjectiveCard(Struct, frozen=True):
    """An objective in a list or as a card."""

    title: str
    """What will be achieved."""
    address: str
    """Its page, percent-encoded."""
    unit: Link
    """Whose it is."""
    cycle: Link
    """The unit's page in the objective's cycle."""
    closed: bool
    """Whether its cycle is over."""
    owner: PersonLink | None
    """The one accountable."""
    kind: str
    """aspirational or committed."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction
    """Where it should be, 0 to 1."""
    status: str
    """The status' name."""
    reason: str
    """Why the status is so, in one sentence."""
    score: Fraction | None
    """0 to 1, once closed."""
    confidence: Fraction | None
    """0 to 10."""
    updated: date | None
    """The day of the last report."""
    key_results: tuple[KeyResultLine, ...]
    """What it is measured by."""
    spark: Sparkline | None
    """How its progress went over the cycle; None where it was reported less than twice."""


class UnitRow(Struct, frozen=True):
    """A unit in one cycle, in a list of units."""

    title: str
    """The unit's name."""
    address: str
    """Its page in that cycle, percent-encoded."""
    level: str
    """What a unit of its depth is called: company, department, team."""
    lead: PersonLink | None
    """Who leads it."""
    progress: Fraction | None
    """The rolled-up progress, 0 to 1."""
    own: Fraction | None
    """The progress of its own objectives, 0 to 1."""
    expected: Fraction
    """Where it should be, 0 to 1."""
    statuses: tuple[StatusCount, ...]
    """Its own objectives and those of all units below by status, in FORMAT §11's order."""
    objectives: int
    """How many objectives that is."""
    children: tuple["UnitRow", ...]
    """The units below it."""
    spark: Sparkline | None
    """How its rolled-up progress went over the cycle; None where anything was reported less than twice."""


class CycleTab(Struct, frozen=True):
    """One choice of the switch between cycles."""

    title: str
    """The cycle's name."""
    address: str
    """The same thing in that cycle, percent-encoded."""
    state: str
    """planned, active or closed."""
    shown: bool
    """Whether this page shows it."""


class CycleView(Struct, frozen=True):
    """A cycle and where it stands on the day."""

    id: str
    """Its id."""
    title: str
    """Its name."""
    address: str
    """Its page, percent-encoded."""
    start: date
    """Its first day."""
    end: date
    """Its last day."""
    state: str
    """planned, active or closed."""
    elapsed: Fraction
    """The share of its days gone by, 0 to 1."""
    days_gone: int
    """Days gone by."""
    days_left: int
    """Days still to come."""


class Win(Struct, frozen=True):
    """Something to celebrate."""

    text: str
    """What was won."""
    date: date
    """When it was reported."""
    by: PersonLink | None
    """Who reported it."""
    objective: Link
    """Where it was won."""
    unit: Link
    """Who won it."""


class Report(Struct, frozen=True):
    """A check-in among those of other objectives."""

    date: date
    """When."""
    by: PersonLink | None
    """Who reported."""
    objective: Link
    """About what."""
    unit: Link
    """Of which unit."""
    note: str | None
    """What was said."""
    win: str | None
    """What was won."""
    status: str
    """The objective's status today."""


class KpiTile(Struct, frozen=True):
    """A KPI in a list."""

    title: str
    """What is watched."""
    address: str
    """Its page, percent-encoded."""
    health: str
    """healthy, watch, unhealthy or unknown."""
    measured_in: str | None
    """The unit of its values."""
    value: Decimal | None
    """The latest value."""
    date: date | None
    """Its day."""
    spark: Sparkline | None
    """How it went; None with fewer than two values."""
    unmoved: bool
    """Whether it is unhealthy, and no key result of a cycle that is not over should move it."""


class DocumentLink(Struct, frozen=True):
    """A page or a review in a list."""

    title: str
    """Its title."""
    address: str
    """Its page, percent-encoded."""
    date: date | None
    """A review's day."""
    unit: Link
    """Whose it is."""


class ForecastView(Struct, frozen=True):
    """What something comes to at this pace."""

    sentence: str
    """The range, in the site's language."""
    method: str
    """How it comes about."""


class Chart(Struct, frozen=True):
    """A line chart and the table behind it."""

    drawing: LineChart
    """What is drawn."""
    rows: tuple["ChartRow", ...]
    """The numbers behind it, by day."""
    noted: bool
    """Whether a day has a note."""


class ChartRow(Struct, frozen=True):
    """One day of the table behind a chart."""

    date: date
    """The day."""
    value: str
    """What was reached, written out."""
    expected: str
    """What was expected, written out; empty where nothing was."""
    note: str
    """What happened on that day: a check-in, a mini-goal."""
