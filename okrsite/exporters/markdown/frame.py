"""What all Markdown pages are made from: the site's values, and links from page to page."""

from dataclasses import dataclass

from okrsite import urls
from okrsite.exporters.markdown.text import bar, escaped, link
from okrsite.pages import Site
from okrsite.portable.bodies import Bodies, Thing, file_of

PEOPLE, KPIS, MAP = "people/index.md", "kpis/index.md", "map/index.md"


@dataclass(frozen=True)
class Frame:
    """One export: `site` looks things up and has the words, `bodies` the texts as they are written."""

    site: Site
    bodies: Bodies

    def thing(self, thing: Thing, page: str) -> str:
        """A link to a document's page."""
        return link(thing.title, file_of(thing), page)

    def objective(self, reference: str, page: str) -> str:
        """A link to an objective's page."""
        return self.thing(self.site.organisation.objectives[reference], page)

    def key_result(self, reference: str, identifier: str | None, page: str) -> str:
        """A link to an objective's page, or to one of its key results there."""
        objective = self.site.organisation.objectives[reference]
        found = objective.key_result(identifier) if identifier else None
        if found is None:
            return self.thing(objective, page)
        return link(f"{objective.title}: {found.title}", file_of(objective) + urls.key_result(found.id), page)

    def unit(self, reference: str, page: str) -> str:
        """A link to a unit's page."""
        return self.thing(self.site.organisation.units[reference], page)

    def cycle(self, cycle_id: str, page: str) -> str:
        """A link to a cycle's page."""
        return link(self.site.cycle_title(cycle_id), cycle_file(cycle_id), page)

    def person(self, identifier: str | None, page: str) -> str:
        """A link to somebody's line on the page of all people; nothing for nobody."""
        if identifier is None:
            return ""
        return link(self.site.person(identifier).name, f"{PEOPLE}#{person_anchor(identifier)}", page)

    def people(self, identifiers: tuple[str, ...], page: str) -> str:
        """Links to several people."""
        return ", ".join(self.person(identifier, page) for identifier in identifiers)

    def going(self, reference: str) -> tuple[str, str]:
        """An objective's progress with its bar, or its score, and its status in words."""
        figures, words = self.site.figures_of(reference), self.site.language
        status = escaped(words.status_word(figures.status))
        if figures.score is not None:
            return bar(figures.score) + escaped(words.score(figures.score)), status
        return bar(figures.progress) + escaped(words.percent(figures.progress)), status

    def labelled(self, label: str, text: str) -> str:
        """A line such as `**Owner:** Ana`; empty without a text."""
        return f"**{escaped(label)}:** {text}" if text else ""


def cycle_file(cycle_id: str) -> str:
    """The page of a cycle."""
    return f"{cycle_id}/index.md"


def person_anchor(identifier: str) -> str:
    """The place of somebody on the page of all people."""
    return urls.person(identifier).rstrip("/").rpartition("/")[2]
