"""A document's text as it stands in its file → the same text for where an export has the document, its links leading where they led.

Documents lie anywhere in a project; in an export each lies where its reference says. Links to web addresses and within a page are left
alone. Comments, which no page shows, stay behind.
"""

import posixpath
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from okrsite.bodies import joined
from okrsite.model import Kpi, Objective, Organisation, Page, Unit
from okrsite.moved_links import relinked

Thing = Unit | Objective | Kpi | Page

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def file_of(thing: Thing) -> str:
    """Where an export has a document, below its folder: `marketing/2026-q4/raise.md`, `marketing/index.md`."""
    if isinstance(thing, Unit):
        return "/".join(filter(None, (thing.reference, "index.md")))
    return f"{thing.reference}.md"


@dataclass(frozen=True)
class Bodies:
    """The texts of an organisation.

    `shown` is what pages show of each, as HTML by file; `attachments` are the files that they link to, by path below the content folder.
    """

    organisation: Organisation
    content: str
    shown: Mapping[str, str]
    attachments: Collection[str]

    def moved(self, thing: Thing) -> str:
        """The text, with other links only where those in it would lead elsewhere."""
        return self._relinked(thing, always=False)

    def by_file(self, thing: Thing) -> str:
        """The text, each link to a document as the path of its file, for programs that know files only."""
        return self._relinked(thing, always=True)

    def _relinked(self, thing: Thing, *, always: bool) -> str:
        old, new = (tuple(file.split("/")[:-1]) for file in (self._below(thing), file_of(thing)))

        def change(path: str) -> str | None:
            spelled = unicodedata.normalize("NFC", path)
            target, there = self._found(joined(spelled, old), self._files), self._found(joined(spelled, new), self._new_files)
            if target is None or (there == target and not always):
                return None
            return posixpath.relpath(target, "/".join(new) or ".")

        return relinked(self._without_comments(thing), change)

    def _without_comments(self, thing: Thing) -> str:
        """The text without its comments, but with what looks like one and is shown, as in an example of code."""
        html = self.shown.get(thing.location.file, "")
        return _COMMENT.sub(lambda match: match[0] if escape(match[0], quote=False) in html else "", thing.body)

    def _found(self, path: str | None, files: Mapping[str, str]) -> str | None:
        """The file of the export that a path below the content folder means, if any."""
        if path is None:
            return None
        return files.get(path.removesuffix(".md")) or (path if path in self.attachments else None)

    def _below(self, thing: Thing) -> str:
        return thing.location.file.removeprefix(f"{self.content}/")

    @cached_property
    def _things(self) -> tuple[Thing, ...]:
        organisation = self.organisation
        groups = (organisation.units, organisation.objectives, organisation.kpis, organisation.pages)
        return tuple(thing for group in groups for thing in group.values())

    @cached_property
    def _new_files(self) -> dict[str, str]:
        """What a path means in an export: a reference, or a file without its ending."""
        files = {thing.reference: file_of(thing) for thing in self._things}
        return files | {file.removesuffix(".md"): file for file in files.values()}

    @cached_property
    def _files(self) -> dict[str, str]:
        """What a path means in the project: the file that lies there, else a reference."""
        return self._new_files | {self._below(thing).removesuffix(".md"): file_of(thing) for thing in self._things}
