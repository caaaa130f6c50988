"""The whole model with its numbers as one JSON document: `api/okrs.json` (FORMAT §16, §18)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from okrsite import urls
from okrsite.config import Config
from okrsite.figures import Figures, KeyResultFigures, ObjectiveFigures
from okrsite.mentions import mentioned_people, owned_by
from okrsite.model import KeyResult, Kpi, Objective, Organisation, Person, Unit
from okrsite.publish.json_text import entry_text, json_pieces

VERSION = 1


def okrs_json(organisation: Organisation, figures: Figures, config: Config, audience: str) -> str:
    """The text of `api/okrs.json`."""
    return "".join(_pieces(organisation, figures, config, audience))


def okrs_json_chunks(organisation: Organisation, figures: Figures, config: Config, audience: str) -> Iterator[bytes]:
    """The bytes of `api/okrs.json`, about an objective at a time: of a large company they are too many for memory."""
    return (piece.encode() for piece in _pieces(organisation, figures, config, audience))


def okrs_values(organisation: Organisation, figures: Figures, config: Config, audience: str) -> dict[str, object]:
    """What the document holds, in the order in which it is written; long lists as iterators over the texts of their entries."""
    cycles, owns = sorted(organisation.cycles.listed), owned_by(organisation)
    return {
        "okrsite": VERSION,
        "as_of": figures.as_of,
        "audience": audience,
        "site": {
            "title": config.site.title or organisation.units[""].title,
            "url": config.site.url,
            "language": config.site.language,
        },
        "cycles": (entry_text(_cycle(organisation, cycle, figures)) for cycle in cycles),
        "units": (entry_text(_unit(unit, figures, config)) for unit in organisation.units.values()),
        "objectives": (objective_json(o, organisation, figures.objectives[r]) for r, o in organisation.objectives.items()),
        "kpis": (entry_text(_kpi(kpi, figures)) for kpi in organisation.kpis.values()),
        "people": (entry_text(_person(person, owns)) for person in mentioned_people(organisation, figures.as_of)),
    }  # fmt: skip


def objective_json(objective: Objective, organisation: Organisation, figures: ObjectiveFigures) -> str:
    """The text of one objective, as it stands in the document."""
    return entry_text(_objective(objective, organisation, figures))


def _pieces(organisation: Organisation, figures: Figures, config: Config, audience: str) -> Iterator[str]:
    return json_pieces(okrs_values(organisation, figures, config, audience))


def _cycle(organisation: Organisation, identifier: str, figures: Figures) -> dict[str, object]:
    cycle = organisation.cycles[identifier]
    return {
        "id": cycle.id,
        "title": cycle.title,
        "start": cycle.start,
        "end": cycle.end,
        "state": str(cycle.state(figures.as_of)),
        "elapsed": cycle.elapsed(figures.as_of),
    }


def _unit(unit: Unit, figures: Figures, config: Config) -> dict[str, object]:
    cycles = []
    for identifier in figures.unit_cycles[unit.reference]:
        found = figures.units[unit.reference, identifier]
        statuses = {str(status): count for status, count in found.statuses.items()}
        cycles.append(
            {"id": identifier, "progress": found.progress, "own": found.own, "objectives": len(found.objectives), "statuses": statuses}
        )
    return {
        "ref": unit.reference,
        "title": unit.title,
        "level": config.level(unit.depth),
        "parent": unit.parent,
        "lead": unit.lead,
        "url": urls.json_url(urls.unit(unit.reference)),
        "cycles": cycles,
        "weight": unit.weight,
        "members": unit.members,
    }


def _objective(objective: Objective, organisation: Organisation, figures: ObjectiveFigures) -> dict[str, object]:
    parents = organisation.parents.get(objective.reference, ())
    above = {e.source_key_result: _target(e.target, e.target_key_result) for e in parents if e.source_key_result}
    return {
        "ref": objective.reference,
        "title": objective.title,
        "unit": objective.unit,
        "cycle": objective.cycle,
        "owner": objective.owner,
        "kind": str(objective.kind),
        "url": urls.json_url(urls.objective(objective.reference)),
        "progress": figures.progress,
        "expected": figures.expected,
        "status": str(figures.status),
        "score": figures.score,
        "confidence": figures.confidence,
        "updated": figures.updated,
        "aligns_to": [
            {"to": _target(e.target, e.target_key_result), "contributes": e.contributes, "weight": e.weight}
            for e in parents
            if not e.source_key_result
        ],
        "continues": organisation.continues.get(objective.reference),
        "tags": objective.tags,
        "key_results": [_key_result(k, figures.key_results[k.id], above.get(k.id), organisation, objective) for k in objective.key_results],
        "weight": objective.weight,
        "rollup": str(objective.rollup),
        "why": objective.why,
        "contributors": objective.contributors,
    }  # fmt: skip


def _target(objective: str, key_result: str | None) -> str:
    return f"{objective}#{key_result}" if key_result else objective


def _key_result(
    key_result: KeyResult, figures: KeyResultFigures, above: str | None, organisation: Organisation, objective: Objective
) -> dict[str, object]:
    return {
        "id": key_result.id,
        "title": key_result.title,
        "type": str(key_result.type),
        "unit": key_result.unit,
        "start": _start(key_result),
        "target": key_result.target,
        "current": figures.value,
        "raw": figures.raw,
        "progress": figures.progress,
        "expected": figures.expected,
        "status": str(figures.status),
        "confidence": figures.confidence,
        "weight": key_result.weight,
        "owner": key_result.owner,
        "aligns_to": above,
        "series": figures.series,
        "low": key_result.low,
        "high": key_result.high,
        "risk": key_result.risk,
        "steps": {_score(step.score): step.at for step in key_result.steps} or None,
        "milestones": [
            {"title": m.title, "due": m.due, "done": m.done, "weight": m.weight} for m in key_result.milestones
        ] or None,
        "plan": [{"date": point.date, "value": point.value} for point in key_result.plan] or None,
        "aggregate": key_result.aggregate,
        "due": key_result.due,
        "kpi": organisation.kpi_of.get((objective.reference, key_result.id)),
    }  # fmt: skip


def _start(key_result: KeyResult) -> object:
    """Where a number starts: 0 unless it is written."""
    return (key_result.start or 0) if key_result.type == "number" else None


def _score(score: Decimal) -> str:
    """A rung's score as a key: the same for 0.3 and 0.30, and with a decimal in any case."""
    whole, _, decimals = f"{score:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _kpi(kpi: Kpi, figures: Figures) -> dict[str, object]:
    return {
        "ref": kpi.reference,
        "title": kpi.title,
        "unit_of": kpi.unit,
        "health": str(figures.kpis[kpi.reference]),
        "values": [entry for entry in kpi.values if entry[0] <= figures.as_of],
    }


def _person(person: Person, owns: Mapping[str, list[str]]) -> dict[str, object]:
    return {"id": person.id, "name": person.name, "owns": owns.get(person.id, ())}
