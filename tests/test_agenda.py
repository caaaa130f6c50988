"""What is due soon and what is late, the work by day and by person, and how links to work are called, on pages of a small company."""

from datetime import date
from pathlib import Path

import pytest

from okrsite import urls
from okrsite.pages import DuePage, HomePage, InitiativesPage, PersonPage, UnitPage
from okrsite.pages.due import MOST_ON_A_PAGE, DueList
from okrsite.pages.work_links import work_link

from .sites import objective, with_company, write
from .theme_sites import Shown, sample, shown

FILES = with_company(
    {
        "content/people.yml": "ana: {name: Ana}\nben: {name: Ben}\n",
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/sales/north/index.md": "---\ntitle: North\n---\n",
        "content/sales/north/2026-q4/sell.md": objective(
            "Sell more",
            "owner: ana",
            "key_results:",
            "  - {id: orders, title: Orders, target: 100, unit: orders, plan: [{date: 2026-10-31, value: 30},"
            " {date: 2026-11-15, value: 60}, {date: 2026-11-30, value: 80}, {date: 2026-12-20, value: 90}]}",
            "  - {id: calls, title: Calls, target: 10, current: 10, due: 2026-11-30}",
            "  - {id: costs, title: Costs, start: 50, target: 20, current: 30, plan: [{date: 2026-11-25, value: 35}], due: 2026-12-07}",
            "  - {id: late, title: Late one, target: 10, current: 1, due: 2026-11-01, owner: ben}",
            "  - {id: far, title: Far one, target: 10, current: 1, due: 2026-12-08}",
            "  - {id: off, title: Cancelled one, target: 10, due: 2026-11-20, status: cancelled}",
            "  - {id: steps, title: Steps, type: milestones, milestones: [{title: Packed, due: 2026-11-24, done: true},"
            " {title: Sent, due: 2026-11-23}]}",
            "initiatives:",
            "  - {title: Call everybody, status: doing, due: 2026-11-27, owner: ben, url: 'https://github.com/acme/app/issues/42'}",
            "  - {title: Written already, status: done, due: 2026-11-02, owner: ben}",
            "  - {title: Given up, status: dropped, due: 2026-11-02}",
            "  - {title: Some day, owner: ana}",
            "  - {title: Nobody took it, due: 2026-11-20}",
            "checkins: [{date: 2026-11-20, values: {orders: 40}}]",
        ),
        "content/sales/2026-q4/rest.md": objective(
            "Rest",
            "status: paused",
            "key_results: [{title: A, target: 3, due: 2026-11-24}]",
            "initiatives: [{title: Nap, due: 2026-11-24}]",
        ),
        "content/sales/2026-q3/over.md": objective("Over", "score: 0.3", "key_results: [{title: A, target: 3, due: 2026-09-01}]"),
    }
)
HIDDEN = {
    "content/sales/north/2026-q4/secret.md": objective(
        "Secret", "visibility: restricted", "key_results: [{title: Secret number, target: 3, due: 2026-11-24}]",
        "initiatives: [{title: Secret work, due: 2026-11-24}]",
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(write(tmp_path_factory.mktemp("agenda"), FILES | HIDDEN))


def due_on(site: Shown, address: str) -> DueList | None:
    page, _ = site.pages[urls.output_file(address)]
    assert isinstance(page, (HomePage, UnitPage, PersonPage, DuePage))
    return page.due


def told(due: DueList | None) -> list[tuple[date, str, str]]:
    return [(item.day, item.title, item.aim.replace("\xa0", " ")) for item in due.items] if due else []


# ---- due ----


def test_what_is_late_comes_first_then_what_is_due_within_two_weeks(small: Shown) -> None:
    found = due_on(small, "sales/north/")
    assert told(found) == [
        (date(2026, 11, 1), "Late one", ""),
        (date(2026, 11, 15), "Orders", "60 orders"),
        (date(2026, 11, 20), "Nobody took it", ""),
        (date(2026, 11, 23), "Sent", ""),
        (date(2026, 11, 27), "Call everybody", ""),
        (date(2026, 11, 30), "Orders", "80 orders"),
        (date(2026, 12, 7), "Costs", ""),
    ]
    assert found
    assert [item.late for item in found.items] == [True, True, True, False, False, False, False]
    assert (found.count, found.late, found.everything) == (7, 3, None)


def test_units_above_and_the_company_show_what_is_due_below(small: Shown) -> None:
    assert told(due_on(small, "sales/")) == told(due_on(small, "")) == told(due_on(small, "sales/north/")) != []


def test_a_persons_page_shows_what_they_answer_for(small: Shown) -> None:
    assert [title for _, title, _ in told(due_on(small, "people/ben/"))] == ["Late one", "Call everybody"]
    assert [title for _, title, _ in told(due_on(small, "people/ana/"))] == ["Orders", "Nobody took it", "Sent", "Orders", "Costs"]


def test_pages_of_other_cycles_speak_of_no_day(small: Shown) -> None:
    assert due_on(small, "sales/2026-q3/") is None
    assert due_on(small, "sales/north/2026-q4/") is None


def test_nothing_hidden_is_due(small: Shown) -> None:
    assert not [name for name, (_, text) in small.pages.items() if "Secret" in text]


def test_a_page_shows_a_few_and_leads_to_all(tmp_path: Path) -> None:
    work = [f"  - {{title: Task {n:02}, due: 2026-11-{n + 10}, owner: Ana}}" for n in range(MOST_ON_A_PAGE + 1)]
    files = {"content/sales/index.md": "---\ntitle: Sales\n---\n"}
    files["content/sales/2026-q4/sell.md"] = objective("Sell", "key_results: [{title: A, target: 3}]", "initiatives:", *work)
    many = shown(write(tmp_path, with_company(files)))
    for address, everything in (("", "about/due/"), ("sales/", "about/due/sales/"), ("people/ana/", "about/due/people/ana/")):
        some, all_of_it = due_on(many, address), due_on(many, everything)
        assert some
        assert all_of_it
        assert (len(some.items), some.count, len(all_of_it.items)) == (MOST_ON_A_PAGE, MOST_ON_A_PAGE + 1, MOST_ON_A_PAGE + 1)
        assert some.everything
        assert some.everything.address == everything


def test_a_company_with_very_much_to_do_has_pages_of_a_bearable_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okrsite.pages.due.MOST_DUE", 10)
    work = [f"  - {{title: Task {n:02}, due: 2026-11-{n + 10}}}" for n in range(12)]
    files = {f"content/{unit}/index.md": f"---\ntitle: {unit}\n---\n" for unit in ("sales", "lab")}
    files["content/sales/2026-q4/sell.md"] = objective("Sell", "key_results: [{title: A, target: 3}]", "initiatives:", *work)
    page, text = shown(write(tmp_path, with_company(files))).pages["about/due/index.html"]
    assert isinstance(page, DuePage)
    assert (len(page.due.items), page.due.count) == (10, 12)
    assert [link.address for link in page.below] == ["lab/", "about/due/sales/"]
    assert 'href="../../about/due/sales/"' in text


# ---- initiatives ----


def test_all_work_is_listed_by_day_what_is_open_first(small: Shown) -> None:
    for address in ("about/work/", "about/work/sales/", "about/work/sales/north/"):
        page, _ = small.pages[urls.output_file(address)]
        assert isinstance(page, InitiativesPage)
        titles = [item.initiative.title for item in page.items]
        north = ["Nobody took it", "Call everybody", "Some day", "Given up", "Written already"]
        assert [title for title in titles if title != "Nap"] == north
        assert page.late == 1


def test_work_is_counted_by_person(small: Shown) -> None:
    page, text = small.pages["about/work/sales/north/index.html"]
    assert isinstance(page, InitiativesPage)
    found = {share.person.name if share.person else None: (share.open, share.late, share.done) for share in page.shares}
    assert found == {None: (1, 1, 0), "Ana": (1, 0, 0), "Ben": (1, 0, 1)}
    assert "1 open" in text


def test_a_unit_without_work_has_no_page_of_it(tmp_path: Path) -> None:
    bare = shown(write(tmp_path, with_company({"content/2026-q4/a.md": objective("Aim", "key_results: [{title: A, target: 1}]")})))
    assert not [name for name in bare.pages if name.startswith("about/work")]


@pytest.mark.parametrize(
    ("address", "kind", "name", "host"),
    [
        ("https://github.com/acme/app/issues/42", "Issue", "acme/app#42", ""),
        ("https://github.com/acme/app/pull/42/files", "Pull request", "acme/app#42", ""),
        ("https://github.acme.example/acme/app/pull/7", "Pull request", "acme/app#7", "github.acme.example"),
        ("https://gitlab.com/acme/tools/app/-/issues/3", "Issue", "acme/tools/app#3", ""),
        ("https://git.acme.example/acme/app/-/merge_requests/9#note_1", "Merge request", "acme/app!9", "git.acme.example"),
        ("https://gitlab.com/groups/acme/-/epics/5", "Epic", "acme&5", ""),
        ("https://acme.atlassian.net/browse/PROJ-17?focused=1", "Issue", "PROJ-17", ""),
        ("https://jira.acme.example/jira/browse/PROJ-17", "Issue", "PROJ-17", "jira.acme.example"),
        ("https://github.com/acme/app", "", "github.com", ""),
        ("https://trello.example/c/42", "", "trello.example", ""),
        ("https://e.example/acme/app/issues/42", "", "e.example", ""),
        ("https://github.com@e.example/acme/app/issues/42", "", "e.example", ""),
        ("https://notgithub.com/acme/app/issues/42", "", "notgithub.com", ""),
        ("https://github.com.e.example/acme/app/issues/42", "Issue", "acme/app#42", "github.com.e.example"),
        ("https://github.com/acme/%E2%80%AEapp/issues/42", "", "github.com", ""),
        ("mailto:ana@e.example", "", "", ""),
        ("https://[/acme/app/issues/42", "", "", ""),
    ],
)
def test_links_to_work_are_called_as_people_call_them(address: str, kind: str, name: str, host: str) -> None:
    found = work_link(sample().site, address)
    assert (found.address, found.kind, found.name, found.host) == (address, kind, name, host)


def test_a_link_to_work_says_what_it_is_and_leads_there(small: Shown) -> None:
    _, text = small.pages["sales/north/index.html"]
    assert '<a href="https://github.com/acme/app/issues/42"><bdi>Call everybody</bdi></a>' in text
    assert "Issue <bdi>acme/app#42</bdi>" in text
