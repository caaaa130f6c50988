"""Bytes of a file to a Document (FORMAT §14; acceptance P7 and P8)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrsite.source.front_matter import Document, read_data_file, read_document

TEXT = """\
---
title: Grüße 🚀
why: |
  one
  ---
  two
---

    indented code

Text  \t

---

The end.\x20\x20

"""


def read(raw: bytes | str) -> Document:
    return read_document("content/a.md", ("x",), "a", raw.encode() if isinstance(raw, str) else raw)


def places(document: Document) -> list[tuple[int, int, str]]:
    return [(fault.location.line, fault.location.column, fault.code) for fault in document.diagnostics]


def test_a_document_holds_values_places_and_the_exact_body():
    document = read(TEXT)
    assert document.diagnostics == ()
    assert (document.file, document.folder, document.stem) == ("content/a.md", ("x",), "a")
    assert document.data == {"title": "Grüße 🚀", "why": "one\n---\ntwo\n"}
    assert document.positions.value(("title",)) == (2, 8)
    assert document.positions.key(()) == (1, 1)
    assert document.body == "    indented code\n\nText  \t\n\n---\n\nThe end.  "
    assert document.body_line == 9


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r\n", 4).encode(),
        lambda text: text.replace("---\ntitle", "--- \t\ntitle").encode(),
        lambda text: text.replace("---\n\n    i", "---  \n\n    i").encode(),
    ],
)
def test_encoding_marks_and_line_ends_change_nothing(change):
    changed, document = read(change(TEXT)), read(TEXT)
    assert changed == document
    for path in (("title",), ("why",)):
        assert changed.positions.key(path) == document.positions.key(path)
        assert changed.positions.value(path) == document.positions.value(path)


def test_blank_lines_before_the_fence_move_lines_and_nothing_else():
    document, moved = read(TEXT), read("\n  \n\t\n" + TEXT)
    assert (moved.data, moved.body, moved.body_line) == (document.data, document.body, document.body_line + 3)
    assert moved.positions.value(("title",)) == (5, 8)
    assert places(read("\n\n---\na: 1 000\n---\n")) == [(4, 4, "number-format")]


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: 1\n---", "", 3),
        ("---\na: 1\n---\n", "", 4),
        ("---\na: 1\n---\n\n  \n\n", "", 7),
        ("---\na: 1\n---\n \t", "", 4),
        ("---\na: 1\n---\nx", "x", 4),
        ("---\na: 1\n---\n\n\n  x\n\n", "  x", 6),
        ("---\na: 1\n---\n\u00a0x\u00a0\n", "\u00a0x\u00a0", 4),
        ("---\na: 1\n---\n---\nb: 2\n---\n", "---\nb: 2\n---", 4),
    ],
)
def test_the_body_is_exact(text, body, line):
    document = read(text)
    assert (document.data, document.body, document.body_line, document.diagnostics) == ({"a": 1}, body, line, ())


@pytest.mark.parametrize("front", ["", "\n", "# nothing yet\n", "{}\n", "null\n"])
def test_an_empty_front_matter_is_an_empty_mapping(front):
    document = read(f"---\n{front}---\ntext\n")
    assert (document.data, document.body, document.diagnostics) == ({}, "text", ())


FAULTS = {
    "empty": (b"", [(1, 1, "no-front-matter")]),
    "blank": (b"\n  \n", [(1, 1, "no-front-matter")]),
    "only BOM": (b"\xef\xbb\xbf", [(1, 1, "no-front-matter")]),
    "no fence": (b"\n# Title\n", [(2, 1, "no-front-matter")]),
    "indented fence": (b"  ---\na: 1\n---\n", [(1, 1, "no-front-matter")]),
    "four hyphens": (b"----\na: 1\n----\n", [(1, 1, "no-front-matter")]),
    "text in the fence": (b"--- a: 1\n---\n", [(1, 1, "no-front-matter")]),
    "unclosed": (b"\n---\na: 1\n", [(2, 1, "unclosed-front-matter")]),
    "only a fence": (b"---", [(1, 1, "unclosed-front-matter")]),
    "closed with dots": (b"---\na: 1\n...\ntext\n", [(1, 1, "unclosed-front-matter")]),
    "closed with an indented fence": (b"---\na: 1\n ---\n", [(1, 1, "unclosed-front-matter")]),
    "a list": (b"---\n- a\n---\n", [(2, 1, "not-a-mapping")]),
    "a text": (b"---\n# note\ntitle:Growth\n---\n", [(3, 1, "not-a-mapping")]),
    "a number": (b"---\n7\n---\n", [(2, 1, "not-a-mapping")]),
    "syntax": (b"---\na: b: c\n---\n", [(2, 5, "unquoted-colon")]),
    "UTF-16 LE": ("---\na: 1\n---\n".encode("utf-16"), [(1, 1, "not-utf-8")]),
    "UTF-16 BE": (b"\xfe\xff" + "---\n".encode("utf-16-be"), [(1, 1, "not-utf-8")]),
    "UTF-16 without mark": ("---\na: 1\n---\n".encode("utf-16-le"), [(1, 1, "not-utf-8")]),
    "latin-1": ("---\r\na: 1\r\n---\r\nfête é".encode("latin-1"), [(4, 2, "not-utf-8")]),
    "cut in a character": (b"---\na: \xc3\xa9\xf0\x9f\x9a", [(2, 5, "not-utf-8")]),
    "NUL in the front matter": (b"---\na: \0\n---\n", [(2, 4, "control-character")]),
    "escape in a comment": (b"---\n# \x1b\na: 1\n---\n", [(2, 3, "control-character")]),
    "C1": ("---\na: \x85\n---\n".encode(), [(2, 4, "control-character")]),
    "line separator": ("---\na: x\u2028y\n---\n".encode(), [(2, 5, "control-character")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_cannot_be_a_document(name):
    raw, expected = FAULTS[name]
    document = read(raw)
    assert places(document) == expected
    assert document.data is None
    assert all(fault.message and fault.hint for fault in document.diagnostics)


def test_control_characters_in_the_body_do_not_hide_faults_above():
    document = read("---\na: 3,5\n---\n\x07one\x7f\nü\x9b\n\u2028fine\ufeff\n" + "\0\n" * 30)
    assert document.data == {"a": "3,5"}
    assert places(document)[:3] == [(2, 4, "number-format"), (4, 1, "control-character"), (5, 2, "control-character")]
    assert len(document.diagnostics) == 1 + 20


def test_hints_tell_how_to_begin_and_to_close():
    hint = read("Hello\n").diagnostics[0].hint
    assert "`---`" in hint and "`_`" in hint
    assert "line 4 (`...`)" in read("---\na: 1\n\n...\nx").diagnostics[0].hint
    assert "“é”" in read("---\né".encode("latin-1")).diagnostics[0].message


def test_sizes_count_bytes():
    def with_body(size: int) -> Document:
        return read("---\na: 1\n---\n\n" + "é" * (size // 2) + "x" * (size % 2) + "\n")

    assert with_body(65_536).diagnostics == ()
    assert len(with_body(65_536).body) == 32_768
    assert places(with_body(65_537)) == [(5, 1, "body-too-large")]
    assert with_body(65_537).data == {"a": 1}
    front = b"---\na: 1\n"
    assert read(front + b"#" * (1_048_576 - len(front) - 5) + b"\n---\n").diagnostics == ()
    assert places(read(front + b"#" * (1_048_576 - len(front) - 4) + b"\n---\n")) == [(1, 1, "file-too-large")]


def test_a_data_file_is_yaml_as_a_whole():
    people = read_data_file("content/people.yml", b"\xef\xbb\xbf# people\r\nana: {name: Ana L\xc3\xb3pez}\r\n")
    assert people.value == {"ana": {"name": "Ana López"}}
    assert people.positions.value(("ana", "name")) == (2, 13)
    assert read_data_file("okrsite.yml", b"---\na: 1\n").value == {"a": 1}


@pytest.mark.parametrize("raw", [b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_data_file_is_an_empty_mapping(raw):
    found = read_data_file("okrsite.yml", raw)
    assert (found.value, found.failed, found.diagnostics) == ({}, False, ())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"- a\n", (1, 1, "not-a-mapping")),
        (b"\n\nana\n", (3, 1, "not-a-mapping")),
        (b"a: \xe9", (1, 4, "not-utf-8")),
        (b"a: 1\nb: \x00", (2, 4, "control-character")),
        (b"#" * 1_048_577, (1, 1, "file-too-large")),
        (b"a: b: c", (1, 5, "unquoted-colon")),
    ],
)
def test_a_data_file_that_fails(raw, expected):
    found = read_data_file("okrsite.yml", raw)
    assert found.failed and found.value is None
    assert [(*fault.location[1:], fault.code) for fault in found.diagnostics] == [expected]


LINES = st.sampled_from(
    ["---", "--- ", "...", "", "  ", "a: 1", "b: |", "  ---", "  text", "\t", "# x", "é: 🚀", "a: [", "\x00"]
)


@settings(max_examples=300)
@given(st.one_of(st.binary(), st.text().map(str.encode), st.lists(LINES).map(lambda lines: "\n".join(lines).encode())))
def test_any_bytes_end_in_a_document_or_a_fault(raw):
    document = read(raw)
    assert document.data is not None or document.diagnostics
    assert document.body == document.body.strip("\n")
    if document.body:
        lines = raw.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        taken = lines[document.body_line - 1 :][: document.body.count("\n") + 1]
        assert "\n".join(taken) == document.body
        assert not "".join(lines[document.body_line - 1 + len(taken) :]).strip(" \t")
