"""The guide for newcomers: it speaks of this company's terms, limits and cycles, and what it says to write or to type works."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import urls
from okrsite.cli import main
from okrsite.pages.guide import GuidePage
from tests.sites import codes, loaded, objective, problems, with_company, write
from tests.theme_sites import ROOT, Shown, elements, sample, shown

FILES = with_company(
    {
        "okrsite.yml": "repository: {url: https://github.com/acme/okrs}\n",
        "content/people.yml": "ana: {name: Ana López}\n",
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/2026-q4/plain.md": objective("Plain", "owner: ana", "why: Because.", "key_results: [{title: A, target: 3}]"),
        "content/sales/2026-q4/leads.md": objective(
            "Bring in more leads",
            "owner: ana",
            "why: Sales can talk to more people.",
            "key_results:",
            "  - {id: leads, title: Leads from fairs, start: 10, target: 50, current: 20.5, unit: leads}",
            "  - {id: calls, title: Calls, target: 100}",
        ),
    }
)
LEADS = FILES["content/sales/2026-q4/leads.md"]


def guide(site: Shown) -> tuple[GuidePage, str]:
    """The guide's value, and its words."""
    page, text = site.pages[urls.output_file(urls.GUIDE)]
    assert isinstance(page, GuidePage)
    (shown_words,) = (element.words for element in elements(text) if element.tag == "main")
    return page, shown_words


def closed_up(text: str) -> str:
    """A text without any spaces, of which elements within a line add some."""
    return "".join(text.split())


def with_settings(folder: Path, settings: str) -> Shown:
    return shown(write(folder, FILES | {"okrsite.yml": FILES["okrsite.yml"] + settings}))


def test_it_learns_from_an_objective_with_a_reason_and_a_number_that_moves(tmp_path: Path) -> None:
    page, words = guide(with_settings(tmp_path, ""))
    assert page.example and page.example.in_sentence == "bring in more leads"
    assert closed_up("We will bring in more leads, as measured by Leads from fairs and Calls.") in closed_up(words)
    way = "“Leads from fairs”, started at 10 leads and is to reach 50 leads. Now it stands at 20.5 leads."
    assert closed_up(way) in closed_up(words)
    assert page.example.edit_url == "https://github.com/acme/okrs/edit/main/content/sales/2026-q4/leads.md"


def test_it_is_content_with_an_objective_of_which_nothing_is_known_yet(tmp_path: Path) -> None:
    page, words = guide(shown(write(tmp_path, FILES | {"content/sales/2026-q4/leads.md": LEADS.replace(", current: 20.5", "")})))
    assert page.example and page.example.way is None and "started at" not in words
    assert closed_up("as measured by Leads from fairs and Calls") in closed_up(words)
    assert page.commands.check_in == "okrsite checkin sales/2026-q4/leads KR=VALUE"


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_what_it_says_to_write_can_be_written(language: str, tmp_path: Path) -> None:
    page, _ = guide(with_settings(tmp_path, f"site: {{language: {language}}}\n"))
    reported = LEADS.replace("---\n", f"---\n{page.check_in_lines}\n", 1).replace(", current: 20.5", "")
    assert page.check_in_lines.splitlines()[3] == "    values: {leads: 20.5}"
    assert "two-values" not in codes(problems(tmp_path / "after", FILES | {"content/sales/2026-q4/leads.md": reported}))
    assert figures(tmp_path / "after") == figures(tmp_path)


def figures(project: Path) -> tuple[object, ...]:
    """What the key results of the example come to; raises where anything in the project is an error."""
    found = loaded(project, {}).figures.objectives["sales/2026-q4/leads"]
    return tuple((key_result.value, key_result.progress) for key_result in found.key_results.values())


