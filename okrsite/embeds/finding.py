"""A reference as somebody writes it in a page of another site → what it means among all that this audience may see (FORMAT §2).

Full references are taken, aliases, and bare ids, for which a page of no cycle counts as one of the current cycle. Paths are not: a page
of another site lies in no folder of the content. What is hidden is not there, so it is told in the same words as what never was.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from okrsite import urls
from okrsite.embeds.trouble import TroubleError
from okrsite.link.references import nearest_reference
from okrsite.pages.parts import Link
from okrsite.pages.site import Site
from okrsite.suggestions import brief, did_you_mean

SCHEME = "okr:"
_PEOPLE = urls.PEOPLE


class Kind(StrEnum):
    """What a reference can lead to."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key result"
    UNIT = "unit"
    KPI = "KPI"
    PAGE = "page"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference means; a `key_result` of an objective, a unit in a `cycle` where one is named."""

    kind: Kind
    reference: str
    key_result: str = ""
    cycle: str = ""


class Finder:
    """Looks up references in one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def find(self, written: str) -> Found:
        """What a reference means. Raises TroubleError where it means nothing, or several things."""
        text = unicodedata.normalize("NFC", written.strip().removeprefix(SCHEME))
        path, hash_sign, key_result = text.partition("#")
        if path.startswith(("./", "../")):
            hint = "A path leads from a document's folder; write the full reference here: unit/cycle/id."
            raise TroubleError("unknown-reference", f"`{brief(written, 120)}` is a path.", hint)
        found = self._whole(path.strip("/")) or self._by_id(path, key_result, written)
        return self._key_result(found, key_result) if hash_sign and key_result else found

    def link(self, found: Found) -> Link:
        """Where it has its page, and what it is called."""
        site, reference = self._site, found.reference
        if found.kind is Kind.PERSON:
            person = site.person_link(reference)
            return Link(person.name if person else reference, (person and person.address) or "")
        if found.kind is Kind.KEY_RESULT:
            return site.key_result_link(reference, found.key_result)
        if found.kind is Kind.OBJECTIVE:
            return site.objective_link(reference)
        if found.kind is Kind.KPI:
            return site.kpi_link(reference)
        if found.kind is Kind.PAGE:
            return site.document_link(site.organisation.pages[reference])
        return self._unit_link(reference, found.cycle)

    def _unit_link(self, reference: str, cycle: str) -> Link:
        if not cycle:
            return self._site.unit_link(reference)
        in_cycle = self._site.unit_cycle_link(reference, cycle)
        return Link(f"{self._site.organisation.units[reference].title} · {in_cycle.title}", in_cycle.address) if reference else in_cycle

    def _whole(self, path: str) -> Found | None:
        """What has exactly this reference, or had it once."""
        organisation = self._site.organisation
        if path in organisation.units:
            return Found(Kind.UNIT, path)
        if path in organisation.objectives:
            return Found(Kind.OBJECTIVE, path)
        if path in organisation.kpis:
            return Found(Kind.KPI, path)
        if path in organisation.pages:
            return Found(Kind.PAGE, path)
        unit, _, cycle = path.rpartition("/")
        if cycle in (self._site.figures.unit_cycles.get(unit, ()) if unit else self._site.cycle_ids):
            return Found(Kind.UNIT, unit, cycle=cycle)
        if path.startswith(_PEOPLE):
            return self._person(path.removeprefix(_PEOPLE))
        return Found(Kind.OBJECTIVE, self._aliases[path]) if path in self._aliases else None

    def person(self, written: str) -> Found:
        """Somebody by their key in people.yml, or by their name. Raises TroubleError."""
        found = self._person(unicodedata.normalize("NFC", written).removeprefix(_PEOPLE).strip("/"))
        if found:
            return found
        raise TroubleError("unknown-reference", f"Nobody is called `{brief(written, 120)}`.", did_you_mean(written, self._site.roles))

    def _person(self, written: str) -> Found | None:
        named = [who for who in self._site.roles if urls.person(who) == urls.person(written)]
        named = named or [who for who in self._site.roles if self._site.person(who).name == written]
        return Found(Kind.PERSON, named[0]) if len(named) == 1 else None

    def _by_id(self, path: str, key_result: str, written: str) -> Found:
        candidates = [] if "/" in path else self._bearers(path, key_result)
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            references = sorted(found.reference for found in candidates)
            names = ", ".join(f"`{reference}`" for reference in references)
            hint = f"Write the full reference, such as `{references[0]}`."
            raise TroubleError("ambiguous-reference", f"`{brief(written, 120)}` may mean {names}.", hint)
        near = nearest_reference(path, list(self._everything))
        hint = f"Did you mean `{near}`?" if near else "Write the reference as in the page's address: unit/cycle/id."
        raise TroubleError("unknown-reference", f"There is nothing published that is called `{brief(written, 120)}`.", hint)

    def _bearers(self, identifier: str, key_result: str) -> list[Found]:
        """What bears an id: objectives of the current cycle, else of any, else KPIs and pages."""
        organisation, current = self._site.organisation, self._site.current
        objectives = [o for r, o in organisation.objectives.items() if r.rpartition("/")[2] == identifier]
        if key_result:
            objectives = [o for o in objectives if o.key_result(key_result)] or objectives
        objectives = [o for o in objectives if current and o.cycle == current.id] or objectives
        if objectives:
            return [Found(Kind.OBJECTIVE, objective.reference) for objective in objectives]
        kpis = [Found(Kind.KPI, r) for r in organisation.kpis if r.rpartition("/")[2] == identifier]
        return kpis + [Found(Kind.PAGE, r) for r in organisation.pages if r.rpartition("/")[2] == identifier]

    def _key_result(self, found: Found, identifier: str) -> Found:
        identifier = identifier.removeprefix(urls.key_result_anchor("")) if found.kind is Kind.OBJECTIVE else identifier
        if found.kind is not Kind.OBJECTIVE:
            message = f"`{found.reference or '/'}` is a {found.kind}, and only objectives have key results."
            raise TroubleError("unknown-reference", message, f"Leave out `#{brief(identifier, 120)}`.")
        objective = self._site.organisation.objectives[found.reference]
        if objective.key_result(identifier):
            return Found(Kind.KEY_RESULT, found.reference, identifier)
        message = f"`{found.reference}` has no key result `{brief(identifier, 120)}`."
        raise TroubleError("unknown-reference", message, did_you_mean(identifier, [k.id for k in objective.key_results]))

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {
            alias.text.strip("/"): objective.reference
            for objective in self._site.organisation.objectives.values()
            for alias in objective.aliases
        }

    @property
    def _everything(self) -> Iterator[str]:
        organisation = self._site.organisation
        for references in (organisation.objectives, organisation.units, organisation.kpis, organisation.pages):
            yield from filter(None, references)
        yield from (_PEOPLE + who for who in self._site.roles)
        yield from self._site.cycle_ids
