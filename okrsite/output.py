"""Files → the published folder, all at once or not at all.

The new site is written beside the old one, settled on the disk, and takes its place in one step, so that a reader, a web server, or
whoever comes after a killed build or a power cut, sees the old site or the new one. A folder is only ever replaced where okrsite made it.
"""

import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from okrsite.aside import HERE, Aside
from okrsite.linux import exchange_at_once as _exchange_at_once
from okrsite.linux import settle as _settle
from okrsite.survey import MARKER, Survey, Tally, Written, survey
from okrsite.work import parent_is_alive

__all__ = ["MARKER", "SITE", "Kept", "Made", "OutputError", "SiteFolder", "Stage", "publish", "refuse_unsafe", "renewing"]

# A site is made to be read, by a web server too that runs as somebody else: the same modes whatever the builder's umask.
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755
_MOUNTED = "is a mounted disk or folder, which cannot be exchanged. Name a folder in it"
# What the system answers where it, or the file system, knows of no second name for a file.
_NO_LINK = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EMLINK)
_CHMOD_BY_DESCRIPTOR = os.chmod in os.supports_fd


class OutputError(Exception):
    """The site cannot be written; the message names the folder and the remedy, and the old site is untouched."""


class Made(NamedTuple):
    """What a folder is made as: the file that says so, what it is, what makes it, and how people name another one."""

    marker: str
    noun: str
    act: str
    named: str


SITE = Made(MARKER, "site", "build", " with --site-dir")


class Kept(NamedTuple):
    """The files of the old site, as they have to lie there, that are taken over `without` some of them."""

    tally: Tally
    without: Collection[str]


class Stage:
    """A new site while it is being made, beside the old one. Several processes may write into it, each other files."""

    def __init__(self, folder: Path, site_dir: Path) -> None:
        self._folder, self._site_dir = f"{folder}/", f"{site_dir}/"
        self._made: set[str] = {""}

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Written:
        """Write one file of the new site; its content may come in pieces."""
        _end_with_parent()
        self._make_folder(path.rpartition("/")[0])
        with open(self._folder + path, "xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            os.chmod(file.fileno() if _CHMOD_BY_DESCRIPTOR else file.name, _FILE_MODE)
            file.flush()
            return Written.of(os.fstat(file.fileno()))

    def keep(self, path: str) -> None:
        """Take a file of the old site over as it is."""
        _end_with_parent()
        self._make_folder(path.rpartition("/")[0])
        try:
            os.link(self._site_dir + path, self._folder + path)
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            shutil.copy2(self._site_dir + path, self._folder + path)

    def _make_folder(self, folder: str) -> None:
        """Make a folder and those around it; another process may be about to do the same."""
        if folder in self._made:
            return
        self._make_folder(folder.rpartition("/")[0])
        with suppress(FileExistsError):
            os.mkdir(self._folder + folder)
        os.chmod(self._folder + folder, _FOLDER_MODE)
        self._made.add(folder)


@contextmanager
def renewing(
    site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE, kept: Kept | None = None, aside: Aside = HERE
) -> Iterator[Stage]:
    """A stage that takes the folder's place once everything inside has gone well. Raises OutputError.

    After it the new site is there; a process killed or a machine cut off before leaves the old one, whole. The folder keeps the mode that
    it has, and what lies in it can be read by everybody who may enter it. What is `kept` of the old site is taken over `aside`.
    """
    refuse_unsafe(site_dir, project, sources, made)
    site_dir = _plain(site_dir)
    try:
        site_dir.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site_dir):
            _sweep(site_dir)
            with _staged(site_dir, made, kept, aside) as stage:
                yield stage
    except OSError as error:
        if error.errno is None:  # not the system's: whoever makes the files has a fault of its own
            raise
        reason = f"{_MOUNTED}{made.named}" if error.errno in (errno.EBUSY, errno.EXDEV) else f"cannot be written: {error.strerror}"
        raise OutputError(f"{error.filename or site_dir} {reason}. The old {made.noun} is untouched.") from error


class SiteFolder:
    """A published folder as something that a build renews; `sources` are the folders that the site is made from.

    It is looked through once, `aside`, from the beginning on. Raises OutputError for one that is not okrsite's to replace.
    """

    def __init__(self, site_dir: Path, project: Path, sources: tuple[Path, ...] = (), aside: Aside = HERE) -> None:
        refuse_unsafe(site_dir, project, sources)
        self._place, self._aside = (site_dir, project, sources), aside
        self._found = aside.begin(survey, _plain(site_dir))

    def holds(self, tally: Tally) -> bool:
        """Whether it holds exactly these files, as they were written."""
        return self._found() == Survey(tally)

    def renewing(self, kept: Kept | None) -> AbstractContextManager[Stage]:
        """A stage that takes its place, with what is kept of it."""
        _refuse_repository(self._place[0], self._found(), SITE)
        return renewing(*self._place, SITE, kept, self._aside)


def publish(
    files: Iterable[tuple[str, bytes]], site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE
) -> int:  # fmt: skip
    """Make a folder hold exactly these files (path below it, bytes); returns how many. Raises OutputError."""
    with renewing(site_dir, project, sources, made) as stage:
        return sum(1 for path, content in files if stage.write(path, content))


