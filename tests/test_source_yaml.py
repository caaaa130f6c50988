"""YAML text to values, places and faults (FORMAT §14; acceptance P2 to P6)."""

import json
import math
import random
import subprocess
import sys
import time
from decimal import Decimal
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from okrsite.diagnostics import CATALOGUE, Diagnostic
from okrsite.source import yaml_values
from okrsite.source.yaml_values import MOST_FAULTS, Yaml, read_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True, scope="module")
def loader(request):
    """Every test runs with libyaml and without it."""
    kept, yaml_values._Loader = yaml_values._Loader, getattr(yaml, request.param)
    yield request.param
    yaml_values._Loader = kept


def read(text: str) -> Yaml:
    return read_yaml(text, "a.md")


def only(text: str) -> Diagnostic:
    """The one fault of a text."""
    found = read(text).diagnostics
    assert len(found) == 1, found
    assert found[0].code in CATALOGUE and found[0].hint
    return found[0]


def at(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.location.line, diagnostic.location.column, diagnostic.code


VALUES = {
    "no": "no", "on": "on", "yes": "yes", "off": "off", "y": "y", "NO": "NO",
    "010": 10, "0": 0, "-0": 0, "+7": 7, "-12": -12, "007": 7, "123456789012345678": 123456789012345678,
    "0o17": 15, "0x1F": 31, "0xff": 255, "0b11": "0b11", "-0x1": "-0x1", "0o8": "0o8",
    "4.0": Decimal("4.0"), "0.1": Decimal("0.1"), ".5": Decimal("0.5"), "1.": Decimal(1), "-2.5": Decimal("-2.5"),
    "1e3": Decimal(1000), "1.5E-2": Decimal("0.015"), "5e18": Decimal(5 * 10**18), "0e5": Decimal(0),
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False, "tRUE": "tRUE",
    "null": None, "Null": None, "NULL": None, "~": None, "": None, "nULL": "nULL",
    "2026-10-01": "2026-10-01", "2026-13-45": "2026-13-45", "2026-10-01T12:30:00Z": "2026-10-01T12:30:00Z",
    "1.2.3": "1.2.3", "192.168.1.1": "192.168.1.1", "1-2": "1-2", "+": "+", "-.": "-.", ".": ".",
    "e3": "e3", "1e": "1e",
    "40 %": "40 %", "40%": "40%", "1 000 visitors": "1 000 visitors", "12 34": "12 34", "1,2,3": "1,2,3",
    "١٢": "١٢", "a:b": "a:b", "http://x.y/z": "http://x.y/z", "x #y": "x", "x#y": "x#y", "...x": "...x",
    '"010"': "010", "'true'": "true", '"12:30"': "12:30", "'1 000'": "1 000", '".inf"': ".inf",
    '"null"': "null", '""': "",
    r'"a\tb\n"': "a\tb\n", r'"\u00e9"': "é", r'"\\"': "\\", "'it''s'": "it's",
    "«Growth»": "«Growth»", "l\u2019été": "l\u2019été", "“": "“", "“Fast” growth": "“Fast” growth",
}  # fmt: skip


@pytest.mark.parametrize(("written", "value"), VALUES.items(), ids=map(repr, VALUES))
def test_a_scalar_is_what_yaml_1_2_core_says(written, value):
    read = read_yaml(f"a: {written}\n", "a.md")
    assert not read.diagnostics
    assert read.value == {"a": value}
    assert type(read.value["a"]) is type(value)


def test_no_negative_zero():
    assert str(read("-0.0").value) == str(read("0.00").value) == "0"


REFUSED = {
    "1 000": ("number-format", "`1000`"),
    "1\u00a0000": ("number-format", "`1000`"),
    "1\u202f000\u202f000": ("number-format", "`1000000`"),
    "-1 000": ("number-format", "`-1000`"),
    "3,5": ("number-format", "`3.5`"),
    "1 000,5": ("number-format", "`1000.5`"),
    "1.000,5": ("number-format", "`1000.5`"),
    "1,000.5": ("number-format", "`1000.5`"),
    "1,000": ("number-format", "`1000` (or `1.000`"),
    "1,000,000": ("number-format", "`1000000`"),
    "1,00,000": ("number-format", "`100000`"),
    "1'000": ("number-format", "`1000`"),
    "1\u2019000.25": ("number-format", "`1000.25`"),
    "1_000": ("number-format", "`1000`"),
    "1_000.5": ("number-format", "`1000.5`"),
    "12:30": ("unquoted-time", '"12:30"'),
    "09:05": ("unquoted-time", '"09:05"'),
    "22:22:22": ("unquoted-time", '"22:22:22"'),
    ".nan": ("not-finite", "number"),
    ".NaN": ("not-finite", "number"),
    ".inf": ("not-finite", "number"),
    "-.INF": ("not-finite", "number"),
    "+.Inf": ("not-finite", "number"),
    "1234567890123456789": ("number-too-large", "unit"),
    "0.1234567890123456789": ("number-too-large", "decimals"),
    "1e19": ("number-too-large", "unit"),
    "1e-19": ("number-too-large", "decimals"),
    "1e999999999999999999999": ("number-too-large", "unit"),
    "0xffffffffffffffff": ("number-too-large", "unit"),
    "9" * 5000: ("number-too-large", "unit"),
    "0x" + "f" * 5000: ("number-too-large", "unit"),
    "1 000 000 000 000 000 000": ("number-too-large", "unit"),
    "“Growth”": ("word-quotes", '"Growth"'),
    "„Wachstum“": ("word-quotes", '"Wachstum"'),
    "\u2018Growth\u2019": ("word-quotes", '"Growth"'),
    "“Say \"yes\"”": ("word-quotes", "'Say \"yes\"'"),
    "*star": ("yaml-alias", '"*star"'),
    "&anchor x": ("yaml-alias", "`&anchor`"),
    "!tag x": ("yaml-tag", "quotes"),
    "!!str 1": ("yaml-tag", "quotes"),
    "! x": ("yaml-tag", "quotes"),
    r'"\0"': ("control-character", "escape"),
    r'"a\x1b[31m"': ("control-character", "escape"),
    r'"\r"': ("control-character", "escape"),
    r'"\N"': ("control-character", "escape"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), REFUSED.items(), ids=[repr(text[:30]) for text in REFUSED])
def test_a_doubtful_scalar_is_refused_where_it_stands_with_a_remedy(written, expected):
    code, remedy = expected
    for text, place in ((f"a: {written}\n", (1, 4)), (f"b: 1\na:\n  - {written}\n", (3, 5))):
        fault = only(text)
        assert at(fault) == (*place, code)
        assert remedy in fault.hint
        assert len(fault.message) < 200 and len(fault.hint) < 200
        assert not read(text).failed


def test_a_refused_scalar_stays_as_written():
    assert read("a: 1 000\nb: 12:30\nc: “x”\n").value == {"a": "1 000", "b": "12:30", "c": "“x”"}
    assert read("a: &x 3\nb: *x\nc: !t 4\n").value == {"a": 3, "b": None, "c": 4}


def test_leading_zeros_do_not_count_as_digits():
    assert read("a: " + "0" * 5000 + "1").value == {"a": 1}


def test_keys_are_the_text_written():
    text = "0.3: 1\n0.30: 2\n2026-10-01: 3\n010: 4\ntrue: 5\n~: 6\n12:30: 7\n1 000: 8\n'q': 9\n\"d\": 10\n"
    assert list(read(text).value) == ["0.3", "0.30", "2026-10-01", "010", "true", "~", "12:30", "1 000", "q", "d"]
    assert read("steps: {0.3: 100, 1.0: 400}").value == {"steps": {"0.3": 100, "1.0": 400}}


def test_every_fault_in_one_run():
    text = "a: 1 000\na: 12:30\nb: .nan\nc: &x !t [*x, 1_0]\n? [k]\n: v\n<<: {z: 1}\n“k”: 1\n"
    found = [at(fault) for fault in read(text).diagnostics]
    assert found == [
        (1, 4, "number-format"), (2, 1, "duplicate-key"), (2, 4, "unquoted-time"), (3, 4, "not-finite"),
        (4, 4, "yaml-alias"), (4, 4, "yaml-tag"), (4, 11, "yaml-alias"),
        (4, 15, "number-format"), (5, 3, "complex-key"),
        (7, 1, "yaml-alias"), (8, 1, "word-quotes"),
    ]  # fmt: skip


def test_faults_before_a_syntax_error_are_kept():
    assert [fault.code for fault in read("a: 1 000\nb: x: y\n").diagnostics] == ["number-format", "unquoted-colon"]


def test_a_duplicate_key_names_both_lines():
    read_in_file = read_yaml("title: a\nkr:\n  - id: x\n    id: y\ntitle: b\n", "a.md", first_line=2)
    inner, outer = read_in_file.diagnostics
    assert (at(inner), at(outer)) == ((5, 5, "duplicate-key"), (6, 1, "duplicate-key"))
    assert "`title`" in outer.message and "line 2" in outer.message and "line 6" in outer.message
    assert not read("- id: x\n- id: x\n").diagnostics
    assert at(only('{a: 1, "a": 2}')) == (1, 8, "duplicate-key")


@pytest.mark.parametrize(
    "text", ["[a, b]: 1\n", "? {a: b}\n: 1\n", "a: {{ x }}\n", "a: {[x]: 1}\n", '{[x]: 1, "a": 2}']
)
def test_a_collection_is_no_key(text):
    assert only(text).code == "complex-key"
    assert read(text).failed


def test_an_alias_or_a_collection_for_a_key_does_not_hide_what_follows():
    faults = read('{[x]: 1, "": 2, *a : 3, "*a": 4, b: 1 000}').diagnostics
    codes = [fault.code for fault in faults]
    assert codes == ["complex-key", "duplicate-key", "yaml-alias", "duplicate-key", "number-format"]


def test_twenty_levels_and_no_more():
    def nested(levels: int) -> str:
        return "{a: " * levels + "1" + "}" * levels

    assert not read(nested(20)).diagnostics
    assert at(only(nested(21))) == (1, 81, "too-deep")
    assert not read("a: " + "[" * 19 + "]" * 19).diagnostics
    assert only("a: " + "[" * 20 + "]" * 20).code == "too-deep"
    both = "a: " + "[" * 20 + "]" * 20 + "\nb: " + "[" * 20 + "]" * 20 + "\nc: 1 000\n"
    assert [fault.code for fault in read(both).diagnostics] == ["too-deep", "too-deep", "number-format"]


@pytest.mark.parametrize("text", ["a: 1\n--- \nb: 2\n", "--- a\n--- b\n", "---\n---\n"])
def test_one_document_in_a_text(text):
    assert only(text).code == "yaml-syntax" and "second" in only(text).message


def test_a_document_may_begin_and_end_with_marks():
    assert read("%YAML 1.2\n---\na: 1\n...\n").value == {"a": 1}


def test_what_is_empty_is_none():
    assert [read(text).value for text in ("", "\n\n", "# only\n", "---\n", "~")] == [None] * 5


TEXT = """\
title: Grüße 日本 🚀
key_results:
  - id: visitors
    target: 10000
    empty:
  - {id: b, tags: [x, "y"]}
why: |
  text
"""


def test_places_of_keys_and_values():
    places = read_yaml(TEXT, "a.md", first_line=5).positions
    assert (places.key(("title",)), places.value(("title",))) == ((5, 1), (5, 8))
    assert (places.key(("key_results",)), places.value(("key_results",))) == ((6, 1), (7, 3))
    assert (places.key(("key_results", 0)), places.value(("key_results", 0))) == ((7, 5), (7, 5))
    assert (places.key(("key_results", 0, "target")), places.value(("key_results", 0, "target"))) == ((8, 5), (8, 13))
    assert places.key(("key_results", 1)) == places.value(("key_results", 1)) == (10, 5)
    assert places.value(("key_results", 1, "tags", 1)) == (10, 23)
    assert places.value(("why",)) == (11, 6)


def test_places_of_what_is_missing_are_those_of_the_nearest_parent():
    places = read_yaml(TEXT, "a.md", first_line=5).positions
    assert places.key(()) == places.value(()) == (5, 1)
    assert places.key(("owner",)) == places.value(("owner", 3, "x")) == (5, 1)
    assert places.key(("key_results", 1, "title")) == (10, 5)
    assert places.key(("key_results", 9)) == (6, 1)
    assert places.value(("key_results", 9)) == (7, 3)
    assert places.value(("key_results", 0, "empty")) == (9, 11)


@pytest.mark.parametrize("text", ["é: 日本\n🚀: 3,5\n", "\ufeffé: 日本\r\n🚀: 3,5\r\n", "é: 日本\r🚀: 3,5"])
def test_columns_count_characters_whatever_the_line_ends(text):
    assert at(only(text)) == (2, 4, "number-format")


SYNTAX = {  # text: (line, column, code, words of message and hint)
    "title: Growth: next step\n": (1, 14, "unquoted-colon", '`title: "Growth: next step"`'),
    "title: Say \"yes\": now # x\n": (1, 17, "unquoted-colon", "`title: 'Say \"yes\": now'`"),
    "a: 1\nkr:\n  - title: é 🚀: b\n": (3, 15, "unquoted-colon", '`- title: "é 🚀: b"`'),
    "b: {title: Growth: next, c: d}\n": (1, 18, "unquoted-colon", '`b: {title: "Growth: next", c: d}`'),
    "a: b:\n": (1, 5, "unquoted-colon", '`a: "b:"`'),
    "title: “Growth: next”\n": (1, 8, "word-quotes", '`title: "Growth: next"`'),
    "title: The “Growth” plan: next\n": (1, 25, "unquoted-colon", "typographic quotes"),
    "a:\n\tb: 1\n": (2, 1, "tab-indent", "spaces"),
    "a: 1\n\tb: 2\n": (2, 1, "tab-indent", "spaces"),
    "kr:\n  - id: a\n  \ttitle: b\n": (3, 3, "tab-indent", "spaces"),
    "kr:\n  -\tid: a\n": (2, 4, "tab-indent", "spaces"),
    "title: x\n owner: ana\n": (2, 2, "yaml-syntax", "`owner` stands 1 column in; its neighbours stand 0."),
    "kr:\n  - id: a\n    title: b\n   target: 3\n": (4, 4, "yaml-syntax", "`target` stands 3 columns in"),
    "a:\n    b: 1\n  c: 2\n": (3, 3, "yaml-syntax", "`c` stands 2 columns in; its neighbours stand 4."),
    "kr:\n  - x\n # note\n - y\n": (4, 2, "yaml-syntax", "`- y` stands 1 column in; its neighbours stand 2."),
    "kr:\n  - id: a\n     title: b\n": (3, 6, "yaml-syntax", "`title` stands 5 columns in; its neighbours stand 4."),
    "  title: x\nowner: y\n": (2, 1, "yaml-syntax", "`owner` stands 0 columns in; its neighbours stand 2."),
    "why: |\n  text\n more\nb: 1\n": (3, 2, "yaml-syntax", "`more` stands 1 column in; its neighbours stand 2."),
    "a:\n  - x\n  b: 1\n": (3, 3, "yaml-syntax", "A key stands here among list items."),
    "a:\n  b: 1\n  - x\n": (3, 3, "yaml-syntax", "A list item stands here among keys."),
    "title:Growth\nowner: x\n": (1, 6, "yaml-syntax", "`title: Growth`"),
    "a: 1\ntitle:Growth\nowner: x\n": (2, 6, "yaml-syntax", "`title: Growth`"),
    "title: x\nowner\nwhy: y\n": (2, 1, "yaml-syntax", "This line has no colon: `owner`."),
    "title: x\nwhy\n": (2, 1, "yaml-syntax", "This line has no colon: `why`."),
    'a: "x\nb: 1\n': (1, 4, "yaml-syntax", '`a: "x"`'),
    "a: 'x\nb: 1\n": (1, 4, "yaml-syntax", "never closed"),
    'title: "Growth\nwhy: "because"\n': (1, 8, "yaml-syntax", "closed only in line 2"),
    "a: 'it's'\n": (1, 8, "yaml-syntax", '`a: "it\'s"`'),
    "a: 'b': c\n": (1, 7, "yaml-syntax", "`a: \"'b': c\"`"),
    "why:\n  We do this\n  because: of it\n": (3, 10, "yaml-syntax", "The text that begins in line 2 goes on here"),
    'a: "x\n--- y"\n': (1, 4, "yaml-syntax", "never closed"),
    'a: "Fast" growth\n': (1, 11, "yaml-syntax", "`a: '\"Fast\" growth'`"),
    "a: [Draft] growth\nb: 1\n": (1, 12, "yaml-syntax", '`a: "[Draft] growth"`'),
    'a: ["x" y]\n': (1, 9, "yaml-syntax", "comma"),
    "tags: [a, b\nowner: ana\n": (1, 7, "yaml-syntax", "The bracket `[` that opens here is not closed by `]`; line 2"),
    "tags: [a, b\n": (1, 7, "yaml-syntax", "The bracket `[` that opens here is not closed by `]`."),
    "a: 1\nb: {x: [1, 2}\n": (2, 13, "yaml-syntax", "A `[` is closed with `}`."),
    "b: {x: 1\nc: d\ne: f\n": (1, 4, "yaml-syntax", "The bracket `{`"),
    "a: [x,,y]\n": (1, 7, "yaml-syntax", "A value is missing"),
    "owner: @ana\n": (1, 8, "yaml-syntax", '`owner: "@ana"`'),
    "a: `x` # y\n": (1, 4, "yaml-syntax", '`a: "`x`"`'),
    "a: %x\n": (1, 4, "yaml-syntax", '`a: "%x"`'),
    "a: & more\n": (1, 4, "yaml-syntax", '`a: "& more"`'),
    "a: *bold* text\n": (1, 4, "yaml-syntax", '`a: "*bold* text"`'),
    "a: !<x\n": (1, 4, "yaml-syntax", '`a: "!<x"`'),
    "a: > 90\n": (1, 4, "yaml-syntax", '`a: "> 90"`'),
    "a: | x\n": (1, 4, "yaml-syntax", '`a: "| x"`'),
    "a: - x\n": (1, 4, "yaml-syntax", "list begins on the next line"),
    "a: ? x\n": (1, 4, "yaml-syntax", '`a: "? x"`'),
    "a: ]\n": (1, 4, "yaml-syntax", '`a: "]"`'),
    "tags: [a, @b, c]\n": (1, 11, "yaml-syntax", '`tags: [a, "@b", c]`'),
    "title: x\n**Bold** text\n": (2, 1, "yaml-syntax", "a line `---` belongs above it"),
    'a: "C:\\path"\n': (1, 7, "yaml-syntax", "`\\p` is no escape"),
    "a: 1\n...\nb: 2\n": (3, 1, "yaml-syntax", "`...`"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SYNTAX.items(), ids=map(repr, SYNTAX))
def test_a_syntax_error_is_one_fault_in_plain_words(text, expected):
    *place, words = expected
    fault = only(text)
    assert at(fault) == tuple(place)
    assert words in fault.message + " " + fault.hint
    assert read(text).failed and read(text).value is None
    moved = read_yaml(text.replace("\n", "\r\n"), "a.md", first_line=11).diagnostics[0]
    assert at(moved) == (place[0] + 10, *place[1:])


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff\udfff", r"\U00110000", r"\UFFFFFFFF"])
def test_an_escape_that_is_no_character_is_a_fault(escape):
    assert read(f'a: "{escape}"').diagnostics


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\ufeff", "\ud800", "\uffff"])
def test_a_character_that_yaml_cannot_hold_is_shown(character):
    assert at(only(f"a: 1\nb: é{character}")) == (2, 5, "control-character")
    assert f"U+{ord(character):04X}" in only(f"a: 1\nb: é{character}").message


HOSTILE = {
    "brackets": "a: " + "[" * 1_000_000,
    "braces": "a: " + "{" * 1_000_000,
    "dashes": "- " * 500_000,
    "anchors": "".join(f"k{number}: &a{number} x\n" for number in range(50_000)),
    "laughs": "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi")),
    "itself": "a: &a [*a]",
    "merges": "a: &a {k: v}\n" + "<<: *a\n" * 2000,
    "nul": "\0" * 1_000_000,
    "colons": "a: " + ": " * 300_000,
    "quotes": 'a: "' + "x\n" * 300_000,
    "same key": "k: 1\n" * 200_000,
    "grouping": "a: 1" + " 000" * 200_000 + " x y: z",
    "documents": "--- a\n" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_fast(name, loader):
    text = HOSTILE[name] if loader == "CSafeLoader" else HOSTILE[name][:50_000]
    begun = time.perf_counter()
    found = read(text)
    assert time.perf_counter() - begun < (0.5 if loader == "CSafeLoader" else 5)
    assert 0 < len(found.diagnostics) <= MOST_FAULTS
    assert all(len(fault.message) < 300 and len(fault.hint) < 300 for fault in found.diagnostics)


def test_a_million_brackets_kill_no_process():
    program = (
        "from okrsite.source.yaml_values import read_yaml; print(read_yaml('[' * 1_000_000, 'a').diagnostics[0].code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "too-deep\n")


# Texts that are likely to mean something to YAML.
PIECES = st.sampled_from(
    [
        "a", "key", ": ", ":", "- ", "\n", "  ", "\t", "[", "]", "{", "}", ", ", "&x ", "*x", "!t ", "? ", "| ", "> ",
        '"', "'", "#", "---", "...", "%YAML 1.2", "1", "3,5", "12:30", ".inf", "é", "🚀", "\\", "\r\n", "\0", "“", "”",
        "<<", "@", "`", "~", "\u2028", "\ufeff",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_ends_in_a_value_or_a_fault_inside_it(text):
    found = read_yaml(text, "a.md", first_line=3)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert not found.failed or found.diagnostics
    assert not found.failed or found.value is None
    for fault in found.diagnostics:
        assert fault.code in CATALOGUE and fault.message and fault.hint
        assert 3 <= fault.location.line < 3 + len(lines)
        assert 1 <= fault.location.column <= len(lines[fault.location.line - 3]) + 1
    repr(found.value).encode()


TEXTS = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\u2028\u2029\ufeff\uffff\ufffe")
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.decimals(-1000, 1000, places=3)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdeé- ", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200)
@given(JSON)
def test_json_is_read_as_what_it_says(value):
    """Quoted texts, numbers, true, false and null mean in YAML 1.2 what they mean in JSON."""
    found = read(_dumped(value))
    assert not found.diagnostics
    assert found.value == value


def _dumped(value) -> str:
    """JSON with decimals as they are written."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_dumped(inner)}" for key, inner in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumped, value)) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def test_the_values_agree_with_the_safe_loader_where_both_versions_of_yaml_do():
    random.seed(1)
    text = yaml.safe_dump(
        {f"k{number}": [number, f"text {number}", {"nested": None, "yes it is": math.pi}] for number in range(50)}
    )
    ours, theirs = read(text).value, yaml.safe_load(text)
    assert json.loads(json.dumps(ours, default=float)) == theirs
