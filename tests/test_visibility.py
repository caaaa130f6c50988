"""What is hidden is as if it were not there: in okrs.json, in messages, in every byte of the site (FORMAT §13)."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, Severity
from okrsite.model import Kpi, Objective, Organisation, Page, Unit
from okrsite.project import origin_of, read_content, shown
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import ContentError, everything_wrong, load
from okrsite.site import site_files
from okrsite.visibility import view_for
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


NOT_UNDERSTOOD = (
    "visibility: secret", "visibilty: restricted", "visibility: Restricted", "visibility: RESTRICTED", "visibility: 3",
    "visibility: true", "visibility: [board]", "visibility: [restricted]", "visibility: {is: restricted}", "visibility: null",
    "visibility: ~", "visibility:", "visibility: ''", "visibility: ' '", "Visibility: restricted", "VISIBILITY: draft",
    "visibility : [", "visibility: 'restricted '", "visibility: ' board'", "visibility: 'restricted\u00a0'",
    "visibility: restricted\u00a0", "visibility: ｒｅｓｔｒｉｃｔｅｄ", "ｖｉｓｉｂｉｌｉｔｙ: restricted", "visibility\u00a0: restricted",
    "visibility: restr\u0131cted", "visibility: restricted\u200b", "visibility: restricted, board", "visibility: board|restricted",
    "visibility: restricted\nvisibility: public", "visibility: investors",
    "embargo:", "embargo: null", "embargo: ''", "embargo: soon", "embargo: 2026-12-01T10:00:00", "embargo: 2026-12-01 10:00",
    "embargo: 2026-13-01", "embargo: 0000-01-01", "embargo: 20261201", "embargo: 01.12.2026", "embargo: [2026-12-01]", "embargo: true",
    "Embargo: 2026-12-01", "embrago: 2026-12-01", "visibility: public\nembargo: later", "visibility: restrictd\nembargo: 2026-01-01",
)  # fmt: skip
FILES = {
    "content/2026-q4/x.md": objective("X", KEY_RESULT, "LINE"),
    "content/kpi.md": objective("X", "type: kpi", "LINE"),
    "content/page.md": objective("X", "type: page", "LINE"),
    "content/2026-q4/review.md": objective("X", "type: review", "date: 2026-11-02", "LINE"),
    "content/lab/index.md": objective("X", "LINE"),
    "content/index.md": objective("Acme", "LINE"),
}


EVERY_FILE = [file if "/2026-q4/x" in file or "/lab/" in file else pytest.param(file, marks=pytest.mark.slow) for file in FILES]


@pytest.mark.parametrize("file", EVERY_FILE)
@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_what_cannot_be_understood_is_never_published(line: str, file: str, tmp_path: Path) -> None:
    write(tmp_path, {**SHOWN, file: FILES[file].replace("LINE", line)})
    for audience in (None, "board"):
        with pytest.raises(ContentError):
            load(tmp_path, AS_OF, audience)
    assert file in {diagnostic.location.file for diagnostic in problems(tmp_path, {}) if diagnostic.severity is Severity.ERROR}


def test_what_is_said_twice_is_hidden_where_it_may_be_meant_so(tmp_path: Path) -> None:
    write(tmp_path, {**SHOWN, "content/2026-q4/x.md": objective("X", KEY_RESULT, "visibility: public\nvisibility: restricted")})
    assert "2026-q4/x" not in load(tmp_path, AS_OF).organisation.objectives
    assert errors(problems(tmp_path, {})) == ["duplicate-key"]


def things(organisation: Organisation) -> list[Unit | Objective | Kpi | Page]:
    groups = (organisation.units, organisation.objectives, organisation.kpis, organisation.pages)
    return [thing for group in groups for thing in group.values()]


UNDERSTOOD = {
    "visibility: public": [None, "board"],
    "visibility: 'public'": [None, "board"],
    "visibility: board": ["board"],
    "visibility: draft": [],
    "visibility: restricted": [],
    "embargo: 2026-11-23": [None, "board"],
    "embargo: '2026-11-24'": [],
    "embargo: 2026-11-24": [],
    "embargo: 0001-01-01": [None, "board"],
    "embargo: 9999-12-31": [],
    "visibility: board\nembargo: 2026-11-23": ["board"],
    "visibility: board\nembargo: 2026-11-24": [],
    "visibility: restricted\nembargo: 2026-01-01": [],
    "visibility: draft\nembargo: 2026-01-01": [],
}


@pytest.mark.parametrize("file", sorted(FILES)[:-1])
@pytest.mark.parametrize("line", UNDERSTOOD)
def test_what_is_understood_is_published_where_it_says(line: str, file: str, tmp_path: Path) -> None:
    if file == "content/index.md":
        file = "content/lab/team/index.md"
        write(tmp_path, {"content/lab/index.md": objective("Lab")})
    write(tmp_path, {**SHOWN, file: (FILES.get(file) or FILES["content/lab/index.md"]).replace("LINE", line)})
    views = [audience for audience in (None, "board") if "X" in {t.title for t in things(load(tmp_path, AS_OF, audience).organisation)}]
    assert views == UNDERSTOOD[line]


@pytest.mark.parametrize("line", ["visibilty: restricted", "visibility: restrictd", "visibility:", "visibility: [x", "embargo: soon"])
def test_nothing_is_said_of_what_lies_below_a_unit_that_cannot_be_understood(line: str, tmp_path: Path) -> None:
    files = {
        **SHOWN,
        "content/lab/index.md": objective("Lab", line),
        "content/lab/2026-q4/canary.md": objective("Canary", KEY_RESULT, "canary: 1"),
        "content/lab/canary/index.md": objective("Canary"),
        "content/lab/canary/2026-q4/inner.md": objective("Canary", "key_results: []"),
        "content/2026-q4/open.md": objective("Open", KEY_RESULT, "aligns_to: inner"),
        "content/2026-q4/near.md": objective("Near", KEY_RESULT, "aligns_to: cannary"),
    }
    for audience in (None, "board"):
        with pytest.raises(ContentError) as error:
            load(write(tmp_path, files), AS_OF, audience)
        found = error.value.diagnostics
        assert "anary" not in repr(found).replace("cannary", "")
        assert {d.location.file for d in found if d.severity is Severity.ERROR} == {"content/lab/index.md", "content/2026-q4/near.md"}
    everything = {diagnostic.location.file for diagnostic in problems(tmp_path, {})}
    assert {"content/lab/2026-q4/canary.md", "content/lab/canary/2026-q4/inner.md"} <= everything


def test_a_fault_that_cannot_be_about_visibility_hides_nothing(tmp_path: Path) -> None:
    files = {**SHOWN, "content/lab/index.md": objective("Lab", "weight: -1"), "content/lab/2026-q4/x.md": objective("X", "canary: 1")}
    with pytest.raises(ContentError) as error:
        load(write(tmp_path, files), AS_OF)
    assert {"content/lab/index.md", "content/lab/2026-q4/x.md"} <= {d.location.file for d in error.value.diagnostics}


def test_a_folder_of_hidden_documents_alone_is_no_fault_of_a_build(tmp_path: Path) -> None:
    files = {**SHOWN, "content/canary/x.md": objective("X", "type: page", "visibility: restricted")}
    files["content/2026-q4/canary/x.md"] = objective("X", "visibility: draft", KEY_RESULT)
    assert "anary" not in repr(load(write(tmp_path, files), AS_OF).diagnostics)
    assert {"folder-without-index", "folder-in-cycle"} <= set(errors(problems(tmp_path, {})))


def test_an_index_in_a_cycle_folder_hides_the_folder_and_is_a_fault_of_check(tmp_path: Path) -> None:
    files = {**SHOWN, "content/lab/index.md": objective("Lab"), "content/lab/2026-q4/canary.md": objective("Canary", KEY_RESULT)}
    files["content/lab/2026-q4/index.md"] = objective("Q4", "visibility: restricted")
    published = site(tmp_path, files)
    assert b"anary" not in b"".join(published.values())
    assert "folder-in-cycle" in errors(problems(tmp_path, {}))


def test_a_picture_in_a_hidden_unit_is_hidden_whoever_names_it(tmp_path: Path) -> None:
    files = {**SHOWN, **hidden("visibility: restricted"), "content/canary-unit/face.png": "canary"}
    files["content/people.yml"] = "ana: {name: Ana, avatar: canary-unit/face.png}\n"
    with pytest.raises(ContentError) as error:
        load(write(tmp_path, files), AS_OF)
    assert errors(error.value.diagnostics) == ["broken-link"]


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


def test_where_nothing_is_hidden_every_view_shows_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "content/people.yml": "ana: {name: Ana}\n",
        "content/picture.png": "picture",
        "content/lost/note.md": objective("A folder that is no unit"),
        "content/sales/index.md": "---\ntitle: Sales\nlead: ana\n---\n",
        "content/sales/2026-q4/grow.md": objective("Grow", "owner: ana"),
    }
    config = Config()
    content = read_content(origin_of(write(tmp_path, with_company(files))), config)
    assert content.layout.diagnostics
    quickly, wrong = shown(content, config, view_for(AS_OF)), everything_wrong(content, config, AS_OF)
    monkeypatch.setattr("okrsite.project.hides_nothing", lambda content: False)
    monkeypatch.setattr("okrsite.reading.hides_nothing", lambda content: False)
    assert quickly == shown(content, config, view_for(AS_OF)) == content
    assert wrong == everything_wrong(content, config, AS_OF) != ()


@pytest.mark.parametrize(
    "line", ["visibility: draft", "visibility: restricted", "visibility: publik", "embargo: 2027-01-01", "visibilty: draft"]
)
def test_one_line_of_a_unit_is_enough_to_hide_what_lies_in_it(line: str, tmp_path: Path) -> None:
    files = {"content/sales/index.md": f"---\ntitle: Sales\n{line}\n---\n", "content/sales/2026-q4/grow.md": objective()}
    content = read_content(origin_of(write(tmp_path, with_company(files))), Config())
    assert [item.file for item in shown(content, Config(), view_for(AS_OF)).items if "2026-q4" in item.file] == []
