"""An edit changes what is asked for and not one byte more, in every style in which people write front matter."""

import difflib
import os
import re
import stat
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from okrsite.edit import Append, Change, NotWrittenError, Put, UnsafeEditError, edited, write_all
from okrsite.edit.files import Rewritten
from okrsite.source.front_matter import read_document
from tests.trust.corpora import naughty_strings

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SAMPLE = Path(__file__).parent.parent / "content"
DAY = date(2026, 11, 27)
CHECK_IN = Append(("checkins",), {"date": DAY, "values": {"visitors": Decimal("6.50")}})
ITEM = ("- date: 2026-11-27", "  values: {visitors: 6.5}")
SCORE = Put(("score",), Decimal("0.70"))
CURRENT = Put(("key_results", 0, "current"), 7)

# The lines of a front matter, a change, and the lines that they are to be then.
STYLES: dict[str, tuple[Sequence[str], Change, Sequence[str]]] = {
    "no list yet": (["title: A"], CHECK_IN, ["title: A", "checkins:", *(f"  {line}" for line in ITEM)]),
    "no list yet, lists not indented": (
        ["key_results:", "- title: K"],
        CHECK_IN,
        ["key_results:", "- title: K", "checkins:", *ITEM],
    ),
    "no list yet, lists indented by 4": (
        ["key_results:", "    - title: K"],
        CHECK_IN,
        ["key_results:", "    - title: K", "checkins:", *(f"    {line}" for line in ITEM)],
    ),
    "no list yet, a comment at the end": (
        ["title: A", "# the end"],
        CHECK_IN,
        ["title: A", "# the end", "checkins:", *(f"  {line}" for line in ITEM)],
    ),
    "no list yet, everything indented": (["  title: A"], CHECK_IN, ["  title: A", "  checkins:", *(f"    {line}" for line in ITEM)]),
    "a front matter without keys": (["# nothing yet"], CHECK_IN, ["# nothing yet", "checkins:", *(f"  {line}" for line in ITEM)]),
    "an empty key": (["checkins:", "title: A"], CHECK_IN, ["checkins:", *(f"  {line}" for line in ITEM), "title: A"]),
    "an empty key with comments": (
        ["checkins:  # weekly", "  # - date: 2026-10-01", "title: A"],
        CHECK_IN,
        ["checkins:  # weekly", "  # - date: 2026-10-01", *(f"  {line}" for line in ITEM), "title: A"],
    ),
    "null": (["checkins: ~ # none", "title: A"], CHECK_IN, ["checkins: # none", *(f"  {line}" for line in ITEM), "title: A"]),
    "an empty list in brackets": (["checkins: []", "title: A"], CHECK_IN, ["checkins:", *(f"  {line}" for line in ITEM), "title: A"]),
    "a list, last key": (
        ["title: A", "checkins:", "  - date: 2026-11-01", "    note: N  # mine"],
        CHECK_IN,
        ["title: A", "checkins:", "  - date: 2026-11-01", "    note: N  # mine", *(f"  {line}" for line in ITEM)],
    ),
    "a list, not the last key, comments between and after": (
        ["checkins:", "# first", "- {date: 2026-11-01, note: N}", "# second", "- date: 2026-11-08", "  win: W", "", "# below", "title: A"],
        CHECK_IN,
        [
            "checkins:", "# first", "- {date: 2026-11-01, note: N}", "# second", "- date: 2026-11-08", "  win: W", *ITEM, "", "# below",
            "title: A",
        ],
    ),
    "a comment that belongs to the last item": (
        ["checkins:", "  - note: N", "    # so far", "  # next", "title: A"],
        CHECK_IN,
        ["checkins:", "  - note: N", "    # so far", *(f"  {line}" for line in ITEM), "  # next", "title: A"],
    ),
    "a wide dash": (
        ["checkins:", "  -   date: 2026-11-01", "      note: N"],
        CHECK_IN,
        ["checkins:", "  -   date: 2026-11-01", "      note: N", "  -   date: 2026-11-27", "      values: {visitors: 6.5}"],
    ),
    "a dash on its own line": (
        ["checkins:", "  -", "    date: 2026-11-01"],
        CHECK_IN,
        ["checkins:", "  -", "    date: 2026-11-01", *(f"  {line}" for line in ITEM)],
    ),
    "a block of text at the end": (
        ["checkins:", "  - note: |", "      one", "", "      two", "", "title: A"],
        CHECK_IN,
        ["checkins:", "  - note: |", "      one", "", "      two", *(f"  {line}" for line in ITEM), "", "title: A"],
    ),
    "a block of text that keeps its blank lines": (
        ["checkins:", "  - note: |+", "      one", "", "title: A"],
        CHECK_IN,
        ["checkins:", "  - note: |+", "      one", "", *(f"  {line}" for line in ITEM), "title: A"],
    ),
    "texts over several lines": (
        ["checkins:", "  - note: one", "      two", '    win: "three', '      four"', "title: A"],
        CHECK_IN,
        ["checkins:", "  - note: one", "      two", '    win: "three', '      four"', *(f"  {line}" for line in ITEM), "title: A"],
    ),
    "an empty value at the end": (
        ["checkins:", "  - note: N", "    win:", "title: A"],
        CHECK_IN,
        ["checkins:", "  - note: N", "    win:", *(f"  {line}" for line in ITEM), "title: A"],
    ),
    "brackets in one line": (
        ["checkins: [{date: 2026-11-01, note: N}]  # all", "title: A"],
        CHECK_IN,
        ["checkins: [{date: 2026-11-01, note: N}, {date: 2026-11-27, values: {visitors: 6.5}}]  # all", "title: A"],
    ),
    "brackets over several lines": (
        ["checkins: [", "  {note: N},  # one", "  {note: M} # two", "]", "title: A"],
        CHECK_IN,
        ["checkins: [", "  {note: N},  # one", "  {note: M},", "  {date: 2026-11-27, values: {visitors: 6.5}} # two", "]", "title: A"],
    ),
    "brackets with a comma at the end": (
        ["checkins: [", "  {note: N},", "]"],
        CHECK_IN,
        ["checkins: [", "  {note: N},", "  {date: 2026-11-27, values: {visitors: 6.5}},", "]"],
    ),
    "everything in braces": (
        ["{title: A, checkins: []}"],
        CHECK_IN,
        ["{title: A, checkins: [{date: 2026-11-27, values: {visitors: 6.5}}]}"],
    ),
    "everything in braces, no list yet": (
        ["{title: A}"],
        CHECK_IN,
        ["{title: A, checkins: [{date: 2026-11-27, values: {visitors: 6.5}}]}"],
    ),
    "blanks at the ends of lines": (
        ["checkins:  ", "  - date: 2026-11-01  ", "    note: N   ", "title: A "],
        CHECK_IN,
        ["checkins:  ", "  - date: 2026-11-01  ", "    note: N   ", *(f"  {line}" for line in ITEM), "title: A "],
    ),
    "tabs between keys, values and comments": (
        ["checkins:\t# all", "  - date:\t2026-11-01", "    note: N\t# mine", "title:\tA"],
        CHECK_IN,
        ["checkins:\t# all", "  - date:\t2026-11-01", "    note: N\t# mine", *(f"  {line}" for line in ITEM), "title:\tA"],
    ),
    "a new key": (["title: A", "tags: [x]"], SCORE, ["title: A", "tags: [x]", "score: 0.7"]),
    "a value replaced": (["score:   0.5   # so far", "title: A"], SCORE, ["score:   0.7   # so far", "title: A"]),
    "an empty value filled": (["score:", "title: A"], SCORE, ["score: 0.7", "title: A"]),
    "an empty value filled before a comment": (["score: # soon", "title: A"], SCORE, ["score: 0.7 # soon", "title: A"]),
    "a block of text replaced": (
        ["score_note: >-", "  one", "  two", "", "title: A"],
        Put(("score_note",), "3: three"),
        ['score_note: "3: three"', "", "title: A"],
    ),
    "a text over several lines replaced": (["why: one", "  two", "title: A"], Put(("why",), "three"), ["why: three", "title: A"]),
    "a quoted text replaced": (["why: 'one # two'", "title: A"], Put(("why",), "no"), ['why: "no"', "title: A"]),
    "a mapping in braces replaced": (["status: {is: at_risk, reason: R}"], Put(("status",), "on_track"), ["status: on_track"]),
    "a key result's value": (
        ["key_results:", "  - current: 5 # old", "    title: K", "title: A"],
        CURRENT,
        ["key_results:", "  - current: 7 # old", "    title: K", "title: A"],
    ),
    "a key result's new key": (
        ["key_results:", "  - title: K", "    target: 9", "    # to here", "  - title: L", "title: A"],
        CURRENT,
        ["key_results:", "  - title: K", "    target: 9", "    current: 7", "    # to here", "  - title: L", "title: A"],
    ),
    "a key result in braces": (
        ["key_results: [{title: K, target: 9}, {title: L}]"],
        CURRENT,
        ["key_results: [{title: K, target: 9, current: 7}, {title: L}]"],
    ),
    "a key result in braces without blanks": (
        ['key_results: [{"title":"K","current":1}]'],
        CURRENT,
        ['key_results: [{"title":"K","current": 7}]'],
    ),
}  # fmt: skip
UNSAFE: dict[str, tuple[Sequence[str], Change]] = {
    "a text where a list is needed": (["checkins: later"], CHECK_IN),
    "a mapping where a list is needed": (["checkins:", "  date: 2026-11-01"], CHECK_IN),
    "a mapping in lines": (["status:", "  is: at_risk"], Put(("status",), "on_track")),
    "a comment within what is replaced": (["status: {is: at_risk, # for now", "  reason: R}"], Put(("status",), "on_track")),
    "a comment behind the mark of a block of text": (["why: | # because", "  one"], Put(("why",), "two")),
    "a fault in the front matter": (["title: A", "title: B"], SCORE),
    "a tab where YAML takes none": (["checkins:", "  -\tnote: N"], CHECK_IN),
    "a front matter that is no YAML": (["title: [A"], SCORE),
    "a key result that is not there": (["key_results:", "  - title: K"], Put(("key_results", 3, "current"), 7)),
}


