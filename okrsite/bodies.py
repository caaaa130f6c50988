"""The Markdown texts of an organisation → HTML, with links to other documents and attachments resolved (FORMAT §1, §2).

Each text is converted once; links are kept relative to the site's root and made relative to a page when the page is made. What is
linked decides which attachments are published.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import blake2b
from urllib.parse import unquote

from okrsite import prose, urls
from okrsite.attachments import is_plain_drawing, kind_of, may_be_published
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, Location
from okrsite.lazy import OneByOne
from okrsite.link import Linked, attachment_faults
from okrsite.mentions import mentioned_people
from okrsite.model import Kpi, Objective, Page, Person, Unit
from okrsite.parse import Layout
from okrsite.source.folders import SourceFile, read_attachment
from okrsite.stored import LINK, top_heading

# Stands for the way from a page to the site's root, until the page is known. No link that prose lets through begins like this.
_ROOT = "okrsite-root.invalid/"
_UNRESOLVED = re.compile(rf'(?<==")({re.escape(LINK)})([^"#]*)')

Thing = Unit | Objective | Kpi | Page


class Texts:
    """All texts that one view shows; `converted` are those of its documents by file, without them where no page is made of them.

    Of `known` ones it is known that they have no fault and link to no attachment, and what tells what becomes of them from anything
    else, which is made when somebody asks for it.
    """

    def __init__(
        self, linked: Linked, converted: Mapping[str, prose.Rendered], attachments: Iterable[SourceFile], layout: Layout, config: Config,
        as_of: date, known: Mapping[str, bytes] = {},
    ) -> None:  # fmt: skip
        self._linked, self._layout, self._config, self._as_of = linked, layout, config, as_of
        self._attachments: Mapping[str, SourceFile] = {"/".join((*a.folder, a.name)): a for a in attachments}
        self._used: dict[str, SourceFile] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self._faulty: list[str] = []
        self._known = known
        self.attaching: set[str] = set()
        """The files with texts that link to attachments."""
        files = [file for file in converted if file not in known] if known else (thing.location.file for thing in self._things())
        found = {file: self._resolved(file, text) for file in files if (text := converted.get(file))}
        self.by_file: Mapping[str, str] = found
        if known:
            self.by_file = OneByOne({f: f for f in converted}, lambda file: found.get(file) or self._resolved(file, converted[file]))

    @cached_property
    def marks(self) -> Mapping[str, bytes]:
        """What tells each text, as it is on pages, from others."""
        texts, known = self.by_file, self._known
        return {file: known.get(file) or blake2b(texts[file].encode(), digest_size=8).digest() for file in sorted(texts)}

    def faults(self) -> Iterator[Diagnostic]:
        """Links that lead nowhere, files that may not be published, and texts that are too intricate to convert."""
        faulty = frozenset(self._faulty)
        for thing in self._things() if faulty else ():
            if thing.location.file in faulty:
                yield from self._faults_in(thing)
        yield from self._picture_faults()
        yield from attachment_faults(self.linked_attachments(), self._things())

    def linked_attachments(self) -> tuple[SourceFile, ...]:
        """The attachments that published documents of their own unit link to, the logo and the avatars, by path."""
        organisation = self._linked.organisation
        has_pictures = any(person.avatar for person in organisation.people.values())
        people = mentioned_people(organisation, self._as_of) if has_pictures else ()
        pictures = {path: self._attachments[path] for path, _ in self._pictures(people) if path in self._attachments}
        used = {**self._used, **pictures}
        return tuple(used[path] for path in sorted(used))

    def _things(self) -> Iterator[Thing]:
        organisation = self._linked.organisation
        for group in (organisation.units, organisation.objectives, organisation.kpis, organisation.pages):
            yield from group.values()

    def _resolved(self, file: str, text: prose.Rendered) -> str:
        """A text with its links leading somewhere from the site's root; whatever is wrong with it is looked for later."""
        folder = self._folder_of(file)
        complete = text.too_complex is None and not text.broken_links

        def resolved(match: re.Match[str]) -> str:
            nonlocal complete
            target = self._resolve(unquote(match[2]), folder, file)
            complete = complete and target is not None
            return target or ""

        html = _UNRESOLVED.sub(resolved, text.html)
        if not complete:
            self._faulty.append(file)
        return html

    def _faults_in(self, thing: Thing) -> Iterator[Diagnostic]:
        """What is wrong with a text; it is converted once more, because only that tells the lines."""
        file = thing.location.file
        folder = self._folder_of(file)
        rendered = prose.render(thing.body, resolve=lambda path: self._resolve(path, folder, file), top=top_heading(thing))
        if rendered.too_complex:
            message = f"The text cannot be converted: {rendered.too_complex}."
            yield Diagnostic(Location(file, thing.body_line), "text-too-complex", message, "Write it more simply.")
        for link in rendered.broken_links:
            at = Location(file, thing.body_line + link.line)
            refused = self._refused.get((file, unquote(link.href.partition("#")[0])))
            if refused:
                yield Diagnostic(at, "attachment-type", refused, "Publish it as a PDF or a picture.")
            else:
                hint = "Link to a document by its path from this file, such as ../2026-q4/name.md, or to a file of the same unit."
                yield Diagnostic(at, "broken-link", f"The link to `{link.href}` leads nowhere.", hint)

    def _folder_of(self, file: str) -> tuple[str, ...]:
        return tuple(file.removeprefix(self._config.content + "/").split("/")[:-1])

    # -- links --

    def _resolve(self, path: str, folder: tuple[str, ...], file: str) -> str | None:
        """Where a link's path leads, from the site's root; None where it leads to nothing that is published."""
        target = joined(unicodedata.normalize("NFC", path), folder)
        if target is None:
            return None
        address = self._document_address(target.removesuffix(".md"))
        if address is None:
            address = self._attachment_address(target, folder, file, path)
        return None if address is None else _ROOT + urls.quoted(address)

    def _document_address(self, target: str) -> str | None:
        organisation = self._linked.organisation
        reference = self._linked.resolver.files.get(target, target)
        if reference in organisation.objectives:
            return urls.objective(reference)
        if reference in organisation.units:
            return urls.unit(reference)
        if reference in organisation.kpis or reference in organisation.pages:
            return urls.document(reference)
        return urls.document(reference) if reference in self._linked.resolver.broken else None

    def _attachment_address(self, target: str, folder: tuple[str, ...], file: str, path: str) -> str | None:
        source = self._attachments.get(target)
        self.attaching.add(file)
        if source is None or self._layout.unit_of(source.folder) != self._layout.unit_of(folder):
            return None
        reason = self._why_refused(source)
        if reason:
            self._refused[file, path] = reason
            return None
        self._used[target] = source
        return urls.attachment(target)

    def _why_refused(self, source: SourceFile) -> str | None:
        if not may_be_published(source.name):
            return f"Files such as `{source.name}` are not published, because a browser could run them."
        if kind_of(source.name) == "svg":
            content = read_attachment(source)
            if isinstance(content, Diagnostic) or not is_plain_drawing(content):
                return f"`{source.name}` holds more than a drawing: scripts, styles or outside references."
        return None

    # -- pictures --

    def _pictures(self, people: Iterable[Person]) -> Iterator[tuple[str, Location]]:
        """The logo and some people's avatars, with where they are named."""
        if self._config.site.logo:
            yield self._config.site.logo, Location("okrsite.yml")
        for person in people:
            if person.avatar and person.location:
                yield person.avatar, person.location

    def _picture_faults(self) -> Iterator[Diagnostic]:
        for path, location in self._pictures(self._linked.organisation.people.values()):
            source = self._attachments.get(path)
            if source is None:
                message = f"There is no picture `{path}` below {self._config.content}/."
                yield Diagnostic(location, "broken-link", message, "Write its path from there, such as images/ana.jpg.")
            elif reason := self._why_refused(source):
                yield Diagnostic(location, "attachment-type", reason, "Use a PNG or JPEG picture.")


def at_address(html: str, address: str) -> str:
    """A text of `Texts.by_file` for the page at an address."""
    return html.replace(f'="{_ROOT}', f'="{urls.root_of(address)}')


def joined(path: str, folder: tuple[str, ...]) -> str | None:
    """A path below the content folder that a link in a document of a folder means; None where it leads out of it."""
    parts = [] if path.startswith("/") else list(folder)
    for part in path.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
