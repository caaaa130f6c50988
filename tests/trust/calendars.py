"""A calendar file → what it has against RFC 5545: in its bytes, and in what a calendar program reads."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from icalendar import Calendar, Component

_LINE = re.compile(rb"[^\r\n]*\r\n")
_NAMED = re.compile(r"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*:.*")
_IN_CALENDARS = {"VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
_ONCE_IN_EVENTS = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "TRANSP"}
_IN_EVENTS = _ONCE_IN_EVENTS | {"DTEND", "RRULE", "URL"}


def broken_rules(content: bytes) -> Iterator[str]:
    """What is wrong with a calendar."""
    lines = content.splitlines(keepends=True)
    if b"".join(_LINE.findall(content)) != content:
        yield "a line does not end with CR LF"
    yield from (f"a line has {len(line) - 2} octets" for line in lines if len(line) > 77)
    unfolded = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    yield from (f"no line of a calendar: {line!r}" for line in unfolded if not _NAMED.fullmatch(line))
    yield from (f"a text holds {found[0]!r}" for line in unfolded if (found := re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)))
    yield from _broken_in(Calendar.from_ical(content))


def _broken_in(calendar: Component) -> Iterator[str]:
    yield from (f"{name} is not known" for name in set(calendar) - _IN_CALENDARS)
    yield from (f"{name} is missing" for name in _IN_CALENDARS - set(calendar))
    if calendar.errors:
        yield f"it is not understood: {calendar.errors}"
    events = calendar.subcomponents
    if not events or {event.name for event in events} != {"VEVENT"}:
        yield "it has no events, or something else"
    ids = [str(event["uid"]) for event in events]
    yield from (f"the id {one} is there twice" for one in set(ids) if ids.count(one) > 1)
    for event in events:
        yield from _broken_event(event)


def _broken_event(event: Component) -> Iterator[str]:
    yield from (f"{name} is not known" for name in set(event) - _IN_EVENTS)
    yield from (f"{name} is missing, or there twice" for name in _ONCE_IN_EVENTS if isinstance(event.get(name), (list, type(None))))
    if event.errors or event.subcomponents:
        yield f"an event is not understood, or has something in it: {event.errors}"
    first = event.decoded("dtstart")
    if type(first) is not date or (first < date.max and event.decoded("dtend") != first + timedelta(days=1)):
        yield "an event does not last one whole day"
    if event.decoded("dtstamp").utcoffset() != timedelta():
        yield "an event was written at no moment of UTC"
    if "rrule" in event and not all(type(until) is date for until in event["rrule"]["until"]):
        yield "a rule ends otherwise than the event begins"
    if "url" in event and not re.fullmatch(r"https?://[!-~]+", str(event["url"])):
        yield f"no address: {event['url']}"
