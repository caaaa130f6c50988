"""What is done aside comes back as if it had been done here, and a process that is gone is told in words."""

import os
import signal
import time

import pytest

from okrsite.aside import Aside
from okrsite.work import ProcessEndedError


def failing(file: str) -> None:
    raise FileNotFoundError(2, "No such file", file)


@pytest.mark.parametrize("forks", [False, True])
def test_results_and_errors_come_back_in_any_order(forks: bool) -> None:
    with Aside(forks=forks) as aside:
        first, second, third = aside.begin(sorted, [2, 1]), aside.begin(failing, "x"), aside.begin(max, 3, 4)
        assert third() == 4
        assert first() == first() == [1, 2]
        with pytest.raises(FileNotFoundError) as error:
            second()
        assert error.value.filename == "x"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_what_was_begun_is_done_when_the_context_ends(tmp_path: os.PathLike[str]) -> None:
    with Aside(forks=True) as aside:
        aside.begin(time.sleep, 0.1)
        aside.begin(os.mkdir, os.path.join(tmp_path, "made"))
    assert os.path.isdir(os.path.join(tmp_path, "made"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_a_process_that_ended_early_is_told() -> None:
    with Aside(forks=True) as aside:
        pid = aside.begin(os.getpid)()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ProcessEndedError):
            aside.begin(sorted, [])()
