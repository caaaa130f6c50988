"""Texts mean on the site what they mean on a code host; where they do not, it is known, counted and said why."""

import json
import re
from collections.abc import Mapping

import pytest

from okrsite.prose import converter, no_links, render
from tests.trust.commonmark import EXAMPLES, RESULTS, normal, results
from tests.trust.conftest import Specification

KNOWN: Mapping[str, Mapping[str, object]] = json.loads(RESULTS.read_text(encoding="utf-8"))

WRITTEN_BY_PEOPLE = {
    "#1 is to grow\n\n#hashtag\n\n####### seven": "<p>#1 is to grow</p><p>#hashtag</p><p>####### seven</p>",
    "# a\n\n- # b\n- #c": "<h1>a</h1><ul><li><h2>b</h2></li><li>#c</li></ul>",
    "- a\n\n  b\n- c": "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
    "1. ```\n   a\n   ```\n2. b\n\nc": "<ol><li><pre>a\n</pre></li><li>b</li></ol><p>c</p>",
    "- a\n  > b\n\nc": "<ul><li><p>a</p><blockquote><p>b</p></blockquote></li></ul><p>c</p>",
    "- a\n---\nb": "<ul><li>a</li></ul><hr><p>b</p>",
    "> a\n---\nb": "<blockquote><p>a</p></blockquote><hr><p>b</p>",
    "a\\\nb": "<p>a<br> b</p>",
    "\\!\\#\\$\\%\\:\\~": "<p>!#$%:~</p>",
    "> - ```\n>   a\n>   ```\n> - b": "<blockquote><ul><li><pre>a\n</pre></li><li>b</li></ul></blockquote>",
}


@pytest.mark.parametrize("text", WRITTEN_BY_PEOPLE)
def test_what_people_write_means_the_same_as_on_a_code_host(text: str) -> None:
    html = re.sub("</?code>", "", render(text, resolve=no_links).html)
    assert normal(html) == normal(WRITTEN_BY_PEOPLE[text])


@pytest.mark.slow
def test_the_examples_of_the_specification_are_read_as_is_known(specification: Specification) -> None:
    """`python -m tests.trust.commonmark` writes what is known anew; look at the difference before you keep it."""
    examples = specification(EXAMPLES)
    assert len(examples) == 652
    reasons = {section: str(entry["why"]) for section, entry in KNOWN.items()}
    assert results(examples, reasons) == KNOWN


@pytest.mark.parametrize("section", KNOWN)
def test_every_section_that_is_read_otherwise_says_why(section: str) -> None:
    assert bool(KNOWN[section]["otherwise"]) == bool(KNOWN[section]["why"])


class TestTheLastResort:
    """What no limit of structure has thought of ends after half a minute, with an error: no build ever differs by it."""

    @pytest.mark.parametrize("body", ["one\n\n" * 4_000, "*one* " * 3_000])
    def test_a_text_that_takes_too_long_is_refused(self, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
        seconds = iter(range(0, 10_000, converter.SECONDS // 2))
        monkeypatch.setattr(converter, "_clock", lambda: next(seconds))
        assert render(body, resolve=no_links).too_complex == f"it takes more than {converter.SECONDS} seconds"

    def test_the_next_text_has_all_the_time_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hour = 3_600
        for hours in range(3):
            monkeypatch.setattr(converter, "_clock", lambda hours=hours: hours * hour)
            assert render("one\n\n*two*\n\n" * 1_500, resolve=no_links).too_complex is None
