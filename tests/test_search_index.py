"""The search index: all that is published is in it, nothing else is, and its files are safe scripts of stable bytes (FORMAT §13)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from okrsite import urls
from okrsite.pages import Site
from okrsite.publish.search_index import fold, safe_json, search_files
from okrsite.reading import load, load_language
from tests.sites import AS_OF, objective, with_company, write
from tests.test_visibility import SHOWN, hidden
from tests.theme_sites import sample

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"


def site_of(folder: Path, files: dict[str, str]) -> Site:
    loaded = load(write(folder, files), AS_OF)
    return Site(loaded.organisation, loaded.figures, loaded.config, load_language(loaded.config), AS_OF, loaded.texts.by_file)


def data(script: bytes) -> dict[str, Any]:
    """The value that a script file hands over."""
    match = re.fullmatch(r"okrsite\.(company|cycle)\((\{.*\})\);\n", script.decode(), re.DOTALL)
    assert match
    value: dict[str, Any] = json.loads(match[2])
    return value


def indexed(site: Site) -> dict[str, dict[str, Any]]:
    return {address: data(script) for address, script in search_files(site)}


def objectives(cycle: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Title, address and the key results' addresses of each objective of a cycle's file."""
    for row in cycle["objectives"]:
        address = cycle["units"][row[2]][3] + row[1]
        yield row[0], address, [address + key_result[1] for key_result in row[7]]


def test_everything_that_is_published_is_in_it_once() -> None:
    site = sample().site
    files = indexed(site)
    company = files[urls.SEARCH_COMPANY]
    organisation = site.organisation
    assert [row[1] for row in company["units"]] == [urls.quoted(urls.unit(r)) for r in organisation.units]
    assert {row[1] for row in company["people"]} == {urls.quoted(urls.person(i)) for i in site.roles}
    assert {row[1] for row in company["kpis"]} == {urls.quoted(urls.document(r)) for r in organisation.kpis}
    assert {row[1] for row in company["documents"]} == {urls.quoted(urls.document(r)) for r in organisation.pages}
    assert [row[2] for row in company["cycles"]] == [urls.quoted(urls.search_cycle(i)) for i in reversed(site.cycle_ids)]
    found = [row for i in site.cycle_ids for row in objectives(files[urls.search_cycle(i)])]
    assert sorted((title, address) for title, address, _ in found) == sorted(
        (o.title, urls.quoted(urls.objective(r))) for r, o in organisation.objectives.items()
    )
    assert {address for _, _, below in found for address in below} == {
        urls.quoted(urls.objective(r)) + urls.key_result(k.id) for r, o in organisation.objectives.items() for k in o.key_results
    }


def test_every_address_in_it_is_a_page() -> None:
    files = indexed(sample().site)
    company = files[urls.SEARCH_COMPANY]
    addresses = {row[1] for name in ("units", "people", "kpis", "documents", "periods") for row in company[name]}
    for cycle in files.values():
        if cycle is not company:
            addresses |= {address for _, address, _ in objectives(cycle)} | {row[3] for row in cycle["units"]}
            addresses |= {row[2] for row in cycle["people"] if row[2]}
    pages = {urls.quoted(page.address) for page, _ in sample().pages.values()}
    units_without_objectives = {a for a in addresses - pages if a.removesuffix("/").rpartition("/")[2] in sample().site.cycle_ids}
    assert addresses - pages <= units_without_objectives


def test_its_numbers_are_those_of_the_pages() -> None:
    site = sample().site
    for cycle_id in site.cycle_ids:
        cycle = indexed(site)[urls.search_cycle(cycle_id)]
        for reference, row in zip(site.objectives_below("", cycle_id), cycle["objectives"], strict=True):
            figures = site.figures_of(reference)
            assert cycle["statuses"][row[4]][0] == figures.status
            assert (row[5] is None) == (figures.progress is None)
            assert figures.progress is None or f"{row[5]}%" == site.language.percent(figures.progress)


@pytest.mark.parametrize("visibility", ["visibility: restricted", "visibility: draft", "visibility: board", "embargo: 2026-11-24"])
def test_hidden_things_are_not_in_it(visibility: str, tmp_path: Path) -> None:
    plain = dict(search_files(site_of(tmp_path / "plain", SHOWN)))
    hiding = dict(search_files(site_of(tmp_path / "hiding", {**SHOWN, **hidden(visibility)})))
    assert hiding == plain
    assert b"anary" not in b"".join(plain.values())
    assert b"Bob" not in b"".join(plain.values())


def test_no_text_ends_the_script_or_a_line_of_it(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!-- & \\' ${x} __proto__"
    quoted = json.dumps(evil)
    files = with_company({"content/2026-q4/grow.md": objective(quoted, f"owner: {quoted}", f"tags: [{quoted}]", KEY_RESULT)})
    site = site_of(tmp_path, files)
    for address, script in search_files(site):
        assert not re.search("[<>&\u2028\u2029]", script.decode())
        if address != urls.SEARCH_COMPANY:
            cycle = data(script)
            assert cycle["objectives"][0][0] == evil
            assert cycle["tags"] == [evil]
            assert cycle["people"][0][1] == evil
    assert safe_json(["\u2028\u2029", 1]) == '["\\u2028\\u2029",1]'


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    reversed_order = dict(reversed(list(SHOWN.items())))
    assert list(search_files(site_of(tmp_path / "a", SHOWN))) == list(search_files(site_of(tmp_path / "b", reversed_order)))


def test_only_the_running_cycles_are_loaded_at_once() -> None:
    site = sample().site
    cycles = indexed(site)[urls.SEARCH_COMPANY]["cycles"]
    assert {row[0] for row in cycles if row[3]} == set(site.around_current)
    assert len(cycles) > len(site.around_current)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Améliorer L’ÉTÉ", "ameliorer l’ete"), ("Straße STRASSE", "strasse strasse"), ("Renata Vlčková", "renata vlckova"),
        ("Łódź Ørsted Þór", "lodz orsted thor"), ("Œuvre ﬁnancière", "oeuvre financiere"), ("İstanbul ışık", "istanbul isik"),
        ("ΟΔΟΣ Οδός", "οδοσ οδοσ"), ("Ёлка", "елка"), ("ＦＵＬＬ ①", "full 1"), ("شِراء", "شراء"), ("שָׁלוֹם", "שלום"),
    ],
)  # fmt: skip
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    for point in range(0x110000):
        if not 0xD800 <= point < 0xE000:
            once = fold(chr(point))
            assert fold(once) == once, hex(point)
