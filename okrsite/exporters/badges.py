"""Every objective and unit → a badge, in a folder laid out as the site's addresses are: `marketing/2026-q4/raise-awareness/badge.svg`."""

from collections.abc import Iterator

from okrsite.exporters.exported import Exported
from okrsite.publish.badge import badge_of_objective, badge_of_unit, badge_svg
from okrsite.site import site_of
from okrsite.trace import Trace


def badges_export(exported: Exported) -> Iterator[tuple[str, bytes]]:
    """The drawings, by path."""
    site = site_of(exported.loaded, Trace(active=False))
    for unit in exported.units:
        yield f"{unit}/badge.svg".lstrip("/"), badge_svg(badge_of_unit(site, unit))
    for reference in exported.objectives:
        yield f"{reference}/badge.svg", badge_svg(badge_of_objective(site, reference))
