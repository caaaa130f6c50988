"""The pipeline's second half: an organisation with its numbers → every file of the site (DESIGN, "The way of the data")."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from okrsite import urls
from okrsite.aside import Aside
from okrsite.cache import Shelf, digest, program
from okrsite.config import FILE, Config
from okrsite.diagnostics import Diagnostic, fails
from okrsite.history import checked_out
from okrsite.history.past import Past
from okrsite.on_demand import FIGURES_MADE_FROM
from okrsite.packaged import themes_folder
from okrsite.pages import PageJob, RedirectPage, Site, page_jobs
from okrsite.pages.site import Outline
from okrsite.project import config_of, load_config, origin_of
from okrsite.publish.atom import person_feed, unit_feed
from okrsite.publish.badge import Badge, badge_of_objective, badge_of_unit, badge_svg
from okrsite.publish.calendar import unit_calendar
from okrsite.publish.json_schema import okrs_schema
from okrsite.publish.json_text import json_text
from okrsite.publish.objectives_csv import objectives_csv
from okrsite.publish.okrs_json import okrs_json_chunks
from okrsite.publish.search_index import search_files
from okrsite.publish.sitemap import sitemap
from okrsite.reading import BY_ITSELF, ContentError, Effort, Loaded, load, load_language
from okrsite.rebuild import File, Job, Plan, Record, Target, rebuild
from okrsite.render import Renderer
from okrsite.site_folder import SiteFolder
from okrsite.source.folders import SourceFile, read_attachment
from okrsite.theme import Theme
from okrsite.trace import Trace
from okrsite.unchanged import last_run, look_at, remember

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode
_UNLISTED = (urls.PRINT, urls.PRESENT, urls.EMBED, urls.SEARCH, urls.NOT_FOUND)


class Built(NamedTuple):
    """What came of a build: how many files the site has, and what there is to say of the content."""

    files: int
    diagnostics: tuple[Diagnostic, ...]


def build_project(
    project: Path, site_dir: Path, as_of: date, audience: str | None = None, *, past: Past | None = None, strict: bool = False,
    effort: Effort = BY_ITSELF,
) -> Built:  # fmt: skip
    """Read a project and write its site, or see that nothing has changed. Raises what `okrsite.reading.load` raises, and OutputError."""
    begun, today = time.time_ns(), load_config(project)
    config = config_of(origin_of(project, past.commit)) if past else today
    made_from = (*source_folders(today, project), *source_folders(config, project))
    with Aside(forks=effort.jobs > 1) as aside, SiteFolder(site_dir, project, made_from, aside) as folder:
        # All of what the content folder lies in, so that a link that takes the place of one of them is seen, and not followed.
        read = (project / FILE, project / PurePosixPath(config.content).parts[0]) if past is None else ()
        sources = look_at((*read, *_theme_folders(config, project), themes_folder()))
        shelf = effort.shelf(project, f"last-{_name(site_dir, audience or 'public')}")
        key = digest(program(), str(project.absolute()), as_of.isoformat(), repr(config), *_published(project, config, past))
        last = last_run(shelf, key, sources)
        if last and folder.holds(last.written) and not fails(last.diagnostics, strict=strict):
            return Built(last.written.count, last.diagnostics)
        same_but_content = digest("same but content", program(), as_of.isoformat(), repr(config))
        if shelf.get(same_but_content) is not None:
            folder.take_over()
        loaded = load(project, as_of, audience, past=past, strict=strict, effort=effort)
        kept = effort.shelf(project, f"site-{_name(site_dir, loaded.audience)}")
        written = build_into(folder, loaded, project, kept, effort).tally
        if effort.keep:
            remember(shelf, key, sources, begun, loaded.diagnostics, written)
            shelf.put(same_but_content, b"")
            shelf.save()
    return Built(written.count, loaded.diagnostics)


def build_into(target: Target, loaded: Loaded, project: Path, shelf: Shelf, effort: Effort) -> Record:
    """Bring a site up to date, wherever it is kept; returns what it is now. The shelf keeps what the next build takes over."""
    if not effort.keep:  # every page is made, by several processes perhaps, each of which would work the numbers out for itself
        iter(loaded.figures.objectives)
    trace = Trace(active=effort.keep, seal=_seal(loaded))
    plan = _plan(loaded, project, trace, shelf)
    built = rebuild(plan, target, shelf, effort.jobs, effort.writing)
    shelf.save()
    return built


def site_files(loaded: Loaded, project: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path, and its bytes."""
    plan = _plan(loaded, project, Trace(active=False))
    listed = []
    for job in plan.jobs:
        for file in job.files():
            yield file.path, _whole(file.content)
            listed += [file.listed_as] if file.listed_as is not None else []
    yield from ((file.path, _whole(file.content)) for file in plan.closing(listed))


