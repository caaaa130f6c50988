"""Documents are parsed once and texts converted once, whichever command comes first, and a check converts what may have a fault."""

import os
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from okrsite import documents
from okrsite.cache import Memory
from okrsite.project import load_config, origin_of, read_content
from okrsite.reading import Effort, check, everything_wrong, load
from okrsite.source.folders import read_bytes
from tests.generated import thousand_objectives
from tests.sites import AS_OF, objective, with_company, write

TESTS = Path(__file__).parent
BROKEN = [folder.parent for folder in sorted((TESTS / "broken").glob("*/content")) if folder.parent.name != "configuration"]
PROJECTS = [TESTS.parent, *BROKEN]
KEEPING = Effort(keep=True)
MEASURED = "key_results: [{title: K, target: 9}]"
FILES = with_company(
    {
        "content/2026-q4/plain.md": objective("Plain", MEASURED) + "Words and [a page](https://acme.example).\n",
        "content/2026-q4/linked.md": objective("Linked", MEASURED) + "As [planned](plain.md).\n",
        "content/2026-q4/lost.md": objective("Lost", MEASURED) + "As [planned](nowhere.md).\n",
        "content/2026-q4/empty.md": objective("Empty", MEASURED),
        "content/people.yml": "ana: {name: Ana}\n",
    }
)
SOUND = {path: text for path, text in FILES.items() if "lost" not in path}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the texts that are converted and the documents that are parsed."""
    counted: Counter[str] = Counter()
    for name in ("store_text", "parse_document"):
        function = getattr(documents, name)
        monkeypatch.setattr(documents, name, lambda *given, name=name, function=function: counted.update([name]) or function(*given))
    return counted


def test_a_check_converts_what_may_have_a_fault_and_finds_it(tmp_path: Path, done: Counter[str]) -> None:
    found = check(write(tmp_path, FILES), AS_OF)
    assert [d.location.file for d in found if d.code == "broken-link"] == ["content/2026-q4/lost.md"]
    assert done["store_text"] == 2


def test_a_build_after_a_check_converts_the_rest_and_a_check_after_a_build_nothing(tmp_path: Path, done: Counter[str]) -> None:
    project = write(tmp_path, SOUND)
    check(project, AS_OF, effort=KEEPING)
    assert done == {"parse_document": 4, "store_text": 1}
    texts = load(project, AS_OF, effort=KEEPING).texts.by_file
    assert done == {"parse_document": 4, "store_text": 2}
    check(project, AS_OF, audience="public", effort=KEEPING)
    assert load(project, AS_OF, effort=KEEPING).texts.by_file == texts == load(project, AS_OF).texts.by_file
    assert done == {"parse_document": 8, "store_text": 4}  # twice because the last one kept nothing and knew of nothing


def test_another_line_of_front_matter_converts_nothing(tmp_path: Path, done: Counter[str]) -> None:
    project = write(tmp_path, SOUND)
    load(project, AS_OF, effort=KEEPING)
    done.clear()
    write(project, {"content/2026-q4/linked.md": objective("Linked", MEASURED, "why: Now.") + "As [planned](plain.md).\n"})
    assert load(project, AS_OF, effort=KEEPING).organisation.objectives["2026-q4/linked"].why == "Now."
    assert done == {"parse_document": 1}


def test_people_are_read_again_where_they_have_changed(tmp_path: Path) -> None:
    project = write(tmp_path, SOUND)
    for name in ("Ana", "Ana", "Ana López"):
        write(project, {"content/people.yml": f"ana: {{name: {name}}}\n"})
        assert load(project, AS_OF, effort=KEEPING).organisation.people["ana"].name == name
    write(project, {"content/people.yml": "ana: {name: [Ana]}\n"})
    assert [d.code for d in check(project, AS_OF, effort=KEEPING)] == [d.code for d in check(project, AS_OF)]
    assert "wrong-type" in [d.code for d in check(project, AS_OF, audience="public", effort=KEEPING)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_faults_are_found_as_where_all_texts_are_converted(jobs: int, tmp_path: Path) -> None:
    project = write(tmp_path, {**thousand_objectives(150), **FILES})
    found = check(project, AS_OF, effort=Effort(jobs))
    config = load_config(project)
    content = read_content(origin_of(project), config, for_pages=True)
    assert len(content.texts) > 100
    assert found == everything_wrong(content, config, AS_OF)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_document_is_the_same_in_the_process_that_parsed_it_and_where_it_is_read_from_bytes(project: Path) -> None:
    config, memory = load_config(project), Memory()
    parsed, restored = (read_content(origin_of(project), config, memory.shelf("documents")).items for _ in range(2))
    assert restored == parsed
    for one, other in zip(parsed, restored, strict=True):  # what is written of them tells 1 from True and from a decimal, too
        assert repr(replace(one, names=frozenset())) == repr(replace(other, names=frozenset()))


def test_a_file_that_lies_as_it_lay_is_not_read_and_any_change_of_it_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, read = write(tmp_path, SOUND), list[str]()
    monkeypatch.setattr(documents, "read_bytes", lambda source: read.append(source.name) or read_bytes(source))
    load(project, AS_OF, effort=KEEPING)
    load(project, AS_OF, effort=KEEPING)
    assert len(read) == 8, "what has changed a moment ago may change once more without its being seen"
    monkeypatch.setattr(documents.time, "time_ns", lambda: 1 << 62)
    load(project, AS_OF, effort=KEEPING)
    read.clear()
    load(project, AS_OF, effort=KEEPING)
    assert read == []
    plain = project / "content/2026-q4/plain.md"
    before = plain.stat()
    plain.write_text(plain.read_text().replace("Words", "Verbs"))
    os.utime(plain, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "Verbs" in load(project, AS_OF, effort=KEEPING).texts.by_file["content/2026-q4/plain.md"]
    assert read == ["plain.md"]
