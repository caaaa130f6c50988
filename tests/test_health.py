"""OKR health: what costs points and what does not, on small organisations; its pages, and `okrsite check --summary`."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite import urls
from okrsite.checks import RULES
from okrsite.cli import main
from okrsite.health import WEIGHTS, Examination, Flaw, OkrHealth, Tally, together
from okrsite.pages import HealthPage
from okrsite.pages.health import MOST_NAMED, MOST_ROWS
from okrsite.reading import Loaded

from .sites import AS_OF, codes, loaded, objective, problems, with_company, write
from .theme_sites import ROOT, Element, Shown, elements, sample, shown

NUMBER = ("key_results:", "  - {id: orders, title: Orders, target: 100}")
REPORTED = (*NUMBER, "checkins:", "  - {date: 2026-11-20, values: {orders: 60}}")
SELLING = ("owner: Ana", "aligns_to: known", *REPORTED)
GOOD = with_company(
    {
        "content/2026-q4/known.md": objective("Become known", "owner: Ana", *REPORTED),
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/sales/2026-q4/sell.md": objective("Sell more", *SELLING),
        "content/sales/2026-q4/keep.md": objective("Keep those who came", *SELLING),
    }
)
"""An organisation in which nothing is to be found fault with."""
SELL, KEEP = "sales/2026-q4/sell", "sales/2026-q4/keep"


def health_of(found: Loaded, unit: str) -> OkrHealth:
    organisation = found.organisation
    current = organisation.cycles.current({cycle for _, cycle in organisation.by_unit_and_cycle}, found.figures.as_of)
    examination = Examination(organisation, found.figures, found.config, found.figures.as_of, current)
    return examination.unit(unit)


def health(folder: Path, files: Mapping[str, str], unit: str = "sales", as_of: date = AS_OF) -> OkrHealth:
    return health_of(loaded(folder, files, as_of), unit)


def lost(found: OkrHealth) -> dict[Flaw, tuple[int, tuple[str, ...]]]:
    return {tally.flaw: (tally.points, tally.found) for tally in found.losses}


def selling(*lines: str) -> dict[str, str]:
    """The good organisation with one objective written otherwise."""
    return GOOD | {"content/sales/2026-q4/sell.md": objective("Sell more", *lines)}


def without(left_out: str) -> dict[str, str]:
    return selling(*(line for line in SELLING if not line.startswith(left_out)))


# ---- what costs points ----


def test_who_does_everything_well_has_100_points(tmp_path: Path) -> None:
    found = health(tmp_path, GOOD)
    assert (found.score, found.objectives, found.cycles, found.losses) == (100, 2, ("2026-q4",), ())
    assert {tally.flaw for tally in found.tallies} == set(Flaw)


OLD = ("checkins:", "  - {date: 2026-10-20, values: {orders: 5}}")
FAR_BEHIND = ("checkins:", "  - {date: 2026-11-20, values: {orders: 5}, status: on_track}")
ENDED = {"content/sales/2026-q3/begin.md": objective("Begin", "owner: Ana", *NUMBER)}
TEAM = {"content/sales/north/index.md": "---\ntitle: North\n---\n"}
OTHERS = {f"content/sales/2026-q4/more-{number}.md": objective(f"More of it {number}", *SELLING) for number in range(2)}
CASES: dict[str, tuple[dict[str, str], Flaw, int, tuple[str, ...]]] = {
    "nothing above is supported": (without("aligns_to"), Flaw.UNALIGNED, 10, (SELL,)),
    "done or not": (selling("owner: Ana", "aligns_to: known", "key_results: [{title: Sold, type: boolean, done: true}]",
                            "checkins: [{date: 2026-11-20, note: Soon}]"), Flaw.UNMEASURED, 10, (SELL,)),
    "nobody reported": (selling("owner: Ana", "aligns_to: known", *NUMBER), Flaw.SILENT, 10, (SELL,)),
    "nobody reported lately": (selling("owner: Ana", "aligns_to: known", *NUMBER, *OLD), Flaw.STALE, 8, (SELL,)),
    "nobody owns it": (without("owner"), Flaw.NO_OWNER, 8, (SELL,)),
    "green outside and red inside": (selling("owner: Ana", "aligns_to: known", *NUMBER, *FAR_BEHIND), Flaw.BEHIND, 5, (SELL,)),
    "ended without a score": (GOOD | ENDED, Flaw.NOT_CLOSED, 10, ("sales/2026-q3/begin",)),
    "too many at once": (GOOD | OTHERS, Flaw.CROWDED, 5, ("sales",)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_flaw_takes_its_points_by_the_share_that_has_it(tmp_path: Path, case: str) -> None:
    files, flaw, points, found = CASES[case]
    assert lost(health(tmp_path, files)) == {flaw: (points, found)}


def test_a_unit_without_links_to_others_is_a_silo(tmp_path: Path) -> None:
    alone = GOOD | {f"content/sales/2026-q4/{name}.md": objective("Sell", "owner: Ana", *REPORTED) for name in ("sell", "keep")}
    assert lost(health(tmp_path, alone)) == {Flaw.UNALIGNED: (20, (KEEP, SELL)), Flaw.SILO: (5, ("sales",))}


def test_a_silo_that_gives_its_reasons_costs_nothing(tmp_path: Path) -> None:
    reason = "checks: {ignore: {orphan: The law asks for it}}"
    alone = GOOD | {f"content/sales/2026-q4/{name}.md": objective("Sell", "owner: Ana", reason, *REPORTED) for name in ("sell", "keep")}
    assert health(tmp_path, alone).score == 100


def test_what_is_only_ignored_for_its_points_is_no_unused_ignore(tmp_path: Path) -> None:
    skips = objective("Call", "checks: {ignore: {level-skip: Agreed with Sales}}", *SELLING)
    files = GOOD | {**TEAM, "content/sales/north/2026-q4/call.md": skips}
    assert health(tmp_path, files, "sales/north").score == 100
    assert "unused-ignore" not in codes(problems(tmp_path, files))


def test_a_unit_that_another_one_supports_is_no_silo(tmp_path: Path) -> None:
    north = {**TEAM, "content/sales/north/2026-q4/call.md": objective("Call", "owner: Ana", f"aligns_to: {SELL}", *REPORTED)}
    alone = GOOD | {f"content/sales/2026-q4/{name}.md": objective("Sell", "owner: Ana", *REPORTED) for name in ("sell", "keep")}
    assert lost(health(tmp_path, alone | north)) == {Flaw.UNALIGNED: (20, (KEEP, SELL))}


def test_who_passes_over_the_unit_above_loses_points(tmp_path: Path) -> None:
    north = {**TEAM, "content/sales/north/2026-q4/call.md": objective("Call", *SELLING)}
    assert lost(health(tmp_path, GOOD | north, "sales/north")) == {Flaw.LEVEL_SKIP: (5, ("sales/north/2026-q4/call",))}
    both = objective("Call", "owner: Ana", f"aligns_to: [known, {SELL}]", *REPORTED)
    assert health(tmp_path, GOOD | north | {"content/sales/north/2026-q4/call.md": both}, "sales/north").score == 100


def test_nobody_has_less_than_no_points(tmp_path: Path) -> None:
    worst = {f"content/sales/2026-q4/{n}.md": objective("Do", "key_results: [{title: Done, type: boolean}]") for n in "abcd"}
    ended = {"content/sales/2026-q3/begin.md": objective("Begin", *NUMBER)}
    found = health(tmp_path, GOOD | worst | ended | {"content/sales/2026-q4/sell.md": worst["content/sales/2026-q4/a.md"],
                                                     "content/sales/2026-q4/keep.md": worst["content/sales/2026-q4/a.md"]})  # fmt: skip
    assert sum(tally.points for tally in found.losses) == 95
    assert found.score == 5
    overdone = OkrHealth("", (), 1, tuple(Tally(flaw, ("a",), 1) for flaw in Flaw))
    assert sum(tally.points for tally in overdone.tallies) > 100
    assert overdone.score == 0


@pytest.mark.parametrize(("have_it", "of", "points"), [(0, 5, 0), (1, 1000, 1), (2, 5, 8), (5, 5, 20), (1, 8, 3), (3, 8, 8)])
def test_points_are_rounded_half_up_and_never_to_nothing(have_it: int, of: int, points: int) -> None:
    assert Tally(Flaw.UNALIGNED, ("o",) * have_it, of).points == points


# ---- what costs nothing ----


def test_being_behind_is_no_flaw_if_one_says_so(tmp_path: Path) -> None:
    said = ("checkins:", "  - {date: 2026-11-20, values: {orders: 0}, status: off_track, note: The fair was called off}")
    assert health(tmp_path, selling("owner: Ana", "aligns_to: known", *NUMBER, *said)).score == 100


def test_what_is_cancelled_does_not_count_at_all(tmp_path: Path) -> None:
    found = health(tmp_path, selling("status: {is: cancelled, reason: Sold}", *NUMBER))
    assert (found.score, found.objectives) == (100, 1)
    found = health(tmp_path, selling(*NUMBER, "checkins: [{date: 2026-11-20, status: cancelled}]"))
    assert (found.score, found.objectives) == (100, 1)


@pytest.mark.parametrize("status", ["paused", "on_track"])
def test_who_has_paused_is_not_waited_for(tmp_path: Path, status: str) -> None:
    found = health(tmp_path, selling("owner: Ana", "aligns_to: known", f"status: {status}", *NUMBER))
    assert (Flaw.SILENT in lost(found)) == (status == "on_track")


def test_before_a_cycle_begins_and_in_its_first_days_nobody_is_silent(tmp_path: Path) -> None:
    files = {path: text.replace("checkins:", "resources: [A day]").replace("  - {date: 2026-11-20, values: {orders: 60}}", "")
             for path, text in GOOD.items()}  # fmt: skip
    days = {day: health(tmp_path, files, as_of=day).score for day in (date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 16))}
    assert list(days.values()) == [100, 100, 80]


def test_the_objectives_of_the_year_are_a_reason_to_align_those_of_the_quarter(tmp_path: Path) -> None:
    files = without("aligns_to")
    year = files.pop("content/2026-q4/known.md")
    files["content/sales/2026-q4/keep.md"] = files["content/sales/2026-q4/sell.md"]
    assert health(tmp_path / "alone", files).score == 100, "nobody has anything to align to"
    assert Flaw.UNALIGNED in lost(health(tmp_path / "year", files | {"content/2026/known.md": year}))
    assert health(tmp_path / "other", files | {"content/2025/known.md": objective("Begin", *NUMBER)}).score == 100, "that year is over"


@pytest.mark.parametrize(("day", "asked"), [(date(2026, 10, 14), False), (date(2026, 10, 15), True), (date(2026, 12, 1), True)])
def test_there_is_time_to_close_a_cycle(tmp_path: Path, day: date, asked: bool) -> None:
    assert (Flaw.NOT_CLOSED in lost(health(tmp_path, GOOD | ENDED, as_of=day))) is asked


@pytest.mark.parametrize("line", ["score: 0.4", "retrospective: We began too late."])
def test_looking_back_closes_an_objective(tmp_path: Path, line: str) -> None:
    assert health(tmp_path, GOOD | {"content/sales/2026-q3/begin.md": objective("Begin", line, *NUMBER)}).score == 100


def test_only_the_last_cycle_is_asked_for_and_only_for_a_year(tmp_path: Path) -> None:
    closed = {"content/sales/2026-q3/begin.md": objective("Begin", "score: 1", *NUMBER)}
    before = {"content/sales/2026-q2/prepare.md": objective("Prepare", *NUMBER)}
    assert health(tmp_path / "last", GOOD | before | closed).score == 100
    assert health(tmp_path / "old", GOOD | {"content/sales/2025-q3/begin.md": objective("Begin", *NUMBER)}).score == 100


@pytest.mark.parametrize("flaw", [Flaw.UNALIGNED, Flaw.UNMEASURED, Flaw.SILENT, Flaw.NO_OWNER, Flaw.BEHIND, Flaw.NOT_CLOSED])
def test_what_a_document_ignores_or_a_site_switches_off_costs_nothing(tmp_path: Path, flaw: Flaw) -> None:
    files, found = next((files, found) for files, of, _, found in CASES.values() if of is flaw)
    file = f"content/{found[0]}.md"
    for rule in WEIGHTS[flaw].rules:
        costs_nothing(tmp_path / rule, files, file, rule)


def costs_nothing(folder: Path, files: dict[str, str], file: str, rule: str) -> None:
    ignoring = files[file].replace("\n---\n", f"\nchecks: {{ignore: {{{rule}: Agreed with the board}}}}\n---\n")
    assert health(folder / "ignoring", files | {file: ignoring}).score == 100
    assert health(folder / "off", files | {"okrsite.yml": f"checks: {{{rule}: off}}\n"}).score == 100


def test_the_limit_of_a_crowded_unit_is_the_sites_own(tmp_path: Path) -> None:
    assert health(tmp_path / "more", GOOD | OTHERS | {"okrsite.yml": "checks: {too-many-objectives: {max: 4}}\n"}).score == 100
    fewer = GOOD | {"okrsite.yml": "checks: {too-many-objectives: {max: 1}}\n"}
    assert lost(health(tmp_path / "fewer", fewer)) == {Flaw.CROWDED: (5, ("sales",))}
    agreed = {"content/sales/index.md": "---\ntitle: Sales\nchecks: {ignore: {too-many-objectives: Two shops in one}}\n---\n"}
    assert health(tmp_path / "agreed", fewer | agreed).score == 100


def test_a_unit_that_stopped_has_no_score_while_others_go_on(tmp_path: Path) -> None:
    files = {path: text for path, text in GOOD.items() if "sales/2026-q4" not in path} | ENDED
    assert health(tmp_path, files).score is None
    assert health(tmp_path, files, as_of=date(2027, 3, 1)).score == 90, "now all have stopped"


def test_everything_together_counts_objectives_and_not_units(tmp_path: Path) -> None:
    found = loaded(tmp_path, without("owner"))
    company = together([health_of(found, unit) for unit in found.organisation.units], found.organisation.cycles)
    assert (company.score, company.objectives) == (95, 3)
    assert lost(company) == {Flaw.NO_OWNER: (5, (SELL,))}


# ---- its pages ----


def page(site: Shown, address: str) -> HealthPage:
    found = site.pages[urls.output_file(address)][0]
    assert isinstance(found, HealthPage)
    return found


def text(site: Shown, address: str) -> str:
    return Element("", {}, [e for e in elements(site.pages[urls.output_file(address)][1]) if e.tag == "main"]).words


def links(site: Shown, address: str) -> set[str]:
    return {e.attributes["href"] for e in elements(site.pages[urls.output_file(address)][1]) if "href" in e.attributes}


def test_a_page_says_what_was_lost_and_leads_to_it(tmp_path: Path) -> None:
    site = shown(write(tmp_path, without("owner")))
    assert "−8 1 of 2 objectives has no owner" in text(site, "health/sales/")
    assert "92 of 100, from 2 objectives" in text(site, "health/sales/")
    assert "../../sales/2026-q4/sell/" in links(site, "health/sales/")
    assert "−5 1 of 3 objectives has no owner" in text(site, "health/")
    assert {"../health/sales/", "../sales/2026-q4/sell/"} <= links(site, "health/")


def test_the_pages_of_units_and_home_show_the_score_and_lead_there(tmp_path: Path) -> None:
    site = shown(write(tmp_path, without("owner")))
    assert "OKR health 92 of 100" in text(site, "sales/")
    assert "OKR health 95 of 100" in text(site, "")
    assert "../health/sales/" in links(site, "sales/")
    assert "./health/" in links(site, "")
    assert "OKR health" not in text(site, "sales/2026-q4/"), "the score is that of now, on no page of a cycle"
    assert "../health/" in links(site, "about/")


def test_a_company_without_objectives_has_a_page_and_no_score(tmp_path: Path) -> None:
    site = shown(write(tmp_path, with_company({"content/sales/index.md": "---\ntitle: Sales\n---\n"})))
    assert page(site, "health/").score is None
    assert "There are no objectives yet" in text(site, "health/")
    assert "OKR health" not in text(site, "sales/")


def test_every_point_that_the_sample_lost_is_told() -> None:
    for found, _ in sample().pages.values():
        if isinstance(found, HealthPage) and found.score is not None:
            assert found.score == 100 - sum(loss.points for loss in found.losses), found.address
            assert all(loss.things or found.unit for loss in found.losses), found.address
    assert {row.unit.address for row in page(sample(), "health/").units} >= {"health/engineering/", "health/engineering/battery/"}


def test_hidden_objectives_change_nothing(tmp_path: Path) -> None:
    hidden = {"content/sales/2026-q4/secret.md": objective("Secret aim", "visibility: restricted", *NUMBER),
              "content/lab/index.md": "---\ntitle: Secret lab\nvisibility: restricted\n---\n",
              "content/lab/2026-q4/secret.md": objective("Secret aim", "aligns_to: known", *NUMBER)}  # fmt: skip
    plain, with_secrets = shown(write(tmp_path / "plain", GOOD)), shown(write(tmp_path / "secrets", GOOD | hidden))
    addresses = [name for name in plain.pages if name.startswith("health/")]
    assert [name for name in with_secrets.pages if name.startswith("health/")] == addresses
    assert {with_secrets.pages[name][1] for name in addresses} == {plain.pages[name][1] for name in addresses}


def test_a_large_company_is_split_by_department(tmp_path: Path) -> None:
    bad = objective("Do it somehow", "key_results: [{title: Done, type: boolean}]")
    files = with_company({"content/2026-q4/known.md": objective("Become known", "owner: Ana", *REPORTED)})
    for department in range(4):
        files[f"content/d{department}/index.md"] = f"---\ntitle: Department {department}\n---\n"
        for team in range(MOST_ROWS // 3):
            files[f"content/d{department}/t{team}/index.md"] = f"---\ntitle: Team {team}\n---\n"
            files[f"content/d{department}/t{team}/2026-q4/do.md"] = bad
    site = shown(write(tmp_path, files))
    assert [row.unit.title for row in page(site, "health/").units] == ["Acme", *(f"Department {n}" for n in range(4))]
    assert len(page(site, "health/d0/").units) == MOST_ROWS // 3
    assert f"and {4 * (MOST_ROWS // 3) - MOST_NAMED} more" in text(site, "health/")
    assert max(len(html) for name, (_, html) in site.pages.items() if name.startswith("health/")) < 100_000


# ---- in the terminal ----


def check(project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--project", str(project), "--as-of", "2026-11-23", *options])


def test_a_summary_tells_the_score_and_the_three_largest_losses_of_each_unit(tmp_path: Path) -> None:
    bad = {"content/sales/2026-q4/sell.md": objective("Sell", "key_results: [{title: Sold, type: boolean}]")}
    result = check(write(tmp_path, GOOD | bad), "--summary")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2:] == [
        "All units   74  −7   1 of 3 objectives is aligned to nothing",
        "                −7   1 of 3 objectives has no number among its key results",
        "                −7   1 of 3 objectives was never reported on",
        "  Acme     100",
        "    Sales   62  −10  1 of 2 objectives is aligned to nothing",
        "                −10  1 of 2 objectives has no number among its key results",
        "                −10  1 of 2 objectives was never reported on",
    ]


def test_the_summary_and_the_page_say_the_same() -> None:
    document = json.loads(check(ROOT, "--summary", "--format", "json").stdout)
    assert (document["as_of"], document["audience"], document["all"]["score"]) == ("2026-11-23", "public", page(sample(), "health/").score)
    for unit in document["units"][1:]:
        found = page(sample(), urls.below(urls.HEALTH, unit["ref"]))
        assert unit["score"] == found.score
        assert [(loss["points"], loss["message"]) for loss in unit["losses"]] == [(loss.points, loss.sentence) for loss in found.losses]


def test_a_summary_names_only_what_its_audience_may_see(tmp_path: Path) -> None:
    files = GOOD | {"okrsite.yml": "audiences: [staff]\n"} | ENDED
    files["content/sales/index.md"] = "---\ntitle: Sales\nvisibility: staff\n---\n"
    project = write(tmp_path, files)
    assert "Sales" not in check(project, "--summary").stdout
    assert "Sales" in check(project, "--summary", "--audience", "staff").stdout
    assert check(project, "--summary", "--audience", "nobody").exit_code == 2


def test_content_with_errors_has_no_summary(tmp_path: Path) -> None:
    result = check(write(tmp_path, GOOD | {"content/sales/2026-q4/sell.md": "---\ntitel: Sell\n---\n"}), "--summary")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown-key" in result.stderr
    assert check(write(tmp_path / "warned", without("owner")), "--summary", "--strict").exit_code == 1


@pytest.mark.parametrize("options", [("--format", "sarif"), ("--format", "github"), ("--changed-since", "main")])
def test_a_summary_goes_with_text_and_json_of_everything(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert check(write(tmp_path, GOOD), "--summary", *options).exit_code == 2


def test_titles_drive_no_terminal(tmp_path: Path) -> None:
    files = GOOD | {"content/sales/index.md": '---\ntitle: "Sales\\u202e\\u2066 up"\n---\n'}
    result = check(write(tmp_path, files), "--summary")
    assert result.exit_code == 0, result.output
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", result.stdout)


def test_the_documentation_has_the_weights_in_use() -> None:
    written = (ROOT / "docs" / "health.md").read_text(encoding="utf-8")
    points = re.findall(r"^\| `(\w+)` \| (\d+) \|", written, re.MULTILINE)
    assert [(Flaw(flaw), int(number)) for flaw, number in points] == [(flaw, weight.points) for flaw, weight in WEIGHTS.items()]
    advice = re.findall(r"^\| `(\w+)` \| ((?:`[a-z-]+`(?:, )?)+)", written, re.MULTILINE)
    assert {Flaw(flaw): tuple(re.findall(r"[a-z-]+", rules)) for flaw, rules in advice} == {
        f: w.rules for f, w in WEIGHTS.items() if w.rules
    }
    assert {rule for weight in WEIGHTS.values() for rule in weight.rules} <= {rule.code for rule in RULES}
