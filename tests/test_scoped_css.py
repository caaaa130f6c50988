"""Style sheets that hold for our part of a handbook's page only."""

from collections.abc import Iterator
from typing import Any

import pytest
import tinycss2

from okrsite.scoped_css import scoped
from okrsite.theme import Theme
from tests.theme_sites import ROOT


def css(*sheets: str) -> str:
    return scoped(tuple(sheet.encode() for sheet in sheets)).decode()


def rules(text: str) -> Iterator[Any]:
    """Every rule with selectors, within conditions too."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "container", "supports"):
            yield from rules(tinycss2.serialize(rule.content))
        else:
            yield rule


def selectors(rule: Any) -> list[str]:
    """The selectors of a rule, apart."""
    parts: list[list[Any]] = [[]]
    for token in rule.prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


@pytest.mark.parametrize("theme", ["default", "paper"])
def test_no_rule_of_a_theme_holds_outside_our_part(theme: str) -> None:
    files = Theme.load(ROOT / "themes" / theme).static
    sheets = [content.decode() for name, content in files.items() if name.endswith(".css")]
    found = list(rules(css(*sheets)))
    assert len(found) > 400
    assert [rule.at_keyword for rule in found if rule.type == "at-rule"] == ["property"]
    assert not [rule for rule in found if rule.type == "error"]
    outside = [one for rule in found if rule.type == "qualified-rule" for one in selectors(rule) if "#okrsite" not in one]
    assert outside == []


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p", "#okrsite p"),
        (":root", "#okrsite"),
        ("html", "#okrsite"),
        ("body:has(.a) .b", "#okrsite:has(.a) .b"),
        (".body", "#okrsite .body"),
        (".htmlish", "#okrsite .htmlish"),
        ("main > section", "#okrsite .okrsite-main > section"),
        (".main", "#okrsite .main"),
        ("*, ::before", "#okrsite *, #okrsite ::before"),
        (":is(.a, .b) :is(i, b)", "#okrsite :is(.a, .b) :is(i, b)"),
        (":root:not([data-script]) .scripted", ":root:not([data-script]) #okrsite .scripted"),
        ("[data-key] .a", "[data-key] #okrsite .a"),
        ("[data-kind].a", "#okrsite [data-kind].a"),
    ],
)
def test_a_selector_is_put_below_our_part(selector: str, expected: str) -> None:
    assert f"\n{expected} {{ color: red; }}" in css(f"{selector} {{ color: red; }}")


def test_a_later_layer_wins_and_what_is_in_none_wins_over_all() -> None:
    text = css("@layer one, two; @layer two { .x { color: red } } p { color: blue }", "@layer one { .a .b .c { color: green } }")
    lines = [line.split(" {")[0] for line in text.splitlines() if "color: green" in line or "color: red" in line or "color: blue" in line]
    assert lines == ["#okrsite .a .b .c", "#okrsite:not(#_) .x", "#okrsite:not(#_):not(#_) p"]


def test_sizes_follow_the_text_around_and_widths_are_those_of_our_part() -> None:
    text = css("@media (min-width: 60rem) { p { margin: calc(1rem + 2px) -.5rem; } } @media print { p { color: red; } }")
    assert "@container okrsite (min-width: 960px) {" in text
    assert "margin: calc(calc(1 * var(--okrsite-rem)) + 2px) calc(-.5 * var(--okrsite-rem));" in text
    assert "@media print {" in text


def test_what_would_hold_for_the_whole_page_is_left_out() -> None:
    text = css("@import 'x.css'; @page { margin: 0 } p { color: red }")
    assert "@page" not in text and "@import" not in text and "#okrsite p" in text
