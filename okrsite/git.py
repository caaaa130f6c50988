"""A git repository → its commits, the files in one of them, and what has changed since (FORMAT §17).

The only module that runs git, always with the same settings whatever the user's are, without a shell and without writing anything.
Names and revisions are data: none of them is ever taken for an option or a pattern.
"""

import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple

from msgspec import Struct

from okrsite.suggestions import did_you_mean

_PINNED: Final = (
    "--no-optional-locks", "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
)  # fmt: skip
_KINDS: Final = {b"120000": "link", b"160000": "submodule"}
# Whatever a repository's own settings say of how commits are shown.
_PLAIN_LOG: Final = (
    "-c", "log.showSignature=false", "-c", "log.follow=false", "-c", "log.mailmap=false", "-c", "log.diffMerges=separate",
    "-c", "color.ui=never", "-c", "core.quotePath=false", "-c", "diff.renames=false", "-c", "diff.relative=false",
    "-c", "diff.ignoreSubmodules=none", "-c", "color.diff=never", "-c", "log.showRoot=true", "-c", "i18n.logOutputEncoding=UTF-8",
)  # fmt: skip
ALL_OF_IT: Final = (
    "run `git fetch --unshallow`; in CI fetch everything: `fetch-depth: 0` for actions/checkout on GitHub, `GIT_DEPTH: 0` among GitLab's "
    "variables, `clone: {depth: full}` on Bitbucket, `fetchDepth: 0` beside `checkout: self` on Azure"
)


class GitError(Exception):
    """Git cannot say what was asked; the message says what to type instead (exit code 2)."""


class CommittedFile(Struct, frozen=True):
    """A file of a commit: its path as git has it, relative to the folder; its kind (file, link, submodule); its blob."""

    path: str
    kind: str
    blob: str


class FileChange(NamedTuple):
    """What a commit of the main line did to a file: its new blob, None where no plain file is left of it."""

    path: str
    blob: str | None


class LoggedCommit(NamedTuple):
    """A commit of the main line, as its committer dated it, with what it changed against the one before it."""

    id: str
    when: datetime
    subject: str
    changes: tuple[FileChange, ...]


