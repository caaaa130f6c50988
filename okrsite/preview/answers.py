"""The path that a visitor asks for → an answer from the build that is shown.

A path is looked up among the names of the build's files and nowhere else, so that no spelling of it leads to any other file. Pages get
the preview's own region at their end; its script and style sheet exist only here.
"""

from dataclasses import dataclass, field
from functools import cache
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import quote, unquote

from okrsite import urls
from okrsite.preview.region import page_without_build, region
from okrsite.preview.shown import State

OWN = ".okrsite-preview/"
"""Where the preview's own files are; no address of a site begins with a dot."""
EVENTS = OWN + "events"
_OWN_FILES = frozenset({"preview.js", "preview.css"})
_INDEX = "index.html"
_KINDS = MimeTypes(())  # the same on every machine, whatever is installed there
for _kind, _endings in {
    "text/javascript": (".js",), "image/webp": (".webp",), "image/avif": (".avif",), "text/markdown": (".md",), "font/woff2": (".woff2",),
}.items():  # fmt: skip
    for _ending in _endings:
        _KINDS.add_type(_kind, _ending)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers, and all bytes of the body."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def plain(status: int, text: str) -> Answer:
    """An answer in a few words."""
    return Answer(status, text.encode() + b"\n", {"Content-Type": "text/plain; charset=utf-8"})


def answer(target: str, state: State, *, drafts: bool) -> Answer:
    """What a state answers to the target of a request."""
    path = path_of(target)
    if path is not None and path.startswith(OWN):
        return _own(path.removeprefix(OWN))
    if state.build is None:
        return Answer(503, page_without_build(state, OWN, drafts=drafts), {"Content-Type": "text/html; charset=utf-8"})
    if path is None:
        return _not_found(state, drafts=drafts)
    name = path + _INDEX if path == "" or path.endswith("/") else path
    if name in state.build.files:
        return _file(200, name, state, drafts=drafts)
    if f"{name}/{_INDEX}" in state.build.files:
        return Answer(301, b"", {"Location": f"/{quote(name)}/"})
    return _not_found(state, drafts=drafts)


def path_of(target: str) -> str | None:
    """A target's path without the first slash, decoded once; None where it is none."""
    path = target.partition("?")[0].partition("#")[0]
    try:
        return unquote(path[1:], errors="strict") if path.startswith("/") else None
    except UnicodeDecodeError:
        return None


def _not_found(state: State, *, drafts: bool) -> Answer:
    assert state.build
    return _file(404, urls.NOT_FOUND, state, drafts=drafts) if urls.NOT_FOUND in state.build.files else plain(404, "Not found.")


def _file(status: int, name: str, state: State, *, drafts: bool) -> Answer:
    assert state.build
    body = state.build.files[name].read_bytes()
    if name.endswith(".html"):
        page, end, rest = body.rpartition(b"</body>")
        own = region(state, OWN, drafts=drafts).encode("utf-8", "backslashreplace")
        body = page + own + end + rest if end else body + own
    return Answer(status, body, {"Content-Type": _kind_of(name)})


@cache
def _own(name: str) -> Answer:
    if name not in _OWN_FILES:
        return plain(404, "Not found.")
    return Answer(200, (Path(__file__).parent / "static" / name).read_bytes(), {"Content-Type": _kind_of(name)})


def _kind_of(name: str) -> str:
    kind = _KINDS.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in ("application/json", "application/xml", "image/svg+xml")
    return f"{kind}; charset=utf-8" if is_text else kind
