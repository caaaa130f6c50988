"""The published folder from build to build: what lies in it is looked through, and taken over, while a build reads and works.

A file that is taken over gets a second name in the new folder. That costs nothing by itself, but a large site has many: where few changes
are expected all of them get one at once, aside, and those that turn out to be others now lose it again.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from okrsite.aside import HERE, Aside
from okrsite.output import OutputError, Stage, plain, refuse_repository, refuse_unsafe, staged
from okrsite.survey import Survey, Tally, survey


class Kept(NamedTuple):
    """The files of the old site, as they have to lie there, that are taken over `without` some of them."""

    tally: Tally
    without: Collection[str]


class SiteFolder:
    """A published folder as something that a build renews; `sources` are the folders that the site is made from.

    It is looked through once, `aside`, from the beginning on. Raises OutputError for one that is not okrsite's to replace.
    """

    def __init__(self, site_dir: Path, project: Path, sources: tuple[Path, ...] = (), aside: Aside = HERE) -> None:
        refuse_unsafe(site_dir, project, sources)
        self._place, self._aside = (site_dir, project, sources), aside
        self._found = aside.begin(survey, plain(site_dir))
        self._new: _Renewal | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._give_up()

    def holds(self, tally: Tally) -> bool:
        """Whether it holds exactly these files, as they were written."""
        return self._found() == Survey(tally)

    def take_over(self) -> None:
        """Begin to take over all that it holds, before anybody knows what of it is kept."""
        self._new = self._begin(takes_over=True)

    @contextmanager
    def renewing(self, kept: Kept | None) -> Iterator[Stage]:
        """A stage with what is kept, which takes the folder's place once everything inside has gone well. Raises OutputError."""
        refuse_repository(self._place[0], self._found())
        if self._new is None or kept is None:
            self._give_up()
            self._new = self._begin(takes_over=kept is not None)
        stage, found, closing = self._new
        self._new = None
        with closing:
            if kept:
                _refuse_changed(stage.site_dir, found(), kept.tally)
                stage.drop(kept.without)
            yield stage
            refuse_repository(stage.site_dir, found())
            stage.publish()

    def _begin(self, *, takes_over: bool) -> "_Renewal":
        closing = ExitStack()
        stage = closing.enter_context(staged(*self._place, aside=self._aside))
        found = self._aside.begin(_take_over, stage) if takes_over else self._aside.begin(survey, stage.site_dir)
        closing.callback(_wait_for, found)  # before the stage is removed, into which it may still be writing
        return _Renewal(stage, found, closing)

    def _give_up(self) -> None:
        if self._new:
            self._new.closing.close()
            self._new = None


class _Renewal(NamedTuple):
    """A stage; what waits for what is found in the old folder meanwhile; and what ends it all."""

    stage: Stage
    found: Callable[[], Survey]
    closing: ExitStack


def _take_over(stage: Stage) -> Survey:
    """Give every file of the old site a second name in the new one."""
    return survey(stage.site_dir, stage.keep)


def _wait_for(found: Callable[[], Survey]) -> None:
    with suppress(Exception):  # whoever wants to know what was found has heard of it
        found()


def _refuse_changed(site_dir: Path, found: Survey, tally: Tally) -> None:
    if found.tally != tally:
        raise OutputError(f"{site_dir} was changed by somebody else while the build was running. Try again.")
