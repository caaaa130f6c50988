"""The MkDocs plugin `okrsite`: a project's OKRs as pages of a handbook, below a prefix and in the handbook's own frame.

This is the only package that knows MkDocs. It imports public names of `mkdocs.*` alone, which ProperDocs offers under the same names.
Our pages stay out of the navigation but for those that lead to all others: it is printed on every page.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from mkdocs import plugins
from mkdocs.config import base, config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.exceptions import PluginError
from mkdocs.structure import pages as host
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Navigation
from mkdocs.utils import nest_paths
from msgspec.structs import replace

from okrsite import pages, urls
from okrsite.cache import Memory
from okrsite.config import FILE
from okrsite.embeds import Embeds, Here
from okrsite.embeds.markdown_extension import OkrExtension
from okrsite.embeds.projects import day_of
from okrsite.hosted import Entry, Hosted
from okrsite.mkdocs_plugin.messages import clash, tell, told
from okrsite.mkdocs_plugin.page import OkrPage, Title
from okrsite.plain_text import plain
from okrsite.project import load_config
from okrsite.reading import Effort, Loaded, load
from okrsite.rebuild import File as Made
from okrsite.site import source_folders

_NAV_TITLE = "OKRs"
_EXTENSION = "okrsite"
_PATH = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")
_INDEXES = ("index", "readme")  # MkDocs takes files of these names for their folder
_BEFORE_SEARCH, _AFTER_SEARCH = 50, -50
_WITH_ALL_FILES, _AFTER_OTHERS = -120, -150  # who makes a navigation of all files, or versions of each in other languages, is at -100


class Settings(base.Config):
    """What stands below `okrsite` in `plugins:` of mkdocs.yml."""

    project = config_options.Dir(exists=True, default=".")
    """The folder with okrsite.yml, from the folder of mkdocs.yml."""
    path = config_options.Type(str, default="okrs")
    """Where the pages are, from the handbook's root."""
    cycle = config_options.Optional(config_options.Type((str, int)))
    """The cycle that pages show first; the current one by default."""
    audience = config_options.Optional(config_options.Type(str))
    """Whom the handbook is for; everybody by default."""
    as_of = config_options.Optional(config_options.Type((date, str)))
    """The day of all numbers; by default SOURCE_DATE_EPOCH, else today."""
    nav = config_options.Type((bool, str), default=True)
    """Whether the pages that lead to all others are in the navigation, or the title under which they are."""


