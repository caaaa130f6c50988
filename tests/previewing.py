"""A preview that runs in a thread, and a visitor who asks it."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from okrsite.preview import Choice, Listener, Outcome, Preview
from tests.sites import AS_OF

PATIENCE = 60.0  # only a preview that hangs takes as long


@dataclass
class Running:
    """A preview with its address, and how its builds went."""

    port: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def built(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.ends.append(time.monotonic())

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()

    def text(self, path: str = "/") -> str:
        return self.get(path)[1].decode()

    def wait(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, self.outcomes[-1:]
            time.sleep(0.02)

    def wait_for(self, part: str, path: str = "/") -> str:
        """A page, once it holds a part."""
        self.wait(lambda: part in self.text(path))
        return self.text(path)

    @contextmanager
    def events(self) -> Iterator[Iterator[dict[str, str]]]:
        """What the preview tells a page that follows it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/.okrsite-preview/events")
        response = connection.getresponse()
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        try:
            yield (json.loads(line.removeprefix(b"data: ")) for line in response if line.startswith(b"data: "))
        finally:
            connection.close()


@contextmanager
def previewing(project: Path, *, drafts: bool = False, audience: str | None = None) -> Iterator[Running]:
    """A preview, as long as it is needed."""
    running, is_ready = Running(), threading.Event()
    failures: list[BaseException] = []

    def ready(address: str) -> None:
        running.port = int(address.rstrip("/").rpartition(":")[2])
        is_ready.set()

    def run() -> None:
        try:
            preview.run()
        except BaseException as error:
            failures.append(error)
            raise

    preview = Preview(project, Choice(AS_OF, audience, drafts), 0, Listener(ready, running.built))
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert is_ready.wait(PATIENCE), failures
        yield running
    finally:
        preview.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive() and not failures
