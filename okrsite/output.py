"""Files → the published folder, all at once or not at all.

The new site is written beside the old one, settled on the disk, and takes its place in one step, so that a reader, a web server, or
whoever comes after a killed build or a power cut, sees the old site or the new one. A folder is only ever replaced where okrsite made it.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from okrsite.aside import HERE, Aside
from okrsite.linux import exchange_at_once as _exchange_at_once
from okrsite.linux import settle as _settle
from okrsite.survey import MARKER, Survey, Written, survey
from okrsite.work import ProcessEndedError, parent_is_alive

__all__ = ["MARKER", "SITE", "Made", "OutputError", "Stage", "plain", "publish", "refuse_repository", "refuse_unsafe", "staged"]

# A site is made to be read, by a web server too that runs as somebody else: the same modes whatever the builder's umask.
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755
_MOUNTED = "is a mounted disk or folder, which cannot be exchanged. Name a folder in it"
# What the system answers where it, or the file system, knows of no second name for a file.
_NO_LINK = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EMLINK)
_REMOVES_BY_DESCRIPTOR = os.supports_dir_fd >= {os.open, os.unlink, os.rmdir} and os.scandir in os.supports_fd
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


class Stage:
    """A new site while it is being made, beside the old one. Several processes may write into it, each other files."""

    def __init__(self, folder: Path, site_dir: Path) -> None:
        self.folder, self.site_dir = folder, site_dir
        self._inside, self._old = f"{folder}/", f"{site_dir}/"
        self._made: set[str] = {""}

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Written:
        """Write one file of the new site; its content may come in pieces."""
        _end_with_parent()
        self._make_folder(path.rpartition("/")[0])
        with open(self._inside + path, "xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            os.chmod(file.fileno() if _CHMOD_BY_DESCRIPTOR else file.name, _FILE_MODE)
            file.flush()
            return Written.of(os.fstat(file.fileno()))

    def keep(self, path: str) -> None:
        """Take a file of the old site over as it is."""
        _end_with_parent()
        self._make_folder(path.rpartition("/")[0])
        try:
            os.link(self._old + path, self._inside + path)
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            shutil.copy2(self._old + path, self._inside + path)

    def drop(self, paths: Iterable[str]) -> None:
        """Remove files, and the folders that held nothing else. Nobody else may write meanwhile."""
        folders = set()
        for path in paths:
            os.unlink(self._inside + path)
            folders.add(path.rpartition("/")[0])
        self._made = {""}
        for folder in folders:
            with suppress(OSError):  # it holds something else
                while folder:
                    os.rmdir(self._inside + folder)
                    folder = folder.rpartition("/")[0]

    def publish(self) -> None:
        """Take the place of the old site, which keeps its mode, in one step."""
        self.folder.chmod(stat.S_IMODE(self.site_dir.stat().st_mode) if self.site_dir.exists() else _FOLDER_MODE)
        _settle(self.folder)
        if self.site_dir.exists():
            _exchange(self.folder, self.site_dir)
        else:
            os.rename(self.folder, self.site_dir)

    def _make_folder(self, folder: str) -> None:
        """Make a folder and those around it; another process may be about to do the same."""
        if folder in self._made:
            return
        self._make_folder(folder.rpartition("/")[0])
        with suppress(FileExistsError):
            os.mkdir(self._inside + folder)
        os.chmod(self._inside + folder, _FOLDER_MODE)
        self._made.add(folder)


@contextmanager
def staged(site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE, aside: Aside = HERE) -> Iterator[Stage]:
    """A stage for a folder, which takes its place where it is told to; otherwise nothing has happened. Raises OutputError.

    A process killed or a machine cut off leaves the old folder or the new one, whole. The folder keeps the mode that it has, and what
    lies in it can be read by everybody who may enter it. What is not wanted any more is removed with the help of `aside`.
    """
    refuse_unsafe(site_dir, project, sources, made)
    site_dir = plain(site_dir)
    try:
        site_dir.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site_dir):
            _sweep(site_dir)
            folder = _beside(site_dir, f"new-{os.getpid()}")
            try:
                folder.mkdir(mode=0o700)
                stage = Stage(folder, site_dir)
                stage.write(made.marker, f"This folder was made by okrsite and is replaced as a whole by its next {made.act}.\n".encode())
                yield stage
            finally:
                _remove(folder, aside)
    except OSError as error:
        if error.errno is None:  # not the system's: whoever makes the files has a fault of its own
            raise
        reason = f"{_MOUNTED}{made.named}" if error.errno in (errno.EBUSY, errno.EXDEV) else f"cannot be written: {error.strerror}"
        raise OutputError(f"{error.filename or site_dir} {reason}. The old {made.noun} is untouched.") from error


def publish(
    files: Iterable[tuple[str, bytes]], site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE
) -> int:  # fmt: skip
    """Make a folder hold exactly these files (path below it, bytes); returns how many. Raises OutputError."""
    with staged(site_dir, project, sources, made) as stage:
        count = sum(1 for path, content in files if stage.write(path, content))
        refuse_repository(stage.site_dir, survey(stage.site_dir), made)
        stage.publish()
    return count


def refuse_unsafe(site_dir: Path, project: Path, sources: Iterable[Path] = (), made: Made = SITE) -> None:
    """Raises OutputError for a folder that is not okrsite's to replace; `sources` are the folders that a site is made from."""
    if site_dir.is_symlink():
        raise OutputError(f"{site_dir} is a symbolic link. Name the folder that it leads to.")
    site_dir, precious = plain(site_dir), [Path(os.path.realpath(place)) for place in (project, os.path.expanduser("~"))]
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


def plain(site_dir: Path) -> Path:
    """The folder's one name, without `..` and links on the way to it, so that builds into one folder know of each other."""
    absolute = os.path.abspath(site_dir)
    return Path(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))


def refuse_repository(site_dir: Path, found: Survey, made: Made = SITE) -> None:
    """Raises OutputError for a folder in which a git repository was found."""
    if found.repository:
        raise OutputError(f"{site_dir} holds a git repository, {found.repository}. Name another folder{made.named} and copy from there.")


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


def _remove(folder: Path, aside: Aside = HERE) -> None:
    """Remove a folder with all that is in it, as far as it can be; half of it aside."""
    if folder.is_symlink() or not folder.is_dir():
        return
    with suppress(OSError):
        folder.chmod(0o700)  # it may have the mode of a site that nobody may write to
    inside = list(folder.glob("*/*"))
    with suppress(ProcessEndedError):
        half = aside.begin(_remove_all, inside[::2])
        _remove_all(inside[1::2])
        half()
    shutil.rmtree(folder, ignore_errors=True)  # what is left of it


def _remove_all(places: Iterable[Path]) -> None:
    for place in places if _REMOVES_BY_DESCRIPTOR else ():
        with suppress(OSError):
            _remove_at_once(str(place))


def _remove_at_once(name: str, around: int | None = None) -> None:
    """Remove a folder with all that is in it, following no link, in two thirds of the time of `shutil.rmtree`, which looks twice."""
    folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=around)
    try:
        with os.scandir(folder) as entries:
            inside = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        for entry, is_folder in inside:
            if is_folder:
                _remove_at_once(entry, folder)
            else:
                os.unlink(entry, dir_fd=folder)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=around)


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
