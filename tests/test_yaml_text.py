"""What commands write as YAML reads back as the same values: by okrsite, and by readers of YAML 1.1."""

from decimal import Decimal

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from okrsite.source.front_matter import read_document
from okrsite.source.yaml_values import read_yaml
from okrsite.yaml_text import Data, front_matter, scalar

# Characters that no text of a document may have, not even as an escape.
SEEN = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029")
TEXTS = st.text(st.one_of(SEEN, st.sampled_from(":#-?,[]{}&*!|>'\"%@` \n\t\\~=<.0123456789eE_/“”")), max_size=40)
WORDS = ("yes", "No", "on", "null", "~", "2026", "2026-11-02", "12:30", "1e5", "0x1F", "1 000", "3,5", ".nan", "<<", "- a", "a: b", "a #b")


@given(TEXTS)
@example("a:")
@example("“quoted”")
@example(" ")
@example("")
def test_any_text_reads_back_the_same_wherever_it_stands(text: str) -> None:
    assume(text not in ("a", "b"))
    written = scalar(text)
    assert "\n" not in written
    found = read_yaml(f"a: {written}\nb: [{written}, {{c: {written}}}]\n{written}: d\n", "x.md")
    assert found.diagnostics == ()
    assert found.value == {"a": text, "b": [text, {"c": text}], text: "d"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example("Is it so?")
def test_other_readers_of_yaml_see_the_same_text(text: str) -> None:
    assert yaml.safe_load(f"- {scalar(text)}") == [text]
    assert yaml.safe_load(f"[{scalar(text)}, 1]") == [text, 1]


@pytest.mark.parametrize("text", WORDS)
def test_what_another_version_of_yaml_would_take_for_something_else_is_quoted(text: str) -> None:
    assert scalar(text).startswith('"')
    assert yaml.safe_load(scalar(text)) == text


@pytest.mark.parametrize("text", ["Leads from articles", "2026-q4/known#visitors", "L'équipe", "https://acme.example/a", "10 000 days"])
def test_what_people_would_write_without_quotes_is_written_without_them(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("4.00"), "4"), (Decimal("1E+3"), "1000"), (Decimal("-0.50"), "-0.5"), (7, "7"), (True, "true"), (None, "null")],
)
def test_other_values_are_written_the_way_the_format_reads_them(value: Decimal | int | None, written: str) -> None:
    assert scalar(value) == written


@given(st.text(st.one_of(SEEN, st.sampled_from("\n \t#:-")), min_size=1, max_size=60))
@example("First line.\n\n  an indented one\nthe last: with a colon")
def test_texts_of_several_lines_read_back_the_same(text: str) -> None:
    front: dict[str, Data] = {"why": text, "key_results": [{"id": "a", "note": text}]}
    document = read_document("content/x.md", (), "x", f"---\n{front_matter(front)}---\n".encode())
    assert document.diagnostics == ()
    assert document.data == front


def test_front_matter_reads_like_one_that_a_person_wrote() -> None:
    front: dict[str, Data] = {
        "title": "Grow",
        "owner": None,
        "tags": [],
        "why": "First.\nSecond.",
        "contributors": ["ana", "ben, junior"],
        "key_results": [{"id": "a", "steps": {Decimal("0.3"): 1}, "milestones": [{"title": "Plan"}]}],
        "initiatives": [{"title": "Write", "status": "doing"}],
    }
    assert front_matter(front) == (
        'title: Grow\nwhy: |-\n  First.\n  Second.\ncontributors: [ana, "ben, junior"]\n'
        "key_results:\n  - id: a\n    steps: {0.3: 1}\n    milestones:\n      - {title: Plan}\n"
        "initiatives:\n  - {title: Write, status: doing}\n"
    )
