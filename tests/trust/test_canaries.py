"""A word of its own in every field of hidden things, in comments, names and pictures: no form of it is published (FORMAT §13)."""

import base64
import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from okrsite.schema import (
    CheckInEntry,
    InitiativeEntry,
    KeyResultEntry,
    KpiDocument,
    ObjectiveDocument,
    PageDocument,
    PersonEntry,
    ReviewDocument,
    UnitDocument,
)
from tests.oracle.organisations import yaml_text
from tests.trust.canaries import STEM, canary, encodings, leaks, picture, spellings
from tests.trust.commands import anew, put, run

AS_OF = date(2026, 11, 23)


class Words:
    """Canaries, each another one."""

    def __init__(self) -> None:
        self._words = map(canary, range(1, 999))

    def __call__(self) -> str:
        return next(self._words)


def key_results(word: Words) -> list[dict[str, object]]:
    common = {"owner": word(), "url": f"https://a.example/{word()}", "status": {"is": "at_risk", "reason": word()}, "confidence": 3}
    return [
        {"id": word(), "title": word(), "type": "number", "start": 1, "target": 9, "current": 4, "unit": word(), "weight": 2, "due": AS_OF,
         "kpi": "open-kpi", "aligns_to": "2026-q4/open#k", "plan": [{"date": AS_OF, "value": 3}], **common},
        {"title": word(), "type": "number", "target": 9, "aggregate": "sum", "unit": word()},
        {"title": word(), "type": "at_least", "target": 9, "risk": 8},
        {"title": word(), "type": "between", "low": 1, "high": 2},
        {"title": word(), "type": "boolean", "done": True},
        {"title": word(), "type": "milestones", "milestones": [{"title": word(), "done": AS_OF}]},
        {"title": word(), "type": "ladder", "steps": {"0.3": word(), "1.0": word()}, "reached": 1},
    ]  # fmt: skip


def ignoring(word: Words) -> dict[str, object]:
    return {"ignore": {"no-owner": word()}}


def objective(word: Words) -> dict[str, object]:
    found = key_results(word)
    check_in = {
        "date": date(2026, 11, 2), "by": word(), "values": {found[0]["id"]: 4}, "confidence": {found[0]["id"]: 8}, "status": "at_risk",
        "note": word(), "win": word(),
    }  # fmt: skip
    return {
        "type": "objective", "title": word(), "id": word(), "cycle": "2026-q4", "owner": word(), "contributors": [word()], "why": word(),
        "kind": "committed", "aligns_to": [{"to": "2026-q4/open", "contributes": True, "weight": 2}], "rollup": "both", "weight": 2,
        "status": {"is": "at_risk", "reason": word(), "since": AS_OF}, "key_results": found,
        "initiatives": [{"title": word(), "status": "done", "owner": word(), "due": AS_OF, "url": f"https://a.example/{word()}"}],
        "budget": {"amount": 5, "currency": "EUR", "spent": 1}, "resources": [word()], "checkins": [check_in], "score": 1,
        "score_note": word(), "retrospective": word(), "continues": "2026-q3/before", "tags": [word()], "aliases": [f"{word()}/old"],
        "checks": ignoring(word),
    }  # fmt: skip


def kpi(word: Words) -> dict[str, object]:
    return {
        "type": "kpi", "id": word(), "title": word(), "unit": word(), "owner": word(), "good": "between", "low": 1, "high": 2,
        "watch": [0, 3], "values": {AS_OF: 2}, "source": f"https://a.example/{word()}", "tags": [word()],
        "checks": ignoring(word),
    }  # fmt: skip


def kpi_of_a_file(word: Words) -> dict[str, object]:
    return {"type": "kpi", "id": word(), "title": word(), "values_from": f"numbers/{canary(984)}.csv"}


def unit(word: Words) -> dict[str, object]:
    budget = {"amount": 5, "currency": "EUR"}
    return {
        "title": word(), "lead": word(), "members": [word(), "zoe"], "weight": 4, "mission": word(), "budget": budget, "tags": [word()],
        "checks": ignoring(word),
    }  # fmt: skip


def person(word: Words) -> dict[str, object]:
    return {"name": word(), "email": f"{word()}@a.example", "role": word(), "unit": "/", "avatar": f"{canary(990)}.png"}


def page(word: Words) -> dict[str, object]:
    return {"type": "page", "id": word(), "title": word(), "tags": [word()], "checks": ignoring(word)}


