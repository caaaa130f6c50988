"""Headless Chromium as a visitor: opens pages, notes what they ask for, and tells what is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@dataclass
class Visit:
    """A page that is open, with what it asked for and what the browser refused."""

    page: Page
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def others(self, home: str) -> list[str]:
        """Requests that went anywhere but to the site's own host."""
        hosts = {urlsplit(home).netloc}
        return [url for url in self.requests if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc not in hosts]

    def accessibility_faults(self) -> list[str]:
        """What axe finds, one line each."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))  # not a script of the page, so its policy does not matter
        found: dict[str, Any] = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])} places)" for v in found["violations"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


class Visitor:
    """A browser."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @classmethod
    @contextmanager
    def started(cls, path: str) -> Iterator["Visitor"]:
        """A browser that runs as long as it is needed."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            try:
                yield cls(browser)
            finally:
                browser.close()

    @contextmanager
    def visit(
        self, url: str, *, width: int = 1280, dark: bool = False, javascript: bool = True, policy: bool = True, text_size: int = 100
    ) -> Iterator[Visit]:
        """A page, in a fresh profile."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            bypass_csp=not policy,
            reduced_motion="reduce",
        )
        page = context.new_page()
        visit = Visit(page)
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("console", lambda message: visit.refused.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: visit.refused.append(str(error)))
        page.on("dialog", lambda dialog: (visit.dialogs.append(dialog.message), dialog.dismiss()))
        try:
            page.goto(url)
            if text_size != 100 and javascript:
                page.evaluate(f"() => {{ document.documentElement.style.fontSize = '{text_size}%' }}")
            yield visit
        finally:
            context.close()
