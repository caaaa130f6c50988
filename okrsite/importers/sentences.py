"""Amounts within a sentence: each with its place and what it counts, but only such as could be a target at all.

Years, dates, versions, names such as `Tier 1` and `ISO 27001`, spans of time (`per 30 days`), and what stands in brackets or quotes are
none, whatever stands around them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from okrsite.importers import amounts

_WORDED: Final = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve", "un deux trois quatre cinq six sept huit neuf dix onze douze",
    )
    for number, word in enumerate(words.split(), 1)
} | {"une": 1}  # fmt: skip
_WORDED_AMOUNT: Final = re.compile(r"\b(?:" + "|".join(_WORDED) + r")\b(?=\s\w)", re.I)

_PERCENT: Final = ("%", "percent", "per cent", "pour cent", "pourcent", "pourcents")
_DIGITS: Final = r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_AMOUNT: Final = re.compile(
    rf"(?:(?P<before>US\$|[$€£¥])\s?)?(?P<sign>[-+]?)(?P<digits>{_DIGITS})"
    r"(?:\s?(?P<scale>(?i:thousands?|millions?|mio|billions?|milliards?|bn|md|mm)\b\.?|[kKMmBb]\b))?(?P<plus>\+(?!\w))?"
    r"(?:\s?(?P<after>%|percent\b|per cent\b|pour cent\b|pourcents?\b|€|EUR\b|USD\b|GBP\b|CHF\b|\$)(?P<plus_after>\+)?)?"
)
_TIME: Final = (
    r"(?:ms|milliseconds?|s|secs?|seconds?|secondes?|min|mins|minutes?|h|hrs?|hours?|heures?|(?:business |working )?days?"
    r"|jours?(?: ouvr[ée]s)?|weeks?|semaines?|months?|mois|years?|ans?)"
)
_TIME_UNIT: Final = re.compile(rf"[\s-]?({_TIME})(?!\w)")

_MONTH: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
_NAMED: Final = (
    r"(?:tier|stage|phase|type|level|version|step|part|priority|series|top|rfc|iso|soc|asc|issue|pr|chapter|wave|milestone|niveau|étape|python"
    r"|java|http|ipv|layer|grade|class|sprint|week|day|month|semaine|kr|key\sresult|objective|objectif|goal)"
)
_AND_ANOTHER: Final = rf"(?:\s?(?:,|or|and|&|/|->|→|to|et|ou)\s?(?:{_NAMED}\s)?\d+\b(?!\s?%))*"
_NO_AMOUNTS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\([^()]*\)|\[[^\[\]]*\]",
        r"[\"“«][^\"”»]*[\"”»]\s*=?\s*\d*",
        r"\b(?:FY|CY)\s?['’]?\d{2,4}(?:[ -]?[QHST]\d)?|\b[QHST]\d\b(?:\s?['’]?\d{2,4})?",
        r"\b\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}",
        rf"\b{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?\s(?:of\s)?{_MONTH}(?:\s\d{{4}})?\b",
        r"(?<![\d$€£.,])(?:19|20)\d{2}\b(?![.,]?\d|\s?[%$€£kKmM]\b|\s?%|\+)",
        r"\b\d+(?:st|nd|rd|th|ème|e|er)\b(?:\s(?:percentile|half))?",
        rf"\b{_NAMED}\s?\#?\d+(?:\.\d+)*\+?{_AND_ANOTHER}|\brelease\s\d+\.\d+",
        r"\#\d+|\b[A-Za-z]{1,}\d[\w.]*|\b\d+(?:\.\d+){2,}|\bv\.?\s?\d+(?:\.\d+)*",
        r"\b\d+[A-Za-z]{1,2}\d\w*|(?-i:\b\d[DG]\b)|(?-i:\b[A-Z]{2,})[ -]\d[\d.:-]*",
        r"\b24/7\b|\b\d+-\d+-\d+\b|\b\d{1,2}:\d{2}\b",
        r"\b(?:per|every|each|last|past|next|toutes? les|tous les|par|derniers?|dernières?|rolling|over the (?:last|next))"
        rf"\s(?:\d+|two|three)[\s-]?{_TIME}\b",
        r"\b\d+\s?(?:times|x|fois)\s(?:a|per|each|par)\s\w+",
    )
)
_STOPS: Final = (
    "of to for in with from on by at per that which who and or via across through using focused about as within during under over are is "
    "have  has were was be will do does a an the de des du d' au aux à le la les pour par sur dans en avec et ou qui que chez tied shared "
    "besides explaining avant before after sharing aimed each our your their its so than "
    "where when indicate not how if effectively together share showing"
)
_STOP: Final = re.compile(rf"[,;:.()\[\]–—/]|(?:\s|^)(?:{'|'.join(_STOPS.split())})(?=\s|$)", re.I)
_LONGEST_UNIT: Final = 4

_AT_LEAST: Final = (
    r"(?:at least|no less than|not less than|a minimum of|minimum(?: of)?|min\.?|more than|greater than|higher than|longer than|>=|=>|≥|⩾|>"
    r"|au moins|plus de|au minimum|supérieure? à)"
)
_AT_MOST: Final = (
    r"(?:at most|no more than|not more than|never more than|a maximum of|maximum(?: of)?|max\.?|less than|fewer than|lower than"
    r"|shorter than|faster than|under|below|<=|≤|⩽|<|within|au plus|moins de|au maximum|inférieure? à|sous|en moins de)"
)
_LIMIT_BEFORE: Final = re.compile(rf"(?:(?P<least>(?<!\w){_AT_LEAST})|(?P<most>(?<!\w){_AT_MOST}))\s*(?:the\s)?$", re.I)
_ABOVE_BEFORE: Final = re.compile(r"\b(?:(?P<least>over|above|exceed\w*|au-dessus de|dépasse\w*)|(?P<most>au-dessous de))\s*$", re.I)
_OVER_BEFORE: Final = re.compile(
    r"(?:^|\b(?:have|has|get|reach|reaches|achieve|achieves|to|is|are|stays?|remains?|be|generate|sell|win)\s)(?:over|above)\s*$", re.I
)
_FINISHED_IN: Final = re.compile(
    r"\b(?:complet\w+|clos\w+|resolv\w+|answer\w+|respond\w*|done|finish\w*|process\w*|deploy\w*|traité\w*|résolu\w*)"
    r"(?:\s\w+){0,3}\s(?:in|en)\s$",
    re.I,
)
_LIMIT_AFTER: Final = re.compile(
    r"\s*[\w -]{0,20}?\b(?:or|ou) (?:(?P<most>less|fewer|lower|below|moins)|(?P<least>more|higher|better|above|plus))\s*(?:$|[.,;(])", re.I
)
_VERBS_BEFORE: Final = re.compile(
    r"^\w[\w-]*(?:(?:,?\s(?:and|&|et)\s|,\s)\w+)*(?:\s(?:and|et)\s\w+)?\s"
    r"(?:(?:up to|a total of|another|additional|the first|our first|some|about|around|environ)\s)?$"
)

Kind = Literal["percent", "money", "time", "count", "bare"]
"""What an amount is of: `count` where things are named, `bare` where nothing is."""


@dataclass(frozen=True, slots=True)
class Found:
    """An amount in a text; `start` to `end` is the number with its sign and scale."""

    value: Decimal
    start: int
    end: int
    unit: str
    kind: Kind
    is_open: bool = False
    """Written with a plus behind it: `4+`."""

    @property
    def behind(self) -> int:
        """Where the text goes on: behind a unit of time, too."""
        return self.end + len(self.unit) + 1 if self.kind == "time" else self.end


def amounts_in(text: str) -> list[Found]:
    """The amounts of a text that could be a target, in order."""
    plain = _masked(text)
    return [amount for match in _AMOUNT.finditer(plain) if _stands_alone(match, plain) and (amount := _amount(match, plain))]


def countable_in(text: str, *, worded: bool = False) -> list[Found]:
    """The same, with numbers in words where a limit stands before them, or, if `worded`, a verb."""
    found, plain = amounts_in(text), _masked(text)
    for match in _WORDED_AMOUNT.finditer(plain):
        before, value = plain[: match.start()], _WORDED[match[0].lower()]
        if _LIMIT_BEFORE.search(before) or (worded and value > 1 and follows_verb(before) and before[:1].isupper()):
            found.append(_worded(value, match, plain))
    return sorted(found, key=lambda amount: amount.start)


def amount_at(text: str, start: int) -> Found | None:
    """The amount that begins at a place, whatever stands around it."""
    match = _AMOUNT.match(text, start)
    return _amount(match, text) if match else None


def is_masked(text: str, amount: Found) -> bool:
    """Whether an amount is part of something that is none; brackets and quotes do not matter."""
    for pattern in _NO_AMOUNTS[2:]:
        text = pattern.sub(_blank, text)
    return "\x00" in text[amount.start : amount.end]


def follows_verb(before: str) -> bool:
    """Whether a text up to an amount is only what is done: `Publish`, `Create and publish`."""
    return bool(_VERBS_BEFORE.match(before))


def limit_of(text: str, amount: Found) -> Literal["at_least", "at_most"] | None:
    """Which side of an amount is good, where the words around it say so."""
    before, after = text[: amount.start], text[amount.behind :]
    match = _LIMIT_BEFORE.search(before) or (_ABOVE_BEFORE.search(before) if amount.kind == "percent" else None)
    if match and (match["most"] or "").lower() in ("within", "sous") and amount.kind != "time":
        return None
    if match:
        return "at_least" if match["least"] else "at_most"
    if _OVER_BEFORE.search(before) or amount.is_open:
        return "at_least"
    if amount.kind == "time" and _FINISHED_IN.search(before) and not after.strip(" .!"):
        return "at_most"
    behind = _LIMIT_AFTER.match(after)
    return ("at_least" if behind["least"] else "at_most") if behind else None


def unit_after(text: str, at: int) -> str:
    """The things that are counted: the words behind a number up to the first that is no part of their name, if they are few."""
    rest = text[at:].split("\x00")[0]
    if not rest.startswith((" ", "-")) or rest.startswith(("- ", " or ", " %")):
        return ""
    stop = _STOP.search(rest)
    unit = rest[: stop.start() if stop else len(rest)].strip(" -")
    words = unit.split()
    is_name = 0 < len(words) <= _LONGEST_UNIT and all(any(map(str.isalpha, word)) for word in words)
    return unit if is_name and words[0] != "x" else ""


@lru_cache(64)  # each rule asks for the same text
def _masked(text: str) -> str:
    """The text with blanks for everything that holds no target, so that places stay."""
    for pattern in _NO_AMOUNTS:
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether no letters or marks around a number make it part of something else."""
    before, after = text[max(match.start() - 2, 0) : match.start()], text[match.end() : match.end() + 2]
    last = before[-1:]
    if last.isalnum() or (last and last in "_#@/\x00") or (last == "-" and before[:1].isalnum()):
        return False
    if after[:1].isalpha() and not _TIME_UNIT.match(text, match.end("digits")):
        return False
    return not (after[:1] == "/" and after[1:].isdigit())


def _amount(match: re.Match[str], text: str) -> Found | None:
    found = amounts.amount(match[0].replace("+", "").strip())
    if found is None:
        return None
    start, end, is_open = match.start(), match.end(), bool(match["plus"] or match["plus_after"])
    mark = (match["before"] or match["after"] or "").lower()
    if mark in _PERCENT:
        return Found(found.number, start, end, "%", "percent", is_open)
    if mark and found.unit:
        return Found(found.number, start, end, found.unit, "money", is_open)
    if not match["scale"] and (times := _TIME_UNIT.match(text, match.end("digits"))):
        return Found(found.number, start, match.end("digits"), times[1], "time", is_open)
    unit = unit_after(text, end)
    is_whole = found.number == found.number.to_integral_value()
    return Found(found.number, start, end, unit, "count" if unit and is_whole else "bare", is_open)


def _worded(value: int, match: re.Match[str], text: str) -> Found:
    times = _TIME_UNIT.match(text, match.end())
    unit = times[1] if times else unit_after(text, match.end())
    return Found(Decimal(value), match.start(), match.end(), unit, "time" if times else "count" if unit else "bare")
