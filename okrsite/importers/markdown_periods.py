"""The cycle that a title, a file's name or a sentence speaks of: `FY22-Q3`, `Q2 2018`, `runs from 2021-08-01 to 2021-10-31`.

An id such as 2022-q3 is all that the format needs; where a text says the days too, and the id alone would mean others, the fiscal
year that fits is found, or the cycle is configured with its days (FORMAT §3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from okrsite.cycles import Calendar
from okrsite.importers.days import cycle_id, day
from okrsite.urls import slug
from okrsite.yaml_text import Data


@dataclass(frozen=True, slots=True)
class Period:
    """A cycle as it was written, and its id; `is_fiscal` where a fiscal year is named, `is_exact` where the id says all of it."""

    id: str
    written: str
    is_fiscal: bool = False
    is_exact: bool = True


_YEAR: Final = r"(?P<fiscal>(?:FY|exercice)\s?)?['’]?(?:20)?\d{2}"
_PART: Final = r"(?:[QTHS]\s?[1-4]|(?:[1-4](?:st|nd|rd|th|er|e)|first|second|third|fourth)\s(?:quarter|half|trimestre|semestre))"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_YEAR}\s?[-–/_ .:]?\s?{_PART}\b",
        rf"\b{_PART}(?:\s(?:of|de|du))?\s?[-–/_ .,]?\s?{_YEAR}\b",
        r"\b20\d{2}-(?:0[1-9]|1[0-2])\b|\b[^\W\d_]{3,9}\.?\s20\d{2}\b",
        r"\b(?P<fiscal>FY)\s?['’]?(?:20)?\d{2}\b",
        r"(?<!\d)(?<!\d-)20\d{2}(?![\d-])(?:\s(?P<set>(?:set|round|cycle|term|part)\s\d+))?",
    )
)
_WORDED: Final = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th"}
_OKRS: Final = re.compile(
    r"\b(?:objectives?\s*(?:and|&|\+)\s*key[ -]results?|objectifs?\s*(?:et|&)\s*r[ée]sultats?[ -]cl[ée]s?|OKRs?)\b"
    r"|\b(?:planning|goals for)\b(?=\W*$)",
    re.I,
)
_LEFT_OVER: Final = re.compile(
    r"^(?:\W|\b(?:for|of|at|our|the|in|les|de|du|des|nos|pour|company[- ]wide)\b)+|(?:[^\w)}\]]|[-–—]\s*company\b"
    r"|\b(?:for|of|at|in|de|du|pour)\b)+$",
    re.I,
)


def period_in(text: str) -> Period | None:
    """The first cycle that a text names."""
    return next((period for pattern in _PATTERNS for match in pattern.finditer(text) if (period := _period(match))), None)


def without_period(text: str) -> str:
    """A title without its cycle and without the word OKRs: the name of what it is about, or nothing."""
    period = period_in(text)
    rest = text.replace(period.written, " ", 1) if period else text
    rest = re.sub(r"\(\s*\)|\[\s*\]", " ", _OKRS.sub(" ", rest))
    if period is None and rest == text:
        return text
    before = ""
    while before != rest:
        before, rest = rest, _LEFT_OVER.sub("", rest).strip()
    return re.sub(r"\(\s*\)", "", " ".join(rest.split()))


def _period(match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    written = match[0] if not groups.get("set") else match[0].removesuffix(groups["set"])
    plain = written.replace("–", "-").replace("’", "'").replace(",", "")
    plain = re.sub(r"(?i)[a-z]+", lambda word: _WORDED.get(word[0].lower(), word[0]), plain)
    identifier = cycle_id(plain.strip(), Calendar())
    return Period(identifier, match[0], bool(groups.get("fiscal")), not groups.get("set")) if identifier else None


_NAME: Final = r"[^\W\d_]{3,9}\.?"
_DAY: Final = rf"(\d{{4}}-\d{{2}}-\d{{2}}|{_NAME}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s{_NAME}\s\d{{4}})"
_SPAN: Final = re.compile(rf"{_DAY}\s?(?:to|until|through|–|—|-|→|au|jusqu'au|/)\s?{_DAY}", re.I)


def days_in(text: str) -> tuple[date, date] | None:
    """The first span of days that a text names."""
    match = _SPAN.search(text)
    first, last = (day(match[1]), day(match[2])) if match else (None, None)
    return (first, last) if first and last and first < last else None


def configured(period: Period, days: tuple[date, date], calendar: Calendar) -> tuple[str, Mapping[str, Data]]:
    """The id of a cycle with these days, and the configuration by which it has them; none where this calendar says so already."""
    known = next((c for c in (calendar.find(period.id), calendar.find(slug(period.written))) if c and (c.start, c.end) == days), None)
    if known:
        return known.id, {}
    for by_end in (True, False):
        for month in range(1, 13):
            cycle = Calendar(month, by_end).understood(period.id)
            if cycle and (cycle.start, cycle.end) == days:
                return period.id, {"fiscal_year_start": month, **({"fiscal_year_named_by": "end"} if by_end else {})}
    identifier = slug(period.written) if Calendar().find(slug(period.written)) is None else f"{period.id}-cycle"
    return identifier, {"cycles": [{"id": identifier, "title": period.written, "start": days[0], "end": days[1]}]}
