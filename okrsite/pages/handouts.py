"""A unit's objectives in full, as its sheet of paper and its presentation show them (FORMAT §5, §6)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from msgspec import Struct

from okrsite import urls
from okrsite.pages.initiatives import InitiativeView, initiative_view
from okrsite.pages.key_results import KeyResultView, key_result_view
from okrsite.pages.objective import in_sentence
from okrsite.pages.parts import ExplanationView, Link, PersonLink, Report, StatusView
from okrsite.pages.site import Site
from okrsite.pages.views import explanation_view, latest_first, objective_status, report, reported


class FullObjective(Struct, frozen=True):
    """An objective with everything that a meeting talks about."""

    title: str
    """What will be achieved."""
    address: str
    """Its page, percent-encoded."""
    in_sentence: str
    """Its title as it stands in the middle of a sentence: "We will …"."""
    why: str | None
    """Why it matters now."""
    kind: str
    """aspirational or committed."""
    owner: PersonLink | None
    """The one accountable."""
    contributors: tuple[PersonLink, ...]
    """Who else works on it."""
    closed: bool
    """Whether its cycle is over."""
    status: StatusView
    """How it is going, and why so."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction
    """Where it should be, 0 to 1."""
    score: Fraction | None
    """0 to 1, once closed."""
    confidence: Fraction | None
    """0 to 10."""
    updated: date | None
    """The day of the last report."""
    explanation: ExplanationView
    """How its progress came about."""
    key_results: tuple[KeyResultView, ...]
    """What it is measured by, in the file's order."""
    initiatives: tuple[InitiativeView, ...]
    """The work."""
    supports: tuple[Link, ...]
    """What it aligns to."""
    latest: Report | None
    """The latest check-in that says something."""
    win: Report | None
    """The latest check-in with a win, where that is another one."""


class FullCycle(Struct, frozen=True):
    """A unit's objectives in one of the cycles that run."""

    cycle: Link
    """The unit's page in it."""
    objectives: tuple[FullObjective, ...]
    """Its own objectives."""


class Handouts:
    """What sheets and presentations share, each objective made once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._objectives = site.trace.once(self._objective)

    def cycles(self, unit: str) -> tuple[FullCycle, ...]:
        """A unit's own objectives in its current cycle, then in the active ones around it, the longest last."""
        return tuple(
            FullCycle(self.site.unit_cycle_link(unit, cycle), tuple(self.objective(r) for r in references))
            for cycle in cycles_of(self.site, unit)
            if (references := self.site.organisation.by_unit_and_cycle.get((unit, cycle), ()))
        )

    def references(self, unit: str) -> tuple[str, ...]:
        """The references of all these objectives."""
        by_cycle = self.site.organisation.by_unit_and_cycle
        return tuple(r for cycle in cycles_of(self.site, unit) for r in by_cycle.get((unit, cycle), ()))

    def objective(self, reference: str) -> FullObjective:
        """One objective."""
        return self._objectives(reference)

    def _objective(self, reference: str) -> FullObjective:
        site, objective, figures = self.site, self.site.organisation.objectives[reference], self.site.figures_of(reference)
        said = latest_first(told for told in reported(site, (reference,)) if told[1].note or told[1].win)
        latest, won = next(iter(said), None), next((told for told in said if told[1].win), None)
        return FullObjective(
            title=objective.title,
            address=urls.quoted(urls.objective(reference)),
            in_sentence=in_sentence(site, objective.title),
            why=objective.why,
            kind=objective.kind.value,
            owner=site.person_link(objective.owner),
            contributors=site.people_links(objective.contributors),
            closed=site.is_closed(objective.cycle),
            status=objective_status(site, reference),
            progress=figures.progress,
            expected=figures.expected,
            score=figures.score,
            confidence=figures.confidence,
            updated=figures.updated,
            explanation=explanation_view(site, figures.explanation),
            key_results=tuple(key_result_view(site, objective, k) for k in objective.key_results),
            initiatives=tuple(initiative_view(site, i) for i in objective.initiatives),
            supports=tuple(site.objective_link(edge.target) for edge in site.organisation.parents.get(reference, ())),
            latest=report(site, latest) if latest else None,
            win=report(site, won) if won and won is not latest else None,
        )


def handout_links(site: Site, reference: str, cycle_id: str | None) -> tuple[Link, ...]:
    """A unit's sheet and its presentation, from its page in the cycle that they show; elsewhere none."""
    if cycle_id != site.unit_current(reference):
        return ()
    return sheet_link(site, reference, site.language.gettext("Print")), show_link(site, reference, site.language.gettext("Present"))


def sheet_link(site: Site, reference: str, title: str = "") -> Link:
    """A unit's sheet, named after the unit unless a title is given."""
    return Link(title or site.organisation.units[reference].title, urls.quoted(urls.below(urls.PRINT, reference)))


def show_link(site: Site, reference: str, title: str = "") -> Link:
    """A unit's presentation, named after the unit unless a title is given."""
    return Link(title or site.organisation.units[reference].title, urls.quoted(urls.below(urls.PRESENT, reference)))


def units_below(site: Site, reference: str) -> Iterator[str]:
    """All units below a unit, each before the ones below it."""
    for child in site.organisation.child_units.get(reference, ()):
        yield child
        yield from units_below(site, child)


def cycles_of(site: Site, unit: str) -> tuple[str, ...]:
    """A unit's current cycle, then the active cycles around it in which it has objectives, the longest last."""
    current = site.unit_current(unit)
    if current is None:
        return ()
    within = site.organisation.cycles.within
    around = [i for i in site.cycle_ids if i != current and site.is_active(i) and within(current, i)] if site.is_active(current) else []
    return current, *reversed(around)