def document(lines: Sequence[str], *, line_end: str = "\n", body: str = "Body, äöü 🚀 \n\n  end") -> bytes:
    return line_end.join(["---", *lines, "---", *body.split("\n")]).encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("style", STYLES)
def test_only_what_must_change_changes(style: str, line_end: str, mark: str) -> None:
    before, change, after = STYLES[style]
    raw = mark.encode() + document(before, line_end=line_end)
    assert edited("a.md", raw, [change]) == mark.encode() + document(after, line_end=line_end)


@pytest.mark.parametrize("ending", ["---", "---\n", "---  \n\n"])
def test_a_document_without_a_text_ends_as_before(ending: str) -> None:
    assert edited("a.md", f"---\ntitle: A\n{ending}".encode(), [SCORE]) == f"---\ntitle: A\nscore: 0.7\n{ending}".encode()


def test_new_lines_end_like_their_neighbours_where_line_ends_are_mixed() -> None:
    raw = b"---\r\ntitle: A\r\nwhy: B\n---\r\n"
    assert edited("a.md", raw, [SCORE]) == b"---\r\ntitle: A\r\nwhy: B\nscore: 0.7\n---\r\n"


@pytest.mark.parametrize("style", UNSAFE)
def test_what_cannot_be_edited_safely_is_refused_with_the_lines_to_add(style: str) -> None:
    lines, change = UNSAFE[style]
    with pytest.raises(UnsafeEditError) as refusal:
        edited("a.md", document(lines), [change])
    assert str(change.path[-1]) in refusal.value.lines


