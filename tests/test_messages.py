"""What `okrsite check` tells people who are new to the format: each mistake gets its code, its line, and words that say what to write.

Projects are given as a mapping of paths to texts; nothing here knows how a message comes about.
"""

import json
import pathlib
from typing import Any

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main

AS_OF = ("--as-of", "2026-11-23")
INDEX = "---\ntitle: Acme\n---\n"
# Lines 1 to 4 of an objective; what a test adds begins in line 5.
HEAD = "---\ntitle: Become known\nowner: Ana López\nwhy: Nobody has heard of us yet.\n"
KEY_RESULTS = "key_results:\n  - {title: Visitors, target: 10000}\n  - {title: Followers, target: 500}\n"
GOAL = "content/2026-q4/goal.md"
Problem = dict[str, Any]


def objective(extra: str = "", key_results: str = KEY_RESULTS, body: str = "") -> str:
    return f"{HEAD}{extra}{key_results}---\n{body}"


def in_other_words(text: str) -> str:
    """Another objective that counts other things."""
    return text.replace("Become known", "Sell more").replace("Visitors", "Buyers").replace("Followers", "Callers")


@pytest.fixture
def project(tmp_path):
    """Writes a project; with `index=False` without the company's index.md."""

    def write(files: dict[str, str | bytes], *, index: bool = True) -> pathlib.Path:
        for file, text in ({"content/index.md": INDEX} if index else {} | files).items() | files.items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return tmp_path

    return write


def check(folder: pathlib.Path, *options: str) -> Result:
    result = CliRunner().invoke(main, ["check", "--project", str(folder), *AS_OF, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def problems(folder: pathlib.Path, *options: str) -> list[Problem]:
    found: list[Problem] = json.loads(check(folder, "--format", "json", *options).stdout)["problems"]
    return found


def only(found: list[Problem]) -> Problem:
    assert len(found) == 1, found
    return found[0]


def places(found: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem["file"], problem["line"], problem["code"]) for problem in found]


# ---- the first steps ----


def test_no_content_folder(project):
    found = only(problems(project({"okrsite.yml": ""}, index=False)))
    assert (found["file"], found["line"], found["code"]) == ("content", 1, "empty-content")
    assert "`index.md`" in found["hint"]
    assert "okrsite init" in found["hint"]


def test_an_empty_content_folder(tmp_path):
    (tmp_path / "content").mkdir()
    found = only(problems(tmp_path))
    assert (found["file"], found["code"]) == ("content", "empty-content")
    assert "content/index.md" in found["hint"]
    assert "`title: Your company`" in found["hint"]


@pytest.mark.parametrize("files", [{GOAL: objective()}, {"content/logo.png": "x"}], ids=["with an objective", "with a picture"])
def test_no_index(project, files):
    found = only(problems(project(files, index=False)))
    assert (found["file"], found["line"], found["code"]) == ("content", 1, "empty-content")
    assert "`content/index.md` is missing" in found["message"]
    assert "`title: Your company`" in found["hint"]


def test_an_index_in_capital_letters_is_named(project):
    found = problems(project({"content/team/Index.md": INDEX}))
    assert ("content/team", 1, "folder-without-index") in places(found)
    assert any("Rename content/team/Index.md to index.md" in problem["hint"] for problem in found)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2026-Q4", "2026-q4"),
        ("2026q4", "2026-q4"),
        ("2026_q4", "2026-q4"),
        ("2026 Q4", "2026-q4"),
        ("Q4 2026", "2026-q4"),
        ("q4-2026", "2026-q4"),
        ("2026-Q04", "2026-q4"),
        ("H2-2026", "2026-h2"),
        ("2026-9", "2026-09"),
    ],
)
def test_a_folder_that_is_meant_for_a_cycle(project, name, meant):
    """One slip is one error: the objectives in the folder are read as that cycle's."""
    found = only(problems(project({f"content/{name}/goal.md": objective()})))
    assert (found["file"], found["line"], found["code"]) == (f"content/{name}", 1, "folder-without-index")
    assert found["hint"] == f"Rename it to `{meant}` if it is a cycle."


@pytest.mark.parametrize("name", ["2026-q5", "2026-13", "fy26", "objectives", "2026-11-01"])
def test_a_folder_that_is_neither_unit_nor_cycle(project, name):
    found = problems(project({f"content/{name}/goal.md": objective()}))
    assert (f"content/{name}", 1, "folder-without-index") in places(found)
    assert f"Add content/{name}/index.md with `title: …` if it is a unit; a cycle folder is named like 2026-q4." in found[0]["hint"]


def test_a_unit_below_a_folder_without_index(project):
    found = only(problems(project({"content/marketing/growth/index.md": INDEX})))
    assert (found["file"], found["code"]) == ("content/marketing", "folder-without-index")


def test_an_index_in_a_cycle_folder_is_one_error(project):
    found = only(problems(project({"content/2026-q4/index.md": INDEX, GOAL: objective()})))
    assert (found["file"], found["code"]) == ("content/2026-q4", "folder-in-cycle")


def test_a_readme_says_how_to_leave_it_out(project):
    found = only(problems(project({"content/README.md": "# OKRs of Acme\n"})))
    assert (found["file"], found["line"], found["code"]) == ("content/README.md", 1, "no-front-matter")
    assert "starts with `_`" in found["hint"]


# ---- one mistake in an objective: (what is added from line 5 on, line, code, in the message, in the hint) ----