def refuse_unsafe(site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE) -> None:
    """Raises OutputError for a folder that is not okrsite's to replace; `sources` are the folders that a site is made from."""
    if site_dir.is_symlink():
        raise OutputError(f"{site_dir} is a symbolic link. Name the folder that it leads to.")
    site_dir, precious = _plain(site_dir), [Path(os.path.realpath(place)) for place in (project, os.path.expanduser("~"))]
    if any(site_dir in (place, *place.parents) for place in precious):
        raise OutputError(f"{site_dir} holds more than a {made.noun}. Choose a folder of its own{made.named}.")
    for source in (Path(os.path.realpath(source)) for source in sources):
        if site_dir in (source, *source.parents) or source in site_dir.parents:
            raise OutputError(f"{site_dir} and {source}, which it is made from, lie in each other. Choose another folder{made.named}.")
    if not site_dir.exists():
        return
    if not site_dir.is_dir():
        raise OutputError(f"{site_dir} is not a folder. Choose another one{made.named}.")
    if any(site_dir.iterdir()) and not (site_dir / made.marker).is_file():
        message = f"was not made by `okrsite {made.act}`, so it is not replaced. Empty it, or choose another folder{made.named}."
        raise OutputError(f"{site_dir} {message}")
    if os.path.ismount(site_dir):
        raise OutputError(f"{site_dir} {_MOUNTED}{made.named}.")


def _plain(site_dir: Path) -> Path:
    """The folder's one name, without `..` and links on the way to it, so that builds into one folder know of each other."""
    absolute = os.path.abspath(site_dir)
    return Path(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))


def _refuse_repository(site_dir: Path, found: Survey, made: Made) -> None:
    if found.repository:
        raise OutputError(f"{site_dir} holds a git repository, {found.repository}. Name another folder{made.named} and copy from there.")


@contextmanager
def _staged(site_dir: Path, made: Made, kept: Kept | None, aside: Aside) -> Iterator[Stage]:
    folder = _beside(site_dir, f"new-{os.getpid()}")
    try:
        folder.mkdir(mode=0o700)
        stage = Stage(folder, site_dir)
        stage.write(made.marker, f"This folder was made by okrsite and is replaced as a whole by its next {made.act}.\n".encode())
        with _looked_through(site_dir, made, kept, folder, aside):
            yield stage
        folder.chmod(stat.S_IMODE(site_dir.stat().st_mode) if site_dir.exists() else _FOLDER_MODE)
        _settle(folder)
        if site_dir.exists():
            _exchange(folder, site_dir)
        else:
            os.rename(folder, site_dir)
    finally:
        _remove(folder)


@contextmanager
def _looked_through(site_dir: Path, made: Made, kept: Kept | None, folder: Path, aside: Aside) -> Iterator[None]:
    """Look through the old folder once more while the new one is made, and take over what is kept of it. Raises OutputError."""
    looked = aside.begin(_take_over, site_dir, folder, kept.without) if kept else aside.begin(survey, site_dir)
    try:
        yield
    finally:
        found = looked()  # from now on only this process writes into the new one
    _refuse_repository(site_dir, found, made)
    if kept and found.tally != kept.tally:
        raise OutputError(f"{site_dir} was changed by somebody else while the build was running. Try again.")


def _take_over(site_dir: Path, folder: Path, without: Collection[str]) -> Survey:
    """Give the files of the old site, but some, a second name in the new one."""
    stage = Stage(folder, site_dir)
    return survey(site_dir, lambda path: None if path in without else stage.keep(path))


def _end_with_parent() -> None:
    """In a process that works for another one: once that is gone nobody waits for the site, and the next build needs the lock."""
    if not parent_is_alive():
        os._exit(1)


def _exchange(stage: Path, site_dir: Path) -> None:
    """Swap two folders in one step where the system can, else by two renames.

    Between the two a reader finds no site, for a fraction of a millisecond; a build that is killed right there leaves the old site
    beside, and the next build puts it back before it does anything else.
    """
    if _exchange_at_once(stage, site_dir):
        return
    old = _beside(site_dir, "old")
    os.rename(site_dir, old)
    try:
        os.rename(stage, site_dir)
    except OSError:
        os.rename(old, site_dir)
        raise
    _remove(old)


def _sweep(site_dir: Path) -> None:
    """Remove what killed builds left behind, and finish the swap that one of them began."""
    old = _beside(site_dir, "old")
    if old.exists() and not site_dir.exists():
        os.rename(old, site_dir)
    _remove(old)
    unfinished = _beside(site_dir, "new-").name
    for entry in site_dir.parent.iterdir():
        if entry.name.startswith(unfinished):
            _remove(entry)


def _remove(folder: Path) -> None:
    """Remove a folder with all that is in it, as far as it can be."""
    if folder.is_symlink() or not folder.is_dir():
        return
    with suppress(OSError):
        folder.chmod(0o700)  # it may have the mode of a site that nobody may write to
    shutil.rmtree(folder, ignore_errors=True)


def _beside(site_dir: Path, what: str) -> Path:
    return site_dir.with_name(f".{site_dir.name}.okrsite-{what}")


@contextmanager
def _lock(site_dir: Path) -> Iterator[None]:
    """Keep a second build out of the same folder; the system lets go of the lock when a build is killed."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    path = _beside(site_dir, "lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(f"Another build is writing {site_dir}. Wait for it to end, then try again.") from error
        yield
    finally:
        os.close(descriptor)
