"""The site → the script files that search and Explore read in the browser: one for the company, one for each cycle (FORMAT §2, §13).

A plain script file is the one kind of data that a page may load both under a strict policy and from a folder on a disk. Each file is
complete in itself: a browser may hold one of them from an earlier build. Texts are there once, as they are shown; the browser folds
them with the rules of `fold`, which are written down here and in static/search.js, and a test holds both together.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from okrsite import urls
from okrsite.formats import whole_percents
from okrsite.model import KeyResult, Objective, Status
from okrsite.pages.site import Site

Row = list[object]
_NOBODY = -1
# Letters that Unicode does not take apart, though people type them without their stroke or as two.
_PLAIN = str.maketrans(
    {"ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "\u0640": ""}
)
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_STATUS_PLACES = {status: place for place, status in enumerate(Status)}


def fold(text: str) -> str:
    """A text as search compares it: without capitals, accents, ligatures and forms of letters; ß is ss, ø is o."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower().upper().lower())
    return "".join(c for c in apart if unicodedata.category(c)[0] != "M").translate(_PLAIN)


def search_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """The address and the bytes of each script file."""
    yield urls.SEARCH_COMPANY, _script("company", company_data(site))
    for cycle_id in site.cycle_ids:
        yield urls.search_cycle(cycle_id), _script("cycle", cycle_data(site, cycle_id))


def company_data(site: Site) -> dict[str, object]:
    """What is not of one cycle: `cycles` as [id, title, file, 1 where it is searched at once], and rows of [title, address, what
    is said about it, what else finds it]."""
    now = site.around_current
    return {
        "cycles": [[i, site.cycle_title(i), urls.quoted(urls.search_cycle(i)), int(i in now)] for i in reversed(site.cycle_ids)],
        "periods": [_period(site, i) for i in reversed(site.cycle_ids)],
        "units": [_unit(site, reference) for reference in site.organisation.units],
        "people": [_person(site, identifier) for identifier in sorted(site.roles, key=lambda i: (fold(site.person(i).name), i))],
        "kpis": [_kpi(site, reference) for reference in site.organisation.kpis],
        "documents": [_document(site, reference) for reference in site.organisation.pages],
    }


def cycle_data(site: Site, cycle_id: str) -> dict[str, object]:
    """A cycle's objectives in the order of the units, and the units, people and tags that they name by their place in these lists.

    An objective is [title, the end of its address, unit, owner or -1, status, whole percents or null, tags, key results]; a key
    result is [title, fragment, owner or -1].
    """
    organisation = site.organisation
    objectives = [organisation.objectives[r] for r in site.objectives_below("", cycle_id)]
    units = list(_units_with_parents(site, objectives))
    people = sorted({who for o in objectives for who in _owners(o)}, key=lambda i: (fold(site.person(i).name), i))
    tags = sorted({tag for o in objectives for tag in o.tags}, key=lambda tag: (fold(tag), tag))
    places = {unit: place for place, unit in enumerate(units)}, {i: n for n, i in enumerate(people)}, {t: n for n, t in enumerate(tags)}
    levels = list(dict.fromkeys(site.config.level(depth) for depth in sorted(organisation.units[u].depth for u in units)))
    return {
        "id": cycle_id,
        "title": site.cycle_title(cycle_id),
        "levels": [[name, site.language.level_word(name)] for name in levels],
        "statuses": [[status.value, site.language.status_word(status)] for status in Status],
        "units": [_placed_unit(site, unit, cycle_id, levels) for unit in units],
        "people": [_placed_person(site, identifier) for identifier in people],
        "tags": tags,
        "objectives": [_objective(site, objective, places) for objective in objectives],
    }


def _units_with_parents(site: Site, objectives: Iterable[Objective]) -> Iterator[str]:
    """The units of some objectives and all above them, each before those below it."""
    used = {""}
    for unit in {objective.unit for objective in objectives}:
        parts = unit.split("/")
        used |= {"/".join(parts[: n + 1]) for n in range(len(parts))}
    waiting = [""]
    while waiting:
        unit = waiting.pop()
        if unit in used:
            yield unit
            waiting += reversed(site.organisation.child_units.get(unit, ()))


