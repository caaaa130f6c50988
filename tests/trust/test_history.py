"""What is hidden today is hidden in the past too: its values, its names, and what commits said of it (FORMAT §13)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from okrsite.published import Change, ChangeKind, History, Publication
from okrsite.reading import load
from tests.repositories import commit, git
from tests.sites import AS_OF, objective
from tests.test_history import GROW, grow, points
from tests.trust.canaries import STEM, canary, leaks
from tests.trust.commands import run

Files = Mapping[str, str | None]
Site = dict[str, bytes]

UNIT = "content/team"
SECRET = f"{UNIT}/2026-q4/{canary(2)}.md"
HIDE = "visibility: restricted"
NUMBERS = ("918273", "918 273", "918,273", "918’273", "927364.5")
PUBLIC = {
    "okrsite.yml": "site: {url: https://okr.acme.example/}\nrepository: {url: https://git.acme.example/okrs}\naudiences: [board]\n",
    "content/index.md": objective("Acme", "lead: ana"),
    "content/people.yml": f"ana: {{name: Ana}}\nzoe: {{name: {canary(3)}, role: {canary(4)}, email: {canary(5)}@acme.example}}\n",
    f"{UNIT}/index.md": objective("The team"),
    GROW: grow(1, "owner: ana"),
}


def secret(*lines: str) -> str:
    """An objective with a canary in everything that it is called by."""
    return objective(
        f"Buy {canary(10)} quietly", f"id: {canary(11)}", "owner: zoe", f"contributors: [{canary(12)}]", f"tags: [{canary(13)}]",
        f"aliases: [old/{canary(14)}]", f"initiatives: [{{title: Ask {canary(15)}, owner: {canary(16)}}}]", f"resources: [{canary(17)}]",
        "key_results:",
        f"  - {{id: {canary(18)}, title: {canary(19)}, unit: {canary(20)}, target: 918273, current: 927364.5}}",
        f"  - {{title: {canary(21)}, type: milestones, milestones: [{{title: {canary(22)}, done: true}}]}}",
        f"  - {{title: {canary(23)}, type: ladder, steps: {{0.5: {canary(24)}, 1: {canary(25)}}}, reached: 0.5}}",
        f"checkins: [{{date: 2026-10-06, by: {canary(26)}, confidence: 3}}]", *lines,
    )  # fmt: skip


NAMES = [canary(number) for number in (2, 3, *range(10, 27))]
LATER = objective("Another", "key_results: [{id: k, title: K, target: 50, current: 5}]", f"id: {canary(11)}")

# What becomes of the secret, one commit after the other; and the scenarios in which another one is visible at its address today.
LIVES: dict[str, tuple[Files, ...]] = {
    "hidden always": ({SECRET: secret(HIDE)}, {SECRET: secret(HIDE, "why: Now.")}),
    "public, then hidden": ({SECRET: secret()}, {SECRET: secret("why: Now.")}, {SECRET: secret(HIDE)}),
    "under an embargo": ({SECRET: secret("embargo: 2026-11-24")},),
    "for an audience": ({SECRET: secret()}, {SECRET: secret("visibility: board")}),
    "hidden with its unit": ({SECRET: secret()}, {f"{UNIT}/index.md": objective("The team", HIDE)}),
    "hidden, then deleted": ({SECRET: secret(HIDE)}, {SECRET: None}),
    "public, hidden, then deleted": ({SECRET: secret()}, {SECRET: secret(HIDE)}, {SECRET: None}),
    "moved, then hidden": ({SECRET: secret()}, {SECRET: None, f"{UNIT}/{canary(2)}.md": secret("cycle: 2026-q4", HIDE)}),
    "misspelt, hidden, then deleted": ({SECRET: secret("visibilty: restricted")}, {SECRET: secret(HIDE)}, {SECRET: None}),
}


@dataclass
class Repository:
    """A repository on which one day after the other something is committed."""

    folder: Path
    count: int = 0
    public: list[str] = field(default_factory=list)

    def commit(self, files: Files, message: str, on: str = "", by: str = "Ana") -> str:
        self.count += 1
        return commit(self.folder, files, message, on or f"2026-10-{1 + self.count // 5:02}", by)

    def change(self, message: str, files: Files | None = None, by: str = "Ana") -> None:
        """A change of the published objective, which is told with the commit's first line where nothing speaks against that."""
        version = grow(1, "owner: ana", key_result=f"target: {100 + self.count}")
        self.public.append(self.commit({**(files or {}), GROW: version}, message, by=by))

    def history(self) -> History:
        return load(self.folder, AS_OF).history

    def site(self) -> Site:
        built = run(self.folder, "build", as_of=AS_OF)
        assert built.code == 0, built.stderr
        return {**built.site, "log": (built.stdout + built.stderr).replace(str(self.folder), "").encode()}


