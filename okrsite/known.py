"""What was seen of a company → bytes, and from these what is seen now, where no document says anything else but in its text.

Most changes are a few words. Whatever follows from the rest of all documents is as it was then, and no objective has to be there before
somebody asks for it: a build of ten thousand looks at a handful. It is kept only where everybody may see everything and no text has a
fault, so that what was found has nothing to do with texts; those that are new are looked at, and where one has a fault, all is seen anew.
"""

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec import Struct

from okrsite.bodies import Texts
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic
from okrsite.documents import Document
from okrsite.lazy import OneByOne
from okrsite.link import Ties, again
from okrsite.model import Objective, Organisation
from okrsite.project import Content


class Seen(Struct, frozen=True):
    """What one view shows: the organisation, its texts, and what is wrong with it.

    `in_texts` is what is wrong with these; `files` are those of the objectives by reference.
    """

    organisation: Organisation
    texts: Texts
    diagnostics: tuple[Diagnostic, ...]
    in_texts: tuple[Diagnostic, ...]
    files: Mapping[str, str]


class _Known(Struct, frozen=True, array_like=True):
    """What is kept; of each text that may be known again its key, and what tells what became of it from anything else."""

    files: Mapping[str, str]
    ties: Ties
    texts: dict[str, tuple[bytes, bytes]]
    diagnostics: tuple[Diagnostic, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Known).decode


def to_be_kept(seen: Seen, content: Content) -> bytes:
    """What was seen of all of some content, as bytes."""
    there = seen.organisation
    ties = Ties(there.alignments, there.continues, there.kpi_moved_by, there.by_unit_and_cycle)
    marks = {file: mark for file, mark in seen.texts.marks.items() if file not in seen.texts.attaching}
    texts = {file: (key, mark) for file, mark in marks.items() if (key := content.read[file].text_key)}
    return _encode(_Known(seen.files, ties, texts, seen.diagnostics))


def seen_again(kept: bytes, content: Content, config: Config, as_of: date) -> Seen | None:
    """What is seen now; None where a text has a fault."""
    known = _decode(kept)
    objectives = OneByOne({reference: content.read[file] for reference, file in known.files.items()}, _objective)
    linked = again(content.others, objectives, known.files, content.people, config, known.ties)
    marks = {file: mark for file, (key, mark) in known.texts.items() if content.read[file].text_key == key}
    texts = Texts(linked, content.texts, content.attachments, content.layout, config, as_of, marks)
    return None if any(texts.faults()) else Seen(linked.organisation, texts, known.diagnostics, (), known.files)


def _objective(document: Document) -> Objective:
    value = document.item.value
    assert isinstance(value, Objective), "it said that it is one"
    return value