def review(word: Words) -> dict[str, object]:
    return {"type": "review", "id": word(), "title": word(), "date": AS_OF, "cycle": "2026-q4", "tags": [word()], "checks": ignoring(word)}


def document(front: dict[str, object], word: Words, hiding: dict[str, object]) -> str:
    text = f"# {word()}\n\n{word()} [{word()}](https://a.example/{word()}) ![{word()}]({canary(990)}.png)\n\n```{word()}\n{word()}\n```\n"
    return f"---\n# {word()}\n{yaml_text({**front, **hiding})}---\n<!-- {word()} -->\n{text}"


PUBLISHED = {
    "okrsite.yml": "# " + canary(901) + "\nsite: {url: https://okr.a.example/}\naudiences: [board]\n",
    "content/index.md": f"---\n# {canary(902)}\ntitle: Acme # {canary(903)}\nlead: ana\n---\nText <!-- {canary(904)} --> and text.\n",
    "content/2026-q3/before.md": "---\ntitle: Before\nkey_results: [{title: K, target: 9}]\n---\n",
    "content/2026-q4/open.md": (
        f"---\ntitle: Open\nkey_results: [{{id: k, title: K, target: 9}}] # {canary(905)}\n---\n"
        f"<!--\n{canary(906)}\n\n{canary(907)}\n-->\n\n- one <!-- {canary(908)} -->\n  <!-- {canary(909)} -->\n- two\n\n"
        f"| a <!-- {canary(910)} --> | b |\n|---|---|\n| c | <!-- {canary(911)} --> d |\n\n## Head <!-- {canary(912)} -->\n\n"
        f"> quoted <!-- {canary(913)} -->\n\n[link <!-- {canary(914)} -->](https://a.example/)\n"
    ),
    "content/open-kpi.md": "---\ntitle: Open KPI\ntype: kpi\nvalues: {2026-11-01: 3}\n---\n",
    f"content/_{canary(915)}.md": canary(916),
    f"content/.{canary(917)}/x.md": canary(918),
    "content/unlinked.png": picture(canary(919)),
}


def repository(hiding: dict[str, object]) -> dict[str, str | bytes]:
    """Published things, and a hidden one of each kind with a canary in every field."""
    word = Words()
    people = {canary(980): person(word), "zoe": {**person(word), "email": f"{canary(981)}@a.example"}}
    ana = {"ana": {"name": "Ana", "email": f"{canary(982)}@a.example", "role": "Lead"}}
    named = {**objective(word), "owner": canary(980)}
    other = {key: value for key, value in objective(word).items() if key not in ("checkins", "continues", "cycle", "key_results")}
    other["key_results"] = [{"title": word(), "target": 9}]
    secret = f"content/{canary(970)}"
    return {
        **PUBLISHED,
        "content/people.yml": f"# {canary(983)}\n" + yaml_text({**ana, **people}),
        f"{secret}/index.md": document(unit(word), word, hiding),
        f"{secret}/{canary(971)}/index.md": document(unit(word), word, {}),
        f"{secret}/{canary(971)}/2026-q4/{canary(972)}.md": document(objective(word), word, {}),
        f"{secret}/{canary(990)}.png": picture(canary(973)),
        f"{secret}/{canary(971)}/{canary(990)}.png": picture(canary(974), packed=True),
        f"{secret}/{canary(971)}/2026-q4/{canary(990)}.png": picture(canary(975)),
        f"content/{canary(990)}.png": picture(canary(976)),
        f"content/2026-q4/{canary(990)}.png": picture(canary(977)),
        f"content/2026-05/{canary(990)}.png": picture(canary(979)),
        f"content/2026-q4/{canary(978)}.md": document(named, word, hiding),
        "content/secret-kpi.md": document(kpi(word), word, hiding),
        "content/secret-kpi-of-a-file.md": document(kpi_of_a_file(word), word, hiding),
        f"content/numbers/{canary(984)}.csv": f"date,{canary(985)}\n2026-11-01,40985\n",
        "content/secret-page.md": document(page(word), word, hiding),
        "content/2026-q4/secret-review.md": document(review(word), word, hiding),
        "content/2026-05/other-cycle.md": document(other, word, hiding),
    }  # fmt: skip


