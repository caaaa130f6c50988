"""The live preview: for this machine only, always one whole build, never in the way of writing (FORMAT §17)."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.preview import PAUSE
from okrsite.reading import load
from okrsite.site import site_files
from tests.previewing import PATIENCE, Running, previewing
from tests.sites import AS_OF, objective, with_company, write

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
FILES = with_company(
    {
        "content/2026-q4/grow.md": objective("Grow", KEY_RESULT) + "[A picture](picture.png)\n",
        "content/2026-q4/picture.png": "not really",
        "content/2026-q4/secret.md": objective("Hidden from all", KEY_RESULT, "visibility: restricted"),
        "content/2026-q4/idea.md": objective("Only an idea", KEY_RESULT, "visibility: draft"),
    }
)
OBJECTIVE = "/2026-q4/grow/"
REGION = re.compile(rb'\n<aside id="okrsite-preview".*?</script>\n', re.DOTALL)
OUTSIDE = "root:x:0:0"
TRAVERSALS = (
    "/../okrsite.yml", "/../../okrsite.yml", "/../../../../../../../../etc/passwd", "/./../etc/passwd", "//../etc/passwd", "//etc/passwd",
    "///etc/passwd", "/%2e%2e/etc/passwd", "/%2e%2e%2fetc%2fpasswd", "/..%2f..%2fetc/passwd", "/%2e./%2e./etc/passwd",
    "/..%5c..%5cetc%5cpasswd", "/..\\..\\etc\\passwd", "/%252e%252e/etc/passwd", "/%c0%ae%c0%ae/etc/passwd",
    "/%e0%80%ae%e0%80%ae/etc/passwd",
    "/....//....//etc/passwd", "/.../.../etc/passwd", "/..;/..;/etc/passwd", "/2026-q4/../../../etc/passwd", "/2026-q4/..%2f../etc/passwd",
    "/assets/../../etc/passwd", "/%2fetc%2fpasswd", "/etc/passwd%00.html", "/%00/etc/passwd", "/file:///etc/passwd", "file:///etc/passwd",
    "http://127.0.0.1/etc/passwd", "/C:/Windows/win.ini", "/.okrsite-preview/../../etc/passwd", "/.okrsite-preview/..%2fserver.py",
    "/.okrsite-preview/%2e%2e/__init__.py", "/.okrsite-site", "/.okrsite/documents", "/.git/config", "/content/index.md", "/okrsite.yml",
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    project = write(tmp_path_factory.mktemp("preview"), {**FILES, "okrsite.yml": "site: {url: https://okr.acme.example/okr/}\n"})
    with previewing(project) as found:
        yield found


def raw(running: Running, request: str) -> bytes:
    """The whole answer to a request that is sent as it is written."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE) as connection:
        connection.sendall(request.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


class TestOnlyForThisMachine:
    """Who is answered, and with what."""

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems have one address of loopback")
    def test_it_listens_on_one_address(self, running: Running) -> None:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", running.port), timeout=PATIENCE)

    @pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
    def test_it_answers_to_its_own_names(self, running: Running, name: str) -> None:
        assert running.get("/", Host=f"{name}:{running.port}")[0].status == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.example:{port}", "localhost", "localhost:1", "127.0.0.1", "127.0.0.1.evil.example:{port}", "localhost.:{port}", "0:{port}",
         "localhost:{port}@evil.example", "127.1:{port}", "", "LOCALHOST:{port} ,evil"],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/", "/.okrsite-preview/events", "/api/okrs.json"])
    def test_a_foreign_name_is_refused(self, running: Running, host: str, path: str) -> None:
        response, body = running.get(path, Host=host.format(port=running.port))
        assert response.status == 403 and b"Grow" not in body

    @pytest.mark.parametrize("lines", ["", "Host: localhost:{port}\r\nHost: evil.example\r\n"], ids=["none", "two"])
    def test_a_request_has_one_name(self, running: Running, lines: str) -> None:
        found = raw(running, f"GET / HTTP/1.1\r\n{lines.format(port=running.port)}\r\n")
        assert found.startswith(b"HTTP/1.1 403 ") and b"Grow" not in found

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost:{port}", "http://localhost:1", "localhost"])
    @pytest.mark.parametrize("path", ["/", "/.okrsite-preview/events"])
    def test_a_foreign_page_is_refused(self, running: Running, origin: str, path: str) -> None:
        assert running.get(path, Origin=origin.format(port=running.port))[0].status == 403

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_a_foreign_page_may_lead_here_but_not_load_from_here(self, running: Running, site: str) -> None:
        assert running.get("/", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate")[0].status == 200
        assert running.get("/search/company.js", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors")[0].status == 403

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
    def test_nothing_but_get_and_head(self, running: Running, method: str) -> None:
        response, body = running.get("/", method)
        assert response.status in (405, 501) and b"Grow" not in body
        assert not [name for name in response.headers if name.lower().startswith("access-control")]

    @pytest.mark.parametrize("target", TRAVERSALS)
    def test_no_spelling_of_a_path_leads_out_of_the_site(self, running: Running, target: str) -> None:
        found = raw(running, f"GET {target} HTTP/1.1\r\nHost: localhost:{running.port}\r\nConnection: close\r\n\r\n")
        assert found.startswith(b"HTTP/1.1 404 ")
        told = found.decode()
        assert OUTSIDE not in told and "passwd" not in told and "/tmp" not in told and str(Path(__file__).parent.parent) not in told

    @pytest.mark.parametrize("request_line", ["GET", "GET / HTTP/9.9", "GET /" + "a" * 70_000 + " HTTP/1.1", "\x01\x02 / HTTP/1.1"])
    def test_what_is_no_request_is_refused_in_a_few_words(self, running: Running, request_line: str) -> None:
        found = raw(running, f"{request_line}\r\n\r\n")
        assert len(found) < 1000 and b"Traceback" not in found and b"aaaa" not in found

    def test_folders_are_not_listed(self, running: Running) -> None:
        assert running.get("/assets/")[0].status == 404
        response, _ = running.get("/2026-q4/grow")
        assert (response.status, response.headers["Location"]) == (301, "/2026-q4/grow/")

    @pytest.mark.parametrize(
        ("path", "kind"),
        [("/", "text/html; charset=utf-8"), ("/api/okrs.json", "application/json; charset=utf-8"),
         ("/search/company.js", "text/javascript; charset=utf-8"), ("/api/objectives.csv", "text/csv; charset=utf-8"),
         ("/2026-q4/picture.png", "image/png"), ("/sitemap.xml", "text/xml; charset=utf-8"),
         ("/.okrsite-preview/preview.js", "text/javascript; charset=utf-8"), ("/.okrsite-preview/preview.css", "text/css; charset=utf-8")],
    )  # fmt: skip
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_files_are_what_they_are_and_kept_by_nobody(self, running: Running, path: str, kind: str, method: str) -> None:
        response, body = running.get(path, method)
        assert response.status == 200 and response.headers["Content-Type"] == kind
        assert response.headers["Cache-Control"] == "no-store" and response.headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in response.headers if name.lower().startswith("access-control")]
        assert (len(body) == int(response.headers["Content-Length"])) == (method == "GET")

    def test_full_addresses_lead_into_the_preview(self, running: Running) -> None:
        assert f"<loc>{running.home}" in running.text("/sitemap.xml")
        assert "okr.acme.example" not in running.text("/nowhere/")


class TestBuilds:
    """What is shown, and when."""

    def test_the_page_of_a_changed_file_is_new_and_followers_are_told(self, tmp_path: Path) -> None:
        with previewing(write(tmp_path, FILES)) as running, running.events() as events:
            first = next(events)
            assert running.get()[0].headers["X-Okrsite-Build"] == first["build"]
            write(tmp_path, {"content/2026-q4/grow.md": objective("Grow faster", KEY_RESULT)})
            second = next(events)
            assert second["build"] != first["build"]
            response, body = running.get(OBJECTIVE)
            assert b"Grow faster" in body and response.headers["X-Okrsite-Build"] == second["build"]

    @pytest.mark.parametrize(
        ("path", "text"),
        [("content/new/index.md", objective("New team")), ("okrsite.yml", "site: {title: New team}\n"),
         pytest.param("overrides/home.html", "<p>New team</p>", marks=pytest.mark.slow),
         ("mine/templates/home.html", "<p>New team</p>"),
         pytest.param("mine/theme.yml", "extends: base\n", marks=pytest.mark.slow)],
    )  # fmt: skip
    def test_whatever_a_site_is_made_from_is_watched(self, tmp_path: Path, path: str, text: str) -> None:
        theme = {"mine/theme.yml": "extends: default\n", "okrsite.yml": "theme: {name: mine}\n"}
        with previewing(write(tmp_path, {**FILES, **theme} if path.startswith("mine") else FILES)) as running:
            running.wait(lambda: len(running.outcomes) == 2)  # the second looks for what changed before the watch began
            write(tmp_path, {path: text})
            if path == "mine/theme.yml":
                running.wait_for("There is no theme")
            else:
                running.wait_for("New team", "/new/" if "new/" in path else "/")

    def test_folders_may_come_and_go(self, tmp_path: Path) -> None:
        with previewing(write(tmp_path, FILES)) as running:
            (tmp_path / "content").rename(tmp_path / "elsewhere")
            running.wait_for("okrsite-preview-panel")
            (tmp_path / "elsewhere").rename(tmp_path / "content")
            running.wait(lambda: "okrsite-preview-panel" not in running.text())
            write(tmp_path, {"content/2026-q4/grow.md": objective("Grow after all", KEY_RESULT)})
            running.wait_for("Grow after all", OBJECTIVE)

    def test_what_does_not_belong_to_the_site_builds_nothing(self, tmp_path: Path) -> None:
        with previewing(write(tmp_path, FILES)) as running:
            running.wait(lambda: len(running.outcomes) == 2)
            names = (".git/index", "site/index.html", ".okrsite/documents", "notes.txt", "content/.grow.md.swp")
            write(tmp_path, dict.fromkeys(names, "x"))
            write(tmp_path, {"content/2026-q4/grow.md": objective("Grow faster", KEY_RESULT)})
            running.wait_for("Grow faster", OBJECTIVE)
            assert sum(outcome.is_new for outcome in running.outcomes) == 2 and len(running.outcomes) == 3

    def test_drafts_show_on_request_with_a_banner_and_hidden_things_never(self, tmp_path: Path) -> None:
        write(tmp_path, FILES)
        with previewing(tmp_path) as running:
            assert "Preview with drafts" not in running.text() and "Only an idea" not in running.text("/2026-q4/")
        with previewing(tmp_path, drafts=True) as running:
            assert all("Preview with drafts" in running.text(path) for path in ("/", OBJECTIVE, "/nowhere/"))
            assert "Only an idea" in running.text("/2026-q4/idea/")
            everything = "".join(running.text(path) for path in ("/", "/2026-q4/", "/api/okrs.json", "/search/company.js"))
            assert "Hidden from all" not in everything and running.get("/2026-q4/secret/")[0].status == 404

    def test_nothing_of_it_is_ever_built_and_the_project_is_left_alone(self, tmp_path: Path) -> None:
        write(tmp_path, FILES)
        before = sorted(tmp_path.rglob("*"))
        with previewing(tmp_path, drafts=True) as running:
            assert "okrsite-preview" in running.text()
            assert sorted(tmp_path.rglob("*")) == before
            assert CliRunner().invoke(main, ["build", "--project", str(tmp_path), "--as-of", "2026-11-23"]).exit_code == 0
            built = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
        assert len(built) > 10
        assert [path for path, content in built.items() if b"okrsite-preview" in content or b"Preview with" in content] == []

    def test_pages_are_those_of_a_build_but_for_the_region(self, tmp_path: Path) -> None:
        with previewing(write(tmp_path, FILES)) as running:
            assert_is_the_site(running, tmp_path)


class TestProblems:
    """Content that cannot be built."""

    def test_the_last_good_page_stays_with_the_problems_until_they_are_mended(self, tmp_path: Path) -> None:
        with previewing(write(tmp_path, FILES)) as running, running.events() as events:
            good = next(events)
            write(tmp_path, {"content/2026-q4/grow.md": objective("Shrink", KEY_RESULT, "ownr: '<img src=x onerror=alert(1)>'")})
            bad = next(events)
            assert bad["build"] == good["build"] and "The key `ownr` is not known." in bad["panel"]
            page = running.text(OBJECTIVE)
            assert "Grow" in page and "Shrink" not in page
            assert "<bdi>content/2026-q4/grow.md</bdi>:4:1" in page and "Did you mean `owner`?" in page
            write(tmp_path, {"content/2026-q4/grow.md": FILES["content/2026-q4/grow.md"]})
            assert next(events)["panel"] == ""
            assert "okrsite-preview-panel" not in running.text(OBJECTIVE)

    def test_everything_in_the_panel_is_escaped(self, tmp_path: Path) -> None:
        name = "<script>alert(1)</script>"
        with previewing(write(tmp_path, FILES)) as running:
            write(tmp_path, {"content/2026-q4/bad.md": objective("A", KEY_RESULT, f'"{name}": 1', "status: '\"><img src=x>'")})
            page = running.wait_for("okrsite-preview-panel")
            assert "&lt;script&gt;alert(1)" in page and name not in page and "<img src=x>" not in page

    @pytest.mark.parametrize(
        ("bad", "message"),
        [({"okrsite.yml": "site: [\n"}, "okrsite.yml"), ({"okrsite.yml": "theme: {name: nowhere}\n"}, "There is no theme `nowhere`"),
         ({"overrides/home.html": "<p>\n{% if %}"}, "<bdi>overrides/home.html</bdi>:2:1"),
         ({"overrides/home.html": "{{ page.nonsense }}"}, "nonsense"), ({"content/index.md": "title: x"}, "content/index.md")],
    )  # fmt: skip
    @pytest.mark.parametrize("is_first", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["at first", "later"])
    def test_any_fault_is_shown_and_mended_without_a_new_start(
        self, tmp_path: Path, bad: dict[str, str], message: str, is_first: bool
    ) -> None:
        write(tmp_path, {**FILES, **(bad if is_first else {})})
        with previewing(tmp_path) as running:
            write(tmp_path, bad)
            page = running.wait_for("okrsite-preview-panel")
            assert message in page
            assert running.get()[0].status == (503 if is_first else 200)
            for path in bad:
                (tmp_path / path).unlink()
            write(tmp_path, FILES)
            running.wait(lambda: running.get()[0].status == 200 and "okrsite-preview-panel" not in running.text())
            assert_is_the_site(running, tmp_path)


def assert_is_the_site(running: Running, project: Path) -> None:
    """The preview shows what a build from nothing writes."""
    for path, content in site_files(load(project, AS_OF), project):
        response, body = running.get(f"/{path}")
        assert REGION.sub(b"", body) == content, path
        assert response.status == 200


def writing(project: Path, seed: int, times: int, seconds: float) -> None:
    """Somebody who writes, renames, removes and breaks documents, and leaves them in order."""
    rng = random.Random(seed)
    folder = project / "content/2026-q4"
    for time_ in range(times):
        file, other = (folder / f"o{rng.randrange(12)}.md" for _ in range(2))
        kind = rng.randrange(6)
        if kind == 0 and file.exists():
            file.replace(other)
        elif kind == 1:
            file.unlink(missing_ok=True)
        elif kind == 2:
            file.write_text("---\ntitle: [half\n")
        else:
            file.write_text(objective(f"Attempt {time_}", KEY_RESULT))
        time.sleep(seconds / times)
    for number in range(12):
        (folder / f"o{number}.md").write_text(objective(f"Last {number}", KEY_RESULT))


@pytest.mark.parametrize(("times", "seconds", "clients"), [(40, 1.0, 4), pytest.param(1000, 10.0, 10, marks=pytest.mark.slow)])
def test_every_answer_under_a_thousand_changes_is_whole_and_of_one_build(tmp_path: Path, times: int, seconds: float, clients: int) -> None:
    write(tmp_path, FILES)
    seen: dict[tuple[str, str], bytes] = {}
    faults: list[str] = []
    ended = threading.Event()

    def visit(running: Running, seed: int) -> None:
        rng = random.Random(seed)
        while not ended.is_set():
            path = rng.choice(["/", OBJECTIVE, "/2026-q4/", "/api/okrs.json", "/2026-q4/o1/", "/search/company.js"])
            try:
                response, body = running.get(path)
            except OSError as error:
                faults.append(f"{path}: {error!r}")
                continue
            content = REGION.sub(b"", body)
            key = response.headers["X-Okrsite-Build"], path
            is_whole = content.rstrip().endswith((b"</html>", b"}", b"]", b";")) and response.status in (200, 404)
            if not is_whole or seen.setdefault(key, content) != content:
                faults.append(f"{key} {response.status} {content[-60:]!r}")

    with previewing(tmp_path) as running:
        visitors = [threading.Thread(target=visit, args=(running, seed), daemon=True) for seed in range(clients)]
        for visitor in visitors:
            visitor.start()
        writing(tmp_path, 1, times, seconds)
        running.wait(lambda: "Last 7" in running.text("/2026-q4/o7/") and running.outcomes[-1].build)
        ended.set()
        for visitor in visitors:
            visitor.join(PATIENCE)
        running.wait(lambda: all(f"Last {number}" in running.text(f"/2026-q4/o{number}/") for number in range(12)))
        assert_is_the_site(running, tmp_path)
        begins = [end - outcome.seconds for end, outcome in zip(running.ends, running.outcomes, strict=True)][1:]
    assert faults == []
    assert len({build for build, _ in seen}) > 2
    assert min(after - before for before, after in pairwise(begins)) > PAUSE * 0.9
    assert json.loads(seen[next(key for key in seen if key[1].endswith(".json"))])


class TestCommand:
    """`okrsite serve` as a process."""

    def start(self, project: Path, temporary: Path, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "okrsite", "serve", "--project", str(project), "--port", "0", "--as-of", "2026-11-23", *options]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)})

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_it_ends_when_it_is_told_to_and_leaves_nothing(self, tmp_path: Path, number: signal.Signals) -> None:
        project, temporary = write(tmp_path / "project", FILES), tmp_path / "temporary"
        temporary.mkdir()
        process = self.start(project, temporary)
        assert process.stderr
        told = next(line for line in process.stderr if line.startswith("Preview"))
        assert re.fullmatch(r"Preview at http://127\.0\.0\.1:\d+/ \(Ctrl-C ends it\)\n", told)
        assert [entry.name[:16] for entry in temporary.iterdir()] == ["okrsite-preview-"]
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert "Traceback" not in process.stderr.read() and list(temporary.iterdir()) == []

    def test_problems_are_told_once_each_time_they_change(self, tmp_path: Path) -> None:
        project = write(tmp_path, {**FILES, "content/2026-q4/grow.md": objective("A\u009b31m", KEY_RESULT, "ownr: x")})
        process = self.start(project, tmp_path)
        assert process.stderr
        lines = iter(process.stderr.readline, "")
        told = next(line for line in lines if "Preview at" in line)
        port = int(told.split(":")[2].split("/")[0])
        (project / "content/index.md").touch()
        time.sleep(1)
        write(project, FILES)
        Running(port).wait_for("Grow", OBJECTIVE)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(PATIENCE) == 0
        assert "ownr" not in rest and rest.count("0 errors, ") == 1 and "\u009b" not in rest

    def test_wrong_use_ends_with_2(self, tmp_path: Path) -> None:
        write(tmp_path, FILES)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            for options in (["--port", str(taken.getsockname()[1])], ["--audience", "martians"], ["--host", "0.0.0.0"]):
                result = CliRunner().invoke(main, ["serve", "--project", str(tmp_path), *options])
                assert result.exit_code == 2 and len(result.stderr) > 20
        assert CliRunner().invoke(main, ["serve", "--project", str(tmp_path / "nowhere")]).exit_code == 2
