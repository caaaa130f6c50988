"""The typed models of front matter and configuration → every key with its type, default and meaning."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, get_args

from okrsite.checks import RULES, Rule
from okrsite.checks.rules import Thresholds
from okrsite.config import Config, StatusSettings
from okrsite.diagnostics import CATALOGUE
from okrsite.json_schema import described_schema
from okrsite.parse.key_results import REQUIRED_KEYS, TYPE_KEYS
from okrsite.schema import DOCUMENTS, PersonEntry, UnitDocument
from okrsite.terms import TERMS
from okrsite.validation import Written

from .markdown import anchor, codes, sentence, table

_TITLES = {
    "UnitDocument": "Unit",
    "ObjectiveDocument": "Objective",
    "KpiDocument": "KPI",
    "PageDocument": "Page",
    "ReviewDocument": "Review",
    "PersonEntry": "Person",
    "KeyResultEntry": "Key result",
    "AlignmentEntry": "Alignment",
    "StatusEntry": "Judgement",
    "MilestoneEntry": "Milestone",
    "PlanEntry": "Mini-goal",
    "InitiativeEntry": "Initiative",
    "CheckInEntry": "Check-in",
    "KpiValueEntry": "Value",
    "Budget": "Budget",
    "DocumentChecks": "Advice",
    "Config": "okrsite.yml",
    "SiteSettings": "site",
    "Repository": "repository",
    "ConfiguredCycle": "cycles",
    "StatusSettings": "status",
    "ThemeSettings": "theme",
}
_PERSONS = ("lead", "members", "owner", "contributors", "by")
_REFERENCES = ("to", "aligns_to", "continues", "kpi", "aliases")
_MORE_THAN_THE_SCHEMA_SAYS = {
    ("ObjectiveDocument", "aligns_to"): "reference, [alignment](#alignment), or a list of both",
    ("ObjectiveDocument", "status"): "status, or [judgement](#judgement)",
    ("KeyResultEntry", "status"): "status, or [judgement](#judgement)",
    ("KeyResultEntry", "steps"): "mapping of scores from 0 to 1 to numbers or texts",
    ("CheckInEntry", "values"): "mapping of key result ids to values",
    ("CheckInEntry", "confidence"): "number from 0 to 10, or a mapping of key result ids to such numbers",
    ("KpiDocument", "values"): "list of [values](#value), or a mapping of dates to numbers",
    ("Config", "terms"): "mapping of [words](#words) to your own",
    ("Config", "checks"): "mapping of [checks](#checks) to `on`, `off` or their settings",
    ("DocumentChecks", "ignore"): "mapping of [checks](configuration.md#checks) to reasons",
}

_SENTENCES = {Config: "The file itself.", StatusSettings: "How far behind is too far, and how long is too long."}

_FORMAT = """\
# Format reference

Every key that front matter and `people.yml` may have. How the pieces work together is told in
[Writing OKRs](../writing.md). `okrsite schema` prints the same as JSON Schema, for editors.

