"""Requests from this machine's own browser → answers; from anybody else → refusals.

The server listens on loopback and nowhere else. A name that leads here from outside (DNS rebinding), and a foreign page that asks in the
background, are refused, so that drafts stay between the browser and whoever writes them.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from okrsite.preview.answers import EVENTS, Answer, answer, path_of, plain
from okrsite.preview.region import build_name, panel
from okrsite.preview.shown import Shown, State

HOST = "127.0.0.1"
_NAMES = ("localhost", HOST, "[::1]")
_HEARTBEAT = 15.0
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
BUILD = "X-Okrsite-Build"
"""The header that tells which build an answer is from."""


class Server(ThreadingHTTPServer):
    """Answers from what is shown, each request in a thread."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, shown: Shown, *, drafts: bool) -> None:
        self.shown, self.drafts = shown, drafts
        super().__init__((HOST, port), _Visitor)
        own_port = self.server_address[1]
        self.hosts = frozenset(f"{name}:{own_port}" for name in _NAMES) | (frozenset(_NAMES) if own_port == 80 else frozenset())
        self.home = f"http://{HOST}:{own_port}/"

    def server_bind(self) -> None:
        """Take the port, without asking anybody for the name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no fault."""

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answers inside."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()


class _Visitor(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    server: Server

    def version_string(self) -> str:
        """What the server calls itself."""
        return "okrsite"

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for problems of the content."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A request that cannot be understood; nothing of it is repeated."""
        self.close_connection = True
        self._send(plain(code, "This is not a request that the preview answers."))

    def do_GET(self) -> None:
        """Answer, or follow what happens."""
        if not self._is_from_here():
            self.close_connection = True
            self._send(plain(403, "The preview answers the browser on this machine only."))
        elif path_of(self.path) == EVENTS and self.command == "GET":
            self._tell_events()
        else:
            with self.server.shown.current() as state:
                found = answer(self.path, state, drafts=self.server.drafts)
            self._send(found, state)

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def _refuse_method(self) -> None:
        self.close_connection = True  # there may be a body, which nobody reads
        self._send(Answer(405, b"Only GET and HEAD are answered.\n", {"Allow": "GET, HEAD", "Content-Type": "text/plain; charset=utf-8"}))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse_method  # noqa: N815

    def _is_from_here(self) -> bool:
        """Whether a request is meant for this server, and comes from a page of it or from whoever typed or followed its address."""
        names, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        if len(names) != 1 or names[0] not in self.server.hosts:
            return False
        if any(origin not in {f"http://{host}" for host in self.server.hosts} for origin in origins):
            return False
        is_navigation = self.headers.get("Sec-Fetch-Mode") == "navigate"
        return is_navigation or self.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")

    def _send(self, found: Answer, state: State | None = None) -> None:
        self.send_response(found.status)
        for name, value in {**_ALWAYS, **found.headers, "Content-Length": str(len(found.body))}.items():
            self.send_header(name, value)
        if state is not None:
            self.send_header(BUILD, build_name(state))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def _tell_events(self) -> None:
        """Tell the state, and each one after it, until the browser or the preview ends."""
        self.close_connection = True
        self.send_response(200)
        for name, value in {**_ALWAYS, "Content-Type": "text/event-stream; charset=utf-8", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        number = -1
        while state := self.server.shown.after(number, _HEARTBEAT):
            self.wfile.write(b": still here\n\n" if state.number == number else _event(state))
            number = state.number


def _event(state: State) -> bytes:
    told = {"build": build_name(state), "problems": str(state.number), "panel": str(panel(state))}
    return f"retry: 500\ndata: {json.dumps(told)}\n\n".encode()