class Repository(Struct, frozen=True):
    """A repository seen from one folder of it: every path, taken or given, is relative to that folder."""

    folder: Path
    prefix: str

    @classmethod
    def find(cls, folder: Path) -> "Repository":
        """The repository that a folder lies in, itself or as a part, of a worktree or a submodule too."""
        if not folder.is_dir():
            raise GitError(f"There is no folder {folder}.")
        try:
            inside, _, prefix = _git(folder, "rev-parse", "--is-inside-work-tree", "--show-prefix").partition(b"\n")
        except _FailedError as error:
            raise GitError(_no_repository(folder, str(error))) from None
        if inside != b"true":
            raise GitError(f"{folder} lies in git's own files, not among those of a project.")
        return cls(folder, os.fsdecode(prefix.removesuffix(b"\n")))

    def resolve(self, revision: str) -> str:
        """The commit that a branch, a tag, an id or an expression such as `HEAD~2` means."""
        if revision and not revision.startswith("-") and "\0" not in revision:
            try:
                return _git(self.folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
            except _FailedError:
                pass
        raise GitError(self._unknown(revision))

    def merge_base(self, one: str, other: str) -> str:
        """The latest commit that two have in common."""
        first, second = self.resolve(one), self.resolve(other)
        try:
            return _git(self.folder, "merge-base", first, second).decode().split("\n")[0]
        except _FailedError:
            remedy = f"This clone is shallow: {ALL_OF_IT}." if self.is_shallow else "Name a commit that both come from."
            raise GitError(f"`{one}` and `{other}` have no commit in common. {remedy}") from None

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks the older commits."""
        return _git(self.folder, "rev-parse", "--is-shallow-repository").strip() == b"true"

    def head(self) -> str | None:
        """The commit that is checked out; None where there is none yet."""
        try:
            return _git(self.folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
        except _FailedError:
            return None

    def first_parents(self, commit: str) -> list[tuple[str, datetime]]:
        """A commit and those before it on its own line, the latest first, as their committers dated them."""
        logged = _git(self.folder, *_PLAIN_LOG, "log", "--first-parent", "--no-patch", "--format=%H %cI", self.resolve(commit), "--")
        lines = (line.split(" ") for line in logged.decode().splitlines())
        return [(identifier, _moment(when)) for identifier, when in lines]

    def main_line(self, commit: str, under: str) -> Iterator[LoggedCommit]:
        """The commits that brought something new for a folder in this one to a branch, the latest first.

        A merge counts as one change against what the branch was before: what came of it is what was published then.
        """
        logged = _git(
            self.folder, *_PLAIN_LOG, "log", "--first-parent", "-m", "--root", "--raw", "-z", "--no-abbrev", "--no-renames",
            f"-O{os.devnull}", "--format=%H %cI %s", self.resolve(commit), "--", under,
        )  # fmt: skip
        fields = iter(logged.split(b"\0"))
        return _logged(fields, len(os.fsencode(self.prefix)))

    def changed_files(self, base: str) -> frozenset[str]:
        """What differs between a commit and the files that lie here now, new ones that git does not ignore too; names in NFC."""
        commit = self.resolve(base)
        changed = _git(
            self.folder, "diff", "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--"
        )  # fmt: skip
        new = _git(self.folder, "ls-files", "-z", "--others", "--exclude-standard")
        return frozenset(unicodedata.normalize("NFC", os.fsdecode(path)) for path in (changed + new).split(b"\0") if path)

    def files_at(self, commit: str, under: str = "") -> tuple[CommittedFile, ...]:
        """Every file of a commit in this folder, or below one in it, or the file of that name."""
        wanted = [f"{self.prefix}{under}"] if self.prefix or under else []
        listed = _git(self.folder, "ls-tree", "-r", "-z", "--full-tree", self.resolve(commit), "--", *wanted)
        return tuple(_committed(line, len(os.fsencode(self.prefix))) for line in listed.split(b"\0") if line)

    def contents(self, blobs: Iterable[str], most: int | None = None) -> Iterator[bytes]:
        """The bytes of some blobs in their order, of each at most so many, by one process."""
        names = list(blobs)
        with TemporaryFile() as wanted:
            wanted.write("".join(f"{name}\n" for name in names).encode())
            wanted.seek(0)
            with _started(self.folder, ("cat-file", "--batch"), wanted) as process:
                assert process.stdout
                for name in names:
                    yield _blob(process.stdout, name, most)

    def _unknown(self, revision: str) -> str:
        message = f"There is no commit `{revision}` in this repository."
        if self.is_shallow:
            return f"{message} This clone is shallow: {ALL_OF_IT}."
        names = _git(self.folder, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
        near = did_you_mean(revision, names)
        return f"{message} {near or 'Name a branch, a tag or a commit; `git fetch` brings those of others.'}"


class _FailedError(GitError):
    """What git said when it failed."""


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints; _FailedError where it fails."""
    done = subprocess.run(_command(arguments), cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        raise _FailedError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _started(folder: Path, arguments: tuple[str, ...], given: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(arguments), cwd=folder, env=_environment(), stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _command(arguments: tuple[str, ...]) -> tuple[str, ...]:
    trusted = (word for path in _trusted_folders() for word in ("-c", f"safe.directory={path}"))
    return (_program(), *trusted, *_PINNED, *arguments)


def _program() -> str:
    found = shutil.which("git")
    if found is None:
        raise GitError("Git is not installed, or not on the PATH.")
    return found


def _environment() -> dict[str, str]:
    """The environment without anything that would steer git elsewhere, such as what a hook runs under."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "LANGUAGE": "",
    }  # fmt: skip


@cache
def _trusted_folders() -> tuple[str, ...]:
    """Folders of other owners that the user has told git to trust: the one setting of theirs that is kept, as it guards them."""
    found: list[str] = []
    for scope in ("--system", "--global"):
        listed = subprocess.run(
            (_program(), "config", scope, "-z", "--get-all", "safe.directory"), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )  # fmt: skip
        found += [os.fsdecode(path) for path in listed.stdout.split(b"\0")[:-1]]
    return tuple(found)


def _logged(fields: Iterator[bytes], prefix: int) -> Iterator[LoggedCommit]:
    """What `git log --raw -z` says: a line for each commit, then, by turns, modes with blobs behind a colon, and a path."""
    about: list[str] = []
    changes: list[FileChange] = []
    for field in fields:
        if field.lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, _ = field.split(b" ")
            path = os.fsdecode(next(fields)[prefix:])
            changes.append(FileChange(path, blob.decode() if mode.startswith(b"100") else None))
        elif field.strip(b"\n"):
            yield from _commit(about, changes)
            about, changes = field.strip(b"\n").decode("utf-8", "replace").split(" ", 2), []
    yield from _commit(about, changes)


def _commit(about: list[str], changes: list[FileChange]) -> Iterator[LoggedCommit]:
    if about:
        yield LoggedCommit(about[0], _moment(about[1]), about[2], tuple(changes))


def _moment(written: str) -> datetime:
    """When a commit was made, on its committer's clock; git's first day of all where no clock shows that."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _no_repository(folder: Path, said: str) -> str:
    if "dubious ownership" in said:
        return f"{folder} belongs to somebody else. Run `git config --global --add safe.directory <its repository>` if you trust it."
    if "not a git repository" in said:
        return f"{folder} is not in a git repository. Run `git init` there, or name the right folder with `--project`."
    return f"Git cannot read {folder}: {said}"


def _committed(line: bytes, prefix: int) -> CommittedFile:
    """A line of `git ls-tree`: mode, type, blob, a tab, the path."""
    about, _, path = line.partition(b"\t")
    mode, _, blob = about.split(b" ")
    return CommittedFile(os.fsdecode(path[prefix:]), _KINDS.get(mode, "file"), blob.decode())


def _blob(stream: IO[bytes], name: str, most: int | None) -> bytes:
    """One blob of `git cat-file --batch`; what is beyond `most` is passed over."""
    words = stream.readline().split()
    if len(words) != 3 or words[1] != b"blob":
        raise GitError(f"Git cannot read {name}: the repository is not complete. Run `git fetch`, or `git fsck` to see what is missing.")
    size = int(words[2])
    content = stream.read(size if most is None else min(size, most))
    left = size - len(content) + 1
    while left and (passed := stream.read(min(left, 1 << 20))):
        left -= len(passed)
    return content
