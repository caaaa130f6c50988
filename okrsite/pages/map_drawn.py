"""The drawn map: the same alignments as boxes and lines, laid out when the site is built (FORMAT §2; the outline is its text).

A box stands right of everything that it supports: it hangs on the farthest of these, and its other alignments are lines of their own.
Above MOST_DRAWN objectives a map shows a unit's own ones, with the units below as boxes that lead to their maps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.map import MOST_DRAWN, MapFrame, current_drawn, fields_of, frame, is_current
from okrsite.pages.map_branches import Branches, Share, branches, shares, walk
from okrsite.pages.map_layout import Place, tidy
from okrsite.pages.map_text import fitted
from okrsite.pages.site import Site

BOX_WIDTH, BOX_HEIGHT = 242, 76
_ACROSS, _DOWN = BOX_WIDTH + 42, BOX_HEIGHT + 12
_INSET = 13  # from the edge of a box to its text
_PADDING, _GAP, _LABEL = 12, 40, 30
_FEWEST_COLUMNS = 3
_ROUND = 10
_UNIT = "unit:"  # stands before a unit's reference among those of objectives, which have no colon


class Box(Struct, frozen=True, kw_only=True):
    """An objective in the drawn map, or a unit that has a map of its own. Lengths are in pixels of a text of 16."""

    x: int
    """Its left edge."""
    y: int
    """Its upper edge."""
    name: str
    """All that it says in one sentence, uncut: its accessible name."""
    lines: tuple[str, ...]
    """The title in one or two lines, cut off where it is longer."""
    unit: str
    """Whose it is, cut off where it is longer; of a unit, how many objectives it has."""
    address: str
    """The objective's page or the unit's map, percent-encoded."""
    status: str | None
    """The status' name; None for a unit."""
    percent: str
    """The progress, written out."""
    filled: int
    """How long the bar of its progress is, of the box's width without 26."""
    context: bool
    """Whether it belongs to another cycle or unit, and is here because of what supports it."""


class Line(Struct, frozen=True):
    """An alignment in the drawn map."""

    path: str
    """Its way from the box above to the one that supports it, as SVG writes it."""
    extra: bool
    """Whether its box hangs on another one."""
    counts: bool
    """Whether it counts, or only shows."""


class Drawing(Struct, frozen=True):
    """Boxes and the lines between them. Lengths are in pixels of a text of 16."""

    width: int
    """Its width."""
    height: int
    """Its height."""
    unaligned_at: int | None
    """How far down those begin that support nothing; None where there are none."""
    boxes: tuple[Box, ...]
    """The boxes, in the order in which they are read."""
    lines: tuple[Line, ...]
    """The lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMapPage(MapFrame):
    """The drawn map of a cycle, or of a unit in it."""

    template: ClassVar[str] = "map_drawn.html"

    drawing: Drawing
    """The drawing."""
    box_width: int
    """How wide its boxes are, in pixels of a text of 16."""
    box_height: int
    """How high its boxes are."""


class _Net(Struct, frozen=True):
    """Boxes in the order of the outline with all that each supports here: `main` the farthest one, `counts` by pair from above."""

    main: Mapping[str, str | None]
    counts: Mapping[tuple[str, str], bool]


def drawn_map_pages(site: Site) -> Iterator[DrawnMapPage]:
    """The drawn maps of all cycles with objectives; that of the current one stands at map/drawn/ too."""
    for cycle_id in site.cycle_ids:
        for share in shares(site, cycle_id, MOST_DRAWN):
            drawing = draw(site, branches(site, share))
            addresses = [(urls.alignment_map(cycle_id, share.unit), urls.alignment_map(cycle_id, share.unit, drawn=True))]
            if is_current(site, share) and current_drawn(site) != addresses[0][1]:
                addresses.append((urls.MAP, current_drawn(site)))
            for outline, drawn in addresses:
                shared = frame(site, share, outline, drawn, is_drawn=True)
                yield DrawnMapPage(**fields_of(shared), drawing=drawing, box_width=BOX_WIDTH, box_height=BOX_HEIGHT)


def draw(site: Site, found: Branches) -> Drawing:
    """The drawing of some branches: first what is aligned, below it what is not yet."""
    net = _net(found)
    below = _below(net)
    unaligned = set(found.unaligned)
    roots = [node for node, above in net.main.items() if above is None]
    trees = _preorder([r for r in roots if r not in unaligned], below)
    lonely = [r for r in roots if r in unaligned and not below.get(r)]
    others = _preorder([r for r in roots if r in unaligned and below.get(r)], below)
    places = dict(_placed(trees, net, _PADDING))
    first = _bottom(places)
    label = first + (_GAP if places else 0) + _PADDING if others or lonely else None
    places |= _placed(others, net, (label or 0) + _LABEL)
    columns = max([_FEWEST_COLUMNS, *(1 + (x - _PADDING) // _ACROSS for x, _ in places.values())])
    start = max(_bottom({n: places[n] for n in others}) + _DOWN - BOX_HEIGHT if others else 0, (label or 0) + _LABEL)
    places |= {n: (_PADDING + i % columns * _ACROSS, start + i // columns * _DOWN) for i, n in enumerate(lonely)}
    return Drawing(
        width=max((x for x, _ in places.values()), default=0) + BOX_WIDTH + _PADDING,
        height=_bottom(places) + _PADDING,
        unaligned_at=label,
        boxes=tuple(_box(site, found, node, place) for node, place in places.items()),
        lines=tuple(_lines(net, places)),
    )


def _net(found: Branches) -> _Net:
    """Every box and all that it supports; each hangs on the one that is farthest from the roots, so that all lines lead to the right."""
    counts: dict[tuple[str, str], bool] = {}
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for step in walk(found):
        node = _UNIT + step.node if step.count else step.node
        above.setdefault(node, [])
        if step.parent:
            counts[step.parent, node] = step.counts
            above[node].append(step.parent)
            below.setdefault(step.parent, []).append(node)
    for unit in found.share.units:
        above.setdefault(_UNIT + unit, [])
    depth = _depths(above, below)
    return _Net({node: max(parents, key=depth.__getitem__) if parents else None for node, parents in above.items()}, counts)


def _depths(above: Mapping[str, Sequence[str]], below: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The longest way from a root to each box."""
    missing = {node: len(parents) for node, parents in above.items()}
    waiting = [node for node, count in missing.items() if not count]
    depth = dict.fromkeys(above, 0)
    for node in waiting:  # grows while it is read
        for child in below.get(node, ()):
            depth[child] = max(depth[child], depth[node] + 1)
            missing[child] -= 1
            if not missing[child]:
                waiting.append(child)
    return depth


