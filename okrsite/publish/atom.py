"""What happened → Atom feeds, one of the whole site, one of each unit, one of each person (RFC 4287).

Days have no time of day, so midnight UTC stands for it. An id is made of the site's address, else its name, and of what happened, so that
it stays as long as these do; a renamed objective goes by the first of its aliases. Links are full addresses where the site's is known, else
relative ones, which readers resolve against the feed's own address.
"""

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from okrsite import urls
from okrsite.model import Objective
from okrsite.pages.happenings import HappeningView, Line, happening_view
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.pages.told import Happening

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unit_feed(site: Site, reference: str) -> bytes:
    """The feed of a unit and those below it."""
    title = site.organisation.units[reference].title if reference else site.title
    return _feed(site, urls.unit_feed(reference), title, urls.unit(reference) or urls.CHANGES, site.told.by_unit[reference])


def person_feed(site: Site, identifier: str) -> bytes:
    """The feed of the objectives that are a person's, and of their check-ins."""
    title, page = site.person(identifier).name, urls.person(identifier)
    return _feed(site, urls.person_feed(identifier), title, page, site.told.by_person[identifier])


def _feed(site: Site, address: str, name: str, page: str, happenings: Iterable[Happening]) -> bytes:
    """A feed at an address, about what stands on a page."""
    found = tuple(happenings)
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _LANGUAGE: site.language.code})
    _text(feed, "id", _id(site, address))
    _text(feed, "title", f"{name} · {site.language.gettext('Changes')}")
    _text(feed, "updated", _midnight(found[0].day if found else site.as_of))
    _text(SubElement(feed, "author"), "name", site.title)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=_href(site, address, address))
    SubElement(feed, "link", rel="alternate", type="text/html", href=_href(site, address, page))
    for happening in found:
        _entry(SubElement(feed, "entry"), site, address, happening)
    indent(feed)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(feed, encoding="unicode")}\n'.encode()


class _Told(NamedTuple):
    """What an entry says, whichever feed it stands in."""

    id: str
    title: str
    unit: str
    content: str


def _entry(entry: Element, site: Site, address: str, happening: Happening) -> None:
    told = _told(site, happening)
    _text(entry, "id", told.id)
    _text(entry, "title", told.title)
    _text(entry, "updated", _midnight(happening.day))
    SubElement(entry, "link", rel="alternate", type="text/html", href=_href(site, address, urls.objective(happening.objective)))
    SubElement(entry, "category", term=_fit(told.unit))
    _text(entry, "content", told.content).set("type", "html")


@kept
def _told(site: Site, happening: Happening) -> _Told:
    """An entry of a unit's feed stands in those of all units above, and in those of people."""
    objective, view = site.organisation.objectives[happening.objective], happening_view(site, happening)
    title = f"{view.objective.title} · {_gist(site, view)}"
    return _Told(_id(site, _name(objective, happening)), title, view.unit.title, _content(site, view))


def _gist(site: Site, view: HappeningView) -> str:
    """What a list of entries shows of one: a win, what a commit changed first, the one value of a check-in, or just that it is one."""
    words = site.language
    if view.win:
        return words.gettext("Win")
    values = [line for line in view.lines if line.key_result or view.commit]
    if len(values) == 1 or view.commit:
        return _line(values[0])
    return words.gettext("%(Check_in)s")


def _content(site: Site, view: HappeningView) -> str:
    """All of it as HTML, in which every text is escaped."""
    paragraphs = [text for text in (view.note, view.win and f"{site.language.gettext('Win')}: {view.win}") if text]
    paragraphs += [view.commit.subject] if view.commit and view.commit.subject else []
    paragraphs += [view.by.name] if view.by else []
    lines = "".join(f"<li>{escape(_line(line))}</li>" for line in view.lines)
    told = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    link = f'<p><a href="{escape(view.commit.url)}">{view.commit.name}</a></p>' if view.commit and view.commit.url else ""
    return (f"<ul>{lines}</ul>" if lines else "") + told + link


def _line(line: Line) -> str:
    return f"{line.key_result.title}: {line.text}" if line.key_result else line.text


def _name(objective: Objective, happening: Happening) -> str:
    """What tells a happening apart from all others, whatever else is written later."""
    first = objective.aliases[0].text if objective.aliases else objective.reference
    if happening.check_in is None:
        return f"{first}/{happening.commit}"
    by = objective.check_ins[happening.check_in].by
    before = sum(earlier.date == happening.day and earlier.by == by for earlier in objective.check_ins[: happening.check_in])
    return f"{first}/{happening.day}/{by or ''}/{before}"


def _id(site: Site, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"{site.config.site.url or site.title} {name}").urn


def _href(site: Site, feed: str, address: str) -> str:
    url = site.config.site.url
    return urls.absolute(url, address) if url else urls.relative(feed, address)


def _midnight(day: date) -> str:
    return f"{day}T00:00:00Z"


def _text(parent: Element, tag: str, text: str) -> Element:
    """An element with a text."""
    element = SubElement(parent, tag)
    element.text = _fit(text)
    return element


def _fit(text: str) -> str:
    """A text in which only that is left which XML can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)

