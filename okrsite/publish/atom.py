"""What happened → Atom feeds, one of the whole site, one of each unit, one of each person (RFC 4287).

Days have no time of day, so midnight UTC stands for it. An id is made of the site's address, else its name, and of what happened, so that
it stays as long as these do; a renamed objective goes by the first of its aliases. Links are full addresses where the site's is known, else
relative ones, which readers resolve against the feed's own address.
"""

from collections.abc import Sequence
from datetime import date
from html import escape

from okrsite import urls
from okrsite.model import Objective
from okrsite.pages.happenings import HappeningView, Line, happening_view
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.pages.told import Happening
from okrsite.publish.identity import identifier
from okrsite.publish.xml_text import escaped


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
    root = _root(site, address)
    head = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped(site.language.code)}">
  <id>{_id(site, address)}</id>
  <title>{escaped(name)} · {escaped(site.language.gettext("Changes"))}</title>
  <updated>{_midnight(happenings[0].day if happenings else site.as_of)}</updated>
  <author>
    <name>{escaped(site.title)}</name>
  </author>
  <link rel="self" type="application/atom+xml" href="{root}{_href(address)}" />
  <link rel="alternate" type="text/html" href="{root}{_href(page)}" />
"""
    link = root.encode()
    return b"".join((head.encode(), *[link.join(_entry(site, happening)) for happening in happenings], b"</feed>\n"))


@kept
def _entry(site: Site, happening: Happening) -> tuple[bytes, bytes]:
    """An entry, before and after the root of its link: that of a unit's feed stands in those of all units above, and in those of people."""
    objective, title, about = _about(site, happening.objective)
    view = happening_view(site, happening)
    before = f"""  <entry>
    <id>{_id(site, _name(objective, happening))}</id>
    <title>{title} · {escaped(_gist(site, view))}</title>
    <updated>{_midnight(happening.day)}</updated>
    <link rel="alternate" type="text/html" href=\""""
    after = f"""{about}
    <content type="html">{_content(site, view)}</content>
  </entry>
"""
    return before.encode(), after.encode()


@kept
def _about(site: Site, reference: str) -> tuple[Objective, str, str]:
    """An objective, its title, and what all its entries say of it: its address, and whose it is."""
    objective = site.organisation.objectives[reference]
    unit = site.organisation.units[objective.unit].title
    return objective, escaped(objective.title), f"""{_href(urls.objective(reference))}" />
    <category term="{escaped(unit)}" />"""


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
    """All of it as HTML, in which every text is escaped; and all of that escaped, as it stands in XML."""
    paragraphs = [text for text in (view.note, view.win and f"{site.language.gettext('Win')}: {view.win}") if text]
    paragraphs += [view.commit.subject] if view.commit and view.commit.subject else []
    paragraphs += [view.by.name] if view.by else []
    lines = "".join([f"&lt;li&gt;{_twice(_line(line))}&lt;/li&gt;" for line in view.lines])
    told = "".join([f"&lt;p&gt;{_twice(text)}&lt;/p&gt;" for text in paragraphs])
    link = escaped(f'<p><a href="{escape(view.commit.url)}">{view.commit.name}</a></p>') if view.commit and view.commit.url else ""
    return (f"&lt;ul&gt;{lines}&lt;/ul&gt;" if lines else "") + told + link


def _twice(text: str) -> str:
    """A text as it stands in HTML that stands in XML."""
    once = escaped(text)
    return once if once is text else escaped(once)


def _line(line: Line) -> str:
    return f"{line.key_result.title}: {line.text}" if line.key_result else line.text


def _name(objective: Objective, happening: Happening) -> str:
    """What tells a happening apart from all others, whatever else is written later."""
    first = objective.aliases[0].text if objective.aliases else objective.reference
    if happening.check_in is None:
        return f"{first}/{happening.commit}"
    by, day = objective.check_ins[happening.check_in].by, happening.day
    before = [(earlier.date, earlier.by) for earlier in objective.check_ins[: happening.check_in]].count((day, by))
    return f"{first}/{day.isoformat()}/{by or ''}/{before}"


def _id(site: Site, what: str) -> str:
    return f"urn:uuid:{identifier(site, what)}"


def _root(site: Site, feed: str) -> str:
    """What stands before an address in a feed."""
    url = site.config.site.url
    return escaped(urls.absolute(url, "") if url else urls.root_of(feed))


def _href(address: str) -> str:
    return escaped(urls.quoted(address))


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
