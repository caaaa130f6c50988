"""One thing of the organisation → the value of a fragment that another page shows of it: a handbook's, or one in a frame.

A fragment is to a page what a paragraph is to a text: it has no frame, no headings and no ids, so that it can stand anywhere and more
than once. What it looks like is told by the theme's templates below `embeds/`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from okrsite.model import Status
from okrsite.pages.parts import KpiTile, Link, ObjectiveCard, PersonLink, StatusCount, StatusView, UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A part of the OKRs within another page."""

    template: ClassVar[str]
    """The file below templates/ that shows it."""

    title: str
    """What it is about."""
    address: str
    """The page that tells more, percent-encoded, from the site's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFragment(Fragment):
    """An objective with its progress, its status, its owner and its key results."""

    template: ClassVar[str] = "embeds/card.html"

    card: ObjectiveCard
    """The objective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCardFragment(Fragment):
    """A unit in a cycle with its progress and its own objectives."""

    template: ClassVar[str] = "embeds/unit.html"

    level: str
    """What a unit of its depth is called."""
    cycle: Link | None
    """The cycle that it shows; None for a unit that never had objectives."""
    lead: PersonLink | None
    """Who leads it."""
    progress: Fraction | None
    """The rolled-up progress, 0 to 1."""
    expected: Fraction | None
    """Where it should be, 0 to 1; None where its cycle does not run."""
    statuses: tuple[StatusCount, ...]
    """Its own objectives and those of all units below by status."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives."""
    left_out: int
    """How many more of its own it has."""


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """A key result with its numbers."""

    title: str
    """What is measured."""
    address: str
    """Its place on its objective's page, percent-encoded."""
    current: str
    """Today's value, written out."""
    target: str
    """What is to be reached, written out; empty where that is no amount."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction | None
    """Where it should be, 0 to 1; None where its cycle does not run."""
    status: str
    """The status' name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultsFragment(Fragment):
    """The key results of an objective."""

    template: ClassVar[str] = "embeds/key-results.html"

    key_results: tuple[MeasuredLine, ...]
    """In the file's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressFragment(Fragment):
    """How far something is, as a bar."""

    template: ClassVar[str] = "embeds/progress.html"

    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction | None
    """Where it should be, 0 to 1; None where its cycle does not run."""
    status: str
    """The status' name; `plain` for units, which have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFragment(Fragment):
    """How something is going, in one line."""

    template: ClassVar[str] = "embeds/status.html"

    status: StatusView | None
    """How an objective or key result is going, and why so; None for a unit."""
    statuses: tuple[StatusCount, ...]
    """A unit's objectives and those of all units below by status; empty for all else."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with its objectives, and the units below it."""

    unit: UnitRow
    """The unit."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives in the cycle."""
    branches: tuple["Branch", ...]
    """The units below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFragment(Fragment):
    """A unit, all units below it, and their objectives in a cycle."""

    template: ClassVar[str] = "embeds/tree.html"

    cycle: Link
    """The cycle."""
    branch: Branch
    """The unit at the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFragment(Fragment):
    """Objectives side by side."""

    template: ClassVar[str] = "embeds/table.html"

    rows: tuple[ObjectiveCard, ...]
    """The objectives, the units' higher up first."""
    left_out: int
    """How many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFragment(Fragment):
    """A KPI with its latest value."""

    template: ClassVar[str] = "embeds/kpi.html"

    kpi: KpiTile
    """The KPI."""
    aim: str
    """What is good, written out; empty where it does not say."""


FRAGMENTS: tuple[type[Fragment], ...] = (
    CardFragment, UnitCardFragment, KeyResultsFragment, ProgressFragment, StatusFragment, TreeFragment, TableFragment, KpiFragment,
)  # fmt: skip
"""Every kind of fragment: a theme has a template for each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which objectives a table shows: those of a unit in a cycle, of an owner, with a tag, of a status, of units of a level.

    `below` says whether the units below count too; at most `limit` are shown.
    """

    unit: str
    cycle: str
    below: bool = True
    owner: str | None = None
    tag: str | None = None
    status: Status | None = None
    level: str | None = None
    limit: int = 50
