"""A project as it is now → a whole build, or what is wrong with it.

The site is brought up to date as `okrsite build` does it, only that what earlier builds worked out stays in memory.
"""

import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from okrsite import reading, site
from okrsite.cache import Memory, Shelf
from okrsite.config import FILE, Config
from okrsite.diagnostics import ConfigurationError, Diagnostic, Location
from okrsite.preview.builds import Build, Outcome
from okrsite.preview.store import Store
from okrsite.project import load_config


@dataclass(frozen=True, slots=True)
class Choice:
    """What is previewed: as of which day, for whom, and whether drafts show."""

    as_of: date
    audience: str | None = None
    drafts: bool = False


class Builder:
    """Builds one project again and again into a store; `home` is the address at which its site is seen."""

    def __init__(self, project: Path, choice: Choice, store: Store, home: str) -> None:
        self._project, self._choice, self._store, self._home = project, choice, store, home
        self._memory, self._pages = Memory(), Shelf(None, "site")
        self._config = Config()
        self._last: Build | None = None

    def build(self, jobs: int) -> Outcome:
        """Build what has changed."""
        began = time.monotonic()
        try:
            build, diagnostics = self._renew(reading.Effort(jobs, keep=True, memory=self._memory))
        except (ConfigurationError, reading.ContentError) as error:
            return Outcome(None, error.diagnostics, False, time.monotonic() - began)
        except Exception as error:  # a faulty template, or a file that went away: whoever mends it wants the preview to be there still
            return Outcome(None, (self._diagnostic(error),), False, time.monotonic() - began)
        is_new, self._last = build is not self._last, build
        return Outcome(build, diagnostics, is_new, time.monotonic() - began)

    def sources(self) -> frozenset[Path]:
        """The folders that the site is made from, as far as the configuration can be read; its theme with the themes beside it."""
        with suppress(ConfigurationError):  # then it is still made from what it was made from before
            self._config = load_config(self._project)
        folders = site.source_folders(self._config, self._project)
        themes = (self._project / self._config.theme.name).parent.glob("*/theme.yml")
        return frozenset(f for f in (*folders, *(manifest.parent for manifest in themes)) if f.is_relative_to(self._project))

    def _renew(self, effort: reading.Effort) -> tuple[Build, tuple[Diagnostic, ...]]:
        choice = self._choice
        loaded = reading.load(self._project, choice.as_of, choice.audience, drafts=choice.drafts, effort=effort)
        here = replace(loaded, config=self._here(loaded.config))
        built = site.build_into(self._store, here, self._project, self._pages, effort)
        return self._store.build(built.paths(), self._last), loaded.diagnostics

    def _here(self, config: Config) -> Config:
        """The configuration of a site that is published here, and not where its links would lead otherwise."""
        if config.site.url is None:
            return config
        return config.model_copy(update={"site": config.site.model_copy(update={"url": self._home})})

    def _diagnostic(self, error: Exception) -> Diagnostic:
        message = f"The site cannot be built: {type(error).__name__}: {error}"
        return Diagnostic(self._place(error), "configuration", message, "`okrsite build` says more where this is not clear.")

    def _place(self, error: Exception) -> Location:
        """The innermost line of one of the project's own files, such as a template; a program may lie in the project, too."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            file = Path(frame.filename)
            if file.is_relative_to(self._project) and file.suffix != ".py":
                return Location(file.relative_to(self._project).as_posix(), frame.lineno or 1)
        return Location(FILE)
