"""What one audience may see → the score of each unit and what it lost most for, as a table for the terminal or as JSON."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from okrsite import health_words
from okrsite.cli.report import json_text, plain
from okrsite.health import Examination, OkrHealth, together
from okrsite.reading import Loaded, load_language
from okrsite.words import Language

_MOST_LOSSES = 3
_WIDEST = 48


def health_lines(loaded: Loaded) -> Iterator[str]:
    """The table: everything first, then each unit before those below it."""
    language, units = load_language(loaded.config), loaded.organisation.units
    company, own = _healths(loaded)
    rows = [(language.gettext("All units"), company)]
    rows += [("  " * (1 + units[health.unit].depth) + units[health.unit].title, health) for health in own]
    yield language.gettext("OKR health on %(day)s, from 0 to 100", day=language.date(loaded.figures.as_of))
    yield ""
    names = [_cut(plain(name)) for name, _ in rows]
    width = max(map(_width, names))
    for name, (_, health) in zip(names, rows, strict=True):
        yield from _row(name + " " * (width - _width(name)), health, language)


def _row(name: str, health: OkrHealth, language: Language) -> Iterator[str]:
    """A unit's score, and a line for each of the largest losses."""
    score = "–" if health.score is None else str(health.score)
    losses = [f"−{tally.points:<3} {plain(health_words.loss(tally, language))}" for tally in health.losses[:_MOST_LOSSES]]
    if health.score is None:
        losses = [language.gettext("no %(objectives)s of its own now")]
    first, *others = losses or [""]
    yield f"{name}  {score:>3}  {first}".rstrip()
    yield from (f"{' ' * _width(name)}       {other}" for other in others)


def health_json(loaded: Loaded) -> Iterator[str]:
    """The same with all losses and the references of what they are about, as one JSON document."""
    language, (company, own) = load_language(loaded.config), _healths(loaded)
    units = [{"ref": h.unit, "title": loaded.organisation.units[h.unit].title, **_data(h, language)} for h in own]
    yield json_text(
        {
            "as_of": loaded.figures.as_of.isoformat(),
            "audience": loaded.audience,
            "all": _data(company, language),
            "units": units,
        }
    )  # fmt: skip


def _data(health: OkrHealth, language: Language) -> dict[str, Any]:
    return {
        "score": health.score,
        "objectives": health.objectives,
        "cycles": list(health.cycles),
        "losses": [
            {
                "flaw": str(tally.flaw),
                "points": tally.points,
                "message": health_words.loss(tally, language),
                "found": list(tally.found),
                "of": tally.of,
            }
            for tally in health.losses
        ],
    }


def _healths(loaded: Loaded) -> tuple[OkrHealth, list[OkrHealth]]:
    """Everything together, and each unit with its own objectives."""
    organisation = loaded.organisation
    len(loaded.figures.objectives)  # all of them are needed, and together they are worked out once
    current = organisation.cycles.current({cycle for _, cycle in organisation.by_unit_and_cycle}, loaded.figures.as_of)
    examination = Examination(organisation, loaded.figures, loaded.config, loaded.figures.as_of, current)
    own = [examination.unit(reference) for reference in organisation.units]
    return together(own, organisation.cycles), own


def _cut(name: str) -> str:
    """A name that leaves room for what is said of it."""
    return name if _width(name) <= _WIDEST else name[: _WIDEST - 1] + "…"


def _width(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
