"""A difference → values for JSON, in a form that stays (docs/editing.md)."""

from dataclasses import asdict, is_dataclass

from okrsite.diff.changes import Amount, Change, Difference, Effect, Said, Share
from okrsite.publish.json_text import json_text
from okrsite.sides import Sides

VERSION = 1


def json_document(difference: Difference, sides: Sides, audience: str) -> str:
    """The whole document."""
    return json_text({
        "okrsite_diff": VERSION,
        "as_of": difference.as_of,
        "audience": audience,
        "base": sides.base.commit,
        "head": sides.head.commit,
        "units": [_effect(effect) for effect in difference.effects],
        "changes": [_change(change) for change in difference.changes],
    })  # fmt: skip


def _effect(effect: Effect) -> dict[str, object]:
    return {"unit": effect.unit, "title": effect.title, "cycle": effect.cycle, "before": effect.before, "after": effect.after}


def _change(change: Change) -> dict[str, object]:
    return {
        "subject": str(change.subject),
        "what": str(change.what),
        "unit": change.unit,
        "ref": change.reference,
        "title": change.title,
        "cycle": change.cycle,
        "key_result": change.key_result,
        "key_result_title": change.name,
        "setting": change.setting,
        "before": _value(change.before),
        "after": _value(change.after),
        "serious": change.serious,
    }


def _value(value: Said) -> object:
    """Amounts and shares as numbers, names as text, the rest as mappings and lists."""
    if isinstance(value, (Amount, Share)):
        return value.value
    if is_dataclass(value):
        return asdict(value)
    return str(value) if isinstance(value, str) else value