def source_folders(config: Config, project: Path) -> tuple[Path, ...]:
    """The folders of the project that a site is made from."""
    return (project / config.content, *_theme_folders(config, project))


def _theme_folders(config: Config, project: Path) -> tuple[Path, ...]:
    theme = _theme_folder(config, project)
    return (project / "overrides", *([theme] if isinstance(theme, Path) else []))


def _published(project: Path, config: Config, past: Past | None) -> Iterator[str]:
    """What tells the commits that a site is made from, with what of them may be shown."""
    if past is None:
        yield checked_out(project, config) or ""
    else:
        yield from ("past", past.commit, *sorted(past.hidden), "", *sorted(past.secrets))


def _name(site_dir: Path, audience: str) -> str:
    """What tells the builds of a project apart that are kept side by side."""
    return digest(str(site_dir.absolute()), audience).hex()[:16]


def _seal(loaded: Loaded) -> bytes:
    """What tells all that a site is made from, but for texts, from anything else; empty where nobody can tell."""
    history = loaded.history
    return digest(loaded.seal, _encode([history.values, history.updates, history.changes])) if loaded.seal else b""


def _plan(loaded: Loaded, project: Path, trace: Trace, shelf: Shelf | None = None) -> Plan:
    """The jobs that make the site. What all of them may look at is looked at before, and part of the fingerprint."""
    config = loaded.config
    site = _outlined(loaded, trace, shelf) if shelf and trace.seal else site_of(loaded, trace)
    renderer = Renderer(theme_of(config, project), site)
    attachments = loaded.texts.linked_attachments()
    contents = {source.file: _content(source) for source in attachments}
    fingerprint = digest(
        program(), renderer.fingerprint, repr(config), repr(site.shared), repr(sorted(loaded.organisation.cycles.listed)),
        *(blake2b(content).digest() for content in contents.values()),
    )  # fmt: skip
    jobs = [*other_jobs(site)]  # the longest ones come first, so that no process is left with one while the others have nothing to do
    jobs += [_page_job(job, renderer) for job in page_jobs(site)]
    jobs.append(Job("static files", lambda: (File(urls.asset(name), content) for name, content in renderer.static_files())))
    jobs.append(Job(urls.EMBED_STYLE, lambda: (File(urls.EMBED_STYLE, renderer.embed_style),)))
    jobs += [_attachment_job(source, contents[source.file]) for source in attachments]
    return Plan(jobs, lambda listed: _closing(listed, config), fingerprint, trace)


def _outlined(loaded: Loaded, trace: Trace, shelf: Shelf) -> Site:
    """The same site, whose outline is kept where nothing but texts will have changed."""
    key = digest("outline", trace.seal)
    if known := shelf.get(key):
        return site_of(loaded, trace, msgspec.msgpack.decode(known, type=Outline))
    site = site_of(loaded, trace)
    shelf.put(key, _encode(site.outline))
    return site


def site_of(loaded: Loaded, trace: Trace, known: Outline | None = None) -> Site:
    """What the pages of a project are made from, watched by a trace."""
    texts = trace.watch("texts", loaded.texts.by_file, loaded.texts.marks if trace.seal else None, sealed=False)
    organisation = trace.watch_all(loaded.organisation, marks={"objectives": loaded.marks})
    return Site(
        organisation, trace.watch_all(loaded.figures, FIGURES_MADE_FROM), loaded.config, load_language(loaded.config),
        loaded.figures.as_of, texts, loaded.audience, trace.watch_all(loaded.history),
        trace, known=known,
    )  # fmt: skip