MISTAKES = {
    "a Word quote": ("tags: [“growth”]\n", 5, "word-quotes", "typographic quotes", '"growth"'),
    "a tab": ("budget:\n\tamount: 5\n", 6, "tab-indent", "tab", "spaces"),
    "a wrong indent": ("budget:\n  amount: 5\n   currency: EUR\n", 7, "yaml-syntax", "`currency` stands 3 columns in", "same column"),
    "a list that is not closed": ("tags: [growth, brand\n", 5, "yaml-syntax", "`[`", "`]`"),
    "a dash without a space": ("initiatives:\n  -title: Webinar\n   status: done\n", 6, "yaml-syntax", "dash", "`- title: Webinar`"),
    "a colon without a space": ("kind:committed\n", 5, "yaml-syntax", "colon", "`kind: committed`"),
    "no colon": ("kind committed\n", 5, "yaml-syntax", "no colon", "`key: value`"),
    "an apostrophe in quotes": ("score_note: 'Ana's idea'\n", 5, "yaml-syntax", "closing '", '"Ana\'s idea"'),
    "a quote that is not closed": ('score_note: "We did\n', 5, "yaml-syntax", "never closed", '"We did"'),
    "an @ at the start": ("contributors: [@ana]\n", 5, "yaml-syntax", "“@”", '"@ana"'),
    "a misspelt key": ("ower: Ben\n", 5, "unknown-key", "`ower`", "`owner`"),
    "a key of a key result": ("target: 5\n", 5, "unknown-key", "`target`", "below `key_results:`"),
    "a key of a check-in": ("note: 5\n", 5, "unknown-key", "`note`", "below `checkins:`"),
    "an unknown value": ("kind: moonshot\n", 5, "unknown-value", "`moonshot`", "`aspirational`, `committed`"),
    "a nearly known value": ("status: on track\n", 5, "unknown-value", "`status`: `on track`", "`on_track`"),
    "a status that nobody sets": ("status: stale\n", 5, "unknown-value", "`stale`", "`at_risk`"),
    "a score in percent": ("score: 70%\n", 5, "wrong-type", "number", "0.7 for 70 %"),
    "a score of 70": ("score: 70\n", 5, "out-of-range", "70", "0.7 for 70 %"),
    "a number in quotes": ('weight: "2"\n', 5, "wrong-type", "text", "2 without quotes"),
    "a number as title of a tag": ("tags: [2026]\n", 5, "wrong-type", "not a number", "quotes"),
    "progress without rollup": ("progress: 0.4\n", 5, "manual-progress", "`rollup: manual`", "`rollup: manual`"),
    "rollup without progress": ("rollup: manual\n", 5, "manual-progress", "needs a `progress`", "`progress: 0.4`"),
    "a cycle that does not exist": ("cycle: 2026-q5\n", 5, "unknown-cycle", "`2026-q5`", "2026-q4"),
    "a cycle in capital letters": ("cycle: 2026-Q4\n", 5, "unknown-cycle", "`2026-Q4`", "Write `2026-q4`."),
    "a cycle the other way round": ("cycle: Q4/2026\n", 5, "unknown-cycle", "`Q4/2026`", "Write `2026-q4`."),
    "a date with points": ("embargo: 23.11.2026\n", 5, "bad-date", "`23.11.2026`", "`2026-11-23`"),
    "a date with slashes": ("embargo: 31/12/2026\n", 5, "bad-date", "`31/12/2026`", "`2026-12-31`"),
    "an American date": ("embargo: 12/31/2026\n", 5, "bad-date", "`12/31/2026`", "`2026-12-31`"),
    "a date that can be two": ("embargo: 02/11/2026\n", 5, "bad-date", "`02/11/2026`", "year-month-day, such as"),
    "a date without zeros": ("embargo: 2026-12-1\n", 5, "bad-date", "`2026-12-1`", "`2026-12-01`"),
    "a date with a time": ("embargo: 2026-12-01 12:30\n", 5, "bad-date", "2026-12-01 12:30", "`2026-12-01`"),
    "a day that is not": ("embargo: 2026-02-30\n", 5, "bad-date", "2026-02-30", "month and the day"),
    "a word for a date": ("embargo: tomorrow\n", 5, "bad-date", "`tomorrow`", "2026-11-02"),
    "an unknown visibility": ("visibility: internal\n", 5, "unknown-visibility", "`internal`", "`public`, `draft`, `restricted`"),
    "a misspelt visibility": ("visibility: restrict\n", 5, "unknown-visibility", "`restrict`", "`restricted`"),
    "a misspelt key of visibility": ("visibilty: draft\n", 5, "unknown-key", "`visibilty`", "`visibility`"),
    "a list of visibilities": ("visibility: [draft]\n", 5, "wrong-type", "a list", "without `[ ]`"),
    "an empty visibility": ("visibility: ''\n", 5, "missing-key", "nothing between the quotes", "leave the key out"),
    "an owner too many": ("contributors: [[Ana, Ben]]\n", 5, "wrong-type", "a list", "without `[ ]`"),
    "a budget without currency": ("budget: {amount: 5000}\n", 5, "missing-key", "`currency`", "`currency: …`"),
    "a budget as text": ("budget: 5000 EUR\n", 5, "wrong-type", "`budget`", "`{amount: …, currency: …}`"),
    "a check-in without a list": ("checkins:\n  date: 2026-11-02\n  note: x\n", 6, "wrong-type", "a list", "`- date: …`"),
    "a check-in without a date": ("checkins:\n  - note: x\n", 6, "missing-key", "`date`", "`date: …`"),
    "a check-in that says nothing": ("checkins:\n  - {date: 2026-11-02, values: {}}\n", 6, "empty-check-in", "2026-11-02", "`values`"),
    "a check-in for nobody's key result": (
        "checkins:\n  - date: 2026-11-02\n    values: {visitor: 5}\n", 7, "unknown-key-result", "`visitor`", "`visitors`",
    ),
    "a confidence for nobody's key result": (
        "checkins:\n  - date: 2026-11-02\n    confidence: {likes: 5}\n", 7, "unknown-key-result", "`likes`", "`visitors`, `followers`",
    ),
    "a confidence in percent": ("checkins:\n  - {date: 2026-11-02, confidence: 80%}\n", 6, "wrong-type", "`confidence`", "8 for 80 %"),
    "a confidence of 11": ("checkins:\n  - {date: 2026-11-02, confidence: 11}\n", 6, "out-of-range", "`confidence`: 11", "0 to 10"),
    "a value beside values": ("checkins:\n  - {date: 2026-11-02, visitors: 5}\n", 6, "unknown-key", "`visitors`", "`values`"),
    "an unknown reference": ("aligns_to: nowhere\n", 5, "unknown-reference", "`nowhere`", "unit/cycle/id"),
    "an alignment's key": ("aligns_to:\n  contributes: false\n  too: x\n", 7, "unknown-key", "`too`", "`to`"),
    "an alignment's weight": ("aligns_to:\n  to: goal\n  weight: -1\n", 7, "out-of-range", "-1", "at least 0"),
    "itself": ("aligns_to: 2026-q4/goal\n", 5, "alignment-ring", "aligns to itself", "Remove"),
    "an alias of itself": ("aliases: [2026-q4/goal]\n", 5, "address-collision", "/2026-q4/goal/", "Remove"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_objective(project, name):
    extra, line, code, message, hint = MISTAKES[name]
    found = [p for p in problems(project({GOAL: objective(extra)})) if (p["line"], p["code"]) == (line, code)]
    problem = only(found)
    assert message in problem["message"]
    assert hint in problem["hint"]
    assert problem["hint"]


SINGLE_MISTAKES = [name for name in MISTAKES if name not in ("an alignment's key",)]


@pytest.mark.parametrize("name", SINGLE_MISTAKES)
def test_one_mistake_is_one_problem(project, name):
    only(problems(project({GOAL: objective(MISTAKES[name][0])})))


# ---- one mistake in a key result: (the key result from line 6 on, line, code, in the message, in the hint) ----

KEY_RESULT_MISTAKES = {
    "no target": ("  - title: Visitors\n", 6, "missing-key", "“Visitors” needs `target`", "`target: 100`"),
    "no title": ("  - target: 5\n", 6, "missing-key", "`title` is missing in `key_results`, entry 1", "`title: …`"),
    "a title with a colon": ("  - title: Grow: fast\n    target: 5\n", 6, "unquoted-colon", "colon", '`- title: "Grow: fast"`'),
    "a title that is a number": ("  - title: 2026\n    target: 5\n", 6, "wrong-type", "Text is needed", "quotes"),
    "a percentage as number": ("  - title: Share\n    target: 40%\n", 7, "wrong-type", "number", 'Write 40 here and `unit: "%"`'),
    "a decimal comma": ("  - title: Marks\n    target: 3,5\n", 7, "number-format", "`3,5`", "`3.5`"),
    "a decimal comma in braces": ("  - {title: Marks, target: 3,5}\n", 6, "number-format", "comma", "3.5"),
    "grouped thousands": ("  - title: Visitors\n    target: 10 000\n", 7, "number-format", "`10 000`", "`10000`"),
    "a unit in the number": ("  - title: Sales\n    target: 5000 EUR\n", 7, "wrong-type", "number", "`unit`"),
    "an unknown type": ("  - {title: Share, type: percent, target: 4}\n", 6, "unknown-value", "`percent`", "`number`, `at_least`"),
    "a nearly known type": ("  - {title: Share, type: at-least, target: 4}\n", 6, "unknown-value", "`at-least`", "`at_least`"),
    "a key of another type": ("  - {title: Done, type: boolean, target: 4}\n", 6, "key-not-for-type", "`target`", "`type: number`"),
    "a key of the document": ("  - title: Visitors\n    target: 5\n    why: x\n", 8, "unknown-key", "`why`", "further left"),
    "a target that is the start": ("  - title: Complaints\n    target: 0\n", 7, "target-equals-start", "start", "`start: …`"),
    "a word as address": ("  - {title: A, target: 5, url: acme.example}\n", 6, "bad-url", "`acme.example`", "https://"),
    "low above high": ("  - {title: A, type: between, low: 9, high: 5}\n", 6, "low-above-high", "`low`", "Exchange"),
    "milestones without any": ("  - {title: A, type: milestones}\n", 6, "missing-key", "`milestones`", "`milestones: [{title:"),
    "a ladder in percent": ("  - {title: A, type: ladder, steps: {30: 1}}\n", 6, "ladder-steps", "`30`", "0.3"),
    "a step that is none": (
        "  - {title: A, type: ladder, steps: {0.3: a, 0.7: b}, reached: 0.5}\n", 6, "unknown-value", "0.5", "`0.3`, `0.7`",
    ),
    "text in the list": ("  - More visitors\n", 6, "wrong-type", "text", "`{title: More visitors}`"),
    "an emoji for a title": ("  - {title: 🚀, target: 5}\n", 6, "bad-slug", "No id", "`id:`"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEY_RESULT_MISTAKES)
def test_a_mistake_in_a_key_result(project, name):
    text, line, code, message, hint = KEY_RESULT_MISTAKES[name]
    key_results = f"key_results:\n{text}  - {{title: Followers, target: 500}}\n"
    problem = only(problems(project({GOAL: objective(key_results=key_results)})))
    assert (problem["file"], problem["line"], problem["code"]) == (GOAL, line, code)
    assert message in problem["message"]
    assert hint in problem["hint"]


@pytest.mark.parametrize(
    ("key_results", "example"),
    [
        ("key_results: {}\n", "`- title: …`"),
        ("key_results: more visitors\n", "`- title: more visitors`"),
        ("key_results:\n  title: Visitors\n  target: 5\n", "`- title: …`"),
    ],
)
def test_key_results_that_are_no_list(project, key_results, example):
    problem = only(problems(project({GOAL: objective(key_results=key_results)})))
    assert problem["code"] == "wrong-type"
    assert "`key_results`" in problem["message"]
    assert example in problem["hint"]


def test_a_title_in_word_quotes_and_with_a_colon(project):
    text = objective().replace("Become known", "“Become known: the next step”")
    problem = only(problems(project({GOAL: text})))
    assert (problem["line"], problem["code"]) == (2, "word-quotes")
    assert 'title: "Become known: the next step"' in problem["hint"]


def test_values_of_a_kpi_are_found_in_their_own_lines(project):
    kpi = "---\ntype: kpi\ntitle: Load\nvalues:\n  2026-11-01: 5\n  2026-11-02: 5%\n  2.11.2026: 7\n---\n"
    found = problems(project({"content/load.md": kpi}))
    assert [(p["line"], p["column"], p["code"]) for p in found] == [(6, 15, "wrong-type"), (7, 3, "bad-date")]
    assert found[1]["hint"] == "Write year-month-day: `2026-11-02`."


def test_a_file_name_that_is_no_id(project):
    problem = only(problems(project({"content/2026-q4/Become known.md": objective()})))
    assert (problem["line"], problem["code"]) == (1, "bad-slug")
    assert problem["hint"] == "Rename the file to become-known.md, or add `id: become-known`."


# ---- people ----


def test_a_misspelt_owner(project):
    people = "ana: {name: Ana López}\nben: {name: Ben Ito}\n"
    folder = project({"content/people.yml": people, GOAL: objective().replace("Ana López", "anna")})
    problem = only(problems(folder))
    assert (problem["file"], problem["line"], problem["code"]) == (GOAL, 3, "unknown-person")
    assert problem["hint"] == "Did you mean `ana`?"
    assert check(folder).exit_code == 0
    assert check(folder, "--strict").exit_code == 1


def test_an_owner_near_to_nobody(project):
    problem = only(problems(project({"content/people.yml": "", GOAL: objective().replace("Ana López", "zoe")})))
    assert problem["hint"] == "Add them to people.yml, or write the full name."


def test_without_people_and_for_full_names_nothing_is_said(project):
    assert not problems(project({GOAL: objective().replace("Ana López", "anna")}))
    assert not problems(project({"content/people.yml": "ben: {name: Ben}\n", GOAL: objective()}))


def test_who_is_in_people_with_a_fault_is_known(project):
    """A fault in people.yml is one error, not one more for everybody who is named elsewhere."""
    people = "ana: Ana López\nben: {role: x}\n"
    folder = project({"content/people.yml": people, GOAL: objective("contributors: [ben]\n").replace("Ana López", "ana")})
    found = problems(folder)
    assert places(found) == [("content/people.yml", 1, "wrong-type"), ("content/people.yml", 2, "missing-key")]
    assert found[0]["hint"] == "Write `ana: {name: Ana López}`."


# ---- everything in one run ----


def test_two_faults_in_one_file_and_in_several_are_told_in_one_run(project):
    """Keys, values that do not go together, check-ins and references, though each is found by another stage."""
    faulty = objective(
        "ower: Ben\naligns_to: nowhere\nprogress: 0.4\n",
        "key_results:\n  - title: Visitors\n  - title: Followers\n    targt: 5\n  - {title: Sales, target: 5, kpi: load}\n"
        "checkins:\n  - {date: 2025-11-02, note: x}\n  - {date: 2026-11-02, values: {followers: 5}}\n",
    )
    folder = project({GOAL: faulty, "content/2026-q4/other.md": faulty, "content/load.md": "---\ntype: kpi\n---\n"})
    expected = [
        (5, "unknown-key"),
        (6, "unknown-reference"),
        (7, "manual-progress"),
        (9, "missing-key"),
        (11, "unknown-key"),
        (14, "check-in-outside-cycle"),
    ]
    found = places(problems(folder))
    for file in (GOAL, "content/2026-q4/other.md"):
        assert [(line, code) for f, line, code in found if f == file] == expected
    assert ("content/load.md", 1, "missing-key") in found
    assert len(found) == 13


def test_what_depends_on_a_faulty_part_is_no_fault_of_its_own(project):
    """The key result with a fault is there for check-ins, and the document for references."""
    faulty = objective(
        key_results="key_results:\n  - {title: Visitors, target: many}\n  - {title: Followers, target: 5, weight: 0}\n"
        "checkins:\n  - {date: 2026-11-02, values: {visitors: 5}}\n",
    )
    folder = project({GOAL: faulty, "content/2026-q4/a.md": objective("aligns_to: [goal#visitors, ./goal]\n")})
    assert places(problems(folder)) == [(GOAL, 6, "wrong-type")]


def test_a_file_that_cannot_be_read_hides_no_other(project):
    folder = project({GOAL: b"\xff\xfe", "content/2026-q4/a.md": "---\ntags: [\n---\n", "content/2026-q4/b.md": objective("score: 7\n")})
    codes = [(file, code) for file, _, code in places(problems(folder))]
    assert codes == [
        ("content/2026-q4/a.md", "yaml-syntax"),
        ("content/2026-q4/b.md", "out-of-range"),
        (GOAL, "not-utf-8"),
    ]


# ---- references ----

UNITS = {"content/marketing/index.md": INDEX, "content/sales/index.md": INDEX}


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("become-know", "marketing/2026-q4/become-known"),
        ("marketing/2026-q4/becom-known", "marketing/2026-q4/become-known"),
        ("become-known.md", "marketing/2026-q4/become-known"),
        ("/marketing/2026-q4/become-known", "marketing/2026-q4/become-known"),
        ("sales/2026-q4/become-known", "marketing/2026-q4/become-known"),
        ("become-known#visitor", "marketing/2026-q4/become-known#visitors"),
        ("./become-known.md", "marketing/2026-q4/become-known"),
    ],
)
def test_an_unknown_reference_is_offered_the_nearest(project, written, offered):
    folder = project({**UNITS, "content/marketing/2026-q4/become-known.md": objective(), GOAL: objective(f"aligns_to: {written}\n")})
    problem = only(problems(folder))
    assert (problem["file"], problem["line"], problem["code"]) == (GOAL, 5, "unknown-reference")
    assert problem["hint"] == f"Did you mean `{offered}`?"


def test_a_reference_to_a_unit_says_so(project):
    problem = only(problems(project({**UNITS, GOAL: objective("aligns_to: marketing\n")})))
    assert problem["message"] == "`marketing` is a unit, not an objective."


@pytest.mark.parametrize("fragment", ["", "#visitors"])
def test_an_ambiguous_reference_lists_every_candidate(project, fragment):
    units = [f"unit-{number:02}" for number in range(25)]
    files = {f"content/{unit}/index.md": INDEX for unit in units} | {f"content/{unit}/2026-q4/grow.md": objective() for unit in units}
    problem = only(problems(project({**files, GOAL: objective(f"aligns_to: grow{fragment}\n")})))
    assert (problem["file"], problem["line"], problem["code"]) == (GOAL, 5, "ambiguous-reference")
    assert all(f"`{unit}/2026-q4/grow{fragment}`" in problem["message"] for unit in units)
    assert f"`unit-00/2026-q4/grow{fragment}`" in problem["hint"]


def ring(length: int) -> dict[str, str]:
    names = [f"g{number:03}" for number in range(length)]
    # The ring runs against the alphabet, so that it is not found in the order of the files by chance.
    return {f"content/2026-q4/{name}.md": objective(f"aligns_to: {names[index - 1]}\n") for index, name in enumerate(names)}


@pytest.mark.parametrize("length", [2, 3, 100])
def test_a_ring_is_told_once_with_each_member_once(project, length):
    problem = only([p for p in problems(project(ring(length))) if p["severity"] == "error"])
    assert (problem["file"], problem["line"], problem["code"]) == ("content/2026-q4/g000.md", 5, "alignment-ring")
    assert [problem["message"].count(f"`2026-q4/g{number:03}`") for number in range(length)] == [1] * length
    assert problem["hint"] == "Remove one of these alignments."


def test_a_ring_of_one(project):
    problem = only(problems(project({GOAL: objective("tags: [x]\naligns_to: ./goal.md\n")})))
    assert (problem["line"], problem["code"]) == (6, "alignment-ring")
    assert problem["message"] == "`2026-q4/goal` aligns to itself."


def test_a_ring_through_key_results(project):
    aligned = KEY_RESULTS.replace("500}", "500, aligns_to: c}")
    folder = project({
        "content/2026-q4/a.md": objective("aligns_to: b#followers\n"),
        "content/2026-q4/b.md": objective(key_results=aligned),
        "content/2026-q4/c.md": objective("aligns_to: a\n"),
    })  # fmt: skip
    problem = only(problems(folder))
    assert places([problem]) == [("content/2026-q4/a.md", 5, "alignment-ring")]
    assert problem["message"].count("`2026-q4/a`") == 1
    assert problem["message"].count("`2026-q4/b#followers`") == 1
    assert problem["message"].count("`2026-q4/c`") == 1


def test_a_ring_that_contributes_nothing_is_a_ring(project):
    still = "aligns_to: {{to: {}, contributes: false}}\n"
    folder = project({"content/2026-q4/a.md": objective(still.format("b")), "content/2026-q4/b.md": objective(still.format("a"))})
    assert only(problems(folder))["code"] == "alignment-ring"


# ---- visibility (FORMAT §13, §18) ----

HIDDEN = {
    "restricted": "visibility: restricted\n",
    "draft": "visibility: draft\n",
    "of another audience": "visibility: board\n",
    "embargoed": "embargo: 2026-12-24\n",
}
BOARD = {"okrsite.yml": "audiences: [board, staff]\n"}


@pytest.mark.parametrize("audience", [(), ("--audience", "public"), ("--audience", "staff")], ids=["all", "public", "staff"])
@pytest.mark.parametrize("how", HIDDEN)
def test_a_reference_to_a_hidden_thing_tells_nothing_of_it(project, how, audience):
    """The message of a published document holds what it wrote itself, is the same as for what does not exist, and offers nothing."""
    hidden = objective(HIDDEN[how]).replace("Become known", "Sell Acme")
    public = objective("aligns_to: sell-acm\ncontinues: sell-acme\n", body="[plan](sell-acme.md)\n")
    with_hidden = problems(project({**BOARD, GOAL: public, "content/2026-q4/sell-acme.md": hidden}), *audience)
    (project({}) / "content/2026-q4/sell-acme.md").unlink()
    assert with_hidden == problems(project({}), *audience)
    assert [p["code"] for p in with_hidden] == ["unknown-reference", "unknown-reference", "broken-link"]
    assert not any("sell-acme" in p["hint"] or "Sell Acme" in p["message"] for p in with_hidden)


def test_a_hidden_unit_is_hidden_with_all_that_is_in_it(project):
    folder = project({
        "content/project-x/index.md": "---\ntitle: Project X\nvisibility: restricted\n---\n",
        "content/project-x/2026-q4/buy.md": objective("score: 70\n"),
        "content/project-x/notes/plan.md": objective(),
        "content/project-x/load.md": "---\ntype: kpi\ntitle: Load\n---\n",
        GOAL: objective("aligns_to: [buy, project-x]\n", KEY_RESULTS.replace("500", "500, kpi: loads")),
    })  # fmt: skip
    seen = check(folder, "--audience", "public").output
    assert "project-x" not in seen.replace("`project-x`", "").replace("aligns_to: [buy, project-x]", "")
    assert "Load" not in seen
    assert "is a unit" not in seen
    assert [p["code"] for p in problems(folder, "--audience", "public")] == ["unknown-reference"] * 3
    everything = places(problems(folder))
    assert ("content/project-x/2026-q4/buy.md", 5, "out-of-range") in everything
    assert ("content/project-x/notes", 1, "folder-without-index") in everything


def test_hidden_duplicates_make_nothing_ambiguous(project):
    folder = project({
        **UNITS,
        "okrsite.yml": "checks: {orphan: off}\n",
        "content/marketing/2026-q4/grow.md": objective(),
        "content/sales/2026-q4/grow.md": objective("visibility: restricted\n"),
        GOAL: in_other_words(objective("aligns_to: grow\n")),
    })  # fmt: skip
    assert not problems(folder)
    assert not problems(folder, "--audience", "public")
    hidden = project({"content/2026-q4/secret.md": in_other_words(objective("visibility: restricted\naligns_to: grow\n"))})
    problem = only(problems(hidden))
    assert (problem["file"], problem["code"]) == ("content/2026-q4/secret.md", "ambiguous-reference")
    assert not problems(hidden, "--audience", "public")


def test_a_hidden_thing_that_wants_a_published_address_is_told_of_itself_only(project):
    folder = project({GOAL: objective(), "content/2026-q4/other.md": objective("id: goal\nvisibility: restricted\n")})
    problem = only(problems(folder))
    assert (problem["file"], problem["code"]) == ("content/2026-q4/other.md", "address-collision")
    assert not problems(folder, "--audience", "public")


def test_an_audience_sees_its_own_and_is_offered_its_own(project):
    files = {**BOARD, "content/2026-q4/sell-acme.md": objective("visibility: board\n"), GOAL: objective("aligns_to: sell-acm\n")}
    folder = project(files)
    assert only(problems(folder, "--audience", "board"))["hint"] == "Did you mean `2026-q4/sell-acme`?"
    assert "sell-acme" not in only(problems(folder, "--audience", "staff"))["hint"]
    assert "sell-acme" not in only(problems(folder))["hint"]


def test_an_unknown_audience_is_wrong_use(project):
    result = check(project(BOARD), "--audience", "bord")
    assert result.exit_code == 2
    assert "`bord`" in result.stderr
    assert "public, board, staff" in result.stderr


def test_a_hidden_thing_may_align_to_a_published_one(project):
    hidden = in_other_words(objective("visibility: draft\naligns_to: goal\n"))
    assert not problems(project({GOAL: objective(), "content/2026-q4/a.md": hidden}))


@pytest.mark.parametrize(
    ("outer", "inner", "is_wider"),
    [
        ("restricted", "public", True),
        ("restricted", "draft", True),
        ("restricted", "board", True),
        ("board", "staff", True),
        ("board", "public", True),
        ("draft", "public", True),
        ("public", "draft", False),
        ("public", "board", False),
        ("board", "board", False),
        ("board", "restricted", False),
        ("restricted", "restricted", False),
    ],
)
def test_what_is_wider_than_what_encloses_it(project, outer, inner, is_wider):
    unit = f"---\ntitle: Board\nvisibility: {outer}\n---\n"
    file = "content/top/2026-q4/goal.md"
    folder = project({**BOARD, "content/top/index.md": unit, file: objective(f"visibility: {inner}\n")})
    assert places(problems(folder)) == ([(file, 5, "wider-visibility")] if is_wider else [])


@pytest.mark.parametrize("extra", ["visibility: secret\n", "visibilty: restricted\n", "visibility: [restricted]\n", "embargo: soon\n"])
def test_what_cannot_be_understood_is_an_error_for_every_audience(project, extra):
    folder = project({GOAL: objective(extra)})
    for audience in ((), ("--audience", "public")):
        assert only(problems(folder, *audience))["line"] == 5


# ---- names that differ in what nobody sees ----


@pytest.mark.parametrize(("one", "other"), [("caf\u00e9", "cafe\u0301"), ("Team", "team")], ids=["accents", "capital letters"])
@pytest.mark.parametrize("path", ["content/{}/index.md", "content/2026-q4/x{}.md"], ids=["units", "objectives"])
def test_names_that_differ_only_in_accents_or_capitals(project, path, one, other):
    text = INDEX if path.endswith("index.md") else objective("id: goal\n")
    folder = project({path.format(one): text, path.format(other): text})
    if len(list((folder / path.format(one)).parent.parent.rglob("*.md"))) < 2 + (text != INDEX):
        pytest.skip("this file system takes the two for one")
    found = problems(folder)
    assert {problem["code"] for problem in found} == {"address-collision"}
    assert all(problem["hint"] for problem in found)


# ---- configuration: exit code 2 ----

CONFIGURATIONS = {
    "title: Acme\n": (1, "unknown-key", "below `site:`"),
    "language: fr\n": (1, "unknown-key", "below `site:`"),
    "conten: x\n": (1, "unknown-key", "`content`"),
    "- site\n": (1, "not-a-mapping", "`key: value`"),
    "site: Acme\n": (1, "wrong-type", "`site:`"),
    "site:\n\ttitle: Acme\n": (2, "tab-indent", "spaces"),
    "site:\n  url: acme.example\n": (2, "bad-url", "https://"),
    "site:\n  language: English\n": (2, "unknown-value", "en, fr"),
    "content: .\n": (1, "bad-path", "`content`"),
    "content: ./\n": (1, "bad-path", "`content`"),
    "content: ../elsewhere\n": (1, "bad-path", "`content`"),
    'content: "a\\u2028b"\n': (1, "bad-path", "`content`"),
    "levels: []\n": (1, "wrong-type", "at least one entry"),
    "levels: team\n": (1, "wrong-type", "`levels: [team]`"),
    "audiences: board\n": (1, "wrong-type", "`audiences: [board]`"),
    "audiences: [draft]\n": (1, "configuration", "another name"),
    "fiscal_year_start: February\n": (1, "out-of-range", "1 to 12"),
    "cycles:\n  - id: sprint-3\n": (2, "missing-key", "first and last day"),
    "cycles:\n  - {id: a, start: 2026-03-02, end: 2026-03-29, parent: b}\n": (2, "unknown-cycle", "Configure it"),
    "cycles:\n  - {id: 2026-q4, parent: 2026-q4}\n": (2, "configuration", "`parent`"),
    "status:\n  at_risk: 10%\n": (2, "wrong-type", "0.1 for 10 %"),
    "status: {at_risk: 0.3, off_track: 0.2}\n": (1, "low-above-high", "smaller"),
    "checks:\n  no-ower: off\n": (2, "unknown-key", "`no-owner`"),
    "checks:\n  no-owner: false\n": (2, "unknown-value", "`off`"),
    "checks:\n  no-owner: {severity: fatal}\n": (2, "unknown-value", "`warning`"),
}


@pytest.mark.parametrize("text", CONFIGURATIONS)
def test_a_mistake_in_the_configuration(project, text):
    line, code, hint = CONFIGURATIONS[text]
    result = check(project({"okrsite.yml": text}))
    assert result.exit_code == 2
    assert not result.stdout
    assert result.stderr.startswith(f"okrsite.yml:{line}:")
    assert f"error[{code}]: " in result.stderr
    assert hint in result.stderr
    assert result.stderr.endswith("1 error, 0 warnings\n")


def test_every_fault_of_the_configuration_in_one_run(project):
    result = check(project({"okrsite.yml": "sit: {}\nlevels: []\nunit_rollup: deep\n"}))
    assert result.stderr.count("error[") == 3


# ---- odd things: an answer, never a traceback ----

ODD_VALUES = [
    "", "null", "[]", "{}", "[null]", "[[]]", "[[x]]", "[{}]", "{a: b}", "[1, [2, {a: [3]}]]", "[{title: {a: b}}]", "{to: {to: x}}",
    "{is: {is: x}}", "{'': ''}", "{null: null}", "{[a]: b}", "5", "-1", "0.0", "1e18", "999999999999999999", ".inf", "true", "2026-02-30",
    "''", '"  "', "🚀", "'#'", "'../..'", "'./'", "'/'", "'a#b#c'", '"\\u202e"', "|\n  text", "&a [*a]", "!!python/object x",
]  # fmt: skip
KEYS = ["title", "id", "type", "cycle", "owner", "contributors", "why", "kind", "aligns_to", "rollup", "progress", "weight", "status",
        "key_results", "initiatives", "budget", "resources", "checkins", "score", "retrospective", "continues", "tags", "visibility",
        "embargo", "aliases", "values", "good", "target", "watch", "members", "lead", "date", "source"]  # fmt: skip
KEY_RESULT_KEYS = ["id", "title", "type", "owner", "weight", "confidence", "due", "url", "kpi", "aligns_to", "status", "start", "target",
                   "current", "unit", "low", "high", "risk", "done", "milestones", "steps", "reached", "plan", "aggregate"]  # fmt: skip


def with_key(text: str, key: str, value: str) -> str:
    """Front matter with one key set to a value, in place of the one that it has."""
    lines = [line for line in text.split("\n") if not line.startswith(f"{key}:")]
    return "\n".join([lines[0], f"{key}: {value}", *lines[1:]])


@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_value_of_any_key(project, value):
    """One project holds the value at every key of every kind of document, each in a file of its own."""
    review, kpi, page = ("---\ntype: review\ntitle: R\n---\n", "---\ntype: kpi\ntitle: K\n---\n", "---\ntype: page\ntitle: P\n---\n")
    files: dict[str, str | bytes] = {}
    for key in KEYS:
        files[f"content/2026-q4/o-{key}.md"] = with_key(objective(), key, value)
        files[f"content/2026-q4/r-{key}.md"] = with_key(review, key, value)
        files[f"content/k-{key}.md"] = with_key(kpi, key, value)
        files[f"content/p-{key}.md"] = with_key(page, key, value)
        files[f"content/u-{key}/index.md"] = with_key(INDEX, key, value)
    for key in KEY_RESULT_KEYS:
        entry = f"key_results:\n  - title: Visitors\n    {key}: {value.replace(chr(10), chr(10) + '    ')}\n"
        files[f"content/2026-q4/kr-{key}.md"] = objective(key_results=entry + "  - title: Followers\n    target: 5\n")
    for key in ("date", "by", "values", "confidence", "status", "note", "win"):
        entry = f"checkins:\n  - date: 2026-11-02\n    {key}: {value.replace(chr(10), chr(10) + '    ')}\n"
        files[f"content/2026-q4/c-{key}.md"] = objective(key_results=KEY_RESULTS + entry)
    files["content/people.yml"] = f"ana: {value}\nben:\n  name: {value.replace(chr(10), chr(10) + '  ')}\n"
    folder = project(files)
    told = check(folder)
    assert told.exit_code in (0, 1)
    assert "None" not in told.stdout


@pytest.mark.parametrize("value", ODD_VALUES)
def test_an_odd_value_of_any_key_of_the_configuration(project, value):
    folder = project({GOAL: objective()})
    keys = ["site", "repository", "content", "levels", "fiscal_year_start", "fiscal_year_named_by", "cycles", "audiences", "status",
            "unit_rollup", "terms", "checks", "theme"]  # fmt: skip
    for key in keys:
        project({"okrsite.yml": f"{key}: {value}\n"})
        assert check(folder).exit_code in (0, 1, 2), key


ODD_FILES: dict[str, dict[str, str | bytes]] = {
    "a folder for index.md": {"content/team/index.md/goal.md": objective()},
    "a folder for a document": {"content/2026-q4/goal.md/note.txt": "x"},
    "a folder for people": {"content/people.yml/x.txt": "x"},
    "a name that is an ending": {"content/.md": "x", "content/2026-q4/.md": "x"},
    "an ending in capital letters": {"content/2026-q4/goal.MD": objective()},
    "spaces and marks": {"content/my team!/index.md": INDEX, "content/my team!/2026-q4/a b c.md": objective()},
    "an emoji": {"content/2026-q4/🚀.md": objective(), "content/🚀/index.md": INDEX},
    "right to left": {"content/2026-q4/\u202eda.md": objective("id: x\n"), "content/2026-q4/y.md": objective("id: \u202e\n")},
    "the same id twice": {GOAL: objective(), "content/b.md": objective("id: goal\ncycle: 2026-q4\n")},
    "nothing": {GOAL: "", "content/2026-q4/b.md": "\n\n", "content/2026-q4/c.md": "---", "content/2026-q4/d.md": "---\n---"},
    "fences": {GOAL: "---\n---\n---\n---\n", "content/2026-q4/b.md": "----\ntitle: x\n----\n", "content/2026-q4/c.md": "+++\n+++\n"},
    "other encodings": {GOAL: objective().encode("utf-16"), "content/b.md": objective().encode("latin-1"), "content/c.md": b"\0"},
    "years": {"content/0000/g.md": objective(), "content/0001/g.md": objective(), "content/9999-12/g.md": objective()},
    "brackets": {GOAL: "---\na: " + "[" * 50_000 + "\n---\n", "content/2026-q4/b.md": "---\n" + "a: {" * 50_000 + "\n---\n"},
    "a long word": {GOAL: objective(f"tags: [{'x' * 50_000}]\nid: {'y' * 50_000}\naligns_to: {'z' * 50_000}\n")},
    "many faults": {GOAL: "---\n" + "".join(f"key-{number}: [\n" for number in range(2_000)) + "---\n"},
    "many unknown keys": {GOAL: objective("".join(f"key-{number}: 1\n" for number in range(500)))},
    "many check-ins": {GOAL: objective(key_results=KEY_RESULTS + "checkins:\n" + "  - {date: 2026-11-02, values: {no: 1}}\n" * 500)},
    "a body of brackets": {GOAL: objective(body="[" * 60_000)},
    "links": {GOAL: objective(body="[a](..) [b](/) [c](./../../..) [d](%2e%2e/x) [e](#x) [f](?) [g](goal.md#y) ![h](\\\\) [i](c:/x)\n")},
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_FILES)
def test_odd_files(project, name):
    folder = project(ODD_FILES[name])
    assert check(folder).exit_code in (0, 1)
    assert "\u202e" not in check(folder, "--audience", "public").stdout
    assert max(len(line) for line in check(folder).stdout.splitlines()) < 1_000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-10-01", "2026-12-31"])
def test_any_day(project, day):
    folder = project({GOAL: objective(key_results=KEY_RESULTS + "checkins:\n  - {date: 2026-11-02, note: x}\n")})
    result = CliRunner().invoke(main, ["check", "--project", str(folder), "--as-of", day])
    assert result.exit_code == 0
