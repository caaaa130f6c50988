"""A folder that once showed something shows nothing of it once it is hidden, whatever lies in it from earlier builds (FORMAT §13)."""

from datetime import date
from pathlib import Path

import pytest

from tests.sites import with_company
from tests.trust.canaries import canary, leaks, picture
from tests.trust.commands import Files, anew, put, run, tree

AS_OF = date(2026, 11, 23)
SECRET = canary(1)
UNIT = "content/sales/index.md"
GOAL = "content/sales/2026-q4/goal.md"
PAGE = "content/sales/page.md"
PICTURE = "content/sales/picture.png"
OPEN = with_company(
    {
        "okrsite.yml": "audiences: [board]\nsite: {url: https://okr.a.example/}\n",
        "content/2026-q4/open.md": "---\ntitle: Open\nrollup: both\nkey_results: [{title: K, target: 9}]\n---\n",
    }
)


def sales(*, unit: str = "", goal: str = "", page: str = "", title: str = SECRET) -> Files:
    """A unit whose documents hold the secret, with a line of front matter in each."""
    key_results = f"key_results: [{{title: {SECRET}, target: 9, current: 4}}]"
    said = f"owner: {SECRET}\ntags: [{SECRET}]\naligns_to: open\naliases: [sales/{SECRET}]"
    return {
        **OPEN,
        "content/people.yml": f"{SECRET}: {{name: {SECRET}, avatar: sales/picture.png}}\n",
        UNIT: f"---\ntitle: {title}\n{unit}\n---\n",
        GOAL: f"---\ntitle: {SECRET}\n{said}\n{key_results}\n{goal}\n---\n{SECRET}\n",
        PAGE: f"---\ntype: page\ntitle: {SECRET}\n{page}\n---\n![{SECRET}](picture.png)\n",
        PICTURE: picture(SECRET),
    }


def without(files: Files, *paths: str) -> Files:
    return {path: text for path, text in files.items() if path not in paths}


# The repository when the folder was last built, with what options and on what day; then the same later.
STEPS: dict[str, tuple[Files, list[str], str, Files, list[str], str]] = {
    "documents become restricted": (
        sales(), [], "2026-11-23",
        sales(goal="visibility: restricted", page="visibility: restricted", title="Sales"), [], "2026-11-23",
    ),
    "a unit becomes restricted": (sales(), [], "2026-11-23", sales(unit="visibility: restricted"), [], "2026-11-23"),
    "a unit becomes a draft": (sales(), [], "2026-11-23", sales(unit="visibility: draft"), [], "2026-11-23"),
    "a build for an audience, then one for all": (
        sales(unit="visibility: board"), ["--audience", "board"], "2026-11-23", sales(unit="visibility: board"), [], "2026-11-23",
    ),
    "a build of a later day, then one before the embargo ends": (
        sales(unit="embargo: 2026-11-24"), [], "2026-12-24", sales(unit="embargo: 2026-11-24"), [], "2026-11-23",
    ),
    "an embargo is written": (sales(), [], "2026-11-23", sales(unit="embargo: 2026-12-01"), [], "2026-11-30"),
    "documents and their picture are removed": (sales(), [], "2026-11-23", OPEN, [], "2026-11-23"),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_nothing_is_left_of_what_became_hidden(name: str, tmp_path: Path) -> None:
    before, first, day, after, then, later = STEPS[name]
    project = tmp_path / "project"
    shown = run(put(project, before), "build", *first, as_of=date.fromisoformat(day))
    assert shown.code == 0, shown.stderr
    assert leaks(shown.site), "the first build shows what the second must not"
    hidden = run(put(project, after), "build", *then, as_of=date.fromisoformat(later))
    assert hidden.code == 0, hidden.stderr
    assert leaks({**hidden.site, "log": hidden.stderr.encode()}) == []
    # Nor does any copy of the old site lie beside the new one, where a web server may find it.
    assert leaks({path: content for path, content in tree(project).items() if not path.startswith(("content/", ".okrsite/"))}) == []
    assert hidden.site == anew(tmp_path / "fresh", after, "build", *then, as_of=date.fromisoformat(later)).site


def test_a_picture_to_which_nothing_links_any_longer_is_withdrawn(tmp_path: Path) -> None:
    files = {**sales(), "content/people.yml": ""}
    project = tmp_path / "project"
    assert "sales/picture.png" in run(put(project, files), "build", as_of=AS_OF).site
    assert "sales/picture.png" not in run(put(project, without(files, PAGE)), "build", as_of=AS_OF).site


def test_a_failed_build_leaves_the_old_site_and_says_so_by_its_exit_code(tmp_path: Path) -> None:
    """A deploy job must not publish the folder again after it: exit code 1 is what tells."""
    project = tmp_path / "project"
    shown = run(put(project, sales()), "build", as_of=AS_OF)
    failed = run(put(project, sales(goal="visibility: restrictd")), "build", as_of=AS_OF)
    assert (failed.code, failed.site) == (1, shown.site)