def _owners(objective: Objective) -> Iterator[str]:
    yield from filter(None, (objective.owner, *(key_result.owner for key_result in objective.key_results)))


def _placed_unit(site: Site, reference: str, cycle_id: str, levels: list[str]) -> Row:
    """[reference, title, level, address in the cycle]."""
    unit = site.organisation.units[reference]
    return [reference, unit.title, levels.index(site.config.level(unit.depth)), urls.quoted(urls.unit_in_cycle(reference, cycle_id))]


def _placed_person(site: Site, identifier: str) -> Row:
    """[id, name, address]."""
    link = site.person_link(identifier)
    return [identifier, site.person(identifier).name, (link.address if link else None) or ""]


def _objective(site: Site, objective: Objective, places: tuple[dict[str, int], dict[str, int], dict[str, int]]) -> Row:
    units, people, tags = places
    figures = site.figures_of(objective.reference)
    base = urls.unit_in_cycle(objective.unit, objective.cycle)
    return [
        objective.title,
        urls.quoted(urls.objective(objective.reference).removeprefix(base)),
        units[objective.unit],
        people[objective.owner] if objective.owner else _NOBODY,
        _STATUS_PLACES[figures.status],
        None if figures.progress is None else whole_percents(figures.progress),
        [tags[tag] for tag in objective.tags],
        [_key_result(key_result, people) for key_result in objective.key_results],
    ]


def _key_result(key_result: KeyResult, people: dict[str, int]) -> Row:
    return [key_result.title, urls.key_result(key_result.id), people[key_result.owner] if key_result.owner else _NOBODY]


def _period(site: Site, cycle_id: str) -> Row:
    cycle, link = site.organisation.cycles[cycle_id], site.cycle_link(cycle_id)
    return [link.title, link.address, site.language.period(cycle.start, cycle.end), cycle_id]


def _unit(site: Site, reference: str) -> Row:
    unit, link = site.organisation.units[reference], site.unit_link(reference)
    above = [parent.title for parent in site.parents(reference)[-1:]]
    lead = [site.person(unit.lead).name] if unit.lead else []
    about = _joined([site.language.level_word(site.config.level(unit.depth)), *above])
    return [link.title, link.address, about, _joined([*lead, *unit.tags])]


def _person(site: Site, identifier: str) -> Row:
    person = site.person(identifier)
    unit = site.organisation.units.get(person.unit.text.strip("/")) if person.unit else None
    return [person.name, urls.quoted(urls.person(identifier)), _joined([person.role, unit.title if unit else None]), ""]


def _kpi(site: Site, reference: str) -> Row:
    kpi, link = site.organisation.kpis[reference], site.kpi_link(reference)
    owner = [site.person(kpi.owner).name] if kpi.owner else []
    return [link.title, link.address, site.organisation.units[kpi.unit].title, _joined([*owner, *kpi.tags])]


def _document(site: Site, reference: str) -> Row:
    page = site.organisation.pages[reference]
    link = site.document_link(page)
    about = [site.organisation.units[page.unit].title, site.cycle_title(page.cycle) if page.cycle else None]
    return [link.title, link.address, _joined(about), _joined(page.tags)]


def _joined(texts: Iterable[str | None]) -> str:
    return " · ".join(filter(None, texts))


def _script(function: str, data: dict[str, object]) -> bytes:
    """A call with one value; each entry and each row on a line of its own, so that a difference can be read."""
    entries = ",\n".join(f"{safe_json(name)}:{_rows(value)}" for name, value in data.items())
    return f"okrsite.{function}({{{entries}}});\n".encode()


def _rows(value: object) -> str:
    return "[\n" + ",\n".join(map(safe_json, value)) + "]" if isinstance(value, list) and value else safe_json(value)


def safe_json(value: object) -> str:
    """JSON of texts, whole numbers and lists that is safe in a script file and inside a page."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", _JSON.encode(value))