def other_jobs(site: Site) -> Iterator[Job]:
    """The files of a site that are neither pages nor of its theme, nor attached."""
    yield from _data_jobs(site)
    yield from _feed_jobs(site)
    yield from _calendar_jobs(site)
    if site.config.site.embeds:
        yield from _badge_jobs(site)


def attachments_of(loaded: Loaded) -> Iterator[tuple[str, bytes]]:
    """The files that published documents link to: their paths in the site, and their bytes."""
    for source in loaded.texts.linked_attachments():
        yield _attachment_path(source), _content(source)


def _page_job(job: PageJob, renderer: Renderer) -> Job:
    def files() -> Iterator[File]:
        for page in job.pages():
            listed = not isinstance(page, RedirectPage) and not page.address.startswith(_UNLISTED)
            yield File(urls.output_file(page.address), renderer.render(page), page.address if listed else None)

    return Job(job.name, files)


def _data_jobs(site: Site) -> Iterator[Job]:
    """The files for programs, and those that search and Explore load."""
    organisation, figures = site.organisation, site.figures
    yield Job(urls.OKRS_JSON, lambda: (File(urls.OKRS_JSON, okrs_json_chunks(organisation, figures, site.config, site.audience)),))
    yield Job(urls.SCHEMA_JSON, lambda: (File(urls.SCHEMA_JSON, json_text(okrs_schema()).encode()),))
    yield Job(urls.OBJECTIVES_CSV, lambda: (File(urls.OBJECTIVES_CSV, objectives_csv(organisation, figures).encode()),))
    yield Job("search files", lambda: (File(path, content) for path, content in search_files(site)))


def _feed_jobs(site: Site) -> Iterator[Job]:
    """The feed of each unit, the company's first, and of each person."""
    for unit in site.organisation.units:
        yield _feed_job(urls.unit_feed(unit), unit_feed, site, unit)
    for person in site.roles:
        yield _feed_job(urls.person_feed(person), person_feed, site, person)


def _feed_job(path: str, feed: Callable[[Site, str], bytes], site: Site, of: str) -> Job:
    return Job(path, lambda: (File(path, feed(site, of)),))


def _calendar_jobs(site: Site) -> Iterator[Job]:
    """The calendar of each unit, where there is anything in it."""
    for unit in site.organisation.units:
        yield _calendar_job(urls.unit_calendar(unit), site, unit)


def _calendar_job(path: str, site: Site, unit: str) -> Job:
    def files() -> Iterator[File]:
        if calendar := unit_calendar(site, unit):
            yield File(path, calendar)

    return Job(path, files)


def _badge_jobs(site: Site) -> Iterator[Job]:
    """The badge of each unit and of each objective."""
    for reference in site.organisation.units:
        yield _badge_job(urls.badge(reference), badge_of_unit, site, reference)
    for reference in site.organisation.objectives:
        yield _badge_job(urls.badge(reference), badge_of_objective, site, reference)


def _badge_job(path: str, badge: Callable[[Site, str], Badge], site: Site, of: str) -> Job:
    return Job(path, lambda: (File(path, badge_svg(badge(site, of))),))


def _attachment_path(source: SourceFile) -> str:
    return urls.attachment("/".join((*source.folder, source.name)))


def _attachment_job(source: SourceFile, content: bytes) -> Job:
    path = _attachment_path(source)
    return Job(f"attachment {path}", lambda: (File(path, content),))


def _content(source: SourceFile) -> bytes:
    content = read_attachment(source)
    if isinstance(content, Diagnostic):
        raise ContentError((content,))
    return content


def _closing(listed: Sequence[str], config: Config) -> Iterable[File]:
    """The sitemap, where the site's address is known."""
    return [File(urls.SITEMAP, sitemap(config.site.url, listed).encode())] if config.site.url else []


def _whole(content: bytes | Iterable[bytes]) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content)


def theme_of(config: Config, project: Path) -> Theme:
    """The theme that a project names, with its overrides."""
    return Theme.load(_theme_folder(config, project), project / "overrides")


def _theme_folder(config: Config, project: Path) -> str | Path:
    """A folder of the project, where there is one of that name, else the name of a theme that comes with okrsite."""
    folder = project / config.theme.name
    return folder if (folder / "theme.yml").is_file() else config.theme.name
