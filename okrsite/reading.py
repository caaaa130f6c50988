"""A project's files → what one audience may see of them, with everything that is wrong with it (FORMAT §13, §17, §18).

`check` looks at everything, as people with the repository may; `load` removes what its audience may not see right after reading, and
nothing that comes later has met it.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from msgspec import Struct

from okrsite import checks
from okrsite.bodies import Texts
from okrsite.cache import Memory, Shelf, digest, program
from okrsite.checks import Situation
from okrsite.config import FILE, Config
from okrsite.diagnostics import ConfigurationError, Diagnostic, Location, Severity, fails, has_errors, in_order
from okrsite.figures import Figures
from okrsite.history import SHELF as HISTORY
from okrsite.history import history_of
from okrsite.history.past import Past
from okrsite.known import Seen, seen_again, to_be_kept
from okrsite.link import link
from okrsite.model import Organisation
from okrsite.on_demand import figures_on_demand
from okrsite.packaged import LOCALES
from okrsite.project import DOCUMENTS, Content, config_of, hides_nothing, origin_of, read_content, seal_of, shown
from okrsite.published import NO_HISTORY, History, HistoryState
from okrsite.unchanged import last_run, look_at, remember
from okrsite.visibility import View, view_for
from okrsite.words import Language
from okrsite.work import Tell, silent


class Loaded(Struct, frozen=True):
    """A project that has no errors for one audience: what a build and `show` start from.

    `marks` tell each objective, but for its text, from any other that might have its reference; None where they are not known. The `seal`
    tells all that documents say, but for their texts, from anything else; it is empty where it is not known.
    """

    config: Config
    organisation: Organisation
    figures: Figures
    texts: Texts
    history: History
    audience: str
    diagnostics: tuple[Diagnostic, ...]
    marks: Mapping[str, bytes] | None = None
    seal: bytes = b""


class Effort(Struct, frozen=True):
    """How to work: in how many processes, and whether to `keep` what was worked out and use what was.

    It is kept in the project's `.okrsite/`, or in the `memory` of a process that works again and again. `reading` and `writing` hear how
    far the work is.
    """

    jobs: int = 1
    keep: bool = False
    memory: Memory | None = None
    reading: Tell = silent
    writing: Tell = silent

    def documents(self, project: Path) -> Shelf | None:
        """Where parsed documents and their texts are kept, if anywhere."""
        return self.shelf(project) if self.keep or self.memory else None

    def shelf(self, project: Path, name: str = DOCUMENTS) -> Shelf:
        """Where what was worked out is kept; parsed documents, where no name is given."""
        return self.memory.shelf(name) if self.memory else Shelf(project if self.keep else None, name)


BY_ITSELF = Effort()


class ContentError(Exception):
    """The content has errors; carries every diagnostic, warnings too (FORMAT §17: exit code 1)."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(f"{len(diagnostics)} problems in the content")


class UnknownAudienceError(Exception):
    """An audience was asked for that the configuration does not know (exit code 2)."""


def check(project: Path, as_of: date, audience: str | None = None, effort: Effort = BY_ITSELF) -> tuple[Diagnostic, ...]:
    """Every problem of every file; with an audience only what that audience may know of (FORMAT §18)."""
    begun, origin = time.time_ns(), origin_of(project)
    config = config_of(origin)
    require_audience(audience, config)
    # All of what the content folder lies in, so that a link that takes the place of one of them is seen.
    sources = look_at((project / FILE, project / PurePosixPath(config.content).parts[0], LOCALES))
    key = digest(program(), str(project.absolute()), as_of.isoformat(), repr(audience), repr(config))
    shelf = effort.shelf(project, f"check-{digest(repr(audience)).hex()[:16]}")
    if last := last_run(shelf, key, sources):
        return last.diagnostics
    documents = effort.documents(project)
    content = read_content(origin, config, documents, effort.jobs, effort.reading)
    if documents:
        documents.save()
    found = _wrong_in(content, config, as_of, audience)
    if effort.keep:
        remember(shelf, key, sources, begun, found)
        shelf.save()
    return found


def _wrong_in(content: Content, config: Config, as_of: date, audience: str | None) -> tuple[Diagnostic, ...]:
    if audience is not None:
        return in_order(see(content, config, view_for(as_of, audience)).diagnostics)
    return everything_wrong(content, config, as_of)


def everything_wrong(content: Content, config: Config, as_of: date) -> tuple[Diagnostic, ...]:
    """Every problem of some content, each document seen as the narrowest build that publishes it would (FORMAT §18)."""
    found = [*content.diagnostics, *content.layout.diagnostics, *content.chains(config).wider_faults(content.items)]
    found += [*_language_faults(config), *(diagnostic for item in content.items for diagnostic in item.diagnostics)]
    return in_order([*found, *_as_published(content, config, as_of)])


def _as_published(content: Content, config: Config, as_of: date) -> Iterator[Diagnostic]:
    """What is wrong with each document in the narrowest build that publishes it, and with each person in the narrowest that names them."""
    views = _narrowest_views(content, config, as_of)
    said: set[tuple[Location, str]] = set()
    before: Content | None = None
    found: tuple[Diagnostic, ...] = ()
    for view in sorted({view_for(as_of), View(as_of, everything=True), *views.values()}, key=lambda view: view.breadth):
        visible = shown(content, config, view)
        if visible != before:  # most projects hide nothing, so that all views show the same
            before, found = visible, _see(visible, content, config, as_of).diagnostics
        for diagnostic in found:
            place = diagnostic.location, diagnostic.code
            if views.get(diagnostic.location.file, view) == view and (diagnostic.location.file in views or place not in said):
                said.add(place)
                yield diagnostic


