"""Every published name has a place of its own that every system can hold, or its source is named with what is wrong."""

import os
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.generated import stress_site
from tests.sites import objective, with_company, write
from tests.trust.watched import KEY_RESULT, ROOT, posix, project, slow, some, watch

COLLISIONS = {
    "accents of one id": (["2026-q4/caf\u00e9.md", "2026-q4/x.md"], {"2026-q4/x.md": "id: cafe\u0301"}),
    "accents of units": (["Caf\u00e9/index.md", "Cafe\u0301/index.md"], {}),
    "capitals of units": (["Sales/index.md", "sales/index.md"], {}),
    "capitals with a dot": (["İ/index.md", "i\u0307/index.md"], {}),
    "sharp s": (["straße/index.md", "strasse/index.md"], {}),
    "ligature": (["ﬁnance/index.md", "finance/index.md"], {}),
    "alias and page": (["2026-q4/a.md", "2026-q4/b.md"], {"2026-q4/b.md": "aliases: [2026-q4/A]"}),
    "two aliases": (["2026-q4/a.md", "2026-q4/b.md"], {"2026-q4/a.md": "aliases: [old/ﬁ]", "2026-q4/b.md": "aliases: [old/FI]"}),
    "alias and the file of a page": (["index.md", "2026-q4/a.md"], {"2026-q4/a.md": "aliases: [index.html]"}),
}


@pytest.mark.skipif(os.name != "posix", reason="other systems take some of these names for one")
@pytest.mark.parametrize("case", some(COLLISIONS, "sharp s"))
def test_two_things_at_one_address_are_both_named(case: str, tmp_path: Path) -> None:
    names, extra = COLLISIONS[case]
    folder = write(tmp_path, with_company({f"content/{name}": objective("X", *filter(None, [extra.get(name)])) for name in names}))
    (run,) = watch([folder])

    def place(name: str) -> str:  # of names that look the same the folder is named, which the two are in
        return f"content/{name}" if case != "accents of units" else "content/Caf\u00e9:1:1: error[address-collision]: Two names here"

    assert run.exit_code == 1
    found = "\n".join(line for line in run.output.splitlines() if ": error[" in line)
    assert "error[address-collision]" in found or "error[bad-slug]" in found
    assert all(unicodedata.normalize("NFC", place(name)) in found for name in names), found


ATTACHMENTS = {
    "capitals": (["images/A.png", "images/a.png"], "", "address-collision", ["content/images/A.png", "content/images/a.png"]),
    "folders": (["Images/a.png", "images/a.png"], "", "address-collision", ["content/Images/a.png", "content/images/a.png"]),
    "ligature": (["ﬁ.png", "fi.png"], "", "address-collision", ["content/ﬁ.png", "content/fi.png"]),
    "alias": (["images/a.png"], "aliases: [images/A.png]", "address-collision", ["content/images/a.png", "content/2026-q4/grow.md"]),
    "data of the site": (["api/objectives.csv"], "", "reserved-address", ["content/api/objectives.csv"]),
    "data of the site in capitals": (["API/Objectives.csv"], "", "reserved-address", ["content/API/Objectives.csv"]),
}


@pytest.mark.skipif(os.name != "posix", reason="other systems take some of these names for one")
@pytest.mark.parametrize("case", some(ATTACHMENTS, "alias"))
def test_attachments_have_addresses_of_their_own(case: str, tmp_path: Path) -> None:
    names, extra, code, sources = ATTACHMENTS[case]
    links = "\n".join(f"[x](<{name}>)" for name in names)
    files = {"content/index.md": f"---\ntitle: Acme\n---\n{links}\n"}
    files |= {"content/2026-q4/grow.md": objective("Grow", KEY_RESULT, *filter(None, [extra]))}
    (run,) = watch([write(tmp_path, {**files, **{f"content/{name}": "x" for name in names}})])
    assert run.exit_code == 1
    assert all(re.search(rf"^{source}:\d+:\d+: error\[{code}\]", run.output, re.MULTILINE) for source in sources), run.output
    assert len(sources) == run.output.count(": error["), run.output


@slow
def test_attachments_that_nothing_links_to_are_nobodys_trouble(tmp_path: Path) -> None:
    (run,) = watch([project(tmp_path, {"content/images/A.png": "x", "content/images/a.png": "y"})])
    assert run.exit_code == 0


@slow
def test_an_alias_may_not_take_the_page_of_a_cycle(tmp_path: Path) -> None:
    for number, alias in enumerate(("2026-q4", "sales/2026-q3", "404.html", "sitemap.xml")):
        files = {"content/sales/index.md": objective("Sales"), "content/2026-q4/x.md": objective("X", KEY_RESULT, f"aliases: [{alias}]")}
        (run,) = watch([project(tmp_path / str(number), files)])
        assert run.exit_code == 1 and "content/2026-q4/x.md:4:11: error[reserved-address]" in run.output


