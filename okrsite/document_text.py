"""Model values become the text of new documents: front matter in the order of the format, then the body (FORMAT §4 to §8).

New documents have a plan but no past: check-ins, values, scores and judgements are not written.
"""

from decimal import Decimal

from okrsite.model import (
    ONE,
    Alignment,
    Initiative,
    KeyResult,
    KeyResultType,
    Kind,
    Kpi,
    Milestone,
    Objective,
    Page,
    Reference,
    Rollup,
    Unit,
    Visibility,
)
from okrsite.yaml_text import Data, front_matter


def document_text(value: Unit | Objective | Kpi | Page, stem: str) -> str:
    """The text of a new document in a file of that name; its id is written where the name does not say it."""
    body = value.body.strip("\n")
    return f"---\n{front_matter(planned_keys(value, stem))}---\n" + (f"{body}\n" if body else "")


def planned_keys(value: Unit | Objective | Kpi | Page, stem: str) -> dict[str, Data]:
    """The front matter of a new document, in the order of the format; a key with nothing in it is one that is not written."""
    if isinstance(value, Unit):
        return _unit(value)
    if isinstance(value, Objective):
        return _objective(value, stem)
    return _kpi(value, stem) if isinstance(value, Kpi) else _page(value, stem)


def _unit(unit: Unit) -> dict[str, Data]:
    return {
        "title": unit.title, "lead": unit.lead, "members": unit.members, "weight": _unless(unit.weight, ONE), "mission": unit.mission,
        "tags": unit.tags, **_visibility(unit.visibility),
    }  # fmt: skip


def _objective(objective: Objective, stem: str) -> dict[str, Data]:
    return {
        "title": objective.title,
        "id": _unless(objective.id, stem),
        "owner": objective.owner,
        "contributors": objective.contributors,
        "why": objective.why,
        "kind": _unless(str(objective.kind), str(Kind.ASPIRATIONAL)),
        "aligns_to": _alignments(objective.aligns_to),
        "rollup": _unless(str(objective.rollup), str(Rollup.KEY_RESULTS)),
        "progress": objective.progress,
        "weight": _unless(objective.weight, ONE),
        "key_results": [_key_result(key_result) for key_result in objective.key_results],
        "initiatives": [_initiative(initiative) for initiative in objective.initiatives],
        "continues": _text(objective.continues),
        "tags": objective.tags,
        **_visibility(objective.visibility),
    }


def _alignments(alignments: tuple[Alignment, ...]) -> Data:
    """One reference on its own line, else a list; a mapping only where something else than the reference is said."""
    found: list[Data] = []
    for alignment in alignments:
        more: dict[str, Data] = {} if alignment.contributes else {"contributes": False}
        more |= {} if alignment.weight == ONE else {"weight": alignment.weight}
        found.append({"to": alignment.to.text, **more} if more else alignment.to.text)
    return found[0] if len(found) == 1 else found


def _key_result(key_result: KeyResult) -> dict[str, Data]:
    return {
        "id": key_result.id,
        "title": key_result.title,
        "type": _unless(str(key_result.type), str(KeyResultType.NUMBER)),
        "owner": key_result.owner,
        "weight": _unless(key_result.weight, ONE),
        "due": key_result.due,
        "url": key_result.url,
        "kpi": _text(key_result.kpi),
        "aligns_to": _text(key_result.aligns_to),
        "start": key_result.start,
        "target": key_result.target,
        "low": key_result.low,
        "high": key_result.high,
        "risk": key_result.risk,
        "unit": key_result.unit,
        "milestones": [_milestone(milestone) for milestone in key_result.milestones],
        "steps": {step.score: step.at for step in key_result.steps},
        "plan": [{"date": point.date, "value": point.value} for point in key_result.plan],
        "aggregate": key_result.aggregate,
    }


def _milestone(milestone: Milestone) -> dict[str, Data]:
    return {"title": milestone.title, "due": milestone.due, "weight": _unless(milestone.weight, ONE)}


def _initiative(initiative: Initiative) -> dict[str, Data]:
    status = _unless(initiative.status, "todo")
    return {"title": initiative.title, "status": status, "owner": initiative.owner, "due": initiative.due, "url": initiative.url}


def _kpi(kpi: Kpi, stem: str) -> dict[str, Data]:
    return {
        "type": "kpi", "title": kpi.title, "id": _unless(kpi.id, stem), "unit": kpi.measured_in, "owner": kpi.owner, "good": kpi.good,
        "target": kpi.target, "low": kpi.low, "high": kpi.high, "watch": kpi.watch, "values_from": kpi.values_from, "source": kpi.source,
        "tags": kpi.tags,
        **_visibility(kpi.visibility),
    }  # fmt: skip


def _page(page: Page, stem: str) -> dict[str, Data]:
    return {"type": "page", "title": page.title, "id": _unless(page.id, stem), "tags": page.tags, **_visibility(page.visibility)}


def _visibility(visibility: Visibility) -> dict[str, Data]:
    return {"visibility": _unless(visibility.name, "public"), "embargo": visibility.embargo}


def _text(reference: Reference | None) -> str | None:
    return reference.text if reference else None


def _unless(value: str | Decimal, default: str | Decimal) -> str | Decimal | None:
    """A value that need not be written where it is what one would read without it."""
    return None if value == default else value