HIDING: dict[str, dict[str, object]] = {
    "restricted": {"visibility": "restricted"},
    "draft": {"visibility": "draft"},
    "of an audience": {"visibility": "board"},
    "embargoed": {"embargo": date(2026, 11, 24)},
    "embargoed and of an audience": {"visibility": "board", "embargo": date(2026, 11, 24)},
}


@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
def test_no_form_of_a_hidden_word_is_published_or_logged(hiding: dict[str, object], tmp_path: Path) -> None:
    built = anew(tmp_path / "project", repository(hiding), "build", as_of=AS_OF)
    assert built.code == 0, built.stderr
    assert leaks({**built.site, "log": (built.stdout + built.stderr).encode()}) == []
    shown = run(tmp_path / "project", "show", as_of=AS_OF)
    assert leaks({"tree": shown.stdout.encode()}) == []


def test_the_same_words_are_found_once_their_audience_is_asked_for(tmp_path: Path) -> None:
    """Else the search would look for words that cannot be published at all."""
    built = anew(tmp_path / "project", repository(HIDING["of an audience"]), "build", "--audience", "board", as_of=AS_OF)
    assert built.code == 0, built.stderr
    published = b"".join(built.site.values()).decode("utf-8", "replace")
    word = Words()
    secret = [canary(990), canary(978), canary(980), *(word() for _ in range(30))]
    assert len([text for text in secret if text in published]) > 20
    assert leaks(built.site)
    assert not [path for path in built.site if canary(915) in path or canary(917) in path or "unlinked" in path]
    for comment in (*range(901, 920), 982, 983):
        assert canary(comment) not in published, f"comment or address {comment}"


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


MODELS = {
    "objective": (objective, ObjectiveDocument), "kpi": (kpi, KpiDocument), "unit": (unit, UnitDocument), "page": (page, PageDocument),
    "review": (review, ReviewDocument), "person": (person, PersonEntry), "initiative": (objective, InitiativeEntry),
    "check-in": (objective, CheckInEntry), "key result": (objective, KeyResultEntry),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_every_key_of_the_format_carries_a_word_or_belongs_to_one(name: str) -> None:
    """A key that the format gains is watched, too."""
    make, model = MODELS[name]
    known = {field.alias or key for key, field in model.model_fields.items()}
    # `visibility` and `embargo` are what is varied; a progress by hand goes with another roll-up; a target with another side; values from a
    # file with another KPI.
    assert known - set(keys(make(Words()))) <= {"visibility", "embargo", "progress", "target", "values_from"}


FORMS = [(text, how, needle) for text in spellings() for how, needle in encodings(text)]


@pytest.mark.parametrize("how", sorted({how for _, how, _ in FORMS}))
def test_the_search_finds_every_form(how: str) -> None:
    for _, form, needle in FORMS:
        if form == how:
            assert leaks({"a.html": b"<p>" + needle + b"</p>"})
    assert not leaks({"a.html": b"<p>nothing here, nor in qxc or zvry</p>"})


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_the_search_finds_a_word_within_base64(before: str) -> None:
    assert leaks({"a.json": base64.b64encode(f"{before}{STEM} and more".encode())})


@pytest.mark.parametrize("pack", ["gzip", "zip", "name in a zip", "tar", "zip in gzip", "picture", "packed picture", "calendar"])
def test_the_search_looks_into_files(pack: str) -> None:
    assert leaks({"a.bin": packed(pack, canary(1))})
    assert not leaks({"a.bin": packed(pack, "nothing")})


def test_the_search_looks_at_names() -> None:
    assert leaks({f"{canary(1)}/index.html": b""})


def packed(how: str, text: str) -> bytes:
    if how.endswith("picture"):
        return picture(text, packed=how.startswith("packed"))
    if how == "calendar":
        return f"BEGIN:VCALENDAR\r\nSUMMARY:{text[:5]}\r\n {text[5:]}\r\n".encode()
    if how == "gzip":
        return gzip.compress(text.encode())
    if how == "zip in gzip":
        return gzip.compress(packed("zip", text))
    file = io.BytesIO()
    if how == "tar":
        with tarfile.open(fileobj=file, mode="w") as archive:
            entry = tarfile.TarInfo("inner.txt")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(*((f"{text}.txt", "") if how.startswith("name") else ("inner.txt", text * 9)))
    return file.getvalue()


def test_a_project_is_put_anew(tmp_path: Path) -> None:
    put(tmp_path, {"content/a.md": "a"})
    assert not (put(tmp_path, {"content/b.md": "b"}) / "content/a.md").exists()
