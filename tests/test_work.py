"""Work that is shared between processes comes back whole and in order, and says so where it does not."""

import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import reading
from okrsite.cli import main
from okrsite.work import ProcessEndedError, in_slices
from tests.sites import with_company, write

forking = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="one process does all where none is forked")


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def failing(numbers: Sequence[int]) -> list[int]:
    if 90 in numbers:
        raise OSError(28, "No space left on device", "somewhere")
    return doubled(numbers)


def dying(numbers: Sequence[int]) -> list[int]:
    if os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(numbers)


PARENT = os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_results_are_in_order_however_many_processes_there_are(jobs: int, count: int) -> None:
    found = in_slices(doubled, range(count), jobs)
    assert [number for share in found for number in share] == doubled(range(count))


@forking
def test_it_really_is_shared() -> None:
    numbers = set(in_slices(lambda numbers: os.getpid(), range(100), 3))
    assert len(numbers) == 3
    assert set(in_slices(lambda numbers: os.getpid(), range(100), 3, least=60)) == {os.getpid()}


@forking
def test_whoever_is_free_takes_the_next_slice_while_another_has_a_hard_one() -> None:
    all_others_done = multiprocessing.get_context("fork").Event()

    def first_takes_longest(numbers: Sequence[int]) -> int:
        if 0 in numbers:
            assert all_others_done.wait(60)
        if 99 in numbers:
            all_others_done.set()
        return os.getpid()

    shares = Counter(in_slices(first_takes_longest, range(100), 2))
    assert shares[PARENT] == 1 and len(shares) == 2


@forking
def test_many_processes_and_many_things_are_no_more_than_what_the_processes_can_be_told() -> None:
    assert sum(in_slices(len, range(200_000), 300, least=20)) == 200_000


@pytest.mark.parametrize("jobs", [1, 4])
def test_what_goes_wrong_in_a_process_goes_wrong_here(jobs: int) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        in_slices(failing, range(100), jobs)
    assert caught.value.filename == "somewhere"


@forking
def test_a_process_that_is_killed_is_told_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProcessEndedError, match="--jobs 1"):
        in_slices(dying, range(100), 2)

    def load(*arguments: object, **options: object) -> None:
        in_slices(dying, range(100), 2)

    monkeypatch.setattr(reading, "load", load)
    result = CliRunner().invoke(main, ["show", "--project", str(write(tmp_path, with_company({})))])
    assert result.exit_code == 2 and "--jobs 1" in result.stderr
