"""The history of objectives: what the main line of a repository published, by day, under the names of today (FORMAT §11, §18)."""

import json
import unicodedata
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from okrsite.publish.okrs_json import okrs_json
from okrsite.published import Change, ChangeKind, HistoryState
from okrsite.reading import load
from tests.repositories import branch, commit, git, merge
from tests.sites import AS_OF, objective, with_company, write

GROW = "content/2026-q4/grow.md"
Point = tuple[str, object]


def grow(current: object = None, *lines: str, key_result: str = "target: 100", kind: str = "current") -> str:
    """An objective with one key result, of which a value is written."""
    said = "" if current is None else f", {kind}: {current}"
    return objective("Grow", *lines, f"key_results: [{{id: k, title: K, {key_result}{said}}}]")


def publish(folder: Path, *versions: tuple[str, str | None], file: str = GROW) -> Path:
    """A repository in which a file has one version after the other, each on a day."""
    for day, text in versions:
        commit(folder, with_company({file: text}), on=day)
    return folder


def points(folder: Path, key: str = "2026-q4/grow", key_result: str = "k", as_of: date = AS_OF) -> list[Point]:
    """What was published of a key result, by day."""
    values = load(folder, as_of).history.values.get((key, key_result), ())
    return [(f"{day:%m-%d}", int(value) if isinstance(value, Fraction) else value) for day, value in values]


def changes(folder: Path, kind: ChangeKind, key: str = "2026-q4/grow") -> list[Change]:
    return [change for change in load(folder, AS_OF).history.changes.get(key, ()) if change.kind is kind]


