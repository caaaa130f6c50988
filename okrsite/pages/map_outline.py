"""The branches of a map → the lines of its outline, each with what opens and closes around it, so that no theme needs recursion."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from msgspec import Struct

from okrsite import urls
from okrsite.pages.map_branches import Branches, Step, walk
from okrsite.pages.parts import Link
from okrsite.pages.site import Site

_MOST_NESTED = 12  # no browser shows hundreds of levels, and no reader follows them
_LEVELS_OPEN = 2


class MapRow(Struct, frozen=True, kw_only=True):
    """A line of the outline: an objective, or a unit with an outline of its own, where it supports the objective above."""

    title: str
    """The objective or the unit."""
    address: str
    """Its page, or the unit's outline, percent-encoded."""
    unit: str
    """Whose it is: the unit's name."""
    unit_reference: str
    """The unit's reference; the company's is `/`."""
    status: str | None
    """The status' name; None for a unit."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction | None
    """Where it should be, 0 to 1; None once its cycle is over."""
    supporters: int
    """How many objectives support it here; of a unit, how many of its objectives support the one above."""
    cycle: str | None
    """Another cycle than the map's that it belongs to: it is here because of what supports it."""
    elsewhere: tuple[Link, ...]
    """The maps of other cycles, where more supports it."""
    unsupported: bool
    """Whether it is the company's and nothing supports it, in any cycle."""
    counts: bool
    """Whether its alignment with the one above counts, or only shows."""
    again: str | None
    """The id of the line on which it stands already, with all that supports it."""
    anchor: str | None
    """Its id, where a line further down refers to it."""
    under: str | None
    """What it supports, where the outline does not indent any further."""
    opens: bool
    """Whether what supports it follows, one level deeper."""
    closes: int
    """How many levels end after it; 0 where it opens one."""
    is_open: bool
    """Whether what supports it is shown from the start."""


class MapGroup(Struct, frozen=True):
    """A unit's objectives that support nothing, each with what supports it."""

    unit: Link
    """The unit in the cycle."""
    rows: tuple[MapRow, ...]
    """The lines of their outline."""


def outline(site: Site, found: Branches) -> tuple[tuple[MapRow, ...], tuple[MapGroup, ...]]:
    """What is aligned, and by unit what is not yet."""
    steps = tuple(walk(found))
    anchors = {step.node: f"o{number}" for number, step in enumerate(steps) if not (step.again or step.count)}
    repeated = {step.node for step in steps if step.again}
    unaligned, trees = frozenset(found.unaligned), _trees(steps)

    def unit(tree: tuple[Step, ...]) -> str | None:
        root = tree[0].node
        return site.organisation.objectives[root].unit if root in unaligned else None

    rows: tuple[MapRow, ...] = ()
    groups = []
    for reference, found_trees in groupby(trees, key=unit):
        lines = _rows(site, found, [step for tree in found_trees for step in tree], anchors, repeated)
        if reference is None:
            rows = lines
        else:
            title = site.organisation.units[reference].title
            groups.append(MapGroup(Link(title, urls.quoted(urls.unit_in_cycle(reference, found.share.cycle_id))), lines))
    return rows, tuple(groups)


def _trees(steps: Sequence[Step]) -> tuple[tuple[Step, ...], ...]:
    """The walk cut at its roots; it has none where all that is shown stands on other pages."""
    starts = [number for number, step in enumerate(steps) if step.depth == 0]
    return tuple(tuple(steps[a:b]) for a, b in pairwise([*starts, len(steps)]))


def _rows(
    site: Site, found: Branches, steps: Sequence[Step], anchors: Mapping[str, str], repeated: set[str]
) -> tuple[MapRow, ...]:
    depths = [min(step.depth, _MOST_NESTED) for step in steps]
    rows = []
    for step, depth, following in zip(steps, depths, [*depths[1:], 0], strict=True):
        under = site.organisation.objectives[step.parent].title if step.parent and step.depth > _MOST_NESTED else None
        opens, closes = following > depth, max(depth - following, 0)
        if step.count:
            rows.append(_unit(site, found, step, under, closes))
        else:
            first = anchors[step.node]
            again, anchor = (first, None) if step.again else (None, first if step.node in repeated else None)
            rows.append(_objective(site, found, step, (again, anchor, under), (opens, closes)))
    return tuple(rows)


def _objective(
    site: Site, found: Branches, step: Step, texts: tuple[str | None, str | None, str | None], levels: tuple[bool, int]
) -> MapRow:
    objective, figures = site.organisation.objectives[step.node], site.figures_of(step.node)
    again, anchor, under = texts
    below = 0 if again else len(found.children.get(step.node, ())) + sum(found.units.get(step.node, {}).values())
    own = step.node not in found.context and objective.cycle == found.share.cycle_id
    elsewhere = () if again else tuple(_map_link(site, i) for i in found.elsewhere.get(step.node, ()))
    return MapRow(
        title=objective.title,
        address=urls.quoted(urls.objective(step.node)),
        unit=site.organisation.units[objective.unit].title,
        unit_reference=objective.unit or "/",
        status=figures.status.value,
        progress=figures.progress,
        expected=None if site.is_closed(objective.cycle) else figures.expected,
        supporters=below,
        cycle=None if objective.cycle == found.share.cycle_id else site.cycle_title(objective.cycle),
        elsewhere=elsewhere,
        unsupported=own and not objective.unit and not site.organisation.children.get(step.node),
        counts=step.counts,
        again=again,
        anchor=anchor,
        under=under,
        opens=levels[0],
        closes=levels[1],
        is_open=step.depth < _LEVELS_OPEN,
    )


def _unit(site: Site, found: Branches, step: Step, under: str | None, closes: int) -> MapRow:
    title = site.organisation.units[step.node].title
    return MapRow(
        title=title,
        address=urls.quoted(urls.alignment_map(found.share.cycle_id, step.node)),
        unit=title,
        unit_reference=step.node,
        status=None,
        progress=None,
        expected=None,
        supporters=step.count,
        cycle=None,
        elsewhere=(),
        unsupported=False,
        counts=True,
        again=None,
        anchor=None,
        under=under,
        opens=False,
        closes=closes,
        is_open=False,
    )


def _map_link(site: Site, cycle_id: str) -> Link:
    return Link(site.cycle_title(cycle_id), urls.quoted(urls.alignment_map(cycle_id)))
