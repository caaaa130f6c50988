"""What is said of a text without converting it holds for the converted text: a check that converts less finds the same faults."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrsite.prose import is_plainly_sound, no_links, render
from tests.prose_vectors import MARKUP, PATHOLOGICAL, PLACES, SCRIPTS

PIECES = (
    "[", "]", "](", "(", ")", "![", "[a](https://acme.example/b_c)", "](https://acme.example/?a=b&c#d)", "[a](b.md)", "](#e)",
    "](mailto:a@b.c)", "https://acme.example", "://", "<", ">", "<!-- ", " -->", "&#91;", "&lt;", "*", "**", "_", "~~", "`", "``", "\\",
    "\n", "\n\n", "  \n", "\n> ", "\n- ", "\n1. ", "\n    ", "\n  ", "\n# ", "\n---\n", "\n===\n", "|", "\n-|-\n", "\n```\n", "\n~~~\n",
    "]: b.md\n", "\n[a]: ", "\t", "\ufdd0", "\ufdd1", " ", "a", "word ", "b.md", '"title"', "é",
)  # fmt: skip

ORDINARY = """## Plan

We **start** with the _late_ backlog, `now`, and *only then* widen it (see https://acme.example/plan).

- One: [the plan](https://acme.example/okr/plan?id=3&x=y#top)
  1. ![a picture](https://acme.example/a_b.png)
- Two \\* three

| a | b |
|---|---|
| c | d |

```
code[0]
```
"""


def assert_nothing_is_wrong_where_nothing_can_be(text: str) -> bool:
    sound = is_plainly_sound(text)
    if sound:
        rendered = render(text, resolve=no_links)
        assert (rendered.broken_links, rendered.too_complex) == ((), None), text
    return sound


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_a_text_of_any_pieces(text: str) -> None:
    assert_nothing_is_wrong_where_nothing_can_be(text)


@pytest.mark.parametrize("piece", PIECES)
def test_texts_that_grow_up_to_every_limit(piece: str) -> None:
    """As long as something is said of them, with the piece right behind itself and with others between."""
    for between in ("", "a ", "\n\n", "[", "\n> "):
        for times in (2, 12, 13, 25, 60, 200, 700, 2_500, 8_000):
            if not assert_nothing_is_wrong_where_nothing_can_be((piece + between) * times):
                break


@pytest.mark.parametrize("text", [*MARKUP, *PATHOLOGICAL.values()])
def test_texts_of_every_kind(text: str) -> None:
    assert_nothing_is_wrong_where_nothing_can_be(text)


@pytest.mark.parametrize("gap", [1, 7, 8, 40, 200])
@pytest.mark.parametrize("text", ["-{}- a", "a\n\n1.{}- a", "- a\n  -{}*{}b"])
def test_gaps_of_every_width_between_the_markers_of_a_line(text: str, gap: int) -> None:
    assert_nothing_is_wrong_where_nothing_can_be(text.replace("{}", " " * gap))


@pytest.mark.parametrize("place", PLACES)
def test_addresses_of_every_kind(place: str) -> None:
    for address in SCRIPTS:
        assert_nothing_is_wrong_where_nothing_can_be(place.replace("{0}", address))


def test_what_people_write_is_seen_to_be_sound() -> None:
    assert assert_nothing_is_wrong_where_nothing_can_be(ORDINARY)


@pytest.mark.parametrize(
    "link",
    ["[a](b.md)", "![a](b.png)", "[a](#b)", "[a]( https://acme.example)", "[a](mailto:ana@acme.example)", "[a][b]\n\n[b]: c.md", "<b.md>"],
)
def test_of_links_to_anything_but_the_web_nothing_is_said(link: str) -> None:
    assert not is_plainly_sound(ORDINARY + link)