def test_a_result_that_could_not_be_read_is_never_handed_out() -> None:
    with pytest.raises(UnsafeEditError) as refusal:
        edited("a.md", document(["title: A"]), [Put(("score_note",), "bell \x07")])
    assert refusal.value.lines == 'score_note: "bell \\u0007"\n'


def test_a_document_that_is_never_closed_is_refused() -> None:
    with pytest.raises(UnsafeEditError):
        edited("a.md", b"---\ntitle: A\n", [SCORE])


def test_several_changes_are_made_in_one_go() -> None:
    before = document(["title: A", "key_results:", "  - title: K", "    current: 5", "checkins:", "  - note: N"])
    after = ["title: A", "key_results:", "  - title: K", "    current: 7", "checkins:", "  - note: N", *(f"  {line}" for line in ITEM)]
    assert edited("a.md", before, [CHECK_IN, CURRENT]) == document(after)


# -- any text --


def says(text: str, lines: Sequence[str]) -> None:
    """A note, a score note and a win of that text are read again as exactly this text, or refused."""
    changes: list[Change] = [Append(("checkins",), {"date": DAY, "note": text, "win": text}), Put(("score_note",), text)]
    try:
        raw = edited("a.md", document(lines), changes)
    except UnsafeEditError:
        assert _CONTROL.search(text), "only what no document may hold is refused"
        return
    data = read_document("a.md", (), "a", raw).data
    assert data and data["score_note"] == text
    assert data["checkins"][-1] == {"date": "2026-11-27", "note": text, "win": text}


