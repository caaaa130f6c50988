"""A unit or an objective → a badge: a small drawing that says its name, its progress and its status, for wikis and READMEs.

It is a picture without a script, a font or an address of anything else, and its ground is its own, so that it can be read on light pages
and on dark ones. What it shows stands in its title as well.
"""

from html import escape

from msgspec import Struct

from okrsite.model import Status
from okrsite.pages.map_text import fitted, width
from okrsite.pages.site import Site
from okrsite.publish.xml_text import fit

_SIZE, _HEIGHT, _PADDING = 12, 22, 9
_LONGEST = 240
"""Pixels that the name takes at most; the title has all of it."""
_LABEL = "#39424e"
_PLAIN = "#4a5563"
_BLUE, _BROWN, _RED = "#0067a8", "#9a5b00", "#7a0b3a"
_GROUNDS = {
    Status.ON_TRACK: _BLUE,
    Status.ACHIEVED: _BLUE,
    Status.AT_RISK: _BROWN,
    Status.OFF_TRACK: _RED,
    Status.MISSED: _RED,
}
"""White words on them, and on the other grounds here, have a contrast of at least 4.5."""
_WELL = (Status.ON_TRACK, Status.ACHIEVED)
_FONT = "system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"


class Badge(Struct, frozen=True):
    """What a badge says: a name, how it is going in words, the same in full for its title, and the colour behind the words."""

    label: str
    value: str
    full: str
    ground: str = _PLAIN


def badge_of_objective(site: Site, reference: str) -> Badge:
    """An objective's progress, or its score, and its status."""
    figures, words = site.figures_of(reference), site.language
    share = words.percent(figures.progress) if figures.score is None else words.score(figures.score)
    value = f"{share} · {words.status_word(figures.status)}"
    return Badge(site.organisation.objectives[reference].title, value, value, _GROUNDS.get(figures.status, _PLAIN))


def badge_of_unit(site: Site, reference: str) -> Badge:
    """A unit's progress in its current cycle, and how many objectives of it and of the units below are going well."""
    words, cycle = site.language, site.unit_current(reference)
    title = site.organisation.units[reference].title
    if cycle is None:
        nothing = words.counted("objective", 0)
        return Badge(title, nothing, nothing)
    spread = site.spread(site.objectives_below(reference, cycle))
    progress = words.percent(site.figures.units[reference, cycle].progress)
    well, all_of_them = (words.amount(sum(c.count for c in spread if c.key in keys)) for keys in (_WELL, tuple(Status)))
    in_short = words.gettext("%(count)s of %(all)s on track", count=well, all=all_of_them)
    counts = [f"{words.status_word(Status(c.key))} {words.amount(c.count)}" for c in spread]
    return Badge(title, f"{progress} · {in_short}", " · ".join([progress, *counts]))


def badge_svg(badge: Badge) -> bytes:
    """A badge as a drawing: SVG in UTF-8."""
    (label,) = fitted(fit(badge.label), _LONGEST, _SIZE, 1) or ("",)
    left, right = (2 * _PADDING + width(text, _SIZE) for text in (label, badge.value))
    said = fit(f"{badge.label}: {badge.full}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img">'
        f"<title>{escape(said)}</title>"
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="4" fill="{_LABEL}"/>'
        f'<path fill="{badge.ground}" d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v{_HEIGHT - 8}a4 4 0 0 1-4 4h-{right - 4}z"/>'
        f'<g fill="#fff" font-family="{_FONT}" font-size="{_SIZE}" text-anchor="middle">'
        f'<text x="{left // 2}" y="15">{escape(label)}</text><text x="{left + right // 2}" y="15">{escape(fit(badge.value))}</text>'
        "</g></svg>\n"
    ).encode()
