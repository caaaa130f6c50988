"""The JSON Schema of okrs.json: `api/schema.json` (FORMAT §16, §18)."""

from okrsite.cycles import State
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
DAY: Schema = {"type": "string", "format": "date"}


def okrs_schema() -> Schema:
    """JSON Schema (draft 2020-12) of the document that okrsite.publish.okrs_json writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "okrs.json, version 1",
        "description": "A company's objectives and key results with their numbers as of a day, for one audience.",
        **_object(
            okrsite={"const": 1}, as_of=DAY, audience=TEXT, site=_object(title=TEXT, url=_or_null(TEXT), language=TEXT),
            cycles=_list(_cycle()), units=_list(_unit()), objectives=_list(_objective()), kpis=_list(_kpi()),
            people=_list(_object(id=TEXT, name=TEXT, owns=_list(TEXT))),
        ),
    }  # fmt: skip


def _object(**properties: object) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _enum(names: object) -> Schema:
    return {"enum": [str(name) for name in names]}  # type: ignore[attr-defined]


def _cycle() -> Schema:
    return _object(id=TEXT, title=TEXT, start=DAY, end=DAY, state=_enum(State), elapsed=SHARE)


def _unit() -> Schema:
    statuses = {"type": "object", "propertyNames": _enum(Status), "additionalProperties": {"type": "integer", "minimum": 1}}
    cycle = _object(id=TEXT, progress=_or_null(SHARE), own=_or_null(SHARE), objectives={"type": "integer"}, statuses=statuses)
    return _object(
        ref=TEXT, title=TEXT, level=TEXT, parent=_or_null(TEXT), lead=_or_null(TEXT), url=TEXT, cycles=_list(cycle), weight=NUMBER,
        members=_list(TEXT),
    )  # fmt: skip


def _objective() -> Schema:
    return _object(
        ref=TEXT, title=TEXT, unit=TEXT, cycle=TEXT, owner=_or_null(TEXT), kind=_enum(Kind), url=TEXT, progress=_or_null(SHARE),
        expected=_or_null(SHARE), status=_enum(Status), score=_or_null(SHARE), confidence=_or_null(NUMBER), updated=_or_null(DAY),
        aligns_to=_list(_object(to=TEXT, contributes={"type": "boolean"}, weight=NUMBER)), continues=_or_null(TEXT), tags=_list(TEXT),
        key_results=_list(_key_result()), weight=NUMBER, rollup=_enum(Rollup), why=_or_null(TEXT), contributors=_list(TEXT),
    )  # fmt: skip


def _key_result() -> Schema:
    measured: Schema = {"anyOf": [NUMBER, {"type": "boolean"}, _list(TEXT)]}
    point: Schema = {"type": "array", "prefixItems": [DAY, measured], "minItems": 2, "maxItems": 2}
    done: Schema = {"anyOf": [{"type": "boolean"}, DAY, {"type": "null"}]}
    steps: Schema = {"type": "object", "additionalProperties": {"type": ["number", "string"]}}
    return _object(
        id=TEXT, title=TEXT, type=_enum(KeyResultType), unit=_or_null(TEXT), start=_or_null(NUMBER), target=_or_null(NUMBER),
        current=_or_null(measured), raw=_or_null(NUMBER), progress=_or_null(SHARE), expected=_or_null(SHARE), status=_enum(Status),
        confidence=_or_null({"type": "number", "minimum": 0, "maximum": 10}), weight=NUMBER, owner=_or_null(TEXT), aligns_to=_or_null(TEXT),
        series=_list(point), low=_or_null(NUMBER), high=_or_null(NUMBER), risk=_or_null({"anyOf": [NUMBER, _list(NUMBER)]}),
        steps=_or_null(steps), milestones=_or_null(_list(_object(title=TEXT, due=_or_null(DAY), done=done, weight=NUMBER))),
        plan=_or_null(_list(_object(date=DAY, value=NUMBER))), aggregate=_or_null(_enum(("sum", "mean"))), due=_or_null(DAY),
        kpi=_or_null(TEXT),
    )  # fmt: skip


def _kpi() -> Schema:
    value: Schema = {"type": "array", "prefixItems": [DAY, NUMBER], "minItems": 2, "maxItems": 2}
    return _object(ref=TEXT, title=TEXT, unit_of=TEXT, health=_enum(Health), values=_list(value))