PLACES = (["title: A"], ["title: A", "checkins: [{note: N}]"], ["{title: A}"], ["score_note: |", "  old", "checkins:", "- note: N"])


@pytest.mark.parametrize("lines", PLACES, ids=["block", "brackets", "braces", "replaced"])
def test_every_naughty_string_is_read_again_as_it_was_meant(lines: Sequence[str]) -> None:
    for text in naughty_strings():
        says(text, lines)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(PLACES))
@example("# x", PLACES[0])
@example("a: b", PLACES[1])
@example("x]}, y", PLACES[1])
@example("one\ntwo\n", PLACES[3])
@example("\ufeff", PLACES[0])
@example("12:30", PLACES[2])
def test_any_text_is_read_again_as_it_was_meant(text: str, lines: Sequence[str]) -> None:
    says(text, lines)


def test_every_document_of_the_sample_takes_a_check_in_as_added_lines_only() -> None:
    tried = 0
    for path in sorted(SAMPLE.rglob("*.md")):
        old = path.read_bytes()
        if b"\nkey_results:" not in old:
            continue
        new = edited(path.name, old, [CHECK_IN])
        difference = [line for line in difflib.ndiff(old.splitlines(True), new.splitlines(True)) if line[0] in "+-"]
        assert [line[0] for line in difference] == ["+"] * len(difference), path
        assert len(difference) in (2, 3), path
        tried += 1
    assert tried > 50


# -- files --


def test_several_files_are_written_together_and_keep_their_modes(tmp_path: Path) -> None:
    files = {tmp_path / name: Rewritten(b"old", name.encode()) for name in ("a", "b")}
    for path in files:
        path.write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    write_all(files)
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"a", b"b"]
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_file_that_was_saved_meanwhile_keeps_everything_as_it_was(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"saved by an editor")
    with pytest.raises(NotWrittenError, match="changed by somebody else"):
        write_all({tmp_path / name: Rewritten(b"old", b"new") for name in ("a", "b")})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "b").read_bytes() == b"saved by an editor"
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_file_that_cannot_be_replaced_keeps_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name == "b":
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(NotWrittenError, match="Permission denied"):
        write_all({tmp_path / name: Rewritten(b"old", b"new") for name in ("a", "b")})
    assert [(tmp_path / name).read_bytes() for name in ("a", "b")] == [b"old", b"old"]
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
