"""What strangers may write into a commit, its message and its author, is text wherever it is shown (FORMAT §13)."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from okrsite.published import History
from tests.repositories import commit
from tests.test_history import grow
from tests.trust import sinks
from tests.trust.corpora import sample, writable
from tests.trust.danger import elements, vocabulary
from tests.trust.outputs import faults
from tests.trust.structures import page_structures
from tests.trust.test_history import PUBLIC, Repository, Site, subjects


def hostile(folder: Path, texts: Sequence[str], write: Callable[[str], str]) -> tuple[History, Site]:
    """A company in which a target is changed with each text as the commit's message, by somebody of that name."""
    commit(folder, {**PUBLIC, **{f"content/2026-q4/o{n}.md": grow(1) for n in range(len(texts))}}, "Begin", "2026-10-05")
    for number, text in enumerate(texts):
        file = f"content/2026-q4/o{number}.md"
        author = re.sub(r"[<>\n.,:;\"']", "", write(text)).strip() or "Ana"
        commit(folder, {file: grow(2, key_result="target: 90")}, "x" + write(text) + "\n\n" + write(text), "2026-10-12", by=author)
    made = Repository(folder)
    return made.history(), made.site()


@pytest.mark.parametrize("count", [12, pytest.param(400, marks=pytest.mark.slow)])
def test_hostile_messages_are_text_wherever_they_are_shown(count: int, tmp_path: Path) -> None:
    texts = sample(writable(), count)
    history, site = hostile(tmp_path / "hostile" / "okrs", texts, str)
    _, twin = hostile(tmp_path / "twin" / "okrs", texts, sinks.harmless)
    _, plain = hostile(tmp_path / "plain" / "okrs", ["plain"], str)
    for made in (site, twin, plain):
        made.pop("log"), made.pop(".okrsite-site", None)
    known = frozenset().union(*(vocabulary(elements(page.decode())) for name, page in twin.items() if name.endswith(".html")))
    assert list(faults(site, known, plain)) == []
    assert dict(page_structures(site)) == dict(page_structures(twin))
    assert len(history.changes) == len(texts) + 1
    for found in history.changes.values():
        for change in found:
            subject = change.publication.subject
            assert subject is None or (subject == subject.strip() and subject.isprintable() and 0 < len(subject) <= 200), subject


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1b[31m", "\x7f", "\u202e", "\u2066", "\u2028", "\ufeff", "\x85"])
def test_characters_that_nobody_sees_are_no_part_of_a_first_line(tmp_path: Path, character: str) -> None:
    made = Repository(tmp_path)
    made.commit(PUBLIC, "Begin")
    made.change(f"More{character}of it")
    (subject,) = subjects(made.history())
    assert subject in ("More of it", "More [31mof it")
