"""What all pages are made from: an organisation, its numbers, the configuration and the site's language.

`Site` only looks things up; what more than one page asks for is found once. Nothing here reads a file or a clock.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from okrsite import urls
from okrsite.bodies import at_address
from okrsite.config import Config
from okrsite.cycles import Cycle, State
from okrsite.diagnostics import Location
from okrsite.figures import Figures, ObjectiveFigures
from okrsite.lazy import AtOnce
from okrsite.model import CheckIn, Kpi, Objective, Organisation, Page, Person, Status, Unit
from okrsite.pages.kept import kept
from okrsite.pages.parts import Link, PersonLink, StatusCount
from okrsite.pages.roles import Role, mentions
from okrsite.pages.told import Told, told
from okrsite.published import NO_HISTORY, History
from okrsite.trace import Trace
from okrsite.words import Language

_STATUSES = tuple(Status)


class Documents(Struct, frozen=True):
    """What lies beside a unit's objectives, by reference."""

    kpis: list[Kpi] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    reviews: list[Page] = field(default_factory=list)


class Outline(Struct, array_like=True, frozen=True):
    """What tells which pages a site has, and who is meant: found by going over all documents, none of whose texts has a say in it.

    `people` are those who have a role; `parts` are as in Told; `aliases` are old references with those that they have now.
    """

    people: list[str]
    spellings: dict[str, str]
    parts: dict[str, int]
    aliases: list[tuple[str, str]]


