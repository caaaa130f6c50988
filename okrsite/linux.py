"""What only Linux can do with folders: exchange two in one step, and wait until one is on the disk. Elsewhere it is left undone."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# What the system answers where it, or the file system, knows of no exchange.
_NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def settle(stage: Path) -> None:
    """Wait until a folder with all that is in it is on the disk, where the system can wait for one file system.

    Else a power cut after an exchange might leave the new names with empty files. Once for all files takes about half as long as
    writing them; for each file it would take a hundred times as long.
    """
    libc = _libc()
    if libc is None or not hasattr(libc, "syncfs"):
        return
    descriptor = os.open(stage, os.O_RDONLY)
    try:
        if libc.syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(stage))
    finally:
        os.close(descriptor)


def exchange_at_once(stage: Path, site_dir: Path) -> bool:
    """Whether the system could swap two folders; raises OSError where it knows how to and yet could not."""
    libc = _libc()
    if libc is None or not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(stage), _AT_FDCWD, os.fsencode(site_dir), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(site_dir))


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