class OkrsitePlugin(plugins.BasePlugin[Settings]):
    """Adds a project's OKRs to a handbook."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._page: host.Page | None = None
        self._hosted: Hosted | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """A plugin with this event is kept from build to build of `mkdocs serve`, and what it has read with it."""

    @plugins.event_priority(_AFTER_OTHERS)  # one of them may say where the handbook is published
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project, watch it, and let every page show parts of it."""
        if not _PATH.fullmatch(self.config.path.strip("/")):
            raise PluginError(f"`path: {plain(self.config.path)}` is not a place below the handbook's root; write one such as `okrs`.")
        with told(self._project, config):
            config.watch += [str(path) for path in _watched(self._project) if path.exists()]
            self._hosted = Hosted(self._load(config), self._project, None if self.config.cycle is None else str(self.config.cycle))
            self._embeds = Embeds(self._hosted.site, self._hosted.renderer)
        extension = OkrExtension(embeds=self._embeds, here=self.here, tell=lambda found: tell(found, Path(config.docs_dir), config))
        names = config.markdown_extensions
        place = names.index(_EXTENSION) if _EXTENSION in names else len(names)
        names[place : place + 1] = [extension]  # type: ignore[list-item]  # an extension may stand there as well as its name
        config.extra_css.append(f"{self._prefix}{urls.EMBED_STYLE}")
        return config

    @plugins.event_priority(_WITH_ALL_FILES)
    def _add_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        _refuse_documents_as_pages(files, self._project / self._shown.site.config.content, config)
        taken = {urls.collision_key(file.dest_uri): file for file in files if file.inclusion.is_included()}
        clashes = []
        for content in self._shown.contents():
            file, source = self._file_of(content, config)
            if theirs := taken.get(urls.collision_key(file.dest_uri)):
                clashes.append(clash(theirs, file, source))
            if excluded := files.get_file_from_path(file.src_uri):
                files.remove(excluded)
            files.append(file)
        if clashes:
            raise PluginError("\n".join([*clashes, "Rename them, or set another `path` for the plugin `okrsite` in mkdocs.yml."]))
        return files

    @plugins.event_priority(_AFTER_OTHERS)
    def _add_to_navigation(self, files: Files, *, config: MkDocsConfig) -> Files:
        _name_as_chosen(config.nav, files)
        if self.config.nav is False:
            return files
        entries = list(self._nav_data(self._shown.navigation(), files))
        if config.nav is None:
            own = (file for file in files.documentation_pages() if file.inclusion.is_in_nav())
            config.nav = nest_paths(file.src_uri for file in sorted(own, key=file_sort_key))
        if not _put_in_place(config.nav, self._prefix, entries):
            title = self.config.nav if isinstance(self.config.nav, str) else _NAV_TITLE
            config.nav = [*config.nav, {Title(title): entries}]
        return files

    on_files = plugins.CombinedEvent(_add_files, _add_to_navigation)

    @plugins.event_priority(_AFTER_OTHERS)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Let pages that are not in the navigation be marked in it where the OKRs are, and those of their place be shown beside them."""
        shown = {page.file.src_uri for page in nav.pages}
        home = files.get_file_from_path(self._source_uri(urls.HOME))
        place = home.page.parent if home and home.page and home.src_uri in shown else None
        for file in files.documentation_pages():
            if isinstance(file.page, OkrPage) and file.src_uri not in shown:
                file.page.parent = place
        return nav

    def on_pre_page(self, page: host.Page, *, config: MkDocsConfig, files: Files) -> host.Page:
        """Note which page comes next, for what it shows of the OKRs."""
        self._page = page
        return page

    @plugins.event_priority(_BEFORE_SEARCH)
    def _show_to_search(self, context: Any, *, page: host.Page, config: MkDocsConfig, nav: Any) -> Any:
        if isinstance(page, OkrPage):
            page.show_to_search(escapes=_search_escapes(config))
        return context

    @plugins.event_priority(_AFTER_SEARCH)
    def _show_to_readers(self, context: Any, *, page: host.Page, config: MkDocsConfig, nav: Any) -> Any:
        if isinstance(page, OkrPage):
            page.show_to_readers()
        return context

    on_page_context = plugins.CombinedEvent(_show_to_search, _show_to_readers)

    @property
    def embeds(self) -> Embeds:
        """What pages can show of the OKRs; for macros, too."""
        return self._embeds

    def here(self) -> Here:
        """How the page that is being made reaches the OKR pages."""
        assert self._page
        file = self._page.file
        return Here(urls.root_of("" if file.url == "./" else file.url) + self._prefix, file.src_uri, file.content_string)

    @property
    def _project(self) -> Path:
        return Path(self.config.project)

    @property
    def _prefix(self) -> str:
        return self.config.path.strip("/") + "/"

    @property
    def _shown(self) -> Hosted:
        assert self._hosted
        return self._hosted

    def _load(self, config: MkDocsConfig) -> Loaded:
        loaded = load(self._project, day_of(self.config.as_of), self.config.audience, effort=Effort(keep=True, memory=self._memory))
        for problem in loaded.diagnostics:
            tell(problem, self._project, config)
        if not config.site_url:
            return loaded
        here = loaded.config.site.model_copy(update={"url": f"{config.site_url.rstrip('/')}/{self._prefix}"})
        return replace(loaded, config=loaded.config.model_copy(update={"site": here}))

    def _file_of(self, content: pages.Page | Made, config: MkDocsConfig) -> tuple[File, Path | None]:
        """A file for MkDocs, and the document that it shows, if any; for a page, the file that it seems to come from."""
        if not isinstance(content, pages.Page):
            whole = content.content if isinstance(content.content, bytes) else b"".join(content.content)
            return File.generated(config, self._prefix + content.path, content=whole, inclusion=InclusionLevel.NOT_IN_NAV), None
        file = File.generated(config, self._source_uri(content.address), content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.dest_uri = self._prefix + urls.output_file(content.address)
        name = self._shown.sources.get(content.address)
        source = self._project / name if name else None
        if source and _in_one_repository(source, Path(config.docs_dir)):
            file.edit_uri = Path(os.path.relpath(source, config.docs_dir)).as_posix()
        OkrPage(content, self._shown, file, config)
        return file, source

    def _source_uri(self, address: str) -> str:
        """The path that Markdown links write: `okrs/marketing/index.md` for a unit, `okrs/marketing/2026-q4/grow.md` for all else."""
        name = address.rstrip("/")
        if name in self._shown.site.organisation.units or name.rpartition("/")[2] in _INDEXES:
            return f"{self._prefix}{address}index.md"
        return f"{self._prefix}{name}.md"

    def _nav_data(self, entries: Sequence[Entry], files: Files) -> Iterator[Any]:
        """The navigation as mkdocs.yml would have it."""
        for title, leads_to in entries:
            yield self._source_uri(leads_to) if isinstance(leads_to, str) else {Title(title): [*self._nav_data(leads_to, files)]}


def _search_escapes(config: MkDocsConfig) -> bool:
    """Whether it is MkDocs' own search, whose script takes titles for text; Material's takes them for HTML."""
    own = any(isinstance(plugin, SearchPlugin) for plugin in config.plugins.values())
    return own and not config.theme.get("search_index_only")


def _put_in_place(nav: Any, place: str, entries: Sequence[Any]) -> bool:
    """Put the entries where a navigation has the place of the OKRs, such as `- Our goals: okrs/`; whether there is one."""
    if isinstance(nav, list):
        return any(_put_in_place(item, place, entries) for item in nav)
    if isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str) and value.strip("/") == place.strip("/"):
                nav[title] = list(entries)
                return True
        return any(_put_in_place(value, place, entries) for value in nav.values())
    return False


def _name_as_chosen(nav: Any, files: Files) -> None:
    """Give our pages the titles under which somebody has put them into the navigation; MkDocs does so for pages that it makes itself."""
    for item in nav if isinstance(nav, list) else []:
        for title, value in item.items() if isinstance(item, dict) else ():
            file = files.get_file_from_path(value) if isinstance(value, str) else None
            if file and isinstance(file.page, OkrPage):
                file.page.title = title
            _name_as_chosen(value, files)


def _refuse_documents_as_pages(files: Files, content: Path, config: MkDocsConfig) -> None:
    """MkDocs would publish documents as they are written, whoever may see them."""
    folder = content.resolve()
    for file in files:
        if file.inclusion.is_included() and file.abs_src_path and Path(file.abs_src_path).resolve().is_relative_to(folder):
            raise PluginError(
                f"`{plain(file.src_uri)}` lies in the OKRs' content folder and in `docs_dir`, so that MkDocs would publish it as it is, "
                "hidden or not. Move the content folder out of `docs_dir`, or name it below `exclude_docs` in mkdocs.yml."
            )


def _in_one_repository(source: Path, docs: Path) -> bool:
    """Whether the handbook's edit links lead to a document, too."""
    return _repository(source) == _repository(docs)


def _repository(path: Path) -> Path | None:
    return next((folder for folder in path.absolute().parents if (folder / ".git").exists()), None)


def _watched(project: Path) -> Iterable[Path]:
    return project / FILE, *source_folders(load_config(project), project)
