"""Words for how a thing is going, and for who may see it → those of the format (FORMAT §11, §13)."""

from collections.abc import Mapping
from typing import Final

from okrsite.importers.cells import YES, Cells
from okrsite.importers.table import Row, folded

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "on_track": ("on track", "green", "healthy", "en bonne voie", "dans les temps", "vert", "good", "ahead", "en avance", "progressing"),
    "at_risk": ("at risk", "behind", "needs attention", "yellow", "amber", "orange", "a risque", "jaune", "lagging", "has issues"),
    "off_track": ("off track", "red", "in trouble", "blocked", "en retard", "rouge", "bloque", "hors delai", "critical"),
    "not_started": ("not started", "to do", "todo", "backlog", "pas commence", "non demarre", "non commence", "a demarrer", "a faire"),
    "achieved": ("achieved", "completed", "complete", "done", "accomplished", "atteint", "termine", "reached", "closed won", "success"),
    "paused": ("paused", "on hold", "postponed", "en pause", "reporte", "suspendu", "deferred"),
    "cancelled": ("cancelled", "canceled", "dropped", "abandoned", "annule", "abandonne"),
}
_BY_WORD: Final = {word: status for status, words in _WORDS.items() for word in words}
_EVERYBODY: Final = frozenset(
    ("", "public", "everyone", "everybody", "all", "company", "no", "non", "false", "tous", "organisation", "organization")
)


def status_of(text: str) -> str | None:
    """The status that a word stands for, None for words that judge nothing, such as `open`."""
    return _BY_WORD.get(folded(text))


def is_done(text: str) -> bool:
    """Whether a status says that a thing is done."""
    return folded(text) in YES or status_of(text) == "achieved"


def kind_of(text: str) -> str | None:
    """`committed` where a word says so; aspirational is what an objective is without a word."""
    return "committed" if folded(text) in ("committed", "commit", "roofshot", "engage", "engagement") else None


def visibility_of(cells: Cells, row: Row) -> str | None:
    """Who may see a row's document: what is not for everybody elsewhere is published to nobody here."""
    text = cells.line(row, "visibility")
    if folded(text) in _EVERYBODY:
        return None
    cells.take(row, text, "visibility: restricted, so it is in no build")
    return "restricted"