A document is what its `type` says: `objective` where it says nothing, `kpi`, `page` or `review`. An `index.md` is a
unit and needs no `type`. A *person* is a key of `people.yml` or a name. A *reference* is written as told under
[References](../writing.md#references). A *slug* is letters and digits joined by single hyphens, lower case, at most 80
characters. A key with nothing behind it counts as left out; a key that is not listed here is an error.

"""

_CONFIGURATION = """\
# Configuration reference

Every key of `okrsite.yml`. All have a default, so that an empty file, or none, works. What they are for is told in
[Configuration](../configuration.md).

"""

_CHECKS = """
## Checks

What `checks:` may set. Each takes `on`, `off`, or a mapping of `severity` (`error`, `warning` or `info`) and the settings of
its own, shown here with their defaults; one that is off unless you say otherwise is switched on by any of them but `off`. Why
each is there, who says so, and how it is written better is told under [Diagnostics](diagnostics.md). All other
diagnostics are part of the format and cannot be switched off.

"""

_WORDS = """
## Words

What `terms:` may rename. In English, French and Spanish a plural that is left out is made from its singular.

"""


def format_page() -> str:
    """Front matter and people.yml, by kind of document."""
    return _FORMAT + "\n".join(_sections([UnitDocument, *DOCUMENTS.values(), PersonEntry]))


def configuration_page() -> str:
    """okrsite.yml, with the checks that it may set and the words that it may rename."""
    rules = (
        (f"[`{r.code}`](diagnostics.md#{r.code})", _severity(r), _thresholds(r.thresholds), CATALOGUE[r.code].sentence) for r in RULES
    )
    words = ((f"`{singular}`", f"`{plural}`") for singular, plural in TERMS.items())
    return "".join((
        _CONFIGURATION, "\n".join(_sections([Config])),
        _CHECKS, table(("check", "severity", "settings", "what it finds"), rules), "\n",
        _WORDS, table(("word", "its plural"), words),
    ))  # fmt: skip


def _severity(rule: Rule) -> str:
    return str(rule.severity) if rule.on else f"{rule.severity}, off"


def _thresholds(thresholds: Thresholds) -> str:
    return codes(f"{name}: {value}" for name, value in thresholds.items())


# ---- one section for each model ----


def _sections(models: Iterable[type[Written]]) -> Iterator[str]:
    """Each model's keys, then those of the models inside it, each once."""
    for model in _with_inner(models):
        title = _TITLES[model.__name__]
        heading = f"`{title}`" if model.__module__ == Config.__module__ else title
        yield f"## {heading}\n\n{_SENTENCES.get(model) or sentence(model)}\n\n{_keys(model)}\n{_MORE.get(model.__name__, '')}"


def _with_inner(models: Iterable[type[Written]]) -> list[type[Written]]:
    found: dict[type[Written], None] = {}
    for model in models:
        inner = [part for field in model.model_fields.values() for part in _models_in(field.annotation)]
        found.update(dict.fromkeys([model, *_with_inner(inner)]))
    return list(found)


def _models_in(annotation: Any) -> Iterator[type[Written]]:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _models_in(part)


def _keys(model: type[Written]) -> str:
    schema = described_schema(model)
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    rows = []
    for key, written in schema["properties"].items():
        kind = _MORE_THAN_THE_SCHEMA_SAYS.get((model.__name__, key)) or _kind(written, key)
        default = "required" if fields[key].is_required() else _default(fields[key].default)
        rows.append((f"`{key}`", kind, default, written["description"]))
    return table(("key", "type", "default", "meaning"), rows)


def _default(value: object) -> str:
    if value is None or isinstance(value, Written) or value in ((), {}):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(str(entry) for entry in value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _key_result_types() -> str:
    rows = []
    for kind, keys in TYPE_KEYS.items():
        needed = REQUIRED_KEYS.get(kind, ())
        rows.append((f"`{kind}`", codes(needed), codes(key for key in keys if key not in needed)))
    return f"""
Which keys belong to which `type`; all others go with every type. What each type is for, with an example, is told under
[Key results](../writing.md#key-results).

{table(("type", "needs", "may have"), rows)}
"""


_PEOPLE = "\n`people.yml` lies in the content folder. Each of its keys is what documents call a person; behind it stand the keys above.\n"
_MORE = {"KeyResultEntry": _key_result_types(), "PersonEntry": _PEOPLE}


# ---- JSON Schema in words ----


def _kind(written: Mapping[str, Any], key: str) -> str:
    if "$ref" in written:
        title = _TITLES[written["$ref"].rpartition("/")[2]]
        return f"[{title.lower()}](#{anchor(title)})"
    if "anyOf" in written:
        kinds = [_kind(part, key) for part in written["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in written or "const" in written:
        return codes(written.get("enum") or [written["const"]])
    name = written.get("type", "object")
    return _KINDS[name if isinstance(name, str) else " or ".join(name)](written, key)


def _text(written: Mapping[str, Any], key: str) -> str:
    if "format" in written:
        return {"date": "date", "uri": "web address"}[written["format"]]
    if "maxLength" in written or "pattern" in written:
        return "slug" if "maxLength" in written else "currency"
    return "person" if key in _PERSONS else "reference" if key in _REFERENCES else "text"


def _number(written: Mapping[str, Any], _: str) -> str:
    name = "whole number" if written["type"] == "integer" else "number"
    low, high = written.get("minimum"), written.get("maximum")
    if high is not None:
        return f"{name} from {low} to {high}"
    return f"{name} of at least {low}" if low is not None else name


def _list(written: Mapping[str, Any], key: str) -> str:
    if written.get("maxItems") == 2:
        return f"list of two {_kind(written['items'], key)}s"
    return f"list of {_plural(_kind(written['items'], key))}"


def _plural(kind: str) -> str:
    word, bracket, link = kind.partition("]")
    return (word if word.endswith("s") else word + "s") + bracket + link


_KINDS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "string": _text,
    "string or integer": lambda *_: "cycle id",
    "number": _number,
    "integer": _number,
    "boolean": lambda *_: "`true` or `false`",
    "array": _list,
    "object": lambda *_: "mapping",
}