def _below(net: _Net) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, above in net.main.items():
        if above is not None:
            found.setdefault(above, []).append(node)
    return found


def _preorder(roots: Sequence[str], below: Mapping[str, Sequence[str]]) -> list[str]:
    order, waiting = [], list(reversed(roots))
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += reversed(below.get(node, ()))
    return order


def _placed(nodes: Sequence[str], net: _Net, top: int) -> dict[str, tuple[int, int]]:
    """Where the boxes of some trees stand, from a height down."""
    index = {node: number for number, node in enumerate(nodes)}
    parents = [index[above] if (above := net.main[node]) is not None else None for node in nodes]
    return {node: _pixels(place, top) for node, place in zip(nodes, tidy(parents), strict=True)}


def _pixels(place: Place, top: int) -> tuple[int, int]:
    return _PADDING + place.column * _ACROSS, top + round(place.row * _DOWN)


def _bottom(places: Mapping[str, tuple[int, int]]) -> int:
    return max((y + BOX_HEIGHT for _, y in places.values()), default=0)


def _lines(net: _Net, places: Mapping[str, tuple[int, int]]) -> Iterator[Line]:
    for (above, node), counts in net.counts.items():
        (x1, y1), (x2, y2) = places[above], places[node]
        x1, y1, y2 = x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
        extra = net.main[node] != above
        yield Line(_curve(x1, y1, x2, y2) if extra else _branch(x1, y1, x2, y2), extra, counts)


def _curve(x1: int, y1: int, x2: int, y2: int) -> str:
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def _branch(x1: int, y1: int, x2: int, y2: int) -> str:
    """Along a stem that all branches of a box share, with round corners."""
    stem, round_ = (x1 + x2) // 2, min(_ROUND, abs(y2 - y1) // 2)
    turn = round_ if y2 > y1 else -round_
    bend = f"H{stem - round_}Q{stem} {y1} {stem} {y1 + turn}V{y2 - turn}Q{stem} {y2} {stem + round_} {y2}" if round_ else ""
    return f"M{x1} {y1}{bend}L{x2} {y2}"


def _box(site: Site, found: Branches, node: str, place: tuple[int, int]) -> Box:
    if node.startswith(_UNIT):
        return _unit_box(site, found.share, node.removeprefix(_UNIT), place)
    return _objective_box(site, found, node, place)


def _objective_box(site: Site, found: Branches, reference: str, place: tuple[int, int]) -> Box:
    objective, figures, words = site.organisation.objectives[reference], site.figures_of(reference), site.language
    elsewhere = objective.cycle != found.share.cycle_id
    whose = site.organisation.units[objective.unit].title
    whose = f"{site.cycle_title(objective.cycle)} · {whose}" if elsewhere else whose
    status = words.status_word(figures.status)
    percent = "–" if figures.progress is None else words.percent(figures.progress)
    return Box(
        x=place[0],
        y=place[1],
        name=", ".join((objective.title, whose, status, words.percent(figures.progress))),
        lines=fitted(objective.title, BOX_WIDTH - 2 * _INSET, 14, 2),
        unit="".join(fitted(whose, BOX_WIDTH - 36 - _INSET, 12, 1, taken=f"{status} · {percent}")),
        address=urls.quoted(urls.objective(reference)),
        status=figures.status.value,
        percent=percent,
        filled=round((figures.progress or 0) * (BOX_WIDTH - 2 * _INSET)),
        context=reference in found.context,
    )


def _unit_box(site: Site, share: Share, unit: str, place: tuple[int, int]) -> Box:
    title, words = site.organisation.units[unit].title, site.language
    figures = site.figures.units.get((unit, share.cycle_id))
    progress = figures.progress if figures else None
    count = words.counted("objective", len(site.objectives_below(unit, share.cycle_id)))
    return Box(
        x=place[0],
        y=place[1],
        name=", ".join((title, count, words.percent(progress))),
        lines=fitted(title, BOX_WIDTH - 2 * _INSET, 14, 2),
        unit=count,
        address=urls.quoted(urls.alignment_map(share.cycle_id, unit, drawn=True)),
        status=None,
        percent="–" if progress is None else words.percent(progress),
        filled=round((progress or 0) * (BOX_WIDTH - 2 * _INSET)),
        context=False,
    )