@pytest.mark.parametrize("name", some(["con", "prn", "aux", "nul", "com1", "lpt9", "com0", "aux.old", "nul.tar.gz"], "aux.old"))
def test_a_unit_that_windows_cannot_hold_is_an_error(name: str, tmp_path: Path) -> None:
    files = {f"content/{name}/index.md": objective("X"), f"content/{name}/2026-q4/y.md": objective("Y", KEY_RESULT)}
    (run,) = watch([project(tmp_path, files)])
    assert run.exit_code == 1
    assert [line for line in run.output.splitlines() if ": error[" in line] == [
        f"content/{name}/index.md:1:1: error[unportable-name]: The name `{name}` would be part of a published path, but Windows refuses it."
    ], "told once, not for everything that lies in the unit"


@pytest.mark.parametrize("kind", some(["objective", "kpi", "page", "review"], "page"))
def test_an_id_that_windows_cannot_hold_is_an_error(kind: str, tmp_path: Path) -> None:
    measured = KEY_RESULT if kind == "objective" else "title: X"
    text = f"---\n{'title: X' if kind == 'objective' else ''}\ntype: {kind}\nid: nul\n{measured}\n---\n"
    (run,) = watch([project(tmp_path, {"content/2026-q4/x.md" if kind in ("objective", "review") else "content/x.md": text})])
    assert run.exit_code == 1 and run.output.count("error[unportable-name]: The name `nul`") == 1, run.output


@posix
@pytest.mark.parametrize(
    "name",
    some(
        (
            "CON.png", "COM¹.png", "lpt³.pdf", "a:b.png", "a?b.png", "a*b.png", "a|b.png", 'a"b.png', "a<b.png", "aux .png", "end /a.png",
            "dot./a.png",
        ),
        "COM¹.png",
    ),
)  # fmt: skip
def test_an_attachment_that_windows_cannot_hold_is_an_error_at_its_file(name: str, tmp_path: Path) -> None:
    link = name.replace("?", "%3F").replace(":", "%3A").replace("<", "%3C").replace(" ", "%20")
    files = {f"content/{name}": "x", "content/index.md": f"---\ntitle: Acme\n---\n[x](<./{link}>)\n"}
    (run,) = watch([write(tmp_path, files)])
    assert run.exit_code == 1
    assert f"content/{name}:1:1: error[unportable-name]" in run.output


def test_people_are_called_what_they_are_called_and_have_pages_that_windows_can_hold(tmp_path: Path) -> None:
    people = ["Con", "Nul", "Aux", "COM1", "\U00020000" * 80]
    files = {f"content/2026-q4/p{n}.md": objective(f"X{n}", KEY_RESULT, f"owner: {name}") for n, name in enumerate(people)}
    (run,) = watch([project(tmp_path, files)])
    assert run.exit_code == 0, run.output
    assert len(list((tmp_path / "site/people").glob("*/index.html"))) == len(people)
    assert unfit_for_other_systems(tmp_path / "site") == []


@slow
def test_a_name_longer_than_file_systems_take_is_an_error(tmp_path: Path) -> None:
    (run,) = watch([project(tmp_path, {"content/2026-q4/x.md": objective("X", KEY_RESULT, f"id: {'𠀀' * 80}")})])
    assert run.exit_code == 1 and "has 320 bytes; file systems take 255" in run.output


def test_a_path_too_long_for_windows_is_a_warning(tmp_path: Path) -> None:
    units = ["a" * 70, "b" * 70]
    files = {f"content/{units[0]}/index.md": objective("A"), f"content/{units[0]}/{units[1]}/index.md": objective("B")}
    deep = f"content/{units[0]}/{units[1]}/2026-q4/{'c' * 50}.md"
    (run,) = watch([project(tmp_path, {**files, deep: objective("C", KEY_RESULT)})])
    assert run.exit_code == 0
    assert run.output.count("warning[long-path]: The published path has 211 characters") == 1


DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}


def unfit_for_other_systems(site: Path) -> list[str]:
    """Paths of a site that some file system could not hold beside the others, by rules of their own."""
    found, folded = [], {}
    for path in sorted(site.rglob("*")):
        name, relative = path.name, path.relative_to(site).as_posix()
        unfit = set(name) & set('<>:"|?*\\') or name[-1] in ". " or any(ord(c) < 32 for c in name)
        unfit = unfit or name.split(".")[0].rstrip().lower() in DEVICES
        if unfit or len(name.encode()) > 255 or len(relative) > 230 or folded.setdefault(relative.casefold(), path) is not path:
            found.append(relative)
    return found


@slow
def test_every_name_of_a_site_is_one_that_every_system_takes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "sample/content")
    shutil.copy(ROOT / "okrsite.yml", tmp_path / "sample")
    folders = [tmp_path / "sample", write(tmp_path / "stress", stress_site())]
    for folder, run in zip(folders, watch(folders), strict=True):
        assert run.exit_code == 0, run.output
        assert len(list((folder / "site").rglob("*"))) > 50
        assert unfit_for_other_systems(folder / "site") == []
