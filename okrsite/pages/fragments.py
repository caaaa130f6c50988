"""One thing of the organisation → the value of a fragment that another page shows of it: a handbook's, or one in a frame.

A fragment is to a page what a paragraph is to a text: it has no frame, no headings and no ids, so that it can stand anywhere and more
than once. What it looks like is told by the theme's templates below `embeds/`.
"""

from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite.model import Status
from okrsite.pages.parts import KpiTile, Link, ObjectiveCard, PersonLink, StatusCount, StatusView, UnitRow


class Fragment(Struct, frozen=True, kw_only=True):
    """A part of the OKRs within another page."""

    template: ClassVar[str]
    """The file below templates/ that shows it."""

    title: str
    """What it is about."""
    address: str
    """The page that tells more, percent-encoded, from the site's root."""


class CardFragment(Fragment, frozen=True, kw_only=True):
    """An objective with its progress, its status, its owner and its key results."""

    template: ClassVar[str] = "embeds/card.html"

    card: ObjectiveCard
    """The objective."""


class UnitCardFragment(Fragment, frozen=True, kw_only=True):
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


class MeasuredLine(Struct, frozen=True):
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


class KeyResultsFragment(Fragment, frozen=True, kw_only=True):
    """The key results of an objective."""

    template: ClassVar[str] = "embeds/key-results.html"

    key_results: tuple[MeasuredLine, ...]
    """In the file's order."""


class ProgressFragment(Fragment, frozen=True, kw_only=True):
    """How far something is, as a bar."""

    template: ClassVar[str] = "embeds/progress.html"

    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction | None
    """Where it should be, 0 to 1; None where its cycle does not run."""
    status: str
    """The status' name; `plain` for units, which have none."""


class StatusFragment(Fragment, frozen=True, kw_only=True):
    """How something is going, in one line."""

    template: ClassVar[str] = "embeds/status.html"

    status: StatusView | None
    """How an objective or key result is going, and why so; None for a unit."""
    statuses: tuple[StatusCount, ...]
    """A unit's objectives and those of all units below by status; empty for all else."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""


class Branch(Struct, frozen=True):
    """A unit with its objectives, and the units below it."""

    unit: UnitRow
    """The unit."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives in the cycle."""
    branches: tuple["Branch", ...]
    """The units below it."""


class TreeFragment(Fragment, frozen=True, kw_only=True):
    """A unit, all units below it, and their objectives in a cycle."""

    template: ClassVar[str] = "embeds/tree.html"

    cycle: Link
    """The cycle."""
    branch: Branch
    """The unit at the top."""


class TableFragment(Fragment, frozen=True, kw_only=True):
    """Objectives side by side."""

    template: ClassVar[str] = "embeds/table.html"

    rows: tuple[ObjectiveCard, ...]
    """The objectives, the units' higher up first."""
    left_out: int
    """How many more there are."""


class KpiFragment(Fragment, frozen=True, kw_only=True):
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


class Choice(Struct, frozen=True):
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