@pytest.mark.parametrize("name", ["templates", "begin", "check", "check_in", "close", "roll_over"])
def test_what_it_says_to_type_can_be_typed(name: str, tmp_path: Path) -> None:
    project = write(tmp_path, FILES)
    page, _ = guide(shown(project))
    _, *arguments = shlex.split(getattr(page.commands, name))
    day = "2027-01-05" if name in ("close", "roll_over") else "2026-11-23"
    given = {
        "begin": "--unit sales --owner ana --why Because --set content.target=9 --set organic.target=9 --set strategies.target=2".split(),
        "check_in": ["--dry-run"],
        "close": ["--dry-run", "--yes"],
        "roll_over": ["--dry-run"],
    }
    result = CliRunner().invoke(main, [*arguments, "--project", str(project), "--as-of", day, *given.get(name, [])])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("", "at most 5 objectives of the company in a cycle, and 3 of every other unit"),
        ("checks: {too-many-objectives: {max: 2, company: 4}}\n", "at most 4 objectives of the company in a cycle, and 2 of every"),
        ("checks: {key-result-count: {min: 1, max: 4}}\n", "from 1 to 4 key results for each objective"),
        ("checks: {long-title: {words: 12}}\n", "at most 12 words in a title"),
        ("checks: {draft-confidence: {min: 4, max: 8}}\n", "less than 4 is a dream, and more than 8 too easy"),
        ("status: {at_risk: 0.05, off_track: 0.2}\n", "up to 5 percentage points behind is on track, up to 20 percentage points"),
        ("status: {stale_after: 35}\n", "after 35 days without a report"),
        ("status: {stale_after: 35}\n", "Every 2 weeks, on Monday"),
        ("status: {stale_after: 3}\n", "Every 3 days, say"),
        ("status: {objective_status: worst}\n", "An objective takes the most serious status of its key results."),
        ("unit_rollup: own\n", "A unit takes the mean of its own objectives."),
        ("levels: [firm, guild]\n", "The levels here are Firm and Guild."),
        ("fiscal_year_start: 10\n", "Our year 2026 is Oct 1, 2026 – Sep 30, 2027."),
        ("terms: {objective: goal, key_result: measure}\n", "Goals and measures"),
    ],
)
def test_it_follows_each_setting(settings: str, sentence: str, tmp_path: Path) -> None:
    _, words = guide(with_settings(tmp_path, settings))
    assert closed_up(sentence) in closed_up(words)


def test_a_limit_that_nobody_looks_at_is_not_told(tmp_path: Path) -> None:
    off = "checks: {too-many-objectives: off, key-result-count: off, long-title: off, draft-confidence: off}\n"
    _, words = guide(with_settings(tmp_path, off))
    assert "at most" not in words and "These limits" not in words and "a dream" not in words


def test_it_works_before_there_is_anything(tmp_path: Path) -> None:
    bare = shown(write(tmp_path, with_company({})))
    page, words = guide(bare)
    assert page.example is None and page.calendar is None and "okrsite checkin REF KR=VALUE" in words
    assert f'href="{urls.GUIDE}"' in bare.pages["index.html"][1].replace("./", "")


def test_newcomers_find_it_from_home_from_about_from_what_is_empty_and_from_every_foot(tmp_path: Path) -> None:
    site = shown(write(tmp_path, FILES | {"content/idle/index.md": "---\ntitle: Idle\n---\n"}))
    for name, href in {"index.html": "about/okrs/", "about/index.html": "../about/okrs/", "idle/index.html": "../about/okrs/"}.items():
        (main_part,) = (element for element in elements(site.pages[name][1]) if element.tag == "main")
        links = [element.attributes["href"].removeprefix("./") for element in main_part.below() if element.tag == "a"]
        assert href in links, name
    pages = {name: text for name, (_, text) in site.pages.items() if not name.startswith("print/")}
    feet = {name: [e for e in elements(text) if e.tag == "footer"] for name, text in pages.items()}
    assert [name for name, foot in feet.items() if foot and "Guide for newcomers" not in foot[0].words] == []


def test_the_contents_lead_to_every_section() -> None:
    _, text = sample().pages[urls.output_file(urls.GUIDE)]
    found = elements(text)
    (contents,) = (element for element in found if element.attributes.get("class") == "contents")
    places = [element.attributes["href"] for element in contents.below() if element.tag == "a"]
    headings = [element.attributes["id"] for element in found if element.tag == "h2" and element.attributes.get("id") != "contents"]
    assert places == [f"#{heading}" for heading in headings] and len(places) > 5


def test_the_sample_shows_a_live_example_and_its_newest_win() -> None:
    page, words = guide(sample())
    assert page.example and page.wins and page.wins[0].text in words and page.calendar
    assert (ROOT / page.example.file).is_file()
