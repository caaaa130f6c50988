"""The site as a whole: what is written where, the same bytes every time, and nothing at all where the content has errors."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.output import MARKER
from tests.sites import objective, with_company, write

SAMPLE = Path(__file__).parent.parent
KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"


def build(project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["build", "--project", str(project), "--as-of", "2026-11-23", *options])


def tree(folder: Path) -> dict[str, str]:
    """Every file's hash by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_site_of_one_objective_needs_no_configuration(tmp_path: Path) -> None:
    write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    result = build(tmp_path)
    assert result.exit_code == 0, result.output
    names = set(tree(tmp_path / "site"))
    assert {"index.html", "2026-q4/index.html", "2026-q4/grow/index.html", "404.html", "api/okrs.json", "api/schema.json"} <= names
    assert "sitemap.xml" not in names, "a sitemap needs the site's address"
    assert "Acme" in (tmp_path / "site/index.html").read_text()


def test_addresses_follow_references(tmp_path: Path) -> None:
    files = {
        "okrsite.yml": "site: {url: https://okr.acme.example/sub/}\n",
        "content/index.md": "---\ntitle: Acme\n---\n",
        "content/marketing/index.md": "---\ntitle: Marketing\nlead: Ana López\n---\n",
        "content/marketing/growth/index.md": "---\ntitle: Growth\n---\n",
        "content/marketing/growth/2026-q4/double-leads.md": objective("Double", KEY_RESULT, "aliases: [marketing/2026-q4/leads]"),
        "content/marketing/growth/2026-q3/old.md": objective("Old", KEY_RESULT),
        "content/marketing/growth/mrr.md": objective("MRR", "type: kpi", "values: {2026-11-01: 3}"),
        "content/marketing/growth/how.md": objective("How", "type: page"),
        "content/marketing/growth/2026-q3/what-we-learned.md": objective("What we learned", "type: review"),
    }
    assert build(write(tmp_path, files)).exit_code == 0
    names = set(tree(tmp_path / "site"))
    pages = (
        "", "marketing/", "marketing/2026-q4/", "marketing/growth/", "marketing/growth/2026-q3/", "marketing/growth/2026-q4/double-leads/",
        "marketing/growth/mrr/", "marketing/growth/how/", "marketing/growth/2026-q3/what-we-learned/", "2026-q3/", "people/",
        "people/ana-lópez/", "marketing/2026-q4/leads/",
    )  # fmt: skip
    assert {page + "index.html" for page in pages} <= names
    redirect = (tmp_path / "site/marketing/2026-q4/leads/index.html").read_text()
    assert "../../../marketing/growth/2026-q4/double-leads/" in redirect
    sitemap = (tmp_path / "site/sitemap.xml").read_text()
    assert "<loc>https://okr.acme.example/sub/marketing/growth/2026-q4/double-leads/</loc>" in sitemap
    assert "/marketing/2026-q4/leads/" not in sitemap


def test_errors_write_nothing_and_leave_the_last_site(tmp_path: Path) -> None:
    write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    build(tmp_path)
    before = tree(tmp_path / "site")
    write(tmp_path, {"content/2026-q4/wrong.md": objective("Wrong", "ownr: ana", KEY_RESULT)})
    result = build(tmp_path)
    assert result.exit_code == 1
    assert "unknown-key" in result.stderr
    assert result.stdout == ""
    assert tree(tmp_path / "site") == before


def test_strict_builds_nothing_with_warnings(tmp_path: Path) -> None:
    write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    assert build(tmp_path, "--strict").exit_code == 1
    assert not (tmp_path / "site").exists()


def test_attachments_are_published_where_their_own_unit_links_to_them(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4"/></svg>'
    files = with_company(
        {
            "okrsite.yml": "site: {logo: images/logo.svg}\n",
            "content/images/logo.svg": svg,
            "content/images/unused.png": "unused",
            "content/sales/index.md": "---\ntitle: Sales\n---\n",
            "content/sales/2026-q4/chart.png": "chart",
            "content/sales/2026-q4/grow.md": objective("Grow", KEY_RESULT) + "\n![Chart](chart.png) and [Acme](../../index.md)\n",
        }
    )
    result = build(write(tmp_path, files))
    assert result.exit_code == 0, result.output
    names = set(tree(tmp_path / "site"))
    assert {"images/logo.svg", "sales/2026-q4/chart.png"} <= names
    assert "images/unused.png" not in names
    page = (tmp_path / "site/sales/2026-q4/grow/index.html").read_text()
    assert 'src="../../../sales/2026-q4/chart.png"' in page


@pytest.mark.parametrize(
    "link", ["[x](missing.md)", "[x](../index.md)", "![x](../images/other.png)", "[x](../../../../etc/passwd)", "[x](page.html)"]
)
def test_links_that_lead_nowhere_are_errors(link: str, tmp_path: Path) -> None:
    files = with_company(
        {
            "content/images/other.png": "of the company",
            "content/sales/index.md": "---\ntitle: Sales\n---\n",
            "content/sales/2026-q4/page.html": "<script>alert(1)</script>",
            "content/sales/2026-q4/grow.md": objective("Grow", KEY_RESULT) + f"\nText\n\n{link.replace('../index.md', '../nowhere/')}\n",
        }
    )
    result = build(write(tmp_path, files))
    assert result.exit_code == 1
    assert "content/sales/2026-q4/grow.md:8:1: error[" in result.stderr


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:alert(1)'><rect/></a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='https://evil.example/x.svg#y'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject></svg>",
        "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(https://evil.example/x)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(#a) url(//evil.example/x)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect cursor='\\75rl(//evil.example/x), auto'/></svg>",
        "not a drawing",
    ],
)
def test_drawings_that_do_more_than_draw_are_refused(svg: str, tmp_path: Path) -> None:
    files = {**with_company({}), "okrsite.yml": "site: {logo: logo.svg}\n", "content/logo.svg": svg}
    result = build(write(tmp_path, files))
    assert result.exit_code == 1
    assert "attachment-type" in result.stderr


def test_the_sample_has_a_page_for_everything_that_is_published(tmp_path: Path) -> None:
    result = build(SAMPLE, "--site-dir", str(tmp_path / "site"), "--strict")
    assert result.exit_code == 0, result.output
    names = set(tree(tmp_path / "site"))
    document = json.loads((tmp_path / "site/api/okrs.json").read_text())
    for thing in (*document["units"], *document["objectives"]):
        assert thing["url"].lstrip("/") + "index.html" in names
    assert len(document["objectives"]) >= 60
    assert {k["type"] for o in document["objectives"] for k in o["key_results"]} == {
        "number", "at_least", "at_most", "between", "boolean", "milestones", "ladder", "baseline", "aligned",
    }  # fmt: skip
    assert {o["status"] for o in document["objectives"]} == {
        "off_track", "at_risk", "stale", "not_started", "on_track", "achieved", "missed", "paused", "cancelled",
    }  # fmt: skip
    assert MARKER in names
