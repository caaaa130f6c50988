"""Plain lines are read without the YAML library, and mean what they mean to the library, down to the last column (FORMAT §14)."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from okrsite.source import yaml_values
from okrsite.source.front_matter import front_matter_span
from okrsite.source.yaml_lines import read_lines
from okrsite.source.yaml_values import MOST_ENTRIES, Yaml, read_yaml

SAMPLES = sorted((Path(__file__).parent.parent / "content").rglob("*.md"))


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True, scope="module")
def loader(request):
    """Every test compares with libyaml, and with what there is without it."""
    kept, yaml_values._Loader = yaml_values._Loader, getattr(yaml, request.param)
    yield request.param
    yaml_values._Loader = kept


def by_the_library(text: str) -> Yaml:
    """What the library alone makes of a text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_values, "read_lines", lambda text, most_entries: None)
        return read_yaml(text, "a.md", 3)


def told(yaml: Yaml) -> list[object]:
    """All that a reading says: each value with its type, and where it and its key stand."""
    entries = [(path, type(value), value, yaml.positions.key(path), yaml.positions.value(path)) for path, value in within(yaml.value, ())]
    return [yaml.failed, yaml.diagnostics, *entries]


def within(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    yield path, value if not isinstance(value, (dict, list)) else len(value)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from within(inner, (*path, key))


def agree(text: str) -> None:
    assert told(read_yaml(text, "a.md", 3)) == told(by_the_library(text))


def front_matter(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    begin, end = front_matter_span(text) or (0, 0)
    return text[begin:end]


def test_the_sample_means_the_same_to_the_library():
    for file in SAMPLES:
        agree(front_matter(file))


def test_most_documents_are_plain_lines():
    taken = [file for file in SAMPLES if read_lines(front_matter(file), MOST_ENTRIES)]
    assert len(taken) > 0.8 * len(SAMPLES)


def test_lines_lists_and_brackets_with_their_places():
    above = "title: Grow\n# how\nurl: https://a.example/#b\nkey_results:\n- id: a\n  target: 1.50\n- id: b\n\n"
    below = "tags: [x, 'y z', 7]\nbudget: { amount: 5, currency: \"EUR\" }\nlast:\n  - x\n"
    value, spots = read_lines(above + below, MOST_ENTRIES)
    assert value == {
        "title": "Grow", "url": "https://a.example/#b", "key_results": [{"id": "a", "target": Decimal("1.50")}, {"id": "b"}],
        "tags": ["x", "y z", 7], "budget": {"amount": 5, "currency": "EUR"}, "last": ["x"],
    }  # fmt: skip
    assert spots["title"] == (0, 0, 0, 7, None)
    assert spots["key_results"][:4] == (3, 0, 4, 0) and spots["key_results"][4][1][4]["id"] == (6, 2, 6, 6, None)
    assert spots["tags"][4][1] == (8, 10, 8, 10, None)
    assert spots["budget"][4]["currency"] == (9, 21, 9, 31, None)


LEFT_TO_THE_LIBRARY = [
    "", "a", "a:", "- a", "a: b: c", "a: b #c", "a: *b", "a: &b c", "a: !b c", "a: |\n  b", "a: >-\n  b", "a: b\n  c", "a: b\n\n  c",
    " a: b\nc: d", "a: 'it''s'", 'a: "b\\n"', 'a: "b', "a: [b", "a: [b]]", "a: [[b]]", "a: {b: [c]}", "a: {b}", "a: {b: c,}", "a: [b, ]",
    "a: [, b]", "a: {b: c: d}", "a: [b: c]", "a: 1,000", "a: 12:30", "a: .nan", "a: “b”", "a: b\na: c", "a: {b: 1, b: 2}", "? a\n: b",
    "a:\n b: c\n  d: e", "a:\n  - b\n c: d", "a:\n  b: c\n - d", "- a\n- b", "a: b\n- c", "a:\n- b\n  c", "a: b\t", "a: @b", "a: `b`",
    "a: %b", "a: b:", "<<: a", "a: -", "a: - b", "a b: c", '"a": b', "a: [b?, c]", "a: [https://b]", "a:\nb: c", "a: {}b", "a: [b] c",
    "---\na: b", "a: b\n...", "a: b\n---\nc: d", "a" * 1100 + ": b", "a:\n-   b: c",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT_TO_THE_LIBRARY)
def test_whatever_is_not_plain_is_left_to_the_library(text):
    assert read_lines(text, MOST_ENTRIES) is None
    agree(text)


def test_a_text_with_many_entries_or_levels_is_left_to_the_library():
    many = "a: [" + "1, " * 50 + "1]\n"
    assert read_lines(many + many.replace("a", "b"), 51) and read_lines(many, 50) is None
    assert read_lines("a: b\nc:\n" + "- d: e\n" * 51, 50) is None
    deep = "".join(f"{'  ' * level}a:\n" for level in range(30)) + "  " * 30 + "a: b"
    assert read_lines(deep, MOST_ENTRIES) is None
    agree(deep)


def test_a_long_text_that_is_not_plain_is_given_up_at_once():
    many = 900_000
    for text in ("b :" * many, "[" + "'b, " * 900 + "x" * many, "#" * many, "b" + "#" * many + " #", " " * many + "*a", '"' * many + '"x'):
        assert read_lines(f"a: {text}", MOST_ENTRIES) is None


PIECES = st.sampled_from([
    "a", "b", "title", "a: ", "b: ", "- ", "  ", " ", "\n", "\n", "\n  ", "\n- ", "\n  - ", ":", " #", "#", "# c", "'", '"', "[", "]", "{",
    "}", ", ", ",",
    "1", "-5", "2.50", "1e3", "2026-11-02", "true", "null", "~", "x y", "é", "\u00a0", "“", "”", "https://x.y/z", "*", "&",
    "!", "|", ">", "?", "-", "%", "@", "`", "\\", "\t", "=", "<<", "---", "...", "{a: 1, b: x}", "[a, 'b', 3]", "a:\n  b: c", "\nd: e",
])  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["", "a: ", "a:\n  - ", "a: b\nc: "]))
@example("a: b", "")
@settings(max_examples=600, deadline=None)
def test_any_text_means_what_it_means_to_the_library(text, beginning):
    agree(beginning + text)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), PIECES), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_document_with_slips_means_what_it_means_to_the_library(file, slips):
    text = front_matter(file)
    for share, piece in slips:
        at = int(share * (len(text) + 1))
        text = text[:at] + piece + text[at:]
    agree(text)
