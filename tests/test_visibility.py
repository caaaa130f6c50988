"""What is hidden is as if it were not there: in okrs.json, in messages, in every byte of the site (FORMAT §13)."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.diagnostics import Diagnostic, Severity
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import ContentError, load
from okrsite.site import site_files
from tests.sites import AS_OF, codes, objective, problems, with_company, write

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
SHOWN = with_company(
    {
        "okrsite.yml": "audiences: [board]\nsite: {url: https://okr.acme.example/}\n",
        "content/people.yml": "ana: {name: Ana}\nbob: {name: Bob}\n",
        "content/2026-q4/known.md": objective("Known", "owner: ana", KEY_RESULT, "rollup: both"),
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/sales/2026-q4/sell.md": objective("Sell", "owner: ana", "aligns_to: known", KEY_RESULT),
    }
)


def hidden(visibility: str) -> dict[str, str]:
    """Files that hold a secret in every kind of document, all of one visibility."""
    return {
        "content/sales/2026-q4/secret.md": objective(
            "Secret canary", "owner: bob", visibility, "aligns_to: known", "key_results: [{title: K, target: 10, current: 10}]",
            "aliases: [sales/2026-q4/canary]", "tags: [canary]", "checkins: [{date: 2026-11-02, by: bob, win: canary}]",
        ),
        "content/sales/canary-kpi.md": objective("Canary", "type: kpi", visibility, "values: {2026-11-01: 3}"),
        "content/canary-page.md": objective("Canary", "type: page", visibility) + "\n![x](canary.png)\n",
        "content/2026-q2/canary.md": objective("Canary", visibility, KEY_RESULT),
        "content/canary-unit/index.md": f"---\ntitle: Canary\nlead: bob\n{visibility}\n---\n",
        "content/canary-unit/team/index.md": "---\ntitle: Canary team\n---\n",
        "content/canary-unit/team/2026-q4/inner.md": objective("Canary inner", KEY_RESULT),
        "content/canary.png": "not really a picture",
    }  # fmt: skip


def errors(found: tuple[Diagnostic, ...]) -> list[str]:
    """The codes of the errors among some diagnostics."""
    return [diagnostic.code for diagnostic in found if diagnostic.severity is Severity.ERROR]


def site(folder: Path, files: dict[str, str], audience: str | None = None, as_of: date = AS_OF) -> dict[str, bytes]:
    """Every byte that a build would write."""
    return dict(site_files(load(write(folder, files), as_of, audience), folder))


@pytest.mark.parametrize("visibility", ["visibility: restricted", "visibility: draft", "visibility: board", "embargo: 2026-11-24"])
def test_hidden_things_leave_no_byte(visibility: str, tmp_path: Path) -> None:
    plain = site(tmp_path / "plain", SHOWN)
    assert site(tmp_path / "hiding", {**SHOWN, **hidden(visibility)}) == plain
    assert b"anary" not in b"".join(plain.values())


def test_an_audience_sees_its_own_and_what_is_public(tmp_path: Path) -> None:
    files = {**SHOWN, **hidden("visibility: board")}
    found = load(write(tmp_path, files), AS_OF, "board")
    text = okrs_json(found.organisation, found.figures, found.config, found.audience)
    assert '"ref": "sales/2026-q4/secret"' in text
    assert '"audience": "board"' in text
    assert found.figures.objectives["2026-q4/known"].progress is not None


def test_an_embargo_ends_on_its_day(tmp_path: Path) -> None:
    files = {**SHOWN, "content/2026-q4/soon.md": objective("Soon", "embargo: 2026-11-24", KEY_RESULT)}
    write(tmp_path, files)
    assert "2026-q4/soon" not in load(tmp_path, date(2026, 11, 23)).organisation.objectives
    assert "2026-q4/soon" in load(tmp_path, date(2026, 11, 24)).organisation.objectives


def test_errors_in_hidden_things_stay_hidden_from_a_build(tmp_path: Path) -> None:
    broken = objective("Canary", "visibility: restricted", "canary: 1", KEY_RESULT)
    files = {**SHOWN, "content/2026-q4/canary.md": broken, "content/canary-unit/index.md": "---\ntitle: X\nvisibility: restricted\n---\n"}
    files["content/canary-unit/no-index/x.md"] = objective()
    write(tmp_path, files)
    assert "anary" not in repr(load(tmp_path, AS_OF).diagnostics)
    assert sorted(errors(problems(tmp_path, {}))) == ["folder-without-index", "missing-cycle", "unknown-key"]


@pytest.mark.parametrize("line", ["visibility: secret", "visibilty: restricted", "visibility: Restricted", "visibility: 3"])
def test_what_cannot_be_understood_is_never_published(line: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load(write(tmp_path, {**SHOWN, "content/2026-q4/x.md": objective("X", line, KEY_RESULT)}), AS_OF)


def test_a_reference_to_something_hidden_is_an_error_as_if_it_did_not_exist(tmp_path: Path) -> None:
    files = {**SHOWN, "content/2026-q4/open.md": objective("Open", "aligns_to: sales/2026-q4/secret", KEY_RESULT)}
    without = problems(write(tmp_path / "without", files), {})
    with_hidden = problems(write(tmp_path / "with", {**files, **hidden("visibility: restricted")}), {})
    assert errors(without) == ["unknown-reference"]
    assert [d for d in with_hidden if d.location.file == "content/2026-q4/open.md"] == [
        d for d in without if d.location.file == "content/2026-q4/open.md"
    ]


def test_a_hidden_thing_may_refer_to_published_and_equally_hidden_ones(tmp_path: Path) -> None:
    files = {
        **SHOWN,
        "content/2026-q4/a.md": objective("A", "visibility: draft", "aligns_to: known", KEY_RESULT),
        "content/2026-q4/b.md": objective("B", "visibility: draft", "aligns_to: a", KEY_RESULT),
        "content/2026-q4/c.md": objective("C", "visibility: restricted", "aligns_to: b", KEY_RESULT),
        "content/2026-q4/d.md": objective("D", "visibility: draft", "aligns_to: c", KEY_RESULT),
    }
    found = problems(tmp_path, files)
    assert [(d.location.file, d.code) for d in found if d.severity == "error"] == [("content/2026-q4/d.md", "unknown-reference")]


def test_hidden_things_make_nothing_ambiguous(tmp_path: Path) -> None:
    files = {**SHOWN, "content/sales/2026-q4/known.md": objective("Known too", "visibility: restricted", KEY_RESULT)}
    assert "ambiguous-reference" not in codes(problems(tmp_path, files))


def test_nothing_may_be_wider_than_what_encloses_it(tmp_path: Path) -> None:
    files = {
        **SHOWN,
        "content/deal/index.md": "---\ntitle: Deal\nvisibility: board\n---\n",
        "content/deal/2026-q4/a.md": objective("A", "visibility: public", KEY_RESULT),
        "content/deal/2026-q4/b.md": objective("B", "visibility: restricted", KEY_RESULT),
        "content/deal/2026-q4/c.md": objective("C", KEY_RESULT),
    }
    found = [d for d in problems(tmp_path, files) if d.code == "wider-visibility"]
    assert [d.location.file for d in found] == ["content/deal/2026-q4/a.md"]
