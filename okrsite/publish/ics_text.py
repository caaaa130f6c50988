"""Events → the text of an iCalendar file (RFC 5545): lines of 75 octets that end with CR LF, in which every text is escaped.

The format is little more than that, so it is written here: to load a library for it would cost a small site more time than its calendars.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

_OCTETS = 75
_NO_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARKS = re.compile(r"([\\;,])")


class Event(NamedTuple):
    """Something that lasts all day; `id` tells it apart from all others in the world, `rule` says how it comes again."""

    id: str
    day: date
    summary: str
    description: str
    url: str | None
    rule: str | None = None


def event_text(event: Event, as_of: date) -> str:
    """An event as it stands in a calendar; it keeps nobody busy. The day after it ends it, unless time itself does."""
    next_day = (f"DTEND;VALUE=DATE:{day_text(event.day + timedelta(days=1))}",) if event.day < date.max else ()
    return lines((
        "BEGIN:VEVENT", f"UID:{event.id}", f"DTSTAMP:{day_text(as_of)}T000000Z", f"DTSTART;VALUE=DATE:{day_text(event.day)}", *next_day,
        *((f"RRULE:{event.rule}",) if event.rule else ()), f"SUMMARY:{_escaped(event.summary)}",
        f"DESCRIPTION:{_escaped(event.description)}", *((f"URL:{event.url}",) if event.url else ()), "TRANSP:TRANSPARENT", "END:VEVENT",
    ))  # fmt: skip


def calendar_text(name: str, events: Iterable[str]) -> str:
    """A calendar of events that are written already; programs look for a newer one each day."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//okrsite//okrsite//EN", "CALSCALE:GREGORIAN")
    named = (f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}")
    often = ("REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D")
    return lines((*head, *named, *often)) + "".join(events) + lines(("END:VCALENDAR",))


def day_text(day: date) -> str:
    """20261123."""
    return day.isoformat().replace("-", "")


def lines(contents: Iterable[str]) -> str:
    """Content lines, the long ones folded."""
    return "".join(f"{_folded(content)}\r\n" for content in contents)


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never cut within a character; each further one begins with a space."""
    octets = line.encode()
    if len(octets) <= _OCTETS:
        return line
    pieces, start, room = [], 0, _OCTETS
    while start < len(octets):
        end = start + room
        while octets[end : end + 1] and octets[end] & 0b1100_0000 == 0b1000_0000:  # within a character of UTF-8
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join(pieces).decode()


def _escaped(text: str) -> str:
    """A text in which nothing ends it; what a text cannot hold, or some programs take for the end of a line, is a space."""
    return _MARKS.sub(r"\\\1", _NO_TEXT.sub(" ", text)).replace("\n", "\\n")
