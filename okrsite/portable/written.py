"""An organisation → the documents that would make it again: front matter with full references, and bodies whose links hold.

What is hidden from its audience is not in it. Check-ins and values after the day are left out, as they are from everything that is
published; values that a KPI took from a file become its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from okrsite.config import Config
from okrsite.document_text import planned_keys
from okrsite.link.rings import node_of
from okrsite.mentions import mentioned_people
from okrsite.model import (
    Alignment,
    CheckIn,
    Ignore,
    KeyResult,
    KeyResultType,
    Kpi,
    Money,
    Objective,
    Organisation,
    Person,
    Reference,
    SetStatus,
    Unit,
)
from okrsite.portable.bodies import Bodies, Thing
from okrsite.portable.values import Document, Keys, Project, tidy_keys
from okrsite.schema import KeyResultEntry, ObjectiveDocument
from okrsite.validation import Written
from okrsite.yaml_text import Data


def project_from(organisation: Organisation, config: Config, audience: str, as_of: date, bodies: Bodies) -> Project:
    """Everything of an organisation that makes it what it is as of a day."""
    people = {p.id: _person(p, config) for p in mentioned_people(organisation, as_of) if p.location}
    writing = _Writing(organisation, bodies, as_of)
    return Project(configuration_of(config, audience), people, tuple(writing.documents()))


def document_file(document: Document) -> str:
    """Where a document lies when nothing else is said, below the content folder: `marketing/2026-q4/raise.md`."""
    return "/".join(filter(None, (document.reference, "index.md"))) if document.kind == "unit" else f"{document.reference}.md"


def configuration_of(config: Config, audience: str) -> Keys:
    """The keys of okrsite.yml that decide what the documents mean, where they differ from what goes without saying."""
    return tidy_keys({
        "site": _unlike_default(config.site, "title", "url", "language", "publish_email"),
        **_unlike_default(config, "levels", "fiscal_year_start", "fiscal_year_named_by"),
        "cycles": [_unlike_default(cycle, "id", "title", "start", "end", "parent", "state") for cycle in config.cycles],
        "audiences": [] if audience == "public" else [audience],
        "status": _unlike_default(config.status, "at_risk", "off_track", "stale_after", "objective_status"),
        **_unlike_default(config, "unit_rollup", "terms", "checks", "history"),
    })  # fmt: skip


def _unlike_default(settings: Written, *names: str) -> Keys:
    fields = type(settings).model_fields
    return {name: value for name in names if (value := getattr(settings, name)) != fields[name].default}


@dataclass(frozen=True)
class _Writing:
    """One run: the documents of an organisation as of a day."""

    organisation: Organisation
    bodies: Bodies
    as_of: date

    def documents(self) -> Iterator[Document]:
        """Units, objectives, KPIs, and pages with reviews, each sorted by reference."""
        organisation = self.organisation
        for group in (organisation.units, organisation.objectives, organisation.kpis, organisation.pages):
            for thing in group.values():
                yield self._document(thing)

    def _document(self, thing: Thing) -> Document:
        body = self.bodies.moved(thing)
        if isinstance(thing, Unit):
            return Document("unit", thing.reference, None, "", _unit(thing), body)
        if isinstance(thing, Objective):
            return Document("objective", thing.unit, thing.cycle, thing.id, self._objective(thing), body)
        if isinstance(thing, Kpi):
            return Document("kpi", thing.unit, None, thing.id, self._kpi(thing), body)
        keys = tidy_keys(_shared(thing, planned_keys(thing, thing.id) | {"type": None, "date": thing.day}))
        return Document("review" if thing.cycle else "page", thing.unit, thing.cycle, thing.id, keys, body)

    def _objective(self, objective: Objective) -> Keys:
        plan: Keys = planned_keys(self._with_full_references(objective), objective.id)
        entries = plan["key_results"]
        past: Keys = {
            "key_results": [_key_result(k, entry) for k, entry in zip(objective.key_results, entries, strict=True)],
            "status": _status(objective.status),
            "budget": _money(objective.budget),
            "resources": objective.resources,
            "checkins": [_check_in(check_in) for check_in in objective.check_ins if check_in.date <= self.as_of],
            "score": objective.score,
            "score_note": objective.score_note,
            "retrospective": objective.retrospective,
            "aliases": [alias.text for alias in objective.aliases],
        }
        return _in_order(ObjectiveDocument, tidy_keys(_shared(objective, plan | past)))

    def _with_full_references(self, objective: Objective) -> Objective:
        edges = self.organisation.parents.get(objective.reference, ())
        above = {e.source_key_result: node_of(e.target, e.target_key_result) for e in edges if e.source_key_result}
        alignments = (
            Alignment(Reference(node_of(e.target, e.target_key_result), objective.location), e.contributes, e.weight)
            for e in edges
            if not e.source_key_result
        )
        continues = self.organisation.continues.get(objective.reference)
        key_results = (
            replace(
                key_result,
                kpi=_reference(objective, self.organisation.kpi_of.get((objective.reference, key_result.id))),
                aligns_to=_reference(objective, above.get(key_result.id)),
            )
            for key_result in objective.key_results
        )
        earlier = _reference(objective, continues)
        return replace(objective, aligns_to=tuple(alignments), continues=earlier, key_results=tuple(key_results))

    def _kpi(self, kpi: Kpi) -> Keys:
        values: list[Data] = [{"date": day, "value": value} for day, value in kpi.values if day <= self.as_of]
        return tidy_keys(_shared(kpi, planned_keys(kpi, kpi.id) | {"type": None, "values_from": None, "values": values}))


def _reference(objective: Objective, text: str | None) -> Reference | None:
    return Reference(text, objective.location) if text else None


def _unit(unit: Unit) -> Keys:
    return tidy_keys(_shared(unit, planned_keys(unit, "index") | {"budget": _money(unit.budget)}))


def _shared(thing: Thing, keys: Keys) -> Keys:
    return keys | {"checks": {"ignore": _ignores(thing.ignores)} if thing.ignores else None}


def _ignores(ignores: tuple[Ignore, ...]) -> Keys:
    return {ignore.rule: ignore.reason for ignore in ignores}


def _key_result(key_result: KeyResult, plan: Keys) -> Keys:
    done = {KeyResultType.BOOLEAN: "done"}.get(key_result.type, "reached" if key_result.is_text_ladder else "current")
    milestones: list[Keys] = plan["milestones"]
    past: Keys = {
        "confidence": key_result.confidence,
        "status": _status(key_result.status),
        "milestones": [entry | {"done": m.done} for m, entry in zip(key_result.milestones, milestones, strict=True)],
        done: key_result.written_value,
    }
    return _in_order(KeyResultEntry, plan | past)


def _in_order(model: type[Written], keys: Keys) -> Keys:
    order = {name: index for index, name in enumerate(model.model_fields)}
    return dict(sorted(keys.items(), key=lambda entry: order[entry[0]]))


def _check_in(check_in: CheckIn) -> Keys:
    confidence: Data = check_in.confidence.get(None)
    if confidence is None:
        confidence = {str(key): value for key, value in check_in.confidence.items()}
    return {
        "date": check_in.date, "by": check_in.by, "values": dict(check_in.values), "confidence": confidence,
        "status": str(check_in.status) if check_in.status else None, "note": check_in.note, "win": check_in.win,
    }  # fmt: skip


def _status(status: SetStatus | None) -> Data:
    """A person's judgement: its name where that is all."""
    if status is None or (status.reason is None and status.since is None):
        return str(status.status) if status else None
    return {"is": str(status.status), "reason": status.reason, "since": status.since}


def _money(money: Money | None) -> Data:
    return {"amount": money.amount, "currency": money.currency, "spent": money.spent} if money else None


def _person(person: Person, config: Config) -> Keys:
    email = person.email if config.site.publish_email else None
    unit = person.unit.text if person.unit else None
    return tidy_keys({"name": person.name, "email": email, "role": person.role, "unit": unit, "avatar": person.avatar})