def test_a_value_is_that_of_its_day(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-12", grow(4)), ("2026-11-02", grow(9)))
    assert points(tmp_path) == [("10-05", 1), ("10-12", 4), ("11-02", 9)]
    told = [(f"{c.publication.day:%m-%d}", c.before, c.after) for c in changes(tmp_path, ChangeKind.VALUE)]
    assert told == [("10-12", 1, 4), ("11-02", 4, 9)]
    (created,) = changes(tmp_path, ChangeKind.CREATED)
    assert created.publication.day == date(2026, 10, 5)
    assert created.publication.commit == git(tmp_path, "rev-list", "--max-parents=0", "HEAD")


def test_equal_neighbours_are_one_and_of_a_day_the_last_counts(tmp_path: Path) -> None:
    days = ("10-05", 1), ("10-06", 1), ("10-07", 2), ("10-07", 3), ("10-08", 5), ("10-08", 3), ("10-09", 4)
    publish(tmp_path, *((f"2026-{day}", grow(value, f"why: Reason {n}.")) for n, (day, value) in enumerate(days)))
    assert points(tmp_path) == [("10-05", 1), ("10-07", 3), ("10-09", 4)]


@pytest.mark.parametrize("again", [grow(4).replace("\n", "\r\n"), grow(4) + "<!-- said -->\n", grow("4.0"), grow(4, "why: It matters.")])
def test_what_changes_no_value_is_no_point_and_no_news(tmp_path: Path, again: str) -> None:
    publish(tmp_path, ("2026-10-05", grow(4)))
    (tmp_path / GROW).write_bytes(again.encode())
    commit(tmp_path, {}, on="2026-11-20")
    found = load(tmp_path, AS_OF).history
    assert points(tmp_path) == [("10-05", 4)]
    assert found.updates == {"2026-q4/grow": date(2026, 10, 5)}
    assert [change.kind for change in found.changes["2026-q4/grow"]] == [ChangeKind.CREATED]


def test_a_file_that_is_renamed_with_an_alias_carries_its_values_on(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    commit(tmp_path, {GROW: None, "content/2026-q4/more.md": grow(2, "aliases: [2026-q4/grow]")}, on="2026-10-12")
    commit(tmp_path, {"content/2026-q4/more.md": grow(3, "aliases: [2026-q4/grow]")}, on="2026-10-19")
    assert points(tmp_path, "2026-q4/more") == [("10-05", 1), ("10-12", 2), ("10-19", 3)]
    assert points(tmp_path, "2026-q4/grow") == []
    assert len(changes(tmp_path, ChangeKind.CREATED, "2026-q4/more")) == 1


def test_an_objective_that_moves_twice_is_known_by_all_its_names(tmp_path: Path) -> None:
    teams = with_company({f"content/{team}/index.md": objective(team) for team in ("one", "two")})
    commit(tmp_path, {**teams, GROW: grow(1)}, on="2026-10-05")
    commit(tmp_path, {GROW: None, "content/one/2026-q4/grow.md": grow(2, "aliases: [2026-q4/grow]")}, on="2026-10-12")
    last = grow(2, "aliases: [one/2026-q4/grow, 2026-q4/grow]")
    commit(tmp_path, {"content/one/2026-q4/grow.md": None, "content/two/2026-q4/grow.md": last}, on="2026-10-19")
    assert points(tmp_path, "two/2026-q4/grow") == [("10-05", 1), ("10-12", 2)]


def test_a_unit_that_moves_takes_the_past_of_what_lies_in_it_along(tmp_path: Path) -> None:
    commit(tmp_path, with_company({"content/old/index.md": objective("Team"), "content/old/2026-q4/grow.md": grow(1)}), on="2026-10-05")
    git(tmp_path, "mv", "content/old", "content/new")
    commit(tmp_path, {"content/new/2026-q4/grow.md": grow(2, "aliases: [old/2026-q4/grow]")}, on="2026-10-12")
    assert points(tmp_path, "new/2026-q4/grow") == [("10-05", 1), ("10-12", 2)]


def test_a_file_that_is_renamed_without_an_alias_begins_anew(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    commit(tmp_path, {GROW: None, "content/2026-q4/more.md": grow(1)}, on="2026-10-12")
    assert points(tmp_path, "2026-q4/more") == [("10-12", 1)]


def test_a_file_may_move_where_its_name_stays(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    commit(tmp_path, {GROW: None, "content/elsewhere.md": grow(2, "id: grow", "cycle: 2026-q4")}, on="2026-10-12")
    assert points(tmp_path) == [("10-05", 1), ("10-12", 2)]


def test_two_objectives_that_become_one_are_not_told_by_turns(tmp_path: Path) -> None:
    other = "content/2026-q4/other.md"
    for day, one, two in (("10-05", 1, 50), ("10-12", 2, 60), ("10-19", 3, 70)):
        commit(tmp_path, with_company({GROW: grow(one), other: grow(two)}), on=f"2026-{day}")
    commit(tmp_path, {other: None, GROW: grow(4, "aliases: [2026-q4/other]")}, on="2026-10-26")
    assert points(tmp_path) == [("10-05", 1), ("10-12", 2), ("10-19", 3), ("10-26", 4)]


def test_what_is_deleted_and_added_again_goes_on(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    commit(tmp_path, {GROW: None}, on="2026-10-12")
    commit(tmp_path, {GROW: grow(3)}, on="2026-10-19")
    assert points(tmp_path) == [("10-05", 1), ("10-19", 3)]


def test_a_revert_is_published_like_any_change(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-12", grow(7)))
    git(tmp_path, "revert", "--no-edit", "HEAD", on="2026-10-13")
    assert points(tmp_path) == [("10-05", 1), ("10-12", 7), ("10-13", 1)]


@pytest.mark.parametrize("how", ["merge", "squash", "octopus"])
def test_a_branch_is_published_when_it_comes_to_the_main_line(tmp_path: Path, how: str) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    branch(tmp_path, "work")
    for day, value in (("10-06", 2), ("10-07", 3)):
        commit(tmp_path, {GROW: grow(value)}, on=f"2026-{day}")
    if how == "octopus":
        for name in ("one", "two"):
            branch(tmp_path, name)
            commit(tmp_path, {f"content/2026-q4/{name}.md": grow(5)}, on="2026-10-08")
        merge(tmp_path, "work", "one", "two", on="2026-10-12")
        assert len(git(tmp_path, "log", "-1", "--format=%P").split()) == 4
        assert points(tmp_path, "2026-q4/two") == [("10-12", 5)]
    elif how == "merge":
        merge(tmp_path, "work", on="2026-10-12")
    else:
        git(tmp_path, "checkout", "-q", "main")
        git(tmp_path, "merge", "-q", "--squash", "work")
        commit(tmp_path, {}, on="2026-10-12")
    assert points(tmp_path) == [("10-05", 1), ("10-12", 3)]


UNCLEAR = {
    "no YAML": "---\ntitle: [\n---\n",
    "no front matter": "Grow\n",
    "a key of another version": grow(5, "forecast: high"),
    "not UTF-8": None,
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_a_version_that_cannot_be_understood_is_passed_over_and_counted(tmp_path: Path, what: str) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    text = UNCLEAR[what]
    (tmp_path / GROW).write_bytes(b"---\ntitle: \xff\n---\n" if text is None else text.encode())
    commit(tmp_path, {}, on="2026-10-12")
    publish(tmp_path, ("2026-10-19", grow(3)))
    assert points(tmp_path) == [("10-05", 1), ("10-19", 3)]
    assert load(tmp_path, AS_OF).history.skipped == 1


def test_a_version_with_other_errors_is_told_as_far_as_it_can_be_understood(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-12", grow(2, "owner: [a]")), ("2026-10-19", grow(3)))
    assert points(tmp_path) == [("10-05", 1), ("10-12", 2), ("10-19", 3)]
    assert load(tmp_path, AS_OF).history.skipped == 0


@pytest.mark.parametrize("before", ["target: 100, unit: EUR", "type: at_least, target: 100", "id: other, target: 100"])
def test_what_was_counted_otherwise_is_no_part_of_the_line(tmp_path: Path, before: str) -> None:
    text = grow(1, key_result=before).replace("id: k, ", "") if "other" in before else grow(1, key_result=before)
    publish(tmp_path, ("2026-10-05", text), ("2026-10-12", grow(2)))
    assert points(tmp_path) == [("10-12", 2)]
    assert changes(tmp_path, ChangeKind.TARGET) == []


def test_a_key_result_that_was_removed_is_not_told(tmp_path: Path) -> None:
    both = objective("Grow", "key_results: [{id: k, title: K, target: 9, current: 1}, {id: gone, title: G, target: 9, current: 5}]")
    publish(tmp_path, ("2026-10-05", both), ("2026-10-12", grow(2)))
    assert set(load(tmp_path, AS_OF).history.values) == {("2026-q4/grow", "k")}


KINDS = {
    "boolean": ("type: boolean", "done", ("false", "true"), [("10-05", False), ("10-12", True)]),
    "between": ("type: between, low: 1, high: 9", "current", (3, 20), [("10-05", 3), ("10-12", 20)]),
    "ladder": ("type: ladder, steps: {0.3: 10, 1: 40}", "current", (10, 40), [("10-05", 10), ("10-12", 40)]),
    "ladder of words": ("type: ladder, steps: {0: a, 1: b}", "reached", (0, 1), [("10-05", 0), ("10-12", 1)]),
    "milestones": (
        "type: milestones", "milestones",
        ("[{title: A, done: true}, {title: B}]", "[{title: A, done: true}, {title: B, done: 2026-10-11}]"),
        [("10-05", ("A",)), ("10-12", ("A", "B"))],
    ),
    "milestones under another name": (
        "type: milestones", "milestones", ("[{title: Old, done: true}]", "[{title: New, done: true}]"), [("10-12", ("New",))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_type_has_values_of_its_own(tmp_path: Path, name: str) -> None:
    written, kind, (before, after), expected = KINDS[name]
    versions = [(day, grow(v, key_result=written, kind=kind)) for day, v in (("2026-10-05", before), ("2026-10-12", after))]
    publish(tmp_path, *versions)
    assert points(tmp_path) == expected


def test_targets_starts_and_judgements_are_told_with_the_first_line_of_their_commit(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    commit(tmp_path, {GROW: grow(1, "status: at_risk", key_result="start: 1, target: 80")}, "The fair was cancelled\n\nLong.", "2026-10-12")
    (target,), (start,) = changes(tmp_path, ChangeKind.TARGET), changes(tmp_path, ChangeKind.START)
    assert (target.before, target.after, target.publication.subject) == (100, 80, "The fair was cancelled")
    assert (start.before, start.after) == (0, 1)
    (status,) = changes(tmp_path, ChangeKind.STATUS)
    assert (status.before, status.after) == (None, "at_risk")


def test_check_ins_win_on_their_day_and_join_what_was_published(tmp_path: Path) -> None:
    check_in = "checkins: [{date: 2026-10-12, values: {k: 50}}, {date: 2026-10-26, values: {k: 60}}]"
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-12", grow(2)), ("2026-10-19", grow(3)), ("2026-11-02", grow(None, check_in)))
    (found,) = published(tmp_path)["objectives"]
    assert found["key_results"][0]["series"] == [["2026-10-05", 1], ["2026-10-12", 50], ["2026-10-19", 3], ["2026-10-26", 60]]
    assert found["key_results"][0]["current"] == 60


def published(folder: Path, as_of: date = AS_OF) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    loaded = load(folder, as_of)
    found: dict[str, list[dict[str, list[dict[str, object]]]]] = json.loads(
        okrs_json(loaded.organisation, loaded.figures, loaded.config, loaded.audience)
    )
    return found


def test_an_aggregate_is_made_of_what_was_published_of_its_parts(tmp_path: Path) -> None:
    part = "content/2026-q4/part.md"
    files = {GROW: grow(key_result="target: 100, aggregate: sum"), part: grow(key_result="target: 9, aligns_to: grow#k, current: 3")}
    commit(tmp_path, with_company(files), on="2026-10-05")
    commit(tmp_path, {part: grow(key_result="target: 9, aligns_to: grow#k, current: 5")}, on="2026-10-12")
    (whole,) = [o for o in published(tmp_path)["objectives"] if o["title"] == "Grow" and o["ref"] == "2026-q4/grow"]  # type: ignore[comparison-overlap]
    assert whole["key_results"][0]["series"] == [["2026-10-05", 3], ["2026-10-12", 5]]


def test_commits_after_the_day_do_not_count(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-12", grow(2)), ("2026-11-02", grow(3)))
    assert points(tmp_path, as_of=date(2026, 10, 20)) == [("10-05", 1), ("10-12", 2)]


def test_the_value_of_today_is_that_of_the_file_and_the_site_knows_that_it_is_not_committed(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)))
    write(tmp_path, {GROW: grow(7), "notes.txt": "not of the site", "content/2026-q4/new.md": grow(2)})
    loaded = load(tmp_path, AS_OF)
    assert loaded.figures.objectives["2026-q4/grow"].key_results["k"].value == 7
    assert points(tmp_path) == [("10-05", 1)]
    assert loaded.history.uncommitted == ("content/2026-q4/grow.md", "content/2026-q4/new.md")


@pytest.mark.parametrize(("day", "status"), [("2026-11-08", "stale"), ("2026-11-09", "on_track")])
def test_a_commit_that_changed_a_value_keeps_an_objective_fresh(tmp_path: Path, day: str, status: str) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), (day, grow(80)), ("2026-11-22", grow(80, "why: Nothing new.")))
    assert load(tmp_path, AS_OF).figures.objectives["2026-q4/grow"].status == status


@pytest.mark.parametrize("stem", ["gro\u0308-ßer", "a b", ":colon", 'quo"te', "-dash", "new\nline", "tab\tbed"])
def test_names_of_any_kind_are_followed(tmp_path: Path, stem: str) -> None:
    """Also those that no document may have today, but had once."""
    other = f"content/2026-q4/{stem}.md"
    commit(tmp_path, with_company({other: grow(1, "id: kept")}), on="2026-10-05")
    commit(tmp_path, {other: None, "content/2026-q4/kept.md": grow(2)}, on="2026-10-12")
    assert points(tmp_path, "2026-q4/kept") == [("10-05", 1), ("10-12", 2)]


def test_a_name_that_changes_only_how_its_accents_are_stored_is_one_name(tmp_path: Path) -> None:
    for day, form, value in (("10-05", "NFD", 1), ("10-12", "NFC", 2)):
        for path in (tmp_path / "content/2026-q4").glob("l*.md"):
            path.unlink()
        file = f"content/2026-q4/{unicodedata.normalize(form, 'löwe')}.md"
        commit(tmp_path, with_company({file: grow(value)}), on=f"2026-{day}")
    assert points(tmp_path, "2026-q4/löwe") == [("10-05", 1), ("10-12", 2)]


def test_where_history_is_off_nothing_is_told(tmp_path: Path) -> None:
    commit(tmp_path, with_company({GROW: grow(1), "okrsite.yml": "history: false\n"}), on="2026-10-05")
    assert load(tmp_path, AS_OF).history.state is HistoryState.OFF
    assert points(tmp_path) == []