class Site(Struct, frozen=True, dict=True):
    """One site as of a day for one audience; `texts` are the documents' texts as safe HTML, by file.

    A `trace` that is active watches its mappings, and notes what each page is made from. What follows from the `known` outline is found
    when a page asks for it.
    """

    organisation: Organisation
    figures: Figures
    config: Config
    language: Language
    as_of: date
    texts: Mapping[str, str]
    audience: str = "public"
    history: History = NO_HISTORY
    trace: Trace = field(default_factory=lambda: Trace(active=False))
    first_cycle: str | None = None
    """The cycle that pages show first; the current one, where none is named."""
    known: Outline | None = None

    @cached_property
    def shared(self) -> tuple[object, ...]:
        """What every page may look at without its being noted: where it differs, all pages do. To be asked for before any page is made.

        The indexes are made on this occasion, so that nobody is taken to need all that they are made from.
        """
        _ = self._documents, self.continued_by, self._spellings, self.roles, self.told, self._uncommitted
        past = self.history.state, self.history.skipped
        return self.title, self.cycle_ids, self.current, self.around_current, sorted(self.names), past

    @cached_property
    def finders(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """What finds the values that are made once (okrsite.pages.kept)."""
        return {}

    @property
    def uncommitted(self) -> int:
        """How many files differ from the last commit; it changes with the first line that somebody writes, and few pages tell it."""
        return self._uncommitted[""]

    @cached_property
    def _uncommitted(self) -> Mapping[str, int]:
        return self.trace.watch("Site.uncommitted", {"": len(self.history.uncommitted)}, sealed=False)

    @cached_property
    def title(self) -> str:
        """The configured title, else the company's."""
        return self.config.site.title or self.organisation.units[""].title

    @cached_property
    def cycle_ids(self) -> tuple[str, ...]:
        """The cycles that have objectives, by start."""
        used = {cycle for _, cycle in self.organisation.by_unit_and_cycle}
        return tuple(cycle.id for cycle in self.organisation.cycles.in_order(used))

    @cached_property
    def current(self) -> Cycle | None:
        """The current cycle of the whole site (FORMAT §3), or what is to be shown instead."""
        cycles = self.organisation.cycles
        return cycles[self.first_cycle] if self.first_cycle else cycles.current(self.cycle_ids, self.as_of)

    @cached_property
    def around_current(self) -> tuple[str, ...]:
        """The current cycle and the active ones with objectives that enclose it, the longest first."""
        if not self.current:
            return ()
        cycles, current = self.organisation.cycles, self.current.id
        return tuple(i for i in self.cycle_ids if i == current or (self.is_active(i) and cycles.within(current, i)))

    @kept
    def unit_current(self, reference: str) -> str | None:
        """The id of the cycle that a unit's page shows (FORMAT §2, §3)."""
        own = self.figures.unit_cycles.get(reference, ())
        if self.first_cycle in own:
            return self.first_cycle
        cycle = self.organisation.cycles.current(own, self.as_of)
        return cycle.id if cycle else None

    def cycle_of(self, reference: str) -> Cycle:
        """An objective's cycle."""
        return self.organisation.cycles[self.organisation.objectives[reference].cycle]

    @kept
    def is_closed(self, cycle_id: str) -> bool:
        """Whether a cycle is over on the day."""
        return self.organisation.cycles[cycle_id].state(self.as_of) is State.CLOSED

    @kept
    def is_active(self, cycle_id: str) -> bool:
        """Whether a cycle runs on the day."""
        return self.organisation.cycles[cycle_id].state(self.as_of) is State.ACTIVE

    @kept
    def cycle_title(self, cycle_id: str) -> str:
        """A cycle's name in the site's language."""
        return self.language.cycle_title(self.organisation.cycles[cycle_id])

    @kept
    def cycle_link(self, cycle_id: str) -> Link:
        """The cycle's own page."""
        return Link(self.cycle_title(cycle_id), urls.quoted(urls.cycle(cycle_id)))

    @kept
    def unit_link(self, reference: str) -> Link:
        """A unit's page in its current cycle."""
        return Link(self.organisation.units[reference].title, urls.quoted(urls.unit(reference)))

    @kept
    def unit_cycle_link(self, reference: str, cycle_id: str) -> Link:
        """A unit's page in one cycle, named after the cycle."""
        return Link(self.cycle_title(cycle_id), urls.quoted(urls.unit_in_cycle(reference, cycle_id)))

    @kept
    def objective_link(self, reference: str) -> Link:
        """An objective's page."""
        return Link(self.organisation.objectives[reference].title, urls.quoted(urls.objective(reference)))

    def key_result_link(self, reference: str, identifier: str) -> Link:
        """A key result's place on its objective's page."""
        key_result = self.organisation.objectives[reference].key_result(identifier)
        address = urls.quoted(urls.objective(reference)) + urls.key_result(identifier)
        return Link(key_result.title if key_result else identifier, address)

    def kpi_link(self, reference: str) -> Link:
        """A KPI's page."""
        return Link(self.organisation.kpis[reference].title, urls.quoted(urls.document(reference)))

    def documents_of(self, unit: str) -> "Documents":
        """A unit's KPIs, pages and reviews."""
        return self._documents.get(unit) or Documents()

    @cached_property
    def _documents(self) -> Mapping[str, "Documents"]:
        found: dict[str, Documents] = {}
        for kpi in self.organisation.kpis.values():
            found.setdefault(kpi.unit, Documents()).kpis.append(kpi)
        for page in self.organisation.pages.values():
            documents = found.setdefault(page.unit, Documents())
            (documents.reviews if page.cycle else documents.pages).append(page)
        return self.trace.watch("Site.documents", found)

    @cached_property
    def names(self) -> frozenset[str]:
        """The first words of the names of the company and of people, which keep their capital letter within a sentence."""
        titles = [self.title, *(unit.title for unit in self.organisation.units.values() if unit.depth == 0)]
        people = [person.name for person in self.organisation.people.values()]
        return frozenset(word for title in (*titles, *people) for word in title.split()[:1])

    def document_link(self, page: Page) -> Link:
        """A page's or a review's page."""
        return Link(page.title, urls.quoted(urls.document(page.reference)))

    @kept
    def person_link(self, identifier: str | None) -> PersonLink | None:
        """Somebody, linked where they have a page; None for nobody."""
        if not identifier:
            return None
        person = self.person(identifier)
        address = urls.quoted(urls.person(identifier)) if urls.person(identifier) in self._spellings else None
        avatar = urls.quoted(urls.attachment(person.avatar)) if person.avatar else None
        return PersonLink(person.name, initials(person.name), address, avatar)

    def person(self, identifier: str) -> Person:
        """Somebody of people.yml, else a name as it was written."""
        return self.organisation.people.get(identifier) or Person(identifier, identifier)

    def people_links(self, identifiers: tuple[str, ...]) -> tuple[PersonLink, ...]:
        """Several people in the order given."""
        return tuple(link for link in map(self.person_link, identifiers) if link)

    @kept
    def parents(self, reference: str) -> tuple[Link, ...]:
        """The units above a unit, the company first; none for the company."""
        if not reference:
            return ()
        parts = reference.split("/")[:-1]
        above = ["", *("/".join(parts[: n + 1]) for n in range(len(parts)))]
        return tuple(self.unit_link(unit) for unit in above if unit in self.organisation.units)

    def edit_url(self, location: Location) -> str | None:
        """Where a document is changed; None without a repository."""
        repository = self.config.repository
        return urls.edit_url(repository.url, repository.branch, location.file) if repository.url else None

    def body(self, thing: Unit | Objective | Kpi | Page, address: str) -> str:
        """A document's text as safe HTML for the page at an address, empty where there is none."""
        text = self.texts.get(thing.location.file)  # not `thing.body`: what is needed of an objective is told without its text
        return at_address(text, address) if text else ""

    def known_check_ins(self, objective: Objective) -> tuple[CheckIn, ...]:
        """An objective's check-ins up to the day, the latest first (FORMAT §7)."""
        return tuple(sorted((c for c in objective.check_ins if c.date <= self.as_of), key=lambda c: c.date, reverse=True))

    def spread(self, objectives: tuple[str, ...]) -> tuple[StatusCount, ...]:
        """How many objectives have each status, in FORMAT §11's order without zeros."""
        if not objectives:
            return ()
        statuses = [self.figures.objectives[reference].status for reference in objectives]
        return tuple([StatusCount(s.value, n) for s in _STATUSES if (n := statuses.count(s))])

    def figures_of(self, reference: str) -> ObjectiveFigures:
        """An objective's numbers."""
        return self.figures.objectives[reference]

    @kept
    def objectives_below(self, unit: str, cycle_id: str) -> tuple[str, ...]:
        """A unit's objectives in a cycle and those of all units below it."""
        below = [self.objectives_below(child, cycle_id) for child in self.organisation.child_units.get(unit, ())]
        return self.organisation.by_unit_and_cycle.get((unit, cycle_id), ()) + tuple(r for refs in below for r in refs)

    @cached_property
    def continued_by(self) -> Mapping[str, tuple[str, ...]]:
        """An objective → those of later cycles that carry it on."""
        later: dict[str, list[str]] = {}
        for reference, earlier in self.organisation.continues.items():
            later.setdefault(earlier, []).append(reference)
        return self.trace.watch("Site.continued_by", {reference: tuple(references) for reference, references in later.items()})

    @cached_property
    def outline(self) -> Outline:
        """The outline, whether it was known or not."""
        if self.known:
            return self.known
        objectives = self.organisation.objectives.values()
        aliases = [(alias.text, objective.reference) for objective in objectives for alias in objective.aliases]
        roles, spellings = self._people
        return Outline([*roles], spellings, {**self._told.parts}, aliases)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """Everybody who is named in a published document, by id, with what they do there; spellings with one address are one person."""
        return self.trace.watch("Site.roles", AtOnce(self.known.people, lambda: self._people[0]) if self.known else self._people[0])

    @cached_property
    def told(self) -> Told:
        """What happened, by month, unit and person."""
        if not self.known:
            return self.trace.watch_all(self._told)
        pages = [(month, part + 1) for month, parts in self.known.parts.items() for part in range(parts)]
        return self.trace.watch_all(
            Told(
                self.known.parts,
                AtOnce(pages, lambda: self._told.pages),
                AtOnce(self.organisation.units, lambda: self._told.by_unit),
                AtOnce(self.known.people, lambda: self._told.by_person),
            )
        )

    @cached_property
    def _told(self) -> Told:
        with self.trace.not_noting():
            concerned = {person: role.concerned for person, role in self._people[0].items()}
            return told(self.organisation, self.history, self.as_of, concerned)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        """The address of everybody who is named → their key in people.yml, else the way in which they are named first."""
        return self.trace.watch("Site.spellings", self.known.spellings if self.known else self._people[1])

    @cached_property
    def _people(self) -> tuple[dict[str, Role], dict[str, str]]:
        """Roles and spellings, from one walk over all documents."""
        with self.trace.not_noting():
            return self._everybody()

    def _everybody(self) -> tuple[dict[str, Role], dict[str, str]]:
        keys = {urls.person(key): key for key in self.organisation.people}
        roles: dict[str, Role] = {}
        spellings: dict[str, str] = {}
        for who, what, where in mentions(self.organisation, self.as_of):
            address = urls.person(who)
            spelling = spellings.setdefault(address, keys.get(address, who))
            getattr(roles.setdefault(spelling, Role()), what).append(where)
        return dict(sorted(roles.items())), spellings


def initials(name: str) -> str:
    """Up to two letters: the first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], *([words[-1][0]] if len(words) > 1 else [])] if words else list(name[:1])
    return "".join(letters).upper()