def subjects(history: History, key: str = "2026-q4/grow") -> list[str | None]:
    return [change.publication.subject for change in history.changes[key] if change.kind is ChangeKind.TARGET]


def spelt(name: str) -> list[str]:
    """A name as people write it."""
    apart = unicodedata.normalize("NFD", name)
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return [name, apart, bare.upper(), f"({name.title()})’s", f"x-{bare}_y", f"not{name}yet"]


def some(lives: Mapping[str, object], *sample: str) -> list[object]:
    """All lives, of which the short suite looks at a sample."""
    return [life if life in sample else pytest.param(life, marks=pytest.mark.slow) for life in lives]


@pytest.mark.parametrize("life", some(LIVES, "hidden with its unit", "public, hidden, then deleted"))
def test_no_form_of_a_hidden_name_or_value_is_told(life: str, tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit(PUBLIC, "Begin")
    for step in LIVES[life]:
        made.commit(step, f"About {canary(99)}")
        made.change(f"The reason is {canary(98)}", {f"content/_{canary(97)}.md": str(made.count)}, by=canary(96))
    for name in NAMES:
        for form in spelt(name):
            made.change(f"Because {form} said so", by=canary(96))
    for number in NUMBERS:
        made.change(f"Because it is {number} now")
    made.change("A reason for all to see")
    history = made.history()
    assert subjects(history)[-1] == "A reason for all to see"
    assert [text for text in subjects(history) if text] == ["A reason for all to see"]
    assert not leaks({"history": repr(history).encode()})
    assert set(history.changes) == {"2026-q4/grow"} and set(history.values) == {("2026-q4/grow", "k")}
    found = {name: content for name, content in made.site().items() if not name.startswith("assets/")}
    assert not leaks(found)
    assert not [name for name, content in found.items() for number in NUMBERS if number.encode() in content]


def test_the_same_first_lines_are_told_where_nothing_is_hidden(tmp_path: Path) -> None:
    """Else the test above would look for what is never told."""
    made = Repository(tmp_path)
    made.commit({**PUBLIC, SECRET: secret()}, "Begin")
    made.change(f"Because {NAMES[0]} said so")
    made.change("Because it is 918 273 now")
    assert subjects(made.history()) == [f"Because {NAMES[0]} said so", "Because it is 918 273 now"]
    assert leaks({"history": repr(made.history()).encode()})


@pytest.mark.parametrize("life", ["hidden, then deleted", "public, hidden, then deleted"])
def test_another_one_at_the_address_of_a_hidden_one_has_no_part_in_its_past(life: str, tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit(PUBLIC, "Begin")
    for step in LIVES[life]:
        made.commit({path: text and _with_the_same_key_result(text) for path, text in step.items()}, f"About {canary(99)}")
    made.commit({SECRET: LATER}, "Begun", on="2026-11-02")
    reference = f"team/2026-q4/{canary(11)}"
    assert points(tmp_path, reference) == [("11-02", 5)]
    assert [change.kind for change in made.history().changes[reference]] == [ChangeKind.CREATED]


def _with_the_same_key_result(text: str) -> str:
    return text.replace(f"id: {canary(18)}", "id: k").replace(f"unit: {canary(20)}, ", "")


def test_an_alias_of_something_visible_tells_nothing_of_what_is_hidden_at_that_address(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit({**PUBLIC, "content/2026-q4/old.md": grow(918273)}, "Begin")
    made.commit({"content/2026-q4/old.md": grow(918273, HIDE), GROW: grow(5, "aliases: [2026-q4/old]")}, "Hidden", on="2026-11-02")
    assert points(tmp_path) == [("10-01", 1), ("11-02", 5)]
    assert "918273" not in repr(made.history())


def test_two_files_of_one_name_of_which_one_is_hidden_are_kept_apart(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit({**PUBLIC, f"{UNIT}/x.md": grow(918273, "cycle: 2026-q4", "id: grow")}, "Begin")
    other = f"{UNIT}/2026-q4/grow.md"
    made.commit({f"{UNIT}/x.md": grow(918273, "cycle: 2026-q4", "id: grow", HIDE), other: grow(3)}, "Both", on="2026-11-02")
    assert points(tmp_path, "team/2026-q4/grow") == [("11-02", 3)]


def versions(folder: Path, *days: tuple[str, Files]) -> Path:
    for day, files in days:
        commit(folder, {**(PUBLIC if not (folder / ".git").exists() else {}), **files}, on=day)
    return folder


def test_what_was_hidden_then_is_not_told_as_published_then(tmp_path: Path) -> None:
    versions(tmp_path, ("2026-10-01", {GROW: grow(1)}), ("2026-10-05", {GROW: grow(2, HIDE)}), ("2026-10-06", {GROW: grow(3, HIDE)}),
             ("2026-10-09", {GROW: grow(4)}), ("2026-10-12", {GROW: grow(5)}))  # fmt: skip
    assert points(tmp_path) == [("10-01", 1), ("10-09", 4), ("10-12", 5)]


def test_what_its_unit_hid_is_published_on_the_day_on_which_the_unit_is(tmp_path: Path) -> None:
    file, index = f"{UNIT}/2026-q4/x.md", f"{UNIT}/index.md"
    versions(tmp_path, ("2026-10-01", {file: grow(1), index: objective("Team", HIDE)}), ("2026-10-05", {file: grow(2)}),
             ("2026-10-09", {index: objective("Team")}), ("2026-10-12", {file: grow(3)}))  # fmt: skip
    assert points(tmp_path, "team/2026-q4/x") == [("10-09", 2), ("10-12", 3)]


EMBARGO = {"2026-10-14": [], "2026-10-15": [("10-15", 2)], "2026-11-23": [("10-15", 2), ("10-20", 3)]}


@pytest.mark.parametrize(("as_of", "expected"), EMBARGO.items())
def test_an_embargo_ends_on_its_day_and_what_it_covered_is_never_told(
    tmp_path: Path, as_of: str, expected: list[tuple[str, object]]
) -> None:  # fmt: skip
    days = ("2026-10-05", 1), ("2026-10-08", 2), ("2026-10-20", 3)
    versions(tmp_path, *((day, {"content/2026-q4/x.md": grow(value, "embargo: 2026-10-15")}) for day, value in days))
    assert points(tmp_path, "2026-q4/x", as_of=date.fromisoformat(as_of)) == expected


def test_an_audience_is_told_what_it_could_see(tmp_path: Path) -> None:
    versions(tmp_path, ("2026-10-05", {GROW: grow(1, "visibility: board")}), ("2026-10-12", {GROW: grow(2)}))
    assert points(tmp_path) == [("10-12", 2)]
    series = load(tmp_path, AS_OF, "board").history.values["2026-q4/grow", "k"]
    assert [day.day for day, _ in series] == [5, 12]


def test_a_title_of_the_time_when_it_was_hidden_is_not_told_later(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit({**PUBLIC, "content/2026-q4/x.md": grow(1, HIDE).replace("title: Grow", f"title: Dismiss {canary(50)}")}, "Begin")
    made.change(f"Waits for {canary(50)}")
    made.commit({"content/2026-q4/x.md": grow(1)}, f"No longer {canary(50)}")
    made.change("Goes on")
    assert subjects(made.history()) == [None, "Goes on"]
    assert STEM not in repr(made.history())


def test_words_that_all_may_read_keep_no_first_line_back(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    hidden = grow(1, HIDE, "owner: Bo Li").replace("title: Grow", "title: Grow with the team of Globex")
    made.commit({**PUBLIC, "content/2026-q4/x.md": hidden}, "Begin")
    said = {"Grow more, as the team of Acme can": True, "Globex": False, "#globex-2: more": False, "Ask Bo Li": False, "Grow 2026-q4": True,
            "The steam is off": True, "GLOBEXES": False}  # fmt: skip
    for line in said:
        made.change(line)
    assert subjects(made.history()) == [line if told else None for line, told in said.items()]


def test_a_commit_that_changed_something_hidden_too_says_nothing(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.commit({**PUBLIC, SECRET: secret(HIDE), "content/plan.pdf": "x", f"{UNIT}/2026-q4/gone.md": grow(1)}, "Begin")
    for files in ({SECRET: secret(HIDE, "why: x.")}, {"content/_note.md": "x"}, {f"{UNIT}/2026-q4/gone.md": None}, {"content/.x": "x"}):
        made.change("More of it", files)
    for files in ({"content/plan.pdf": "y"}, {"content/index.md": objective("Acme", "lead: ana", "mission: More.")}, {"README.md": "x"}):
        made.change("More of it", files)
    assert subjects(made.history()) == [None] * 4 + ["More of it"] * 3


EQUAL = {name: steps for name, steps in LIVES.items() if "with its unit" not in name}


@pytest.mark.parametrize("life", some(EQUAL, "public, then hidden", "misspelt, hidden, then deleted"))
def test_the_site_is_that_of_a_repository_that_never_held_the_secret(life: str, tmp_path: Path) -> None:
    """But for the first lines of commits that changed published things and hidden ones at once: nobody can tell what they are about."""
    held, never = Repository(tmp_path / "held" / "okrs"), Repository(tmp_path / "never" / "okrs")
    for made in (held, never):
        made.commit(PUBLIC, "Begin")
        for number, step in enumerate(EQUAL[life]):
            made.change(f"Change {number}")
            if made is held:
                commit(made.folder, step, "Hidden work", on=f"20{15 + 60 * (number % 2)}-10-03")
                for value in range(9):  # so many that their clock would move the days of the others
                    commit(made.folder, {f"{UNIT}/2026-q4/{canary(90)}.md": grow(value, HIDE)}, "Hidden work", on="2026-11-20")
            made.count += 3
            made.change(f"Change back {number}")
    histories = [anonymous(made) for made in (held, never)]
    assert histories[0] == histories[1]
    assert all(subjects(histories[1]))
    sites = [normalised(made) for made in (held, never)]
    assert sites[0] == sites[1]


def anonymous(made: Repository) -> History:
    """The history with numbers in place of commits."""
    numbers = {identifier: str(number) for number, identifier in enumerate(commits(made))}

    def without(change: Change) -> Change:
        found = change.publication
        return replace(change, publication=Publication(numbers[found.commit], found.day, found.subject))

    history = made.history()
    return replace(history, changes={reference: tuple(map(without, changes)) for reference, changes in history.changes.items()})


def commits(made: Repository) -> list[str]:
    """The commits that published something."""
    return [git(made.folder, "rev-list", "--max-parents=0", "HEAD"), *made.public]


def normalised(made: Repository) -> Site:
    """The site with numbers in place of commits, of any length, and of the ids of feeds that are made of them."""
    numbers = {identifier[:7].encode(): b"<%d>" % number for number, identifier in enumerate(commits(made))}
    pattern = re.compile(rb"(?:urn:uuid:[0-9a-f-]+)|(?:" + b"|".join(numbers) + b")[0-9a-f]*")
    return {path: pattern.sub(lambda m: numbers.get(m[0][:7], b"urn"), content) for path, content in made.site().items()}
