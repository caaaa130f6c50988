"""static/search.js: it folds as okrsite.publish.search_index does, finds word beginnings, and ranks; run by Node, else by Chromium."""

import json
import os
import shutil
import subprocess
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from okrsite import urls
from okrsite.publish.search_index import fold, search_files
from tests.theme_sites import ROOT, sample

SCRIPT = ROOT / "themes" / "default" / "static" / "search.js"
NODE = shutil.which("node")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
WORDS = [
    "Améliorer", "L’ÉTÉ", "Straße", "STRASSE", "ﬁnancière", "Œuvre", "Vlčková", "Łódź", "Ørsted", "Þórður", "Đặng", "İstanbul", "ışık",
    "ΟΔΟΣ", "Οδός", "ΐ", "Ёлка", "Й", "Київ", "Երևան", "և", "თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ", "שָׁלוֹם", "شِراءٌ", "ـشراءـ",
    "हिन्दी", "தமிழ்", "ไทย", "한국어", "ガクセイ", "ｶﾞ",
    "東京", "ＡＢＣ", "①", "ǆ", "ŉ", "ſ", "ẞ", "Ꭰ", "ꭰ", "𐐀", "x̌", "K", "Å", "½", "e\u0301", "naïve café", "",
]  # fmt: skip


def run(expression: str, folder: Path, *scripts: bytes) -> Any:
    """The value of an expression once search.js and some files of its index have run."""
    sources = [SCRIPT.read_text(encoding="utf-8"), *(script.decode() for script in scripts)]
    if NODE:
        main = folder / "main.js"
        main.write_text("\n".join([*sources, f"console.log(JSON.stringify({expression}));"]), encoding="utf-8")
        return json.loads(subprocess.run([NODE, str(main)], capture_output=True, check=True, encoding="utf-8").stdout)
    if not CHROMIUM:
        assert not os.environ.get("CI"), "neither Node nor Chromium is installed"
        pytest.skip("neither Node nor Chromium is installed")
    for place, source in enumerate([*sources, f"document.body.textContent = JSON.stringify({expression});"]):
        (folder / f"{place}.js").write_text(source, encoding="utf-8")
    tags = "".join(f'<script src="{place}.js"></script>' for place in range(len(sources) + 1))
    (folder / "page.html").write_text(f'<!doctype html><meta charset="utf-8"><body>{tags}', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--user-data-dir={folder / 'profile'}"]
    command = [CHROMIUM, *options, "--dump-dom", (folder / "page.html").as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    return json.loads(unescape(shown.partition("<body>")[2].rpartition("</body>")[0]))


def found(query: str, folder: Path) -> dict[str, list[str]]:
    """The titles found in the sample's company and current cycle, by group in their order."""
    site = sample().site
    files = dict(search_files(site))
    current = site.current
    assert current
    scripts = files[urls.SEARCH_COMPANY], files[urls.search_cycle(current.id)]
    entries = "okrsite.entries.concat(...[...okrsite.cycles.values()].map(okrsite.entriesOf))"
    groups = run(f"okrsite.find({json.dumps(query)}, {entries})", folder, *scripts)
    return {name: [one["title"] for one in entries] for name, entries in groups}


def test_words_are_folded_as_in_python(tmp_path: Path) -> None:
    assert run(f"{json.dumps(WORDS)}.map(okrsite.fold)", tmp_path) == [fold(word) for word in WORDS]


def test_every_letter_is_folded_as_in_python(tmp_path: Path) -> None:
    """All letters, marks and numbers that this Python knows."""
    letters = [c for c in map(chr, range(0x110000)) if unicodedata.category(c)[0] in "LMN" and not "一" < c < "\ua000"]
    folded = run(f"[...{json.dumps(''.join(letters))}].map(okrsite.fold)", tmp_path)
    assert {c: f for c, f in zip(letters, folded, strict=True) if f != fold(c)} == {}


def test_word_beginnings_are_found_without_accents_and_capitals(tmp_path: Path) -> None:
    for query in ("vlck", "VLČKOVÁ", "renata vlc", "vlckova renata"):
        assert found(query, tmp_path)["people"] == ["Renata Vlčková"], query
    assert found("lckova", tmp_path) == {}, "the middle of a word is not its beginning"
    assert found(" ", tmp_path) == {}
    assert found("<b>", tmp_path) == found("b", tmp_path)


def test_a_text_without_spaces_is_found_anywhere_in_it(tmp_path: Path) -> None:
    assert run("okrsite.has(okrsite.words('東京で一番になる'), okrsite.tokens('一番')[0])", tmp_path) is True


def test_every_objective_key_result_unit_and_person_is_found_by_its_name(tmp_path: Path) -> None:
    site = sample().site
    current = site.current
    assert current
    objectives = [site.organisation.objectives[r] for r in site.objectives_below("", current.id)]
    names = {
        "objectives": [o.title for o in objectives],
        "keyResults": [k.title for o in objectives for k in o.key_results],
        "units": [unit.title for unit in site.organisation.units.values()],
        "people": [site.person(identifier).name for identifier in site.roles],
        "kpis": [kpi.title for kpi in site.organisation.kpis.values()],
    }
    files = dict(search_files(site))
    scripts = files[urls.SEARCH_COMPANY], files[urls.search_cycle(current.id)]
    expression = f"""(() => {{
      const entries = okrsite.entries.concat(...[...okrsite.cycles.values()].map(okrsite.entriesOf));
      return Object.entries({json.dumps(names)}).flatMap(([group, titles]) => titles.filter(title => {{
        const found = okrsite.find(title, entries).find(pair => pair[0] === group);
        return !found || !found[1].some(one => one.title === title);
      }}));
    }})()"""
    assert run(expression, tmp_path, *scripts) == []


def test_titles_come_before_what_only_mentions_the_word(tmp_path: Path) -> None:
    groups = found("battery", tmp_path)
    assert next(iter(groups)) == "units"
    assert "battery" in groups["objectives"][0].casefold()
    assert next(iter(found("renata", tmp_path))) == "people"
