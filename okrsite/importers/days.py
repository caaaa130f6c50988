"""Dates and cycles as people write them → days and cycle ids: `31/12/2026`, `12 Nov 2026`, `Q4 2026`, `FY26 Q1`, `2e semestre 2026`.

Whether `03/04/2026` is in March or in April is told by all dates of a column together. Where they do not tell, nobody guesses.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal

from okrsite.cycles import Calendar, Cycle
from okrsite.urls import slug

Order = Literal["dmy", "mdy"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier januar", "feb february fev fevr fevrier februar", "mar march mars marz maerz", "apr april avr avril",
            "may mai", "jun june juin juni", "jul july juil juillet juli", "aug august aout", "sep sept september septembre",
            "oct october octobre okt oktober", "nov november novembre", "dec december decembre dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_NUMBERS: Final = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?: \d{1,2}:\d.*)?")
_DAY_FIRST: Final = re.compile(r"(?:[a-z]+\.?,? )?(\d{1,2})(?:st|nd|rd|th|er|\.)?[- ]([a-z]+)\.?,?[- ](\d{4}|\d{2})")
_MONTH_FIRST: Final = re.compile(r"(?:[a-z]+\.?,? )?([a-z]+)\.?[- ](\d{1,2})(?:st|nd|rd|th)?,?[- ](\d{4})")
_YEAR: Final = r"(?P<year>(?:fy|ex|exercice)?[ -]?'?(?:20)?\d\d)"
_PART: Final = (
    r"(?:(?P<kind>q|h|s|t|trimestre|quarter|quartal|semestre|semester|half|halbjahr)[ -]?(?P<number>[1-4])"
    r"|(?P<number_>[1-4])(?:st|nd|rd|th|er|ere|e|eme|\.)?[ -]?(?P<kind_>trimestre|quarter|quartal|semestre|semester|half|halbjahr))"
)
_YEAR_FIRST: Final = re.compile(rf"{_YEAR}[ /_.-]*{_PART}")
_PART_FIRST: Final = re.compile(rf"{_PART}(?: of| de| du|,)?[ /_.-]*{_YEAR}")
_YEAR_ALONE: Final = re.compile(r"(?:fy|exercice|year|annee)?[ -]?(?P<year>20\d\d)|(?:fy)[ -]?'?(?P<year_>\d\d)")
_MONTH_OF_YEAR: Final = re.compile(r"([a-z]+)\.?[ -](20\d\d)|(20\d\d)[-/ ]([a-z]+|0[1-9]|1[0-2])")
_LONGEST: Final = 60
_HALVES: Final = ("h", "s", "semestre", "semester", "half", "halbjahr")


def day(text: str, order: Order | None = None) -> date | None:
    """The day that a text means; None where it means none, or where only an order would tell which."""
    plain = _plain(text)
    if match := _ISO.fullmatch(plain):
        return _date(match[1], match[2], match[3])
    if match := _NUMBERS.fullmatch(plain):
        return _in_order(match, order)
    if match := _DAY_FIRST.fullmatch(plain):
        return _date(match[3], _MONTHS.get(match[2]), match[1])
    if match := _MONTH_FIRST.fullmatch(plain):
        return _date(match[3], _MONTHS.get(match[1]), match[2])
    return None


def orders(texts: Iterable[str]) -> set[Order]:
    """The orders in which all dates of a column could be read; both where nothing tells, none where they contradict each other."""
    found: set[Order] = {"dmy", "mdy"}
    for text in texts:
        match = _NUMBERS.fullmatch(_plain(text))
        if match is None or match[1] == match[3]:
            continue
        if match[2] == "." or int(match[1]) > 12:  # points are used where the day comes first
            found -= {"mdy"}
        if int(match[3]) > 12:
            found -= {"dmy"}
    return found


def needs_order(text: str) -> bool:
    """Whether only an order tells which day a text means."""
    match = _NUMBERS.fullmatch(_plain(text))
    return match is not None and match[2] != "." and match[1] != match[3] and max(int(match[1]), int(match[3])) <= 12


def cycle_id(text: str, calendar: Calendar) -> str | None:
    """The id of the cycle that a text names: configured, by id or title, or understood by itself."""
    identifier = slug(text)
    if calendar.find(identifier):
        return identifier
    titled = [cycle.id for cycle in calendar.configured.values() if slug(cycle.title) == identifier]
    found = titled[0] if titled else _understood(_plain(text))
    return found if found and calendar.find(found) else None


def cycle_of(start: date | None, end: date | None, calendar: Calendar) -> str | None:
    """The cycle that two days delimit: the one with just these, else the shortest quarter, half, year or configured one around them."""
    first, last = start or end, end or start
    if first is None or last is None or last < first:
        return None
    around = [cycle for cycle in _candidates(first, calendar) if cycle.start <= first and last <= cycle.end]
    exact = [cycle for cycle in around if (cycle.start, cycle.end) == (start, end)]
    fitting = exact or [cycle for cycle in around if cycle.id in calendar.configured or not _is_rare(cycle)]
    return min(fitting, key=lambda cycle: (cycle.days, cycle.id not in calendar.configured, cycle.id)).id if fitting else None


def _candidates(first: date, calendar: Calendar) -> Iterator[Cycle]:
    yield from calendar.configured.values()
    parts = ("", *(f"-{kind}{number}" for kind, most in (("q", 4), ("h", 2), ("t", 3)) for number in range(1, most + 1)))
    months = tuple(f"-{month:02}" for month in range(1, 13))
    for year in range(max(first.year - 1, 1), first.year + 2):
        for part in (*parts, *months):
            if found := calendar.understood(f"{year:04}{part}"):
                yield found


def _is_rare(cycle: Cycle) -> bool:
    """Whether few plan in it, so that it is taken only where both days are just its own: a month, a term."""
    return re.search(r"-(?:t\d|\d\d)$", cycle.id) is not None


def _understood(plain: str) -> str | None:
    if match := _YEAR_FIRST.fullmatch(plain) or _PART_FIRST.fullmatch(plain):
        kind, number = match["kind"] or match["kind_"], match["number"] or match["number_"]
        part = "h" if kind in _HALVES else "q"  # `T4` is a trimestre, which is a quarter; a four-month term is named by its id
        return f"{_year(match['year'])}-{part}{number}"
    if match := _YEAR_ALONE.fullmatch(plain):
        return _year(match["year"] or match["year_"])
    if match := _MONTH_OF_YEAR.fullmatch(plain):
        name, year = match[1] or match[4], match[2] or match[3]
        month = int(name) if name.isdecimal() else _MONTHS.get(name)
        return f"{year}-{month:02}" if month else None
    return None


def _year(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) == 4 else f"20{digits}"


def _in_order(match: re.Match[str], order: Order | None) -> date | None:
    first, mark, second, year = match.groups()
    if mark == "." or int(first) > 12 or first == second:
        order = "dmy"
    elif int(second) > 12:
        order = "mdy"
    if order is None:
        return None
    return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def _date(year: str, month: str | int | None, number: str) -> date | None:
    try:
        return date(int(_year(year)), int(month or 0), int(number))
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Small letters without accents, single blanks; a text that is too long is none of these."""
    if len(text) > _LONGEST:
        return ""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(letter) != "Mn")
    return " ".join(bare.replace("’", "'").split())
