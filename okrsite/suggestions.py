"""A word that is not known → what the writer may have meant."""

import difflib
from bisect import bisect
from collections.abc import Collection, Iterable, Sequence

from okrsite.diagnostics import MOST_FAULTS

MOST_NEIGHBOURS = 100


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that comes nearest to one that is not known, if any comes near."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), _neighbours(word.casefold(), folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _neighbours(word: str, known: Collection[str]) -> Collection[str]:
    """All known words; of very many only those that stand around a word in the alphabet, because comparing takes long."""
    if len(known) <= 2 * MOST_NEIGHBOURS:
        return known
    words = sorted(known)
    at = bisect(words, word)
    return words[max(at - MOST_NEIGHBOURS, 0) : at + MOST_NEIGHBOURS]


class Guesses:
    """How often it is worth looking for what was meant: whoever has a hundred slips mends those first, and no run takes for ever."""

    def __init__(self) -> None:
        self._left = MOST_FAULTS

    def one_more(self) -> bool:
        """Whether to look once more."""
        self._left -= 1
        return self._left >= 0


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that offers the nearest known word, else all of them where they are few."""
    candidates = list(known)
    near = nearest(word, candidates)
    return f"Did you mean `{near}`?" if near is not None else known_here(candidates)


def known_here(candidates: Sequence[str]) -> str:
    """A hint that lists all known words; empty where they are none or too many to read."""
    return f"Known here: {', '.join(f'`{candidate}`' for candidate in candidates)}." if 0 < len(candidates) <= 40 else ""


def brief(text: str, most: int = 300) -> str:
    """A text on one line, of a length that people read."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most // 2] + "…" + line[-most // 2 :]
