"""Themes compose: a second theme, a site's overrides and a new theme hold only what differs, and every page still stands."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.accent import contrast
from okrsite.cli import main
from okrsite.diagnostics import ConfigurationError
from okrsite.packaged import themes_folder
from okrsite.pages import KINDS
from okrsite.reading import load
from okrsite.site import site_files
from okrsite.source.front_matter import read_data_file
from okrsite.starter.theme import frame_blocks, theme_files
from okrsite.theme import Theme

from .sites import AS_OF, objective, with_company, write

PROJECT = with_company(
    {
        "content/team/index.md": "---\ntitle: Team\nmission: Work well\n---\n",
        "content/team/2026-q4/goal.md": objective("Grow", "key_results:", "  - {title: Visitors, target: 10, current: 5}"),
        "content/team/money.md": "---\ntype: kpi\ntitle: Money\nvalues: {2026-10-01: 1}\n---\n",
    }
)
PAPER = themes_folder() / "paper"


def built(folder: Path, configuration: str = "", **overrides: str) -> dict[str, str]:
    """Every page and style sheet of the small project with a theme; overrides by path, with `__` for `/` and no ending."""
    files = {"overrides/" + name.replace("__", "/") + ".html": text for name, text in overrides.items()}
    write(folder, PROJECT | files | {"okrsite.yml": configuration})
    found = dict(site_files(load(folder, AS_OF), folder))
    return {name: content.decode() for name, content in found.items() if name.endswith((".html", ".css"))}


def main_of(page: str) -> str:
    """What a page has of its own."""
    return page.partition("<main")[2].partition("</main>")[0]


def loaded(page: str) -> list[str]:
    """The style sheets and scripts of a page in their order, without what changes with their content."""
    found = re.findall(r'<link rel="stylesheet" href="[^"]*?/assets/([^"]+)"|<script src="[^"]*?/assets/([^"]+)"', page)
    return [re.sub(r"\.[0-9a-f]{8}(?=\.)", "", style or script) for style, script in found]


def refused(folder: Path, configuration: str) -> tuple[str, str]:
    with pytest.raises(ConfigurationError) as error:
        built(folder, configuration)
    (found,) = error.value.diagnostics
    assert found.location.file == "okrsite.yml"
    return found.message, found.hint or ""


# ---- the second theme ----


def test_the_second_theme_overrides_little() -> None:
    files = {path.relative_to(PAPER).as_posix() for path in PAPER.rglob("*") if path.is_file()}
    assert files == {"theme.yml", "templates/frame.html", "static/paper.css"}
    assert len((PAPER / "static" / "paper.css").read_text(encoding="utf-8").splitlines()) < 30


def test_a_page_loads_one_style_sheet_and_one_script(tmp_path: Path) -> None:
    site = built(tmp_path, "theme: {accent: '#7a0b3a'}\n")
    assert {tuple(loaded(text)) for name, text in site.items() if name.endswith(".html") and not name.startswith("embed/")} == {
        ("okrsite.css", "okrsite.js")
    }
    css = next(text for name, text in site.items() if name.startswith("assets/okrsite."))
    assert all(sheet.decode() in css for name, sheet in Theme.load().static.items() if name.endswith(".css") and name != "embeds.css")
    assert css.rindex("--accent-light:#7a0b3a") > css.rindex("--accent-light: #3b5bdb")


def test_files_of_somebody_else_stay_by_themselves_between_the_themes_and_the_settings(tmp_path: Path) -> None:
    own = {"a.css": "body { color: red", "map.css": "/* no map */", "z.css": "", "b.js": "a fault", "search.js": "globalThis.okrsite = {};"}
    write(tmp_path, {f"overrides/static/{name}": text for name, text in own.items()})
    page = built(tmp_path, "theme: {accent: '#7a0b3a'}\n")["index.html"]
    assert loaded(page) == ["okrsite.css", "a.css", "map.css", "z.css", "settings.css", "search.js", "okrsite.js", "b.js"]


def test_the_second_theme_changes_looks_and_nothing_else(tmp_path: Path) -> None:
    plain, paper = built(tmp_path / "a"), built(tmp_path / "b", "theme: {name: paper}\n")
    assert {name for name in paper if name.endswith(".html")} == {name for name in plain if name.endswith(".html")}
    assert 'class="dateline"' in paper["index.html"]
    assert 'class="dateline"' not in plain["index.html"]
    for name in ("index.html", "team/index.html", "kpis/index.html"):
        assert main_of(paper[name]) == main_of(plain[name])
    assert [name for name in paper if re.fullmatch(r"assets/paper\.\w+\.css", name)]
    assert "Charter" in next(text for name, text in paper.items() if name.startswith("assets/settings."))


def test_every_kind_of_page_has_a_template_in_the_second_theme() -> None:
    templates = set(Theme.load("paper").environment().list_templates())
    assert {kind.template for kind in KINDS} <= templates
    assert {"paper/frame.html", "default/frame.html"} <= templates


def test_the_second_theme_can_be_read() -> None:
    css = (PAPER / "static" / "paper.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--([\w-]+): light-dark\(([^)]+)\)", css))
    for scheme in (0, 1):
        colours = {name: colour(pair.split(",")[scheme]) for name, pair in found.items()}
        for ground in ("ground", "raised", "wash"):
            assert contrast(colours["ink"], colours[ground]) >= 7
            assert contrast(colours["muted"], colours[ground]) >= 4.5
            assert contrast(colours["edge"], colours[ground]) >= 3


def colour(written: str) -> tuple[int, int, int]:
    digits = written.strip().removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


# ---- overrides ----


def test_an_override_replaces_a_template(tmp_path: Path) -> None:
    pages = built(tmp_path, unit="{% extends 'frame.html' %}{% block main %}<h1>{{ page.title }}, in short</h1>{% endblock %}")
    assert "<h1>Team, in short</h1>" in pages["team/index.html"]
    assert "Visitors" not in pages["team/index.html"]
    assert "Visitors" in pages["team/2026-q4/goal/index.html"]


def test_an_override_replaces_one_block(tmp_path: Path) -> None:
    override = '{% extends "default/unit.html" %}{% block units %}<p>Ours: {{ page.mission }}</p>{% endblock %}'
    pages = built(tmp_path, unit=override)
    assert "<p>Ours: Work well</p>" in pages["team/index.html"]
    assert "Grow" in pages["team/index.html"]


def test_an_override_of_the_frame_is_on_every_page_and_keeps_the_rest(tmp_path: Path) -> None:
    override = '{% extends "default/frame.html" %}{% block footer %}{{ super() }}<p>Ask at the green door</p>{% endblock %}'
    pages = built(tmp_path, frame=override)
    framed = [name for name, text in pages.items() if "Ask at the green door" in text]
    assert {"index.html", "team/index.html", "kpis/index.html", "wins/index.html", "about/index.html"} <= set(framed)
    assert "All numbers as of" in pages["index.html"]


def test_an_override_of_a_partial_is_used_wherever_it_stands(tmp_path: Path) -> None:
    pages = built(tmp_path, _partials__kpi_tiles="<p>Numbers are on their own page</p>")
    assert "Numbers are on their own page" in pages["team/index.html"]


def test_an_override_wins_over_a_theme_that_extends_another(tmp_path: Path) -> None:
    override = '{% extends "paper/frame.html" %}{% block breadcrumb %}<p>You are here</p>{% endblock %}'
    page = built(tmp_path, "theme: {name: paper}\n", frame=override)["team/index.html"]
    assert "You are here" in page
    assert 'class="dateline"' in page


# ---- settings ----


def test_an_unknown_setting_is_a_clear_error(tmp_path: Path) -> None:
    message, hint = refused(tmp_path, "theme: {acent: '#123456'}\n")
    assert "`default`" in message
    assert "`acent`" in message
    assert "Did you mean `accent`?" in hint
    assert refused(tmp_path, "theme: {name: paper, colour: red}\n")[0] == "The theme `paper` has no setting `colour`."


def test_nobody_is_counted(tmp_path: Path) -> None:
    assert "`analytics`" in refused(tmp_path, "theme: {analytics: G-12345}\n")[0]
    assert built(tmp_path, "theme: {analytics: none}\n")


def test_a_logo_of_the_theme_stands_before_the_name(tmp_path: Path) -> None:
    write(tmp_path, {"overrides/static/mark.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    assert re.search(r'<img src="\./assets/mark\.\w+\.svg" alt=""', built(tmp_path, "theme: {logo: mark.svg}\n")["index.html"])
    message, hint = refused(tmp_path, "theme: {logo: lost.svg}\n")
    assert "`lost.svg`" in message
    assert "overrides/static/lost.svg" in hint


def test_a_footer_and_a_font_are_set(tmp_path: Path) -> None:
    pages = built(tmp_path, "theme: {footer: Made on Fridays, font: geometric}\n")
    assert "Made on Fridays" in pages["index.html"]
    assert "Avenir" in next(text for name, text in pages.items() if name.startswith("assets/okrsite."))


def test_every_setting_is_explained_where_it_is_set() -> None:
    file = themes_folder() / "default" / "theme.yml"
    for name in Theme.load("default").settings:
        assert re.search(rf"^  {name}: .*# \w+", file.read_text(encoding="utf-8"), re.MULTILINE), name


# ---- a theme of one's own ----


def new_theme(project: Path, name: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["theme", "new", name, "--project", str(project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.mark.parametrize("name", ["acme", "themes/acme-2"])
def test_a_new_theme_works_at_once_and_copies_nothing(tmp_path: Path, name: str) -> None:
    plain = built(tmp_path)
    assert new_theme(tmp_path, name)[0] == 0
    themed = built(tmp_path, f"theme: {{name: {name}}}\n")
    files = sorted(path.relative_to(tmp_path / name).as_posix() for path in (tmp_path / name).rglob("*") if path.is_file())
    assert files == [f"static/{name.rpartition('/')[2]}.css", "templates/frame.html", "theme.yml"]
    for page in ("index.html", "team/index.html"):
        assert themed[page].partition("<body")[2] == plain[page].partition("<body")[2]


def test_a_new_theme_names_every_region_of_the_frame() -> None:
    files = theme_files("acme", "acme")
    assert {"head", "title", "header", "breadcrumb", "main", "footer"} <= set(frame_blocks())
    for block in frame_blocks():
        assert re.search(rf"^  {block} +\w+", files["templates/frame.html"], re.MULTILINE), block
    yaml = read_data_file("theme.yml", files["theme.yml"].encode())
    assert isinstance(yaml.value, dict)
    assert yaml.value["extends"] == "default"
    assert files["static/acme.css"].count("light-dark(#") >= 4


def test_the_frame_of_a_new_theme_can_be_changed_as_it_says(tmp_path: Path) -> None:
    new_theme(write(tmp_path, PROJECT), "acme")
    frame = tmp_path / "acme" / "templates" / "frame.html"
    block = "{% block footer %}{{ super() }}<p>Green door</p>{% endblock %}"
    frame.write_text(frame.read_text(encoding="utf-8") + block, encoding="utf-8")
    assert "<p>Green door</p>" in built(tmp_path, "theme: {name: acme}\n")["index.html"]


def test_a_new_theme_never_replaces_a_folder(tmp_path: Path) -> None:
    write(tmp_path, PROJECT | {"acme/theme.yml": "settings: {mine: 1}\n"})
    code, told = new_theme(tmp_path, "acme")
    assert code == 2
    assert "there already" in told
    assert (tmp_path / "acme" / "theme.yml").read_text(encoding="utf-8") == "settings: {mine: 1}\n"
    assert not (tmp_path / "acme" / "templates").exists()


@pytest.mark.parametrize("name", ["default", "paper", "overrides", "My Theme", "../acme", "acme/", "/acme", ""])
def test_a_name_that_no_theme_can_have_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, PROJECT)
    before = sorted(tmp_path.rglob("*"))
    assert new_theme(tmp_path, name)[0] == 2
    assert sorted(tmp_path.rglob("*")) == before