def _narrowest_views(content: Content, config: Config, as_of: date) -> Mapping[str, View]:
    """For each file the narrowest build that publishes it: the public one, where nothing is hidden."""
    if hides_nothing(content):
        return dict.fromkeys((item.file for item in content.items), view_for(as_of))
    chains = content.chains(config)
    return {item.file: chains.narrowest_view(item, as_of) for item in content.items}


def load(
    project: Path, as_of: date, audience: str | None = None, *, drafts: bool = False, strict: bool = False,
    past: Past | None = None, effort: Effort = BY_ITSELF,
) -> Loaded:  # fmt: skip
    """The organisation that one audience may see, with its numbers; raises ContentError where something is wrong.

    It is that of the files as they lie there, or as they were published in the `past`.
    """
    origin = origin_of(project, past.commit if past else None)
    config = config_of(origin)
    require_audience(audience, config)
    documents = effort.documents(project)
    content = read_content(origin, config, documents, effort.jobs, effort.reading, for_pages=True)
    content = past.as_hidden_today(content) if past else content
    view = view_for(as_of, audience, drafts=drafts)
    seal = seal_of(content, config, view) if past is None else b""
    kept = documents.get(_seen_by(seal)) if documents and seal else None
    again = seen_again(kept, content, config, as_of) if kept else None
    visible = content if again else shown(content, config, view)
    seen = again or _see(visible, content, config, as_of, Severity.WARNING)
    diagnostics = in_order([*seen.diagnostics, *_language_faults(config)])
    history: History | Diagnostic = NO_HISTORY
    versions = effort.shelf(project, HISTORY)
    if not has_errors(diagnostics):
        history = history_of(project, past, content, visible, seen.organisation, config, view, versions, effort.jobs)
    if isinstance(history, Diagnostic):
        diagnostics, history = in_order([*diagnostics, history]), History(HistoryState.UNREADABLE)
    else:
        told = checks.check_history(Situation(seen.organisation, config, as_of, history), Severity.WARNING)
        diagnostics = in_order([*diagnostics, *told])
    if fails(diagnostics, strict=strict):
        raise ContentError(diagnostics)  # and nothing at all is written
    if past is None:  # what a commit held never pushes out what the folder holds
        if documents:
            if seal and not again and visible is content and not seen.in_texts:
                documents.put(_seen_by(seal), to_be_kept(seen, content))
            documents.save()
        versions.save()
    figures = figures_on_demand(seen.organisation, config, as_of, history)
    seal = seal if visible is content else seal_of(visible, config, view)
    marks = _marks(visible, seen) if past is None else None
    return Loaded(config, seen.organisation, figures, seen.texts, history, audience or "public", diagnostics, marks, seal)


def _seen_by(seal: bytes) -> bytes:
    """The key under which it is kept what was seen of content with a seal."""
    return digest("seen", seal)


def _marks(visible: Content, seen: Seen) -> Mapping[str, bytes] | None:
    """Those of the objectives by reference, where they are known."""
    return {reference: visible.read[file].mark for reference, file in seen.files.items()} if visible.read else None


def see(content: Content, config: Config, view: View, least: Severity = Severity.INFO) -> Seen:
    """What a view shows, with everything that is wrong with it, and nothing of what it does not show."""
    return _see(shown(content, config, view), content, config, view.as_of, least)


def _see(visible: Content, content: Content, config: Config, as_of: date, least: Severity = Severity.INFO) -> Seen:
    linked = link(visible.items, visible.people, config, visible.unclear)
    texts = Texts(linked, visible.texts, visible.attachments, visible.layout, config, as_of)
    found = [*visible.diagnostics, *visible.layout.diagnostics, *content.chains(config).wider_faults(visible.items)]
    found += [diagnostic for item in visible.items for diagnostic in item.diagnostics]
    in_texts = tuple(texts.faults())
    found += [*linked.diagnostics, *in_texts, *_nothing_to_show(visible, content, config)]
    situation = Situation(linked.organisation, config, as_of)
    found += checks.check(situation, is_sound=not has_errors(found), least=least)
    files = {reference: objective.location.file for reference, objective in linked.organisation.objectives.items()}
    return Seen(linked.organisation, texts, in_order(found), in_texts, files)


def require_audience(audience: str | None, config: Config) -> None:
    """Raises UnknownAudienceError for an audience that the configuration does not know."""
    if audience is not None and audience not in ("public", *config.audiences):
        known = ", ".join(("public", *config.audiences))
        raise UnknownAudienceError(f"There is no audience `{audience}`; okrsite.yml knows {known}.")


def _language_faults(config: Config) -> Iterator[Diagnostic]:
    language = config.site.language
    if not Language.is_translated(language, LOCALES):
        message = f"There is no translation for `{language}`, so okrsite's own words are English."
        yield Diagnostic(Location(FILE), "untranslated-language", message, "Numbers and dates are written the way the language does.")


def load_language(config: Config) -> Language:
    """The site's language with its own terms; raises ConfigurationError for a term that there is not."""
    try:
        return Language.load(config.site.language, LOCALES, config.terms)
    except ValueError as error:
        raise ConfigurationError([Diagnostic(Location(FILE), "configuration", f"`terms`: {error}.")]) from error


def _nothing_to_show(visible: Content, content: Content, config: Config) -> Iterator[Diagnostic]:
    """An error where the company itself is not shown to this audience."""
    if _has_company(content) and not _has_company(visible):
        at = Location(f"{config.content}/index.md")
        yield Diagnostic(at, "empty-content", "Nothing is published for this audience.", "See `visibility:` and `embargo:`.")


def _has_company(content: Content) -> bool:
    return any(item.is_unit and not item.unit for item in content.items)
