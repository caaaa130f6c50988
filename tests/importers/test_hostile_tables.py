"""Tables of people who mean harm, and of programs that go wrong: bounded, harmless, and never out of the project."""

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.config import Config
from okrsite.importers.arriving import NotTakenError
from okrsite.importers.cells import Wishes
from okrsite.importers.columns import is_known
from okrsite.importers.csv_table import csv_table
from okrsite.importers.json_file import read_json
from okrsite.importers.xlsx_table import xlsx_tables
from tests.importers.importing import TODAY, body, contents, documents, front, imported, run

HEADERS = "Objective,Key result,Target,Team,Cycle,Owner,Remark\n"
HOSTILE = "=HYPERLINK(\"\"http://evil.example\"\";1)", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![](https://evil.example/a.png)"


def test_no_cell_becomes_html_a_script_or_a_request(tmp_path: Path) -> None:
    rows = "".join(f'Goal {index},"{text}","{text}",Team,2026-q4,"{text}","{text}"\n' for index, text in enumerate(HOSTILE))
    imported(tmp_path / "okrs", HEADERS + rows)
    built = CliRunner().invoke(main, ["build", "--project", str(tmp_path / "okrs"), "--site-dir", str(tmp_path / "site"), *TODAY])
    assert built.exit_code == 0, built.output
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text()
        assert "<script>alert" not in text and 'href="javascript:' not in text and 'src="https://evil' not in text


@pytest.mark.parametrize(
    "team", ["../../../x", "..", ".", "/etc", "C:\\x", "con", "a/../../b", "x > .. > ..", "~", "\u202ex", "2026-q4", "api"]
)
def test_no_name_leads_out_of_the_project_or_into_the_site_s_own_pages(tmp_path: Path, team: str) -> None:
    project = tmp_path / "deep" / "okrs"
    project.mkdir(parents=True)
    imported(project, f'{HEADERS}Grow,Leads,5,"{team}",2026-q4,"{team}",\n')
    assert {path.name for path in tmp_path.rglob("*.md")} == {"index.md", "grow.md"}
    assert {path.relative_to(project).parts[0] for path in project.rglob("*.md")} == {"content"}
    assert sorted(path.name for path in project.parent.iterdir()) == ["okrs", "okrs.csv"]


def test_characters_that_nobody_sees_are_shown_and_pass_check(tmp_path: Path) -> None:
    imported(tmp_path / "okrs", f"{HEADERS}Gr\0ow\x07,Le\x1bads,5,Te\x9bam,2026-q4,An\x00a,re\u2028mark\x00\n".encode())
    (file,) = (name for name in documents(tmp_path / "okrs") if "2026-q4" in name)
    assert front(tmp_path / "okrs", file)["title"] == "Gr\ufffdow\ufffd"
    assert "\0" not in body(tmp_path / "okrs", file)


def refusal(tmp_path: Path, raw: bytes, name: str = "okrs.csv", format: str = "csv") -> str:
    """What an import says that is refused, having written nothing."""
    (tmp_path / name).write_bytes(raw)
    project = tmp_path / "okrs"
    project.mkdir(exist_ok=True)
    result = run(project, format, tmp_path / name, "--cycle", "2026-q4")
    assert result.exit_code == 2 and contents(project) == {}
    return result.output


def test_what_is_too_much_is_refused_with_a_bound(tmp_path: Path) -> None:
    assert "cell is longer than" in refusal(tmp_path, HEADERS.encode() + b'"' + b"x" * 10_000_000 + b'",,,,,,\n')
    assert "more than 50000 rows" in refusal(tmp_path, HEADERS.encode() + b"Grow,,,,,,\n" * 1_000_000)
    assert "more than 400 columns" in refusal(tmp_path, b"Objective," * 500 + b"\n")
    assert "quotation mark is never closed" in refusal(tmp_path, HEADERS.encode() + b'"Grow' + b",,,\n" * 100_000)
    assert "larger than 32 MiB" in refusal(tmp_path, b"Objective\n" + b"x\n" * (17 << 20))


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 500, b"\x80\x81" * 99])
def test_what_holds_nothing_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    assert "okrs.csv" in refusal(tmp_path, raw)


def archive(**parts: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return raw.getvalue()


def test_a_workbook_that_is_a_bomb_or_none_at_all_is_refused(tmp_path: Path) -> None:
    bomb = archive(a=b"0" * (200 << 20))
    assert len(bomb) < 1 << 20
    assert "unpacks to more than" in refusal(tmp_path, bomb, "okrs.xlsx", "xlsx")
    assert "not a workbook" in refusal(tmp_path, b"Objective\nGrow\n", "okrs.xlsx", "xlsx")
    assert "cannot be read as a workbook" in refusal(tmp_path, archive(a=b"x"), "okrs.xlsx", "xlsx")


def workbook_with(sheet: str, entity: str = "") -> bytes:
    """The smallest workbook with one sheet of that XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{entity}<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return archive(**{name: text.encode() for name, text in files.items()})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "Objective")}{cell("B1", "Target")}</row>'


def test_entities_of_a_workbook_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for entity, name in ((outside, "a"), (f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>', "l11")):
        raw = workbook_with(f'{HEAD}<row r="2">{cell("A2", f"&{name};")}</row>', entity)
        assert "cannot be read as a workbook" in refusal(tmp_path, raw, "okrs.xlsx", "xlsx")


def test_rows_far_away_cost_nothing_and_a_size_that_is_claimed_is_not_believed() -> None:
    sheet = f'{HEAD}<row r="1048576">{cell("A1048576", "Grow")}</row>'
    (table,) = xlsx_tables("okrs.xlsx", workbook_with(sheet), is_known)
    assert [row.line for row in table.rows] == [1048576]


ODD = ("[" * 100_000, "{" * 50, '{"format": "okrsite"}', '{"okrsite": 1}', "null", "1e999", '{"a": NaN}', "[1" + "0" * 5000 + "]", "")


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_json_that_is_no_export_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotTakenError, match=r"okrs\.json"):
        read_json("okrs.json", text.encode(), Wishes(Config().calendar))


def test_a_table_of_many_columns_and_odd_rows_is_read_as_it_is() -> None:
    table = csv_table("okrs.csv", b"Objective,Target\nGrow\nShip,5,6,7\n", is_known)
    assert [row.cell(1) for row in table.rows] == ["", "5"]
