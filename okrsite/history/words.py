"""What hidden things are called → whether a line, such as a commit's first one, says something of them, however it is spelt.

A name is looked for as a whole and word by word. Words that visible things use too give nothing away; nor do short ones within a name,
and short numbers, which stand in any line by chance.
"""

import re
import unicodedata
from collections.abc import Iterable

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.,'’_](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")
_LONG = 5  # letters of a word that is no part of another one by chance
_WITHIN = 4  # letters of a word that says something of the name that it stands in
_DIGITS = 3  # of a number that says something


class Secrets:
    """Names that must not be said, but for what is `said` by visible things anyway."""

    def __init__(self, names: Iterable[str], said: Iterable[str]) -> None:
        hidden = {words for name in names if (words := _words(name))}
        told = {words for text in said if (words := _words(text))} if hidden else set()
        public = {word for words in told for word in words}
        everything = "\n".join(f"-{'-'.join(words)}-" for words in told)
        phrases = {f"-{'-'.join(words)}-" for words in hidden if len(words) > 1}
        self._phrases = {phrase for phrase in phrases if phrase not in everything}
        self._words = {word for words in hidden for word in words if _tells(word, alone=len(words) == 1)} - public
        self._parts = {word for word in self._words if len(word) > _LONG or not word.isascii()}

    def are_in(self, line: str) -> bool:
        """Whether a line says one of them."""
        words = _words(line)
        whole, joined = f"-{'-'.join(words)}-", "".join(words)
        return (
            not self._words.isdisjoint(words)
            or any(part in joined for part in self._parts)
            or any(phrase in whole for phrase in self._phrases)
        )


def _words(text: str) -> tuple[str, ...]:
    """The words of a text without accents and capital letters; a number is one word, however its digits are grouped."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(_WORD.findall(_BETWEEN_DIGITS.sub("", text.casefold())))


def _tells(word: str, *, alone: bool) -> bool:
    """Whether a word is known again, as a name by itself or as a part of one."""
    if word.isdecimal():
        return len(word) >= _DIGITS
    return not word.isascii() or len(word) >= (2 if alone else _WITHIN)
