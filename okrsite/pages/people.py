"""The index of people, and the page of each person who is named in a published document (FORMAT §8, §13)."""

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.changes import feed_link
from okrsite.pages.due import DueList, due_for_person
from okrsite.pages.initiatives import Work, work
from okrsite.pages.page import Page
from okrsite.pages.parts import KeyResultLine, KpiTile, Link, ObjectiveCard, PersonLink, Report, StatusCount
from okrsite.pages.roles import Role
from okrsite.pages.site import Site
from okrsite.pages.views import key_result_lines, kpi_tile, latest_first, objective_card, report

_MOST_REPORTS = 8


class PersonRow(Struct, frozen=True):
    """Somebody in the index."""

    person: PersonLink
    """Who."""
    role: str | None
    """What they do."""
    unit: Link | None
    """Where they work."""
    leads: tuple[Link, ...]
    """The units that they lead."""
    objectives: int
    """How many objectives of running cycles are theirs."""
    statuses: tuple[StatusCount, ...]
    """Those by status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(Page):
    """Everybody who has something public."""

    template: ClassVar[str] = "people.html"
    section: ClassVar[str] = "people"

    people: tuple[PersonRow, ...]
    """By name."""


class OwnedKeyResult(Struct, frozen=True):
    """A key result in somebody's care."""

    line: KeyResultLine
    """The key result."""
    objective: Link
    """What it measures."""
    unit: Link
    """Whose objective that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(Page):
    """One person's objectives, key results, initiatives and units."""

    template: ClassVar[str] = "person.html"
    section: ClassVar[str] = "people"

    person: PersonLink
    """Who."""
    role: str | None
    """What they do."""
    email: str | None
    """Only where the site publishes addresses."""
    unit: Link | None
    """Where they work."""
    leads: tuple[Link, ...]
    """The units that they lead."""
    member_of: tuple[Link, ...]
    """The units that they belong to."""
    statuses: tuple[StatusCount, ...]
    """Their running objectives by status."""
    objectives: tuple[ObjectiveCard, ...]
    """Their objectives in cycles that are not over."""
    contributes: tuple[ObjectiveCard, ...]
    """The objectives that they help with, in cycles that are not over."""
    key_results: tuple[OwnedKeyResult, ...]
    """Their key results in cycles that are not over."""
    due: DueList | None
    """What is due for them in the next two weeks, and what is late."""
    initiatives: tuple[Work, ...]
    """Their work in cycles that are not over."""
    kpis: tuple[KpiTile, ...]
    """What they watch."""
    earlier: tuple[ObjectiveCard, ...]
    """Their objectives in cycles that are over, the latest first."""
    reports: tuple[Report, ...]
    """Their latest check-ins."""


def people_page(site: Site) -> PeoplePage:
    """The index of people."""
    title = site.language.gettext("People")
    rows = sorted(
        (_row(site, i, role) for i, role in site.roles.items()), key=lambda row: (_by_name(row.person.name), row.person.address or "")
    )
    return PeoplePage(
        address=urls.PEOPLE,
        title=title,
        description=site.language.gettext("Who is accountable for what"),
        breadcrumb=(site.unit_link(""),),
        people=tuple(rows),
    )


def person_page(site: Site, identifier: str) -> PersonPage:
    """The page of one person."""
    person, role = site.person(identifier), site.roles[identifier]
    link = site.person_link(identifier) or PersonLink(person.name, "")
    owned = [r for r in role.owns if not _over(site, r)]
    over = sorted((r for r in role.owns if _over(site, r)), key=lambda r: site.cycle_of(r).end, reverse=True)
    return PersonPage(
        address=urls.person(identifier),
        title=person.name,
        description=person.role or person.name,
        breadcrumb=(site.unit_link(""), Link(site.language.gettext("People"), urls.PEOPLE)),
        feed=feed_link(site, urls.person_feed(identifier)),
        person=link,
        role=person.role,
        email=person.email if site.config.site.publish_email else None,
        unit=_unit(site, identifier),
        leads=tuple(site.unit_link(u) for u in role.leads),
        member_of=tuple(site.unit_link(u) for u in role.member_of if u not in role.leads),
        statuses=site.spread(tuple(owned)),
        objectives=tuple(objective_card(site, r) for r in owned),
        contributes=tuple(objective_card(site, r) for r in role.contributes if not _over(site, r)),
        key_results=tuple(_key_result(site, r, i) for r, i in role.key_results if not _over(site, r)),
        due=due_for_person(site, identifier),
        initiatives=tuple(_initiative(site, r, place) for r, place in role.initiatives if not _over(site, r)),
        kpis=tuple(kpi_tile(site, site.organisation.kpis[k]) for k in role.kpis),
        earlier=tuple(objective_card(site, r) for r in over),
        reports=_reports(site, identifier, role),
    )


def _row(site: Site, identifier: str, role: Role) -> PersonRow:
    person = site.person(identifier)
    running = tuple(r for r in role.owns if site.is_active(site.organisation.objectives[r].cycle))
    return PersonRow(
        person=site.person_link(identifier) or PersonLink(person.name, ""),
        role=person.role,
        unit=_unit(site, identifier),
        leads=tuple(site.unit_link(u) for u in role.leads),
        objectives=len(running),
        statuses=site.spread(running),
    )


def _unit(site: Site, identifier: str) -> Link | None:
    """Where somebody works, where that unit is published."""
    reference = site.person(identifier).unit
    name = reference.text.strip("/") if reference else None
    return site.unit_link(name) if name is not None and name in site.organisation.units else None


def _over(site: Site, reference: str) -> bool:
    return site.is_closed(site.organisation.objectives[reference].cycle)


def _key_result(site: Site, reference: str, identifier: str) -> OwnedKeyResult:
    anchor = urls.key_result(identifier)
    line = next(line for line in key_result_lines(site, reference) if line.address.endswith(anchor))
    return OwnedKeyResult(line, site.objective_link(reference), site.unit_link(site.organisation.objectives[reference].unit))


def _initiative(site: Site, reference: str, place: int) -> Work:
    return work(site, reference, site.organisation.objectives[reference].initiatives[place])


def _reports(site: Site, identifier: str, role: Role) -> tuple[Report, ...]:
    name = site.person_link(identifier)
    found = ((reference, site.organisation.objectives[reference].check_ins[place]) for reference, place in role.check_ins)
    latest = latest_first(told for told in found if site.person_link(told[1].by) == name)
    return tuple(report(site, told) for told in latest[:_MOST_REPORTS])


def _by_name(name: str) -> str:
    """A key that sorts names without regard to accents and capitals."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).casefold()
