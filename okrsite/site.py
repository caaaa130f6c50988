"""The pipeline's second half: an organisation with its numbers → every file of the site (DESIGN, "The way of the data")."""

from collections.abc import Iterator
from pathlib import Path

from okrsite import urls
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic
from okrsite.pages import Page, RedirectPage, Site, all_pages
from okrsite.publish.json_schema import okrs_schema
from okrsite.publish.json_text import json_text
from okrsite.publish.objectives_csv import objectives_csv
from okrsite.publish.okrs_json import okrs_json
from okrsite.publish.search_index import search_files
from okrsite.publish.sitemap import sitemap
from okrsite.reading import ContentError, Loaded, load_language
from okrsite.render import Renderer
from okrsite.source.gate import read_attachment
from okrsite.theme import Theme


def site_files(loaded: Loaded, project: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path, and its bytes."""
    config, organisation, figures = loaded.config, loaded.organisation, loaded.figures
    theme = Theme.load(_theme_folder(config, project), project / "overrides")
    language = load_language(config)
    shown = Site(organisation, figures, config, language, figures.as_of, loaded.texts.html, loaded.audience)
    renderer = Renderer(theme, shown)
    addresses = []
    for page in all_pages(shown):
        yield urls.output_file(page.address), renderer.render(page)
        if _is_listed(page):
            addresses.append(page.address)
    yield from ((urls.asset(name), content) for name, content in renderer.static_files())
    yield urls.OKRS_JSON, okrs_json(organisation, figures, config, loaded.audience).encode()
    yield urls.SCHEMA_JSON, json_text(okrs_schema()).encode()
    yield urls.OBJECTIVES_CSV, objectives_csv(organisation, figures).encode()
    yield from search_files(shown)
    if config.site.url:
        yield urls.SITEMAP, sitemap(config.site.url, addresses).encode()
    for source in loaded.texts.linked_attachments():
        content = read_attachment(source)
        if isinstance(content, Diagnostic):
            raise ContentError((content,))
        yield urls.attachment("/".join((*source.folder, source.name))), content


def source_folders(config: Config, project: Path) -> tuple[Path, ...]:
    """The folders of a project that its site is made from, none of which a site may lie in or around."""
    theme = _theme_folder(config, project)
    own = theme if isinstance(theme, Path) else project / "themes"
    return project / config.content, project / "overrides", own


def _is_listed(page: Page) -> bool:
    """Whether search engines are told of a page: not of redirects, nor of the same content made for paper or a wall."""
    elsewhere = (urls.PRINT, urls.PRESENT, urls.SEARCH, urls.NOT_FOUND)
    return not isinstance(page, RedirectPage) and not page.address.startswith(elsewhere)


def _theme_folder(config: Config, project: Path) -> str | Path:
    """A folder of the project, where there is one of that name, else the name of a theme that comes with okrsite."""
    folder = project / config.theme.name
    return folder if (folder / "theme.yml").is_file() else config.theme.name
