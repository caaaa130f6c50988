"""What is kept between runs: added to from run to run, written anew when little of it is used, and never believed where it is damaged."""

from pathlib import Path

import pytest

from okrsite.cache import FOLDER, Shelf

VALUE = b"v" * 1000


def run(folder: Path, *keys: bytes, value: bytes = VALUE) -> set[bytes]:
    """One run that uses some keys; returns those that it did not have to work out."""
    shelf = Shelf(folder, "shelf")
    known = {key for key in keys if shelf.get(key) == value}
    for key in set(keys) - known:
        shelf.put(key, value)
    shelf.save()
    return known


def file(folder: Path) -> Path:
    return folder / FOLDER / "shelf"


def test_a_run_finds_what_the_ones_before_it_worked_out_and_adds_only_what_is_new(tmp_path: Path) -> None:
    run(tmp_path, b"a", b"b", b"c", b"d")
    before = file(tmp_path).read_bytes()
    assert run(tmp_path, b"a", b"b", b"c", b"e") == {b"a", b"b", b"c"}
    after = file(tmp_path).read_bytes()
    assert after.startswith(before) and len(after) < len(before) + 2 * len(VALUE)
    assert run(tmp_path, b"a", b"b", b"c", b"e") == {b"a", b"b", b"c", b"e"}
    assert file(tmp_path).read_bytes() == after


def test_another_value_of_a_key_takes_the_first_ones_place(tmp_path: Path) -> None:
    run(tmp_path, b"a", b"b", b"c")
    run(tmp_path, b"a", value=b"other")
    assert run(tmp_path, b"a", value=b"other") == {b"a"}


def test_what_is_used_no_more_goes_before_the_file_is_half_as_large_again(tmp_path: Path) -> None:
    for number in range(50):
        run(tmp_path, b"a", str(number).encode())
        assert len(file(tmp_path).read_bytes()) < 1.5 * 2 * len(VALUE) + 500


@pytest.mark.parametrize("place", [0, 20, 23, 100, 2500, 4200, 5000])  # 23 is the highest byte of a length
def test_damage_is_noticed_wherever_it_is_and_mended_by_the_next_run(place: int, tmp_path: Path) -> None:
    run(tmp_path, b"a", b"b", b"c", b"d")
    run(tmp_path, b"a", b"b", b"c", b"d", b"e")
    content = file(tmp_path).read_bytes()
    file(tmp_path).write_bytes(content[:place] + bytes([content[place] ^ 0x81]) + content[place + 1 :])
    assert run(tmp_path, b"a", b"e") in (set(), {b"a"})
    assert run(tmp_path, b"a", b"e") == {b"a", b"e"}


@pytest.mark.parametrize("length", [0, 10, 40, 2500, 4200, 4900])
def test_a_file_that_ends_in_the_middle_is_good_as_far_as_it_goes(length: int, tmp_path: Path) -> None:
    run(tmp_path, b"a", b"b", b"c", b"d")
    run(tmp_path, b"a", b"b", b"c", b"d", b"e")
    file(tmp_path).write_bytes(file(tmp_path).read_bytes()[:length])
    assert run(tmp_path, b"a", b"e") == ({b"a"} if length > 4100 else set())
    assert run(tmp_path, b"a", b"e") == {b"a", b"e"}


def test_many_values_are_good_as_far_as_the_file_is(tmp_path: Path) -> None:
    keys = [str(number).encode() for number in range(2_500)]
    run(tmp_path, *keys, value=b"v")
    assert run(tmp_path, *keys, value=b"v") == set(keys)
    content = file(tmp_path).read_bytes()
    file(tmp_path).write_bytes(content[:-1] + b"?")
    assert 1_000 < len(run(tmp_path, *keys, value=b"v")) < 2_500
    assert run(tmp_path, *keys, value=b"v") == set(keys)
