"""What happened → Atom feeds, one of the whole site, one of each unit, one of each person (RFC 4287).

Days have no time of day, so midnight UTC stands for it. An id is made of the site's address, else its name, and of what happened, so that
it stays as long as these do; a renamed objective goes by the first of its aliases. Links are full addresses where the site's is known, else
relative ones, which readers resolve against the feed's own address.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from uuid import NAMESPACE_URL, uuid5

from okrsite import urls
from okrsite.model import Objective
from okrsite.pages.happenings import HappeningView, Line, happening_view
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.pages.told import Happening
from okrsite.publish.xml_text import fit


def unit_feed(site: Site, reference: str) -> bytes:
    """The feed of a unit and those below it."""
    title = site.organisation.units[reference].title if reference else site.title
    return _feed(site, urls.unit_feed(reference), title, urls.unit(reference) or urls.CHANGES, site.told.by_unit[reference])


def person_feed(site: Site, identifier: str) -> bytes:
    """The feed of the objectives that are a person's, and of their check-ins."""
    title, page = site.person(identifier).name, urls.person(identifier)
    return _feed(site, urls.person_feed(identifier), title, page, site.told.by_person[identifier])


def _feed(site: Site, address: str, name: str, page: str, happenings: Sequence[Happening]) -> bytes:
    """A feed at an address, about what stands on a page."""
    entries = "".join(_entry(site, address, happening) for happening in happenings)
    feed = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_fit(site.language.code)}">
  <id>{_id(site, address)}</id>
  <title>{_fit(name)} · {_fit(site.language.gettext("Changes"))}</title>
  <updated>{_midnight(happenings[0].day if happenings else site.as_of)}</updated>
  <author>
    <name>{_fit(site.title)}</name>
  </author>
  <link rel="self" type="application/atom+xml" href="{_href(site, address, address)}" />
  <link rel="alternate" type="text/html" href="{_href(site, address, page)}" />
{entries}</feed>
"""
    return feed.encode()


def _entry(site: Site, address: str, happening: Happening) -> str:
    before, after = _told(site, happening)
    return f'{before}"{_href(site, address, urls.objective(happening.objective))}"{after}'


@kept
def _told(site: Site, happening: Happening) -> tuple[str, str]:
    """An entry, before and after its link: that of a unit's feed stands in those of all units above, and in those of people."""
    objective, view = site.organisation.objectives[happening.objective], happening_view(site, happening)
    before = f"""  <entry>
    <id>{_id(site, _name(objective, happening))}</id>
    <title>{_fit(view.objective.title)} · {_fit(_gist(site, view))}</title>
    <updated>{_midnight(happening.day)}</updated>
    <link rel="alternate" type="text/html" href="""
    after = f""" />
    <category term="{_fit(view.unit.title)}" />
    <content type="html">{_fit(_content(site, view))}</content>
  </entry>
"""
    return before, after


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
    return _fit(urls.absolute(url, address) if url else urls.relative(feed, address))


def _midnight(day: date) -> str:
    return f"{day}T00:00:00Z"


def _fit(text: str) -> str:
    """A text as it stands in XML, which cannot hold every character."""
    return escape(fit(text))
