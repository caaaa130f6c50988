"""Themes: settings that are checked, overrides that replace, colours that can be read, files under names that change with them."""

import re
from pathlib import Path
from typing import Any

import pytest

from okrsite.accent import GROUNDS, contrast, theme_css
from okrsite.diagnostics import ConfigurationError
from okrsite.model import Health, Status
from okrsite.pages import KINDS
from okrsite.render import Renderer
from okrsite.theme import Theme, hashed_name

from .theme_sites import sample


def colour(css: str, name: str) -> tuple[int, int, int]:
    digits = css.split(f"--{name}:#")[1][:6]
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


@pytest.mark.parametrize("accent", ["#3b5bdb", "#fff", "#000", "#ffee00", "#0000ff", "#7F7F7F"])
def test_an_accent_can_always_be_read(accent: str) -> None:
    css = theme_css({"accent": accent}).decode()
    light, dark = GROUNDS
    assert contrast(colour(css, "accent-light"), light) >= 4.5
    assert contrast(colour(css, "accent-dark"), dark) >= 4.5


@pytest.mark.parametrize("settings", [{"accent": "red;}"}, {"accent": "#12"}, {"accent": 7}, {"font": "Comic Sans"}, {"font": 3}])
def test_a_wrong_setting_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as error:
        theme_css(settings)
    assert error.value.diagnostics[0].location.file == "okrsite.yml"


def test_a_setting_that_the_theme_does_not_know_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"."):
        Theme.load("default").chosen({"colour": "#123456"})


def test_a_theme_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Theme.load("no-such-theme")


def test_every_kind_of_page_has_a_template() -> None:
    environment = Theme.load("default").environment()
    assert {kind.template for kind in KINDS} <= set(environment.list_templates())


def test_the_style_sheet_and_the_drawn_map_give_each_status_the_same_shape() -> None:
    theme = Theme.load("default")
    drawn: dict[str, str] = theme.environment().get_template("_partials/shapes.html").make_module().shapes  # type: ignore[attr-defined]
    assert set(drawn) == {*Status, *Health}
    styled: dict[str, str] = {}
    for selectors, path in re.findall(r"^(.+) \{ --shape: url\(.* d='([^']+)'", theme.static["okr.css"].decode(), re.MULTILINE):
        styled |= {name.removeprefix(".is-").removeprefix("health-"): path for name in selectors.split(", ")}
    assert styled == drawn
    assert len({drawn[status] for status in Status}) == len(Status)


def test_an_override_extends_what_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text('{% extends "default/404.html" %}{% block title %}Lost{% endblock %}', encoding="utf-8")
    site = sample().site
    page = next(page for page, _ in sample().pages.values() if page.template == "404.html")
    html = Renderer(Theme.load("default", tmp_path), site).render(page).decode()
    assert "<title>Lost</title>" in html
    assert page.title in html


def test_an_override_of_a_static_file_replaces_it(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "okr.css").write_text("body{color:red}", encoding="utf-8")
    plain, other = Theme.load("default"), Theme.load("default", tmp_path)
    assert other.static["okr.css"] == b"body{color:red}"
    assert plain.fingerprint != other.fingerprint


def test_a_static_files_name_changes_with_its_content() -> None:
    assert hashed_name("okr.css", b"a") != hashed_name("okr.css", b"b")
    assert hashed_name("okr.css", b"a").endswith(".css")


def test_static_files_are_the_same_in_every_run() -> None:
    again = Renderer(Theme.load("default"), sample().site)
    assert list(again.static_files()) == list(sample().renderer.static_files())
    assert again.fingerprint == sample().renderer.fingerprint
