"""A text → a site that has it everywhere: in every key that takes text, and in every place of a Markdown text.

One unit with its documents for each text, so that hundreds of texts go through every sink in one build. A site can be made twice, with
the texts and with harmless ones as long and as wide: then both have the same structure.
"""

import json
from collections.abc import Callable, Iterable

from okrsite.prose import no_links, render

Write = Callable[[str], str]

_BUDGET = {"amount": 3, "currency": "EUR", "spent": 1}

# Harmless letters in place of marks, each as wide as the drawings of the map take the mark to be, so that lines break alike.
_MARKS = {**dict.fromkeys(".,:;'|!()[]`’‘", "l"), **dict.fromkeys('-/\\"“”', "t"), **dict.fromkeys("%@—…", "m")}
_HARMLESS = str.maketrans({**dict.fromkeys("<>&=#{}$*+?^_~＝", "a"), **_MARKS})

PLACES: dict[str, str] = {
    "a paragraph": "{0}",
    "a heading": "# {0}",
    "a link's text": "[{0}](https://e.example/)",
    "a link's destination": "[x]({0})",
    "a link's destination in angle brackets": "[x](<{0}>)",
    "a link's definition": "[x][r]\n\n[r]: {0}",
    "a link's title": '[x](https://e.example/ "{0}")',
    "an image's description": "![{0}](https://e.example/a.png)",
    "an image's source": "![x]({0})",
    "an autolink": "<{0}>",
    "a fence's language": "```{0}\nx\n```",
    "fenced code": "```\n{0}\n```",
    "code": "`{0}`",
    "a table's cell": "| a | b |\n|---|---|\n| {0} | x |",
    "a list": "- {0}\n- [ ] {0}",
    "a quote": "> {0}",
}


def harmless(text: str) -> str:
    """A text of the same length and width without any mark that means something to a program."""
    return text.translate(_HARMLESS)


def bodies(text: str) -> str:
    """A text in every place of Markdown that can be published with it: without links that lead nowhere."""
    written = (place.replace("{0}", text) for place in PLACES.values())
    fit = [body for body in written if not (found := render(body, resolve=no_links)).broken_links and not found.too_complex]
    joined = "\n\n".join(fit)
    found = render(joined, resolve=no_links)
    return joined if not found.broken_links and not found.too_complex else next(iter(fit), "")


def site(texts: Iterable[str], write: Write, with_bodies: bool = True, target: int = 3) -> dict[str, str]:
    """The files of a site in which each text, as `write` changes it, stands in every key; the bodies hold it as it is.

    With another `target` it is the site of another day, so that there is a change to tell of.
    """
    texts = list(texts)
    title = write(texts[0])
    names = ("objective", "key_result", "initiative", "check_in", "cycle", "kpi")
    configuration = {
        "site": {"title": title, "url": "https://okr.example/"},
        "repository": {"url": "https://github.com/acme/okrs"},
        "levels": [title, "department", "team"],
        "terms": dict.fromkeys(names, title),
        "cycles": [{"id": "2026-q4", "title": title}],
        "checks": {"too-many-objectives": "off"},
    }
    people = {f"p{n}": {"name": write(text), "role": write(text), "unit": f"u{n}"} for n, text in enumerate(texts)}
    found = {
        "okrsite.yml": json.dumps(configuration),
        "content/people.yml": json.dumps(people, ensure_ascii=False),
        "content/index.md": document({"title": title, "mission": title, "lead": "p0"}),
        "content/2026-q4/above.md": document({"title": title, "owner": "p0", "why": title, "rollup": "aligned"}),
    }
    for number, text in enumerate(texts):
        body = bodies(text) if with_bodies else ""
        found |= {f"content/u{number}/{name}": document(keys, body) for name, keys in _unit(write(text), number, target).items()}
    return found


def document(keys: dict[str, object], body: str = "") -> str:
    """A document: JSON is YAML too, and needs no other quoting."""
    return f"---\n{json.dumps(keys, ensure_ascii=False)}\n---\n{body}\n"


def address(text: str) -> str:
    """A web address with as much of a text as an address takes."""
    return "https://e.example/?q=" + "".join(c for c in "".join(text.split()) if c not in '<>"\\^`{|}')


def _unit(text: str, number: int, target: int) -> dict[str, dict[str, object]]:
    person, said = f"p{number}", {"tags": [text, text + " 2"]}
    return {
        "index.md": {"title": text, "lead": person, "members": [person, f"{number} {text}"], "mission": text, "budget": _BUDGET, **said},
        "note.md": {"type": "page", "title": text, **said},
        "money.md": {
            "type": "kpi", "title": text, "unit": text, "owner": person, "good": "at_least", "target": 3, "source": address(text),
            "values": {"2026-10-01": 2, "2026-11-01": 4}, **said,
        },
        "2026-q3/review.md": {"type": "review", "title": text, "date": "2026-10-01"},
        "2026-q3/before.md": {
            "title": text, "owner": person, "score": 0.4, "score_note": text, "retrospective": text,
            "key_results": [{"id": "a", "title": text, "target": 3, "current": 1, "unit": text}],
        },
        "2027-q1/next.md": {"title": text, "key_results": [{"id": "a", "title": text, "target": 3, "unit": text, "confidence": 9.5}]},
        "2026-q4/now.md": _objective(text, number, person, target) | said,
    }  # fmt: skip


def _objective(text: str, number: int, person: str, target: int) -> dict[str, object]:
    return {
        "title": text, "owner": person, "contributors": [f"{number} {text}"], "why": text, "resources": [text], "budget": _BUDGET,
        "aligns_to": "2026-q4/above", "continues": f"u{number}/2026-q3/before", "aliases": [f"u{number}/2026-q4/old"],
        "status": {"is": "at_risk", "reason": text}, "key_results": _key_results(text, number, person, target),
        "initiatives": [{"title": text, "status": "doing", "owner": person, "due": "2026-12-01", "url": address(text)}],
        "checkins": [
            {"date": "2026-10-19", "values": {"a": 0.5}},
            {"date": "2026-11-02", "by": person, "values": {"a": 1, "c": 0.5}, "note": text, "win": text},
            {"date": "2026-11-16", "values": {"a": 2}},
        ],
    }  # fmt: skip


def _key_results(text: str, number: int, person: str, target: int) -> list[dict[str, object]]:
    milestones = [{"title": text, "due": "2026-11-02", "done": True}, {"title": text + " 2", "due": "2026-12-02"}]
    return [
        {
            "id": "a", "title": text, "target": target, "due": "2026-12-03", "unit": text, "owner": person, "url": address(text),
            "kpi": f"u{number}/money",
        },
        {"id": "b", "title": text, "type": "milestones", "milestones": milestones},
        {"id": "c", "title": text, "type": "ladder", "steps": {"0.5": text, "1": "x"}},
        {"id": "d", "title": text, "type": "at_most", "target": target, "unit": text, "current": -2},
    ]
