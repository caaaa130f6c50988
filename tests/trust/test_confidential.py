"""What a build may not show has no influence on it: bytes, files, log and exit code are those of a repository without it (FORMAT §13)."""

import random
from datetime import date
from pathlib import Path

import pytest

from tests.oracle.organisations import make_organisation
from tests.trust.canaries import leaks
from tests.trust.commands import anew, run
from tests.trust.hidden_things import AUDIENCES, Planted, plant

FEW, MANY = 6, 300
VIEWS = (None, *AUDIENCES)
SEEDS = [seed if seed < FEW else pytest.param(seed, marks=pytest.mark.slow) for seed in range(MANY)]


def planted(seed: int, secret: int = 0) -> tuple[Planted, date]:
    """An organisation with hidden things; the secret decides which ones and what they say, and nothing else."""
    made = make_organisation(random.Random(seed), 1 + seed % 6)
    return plant(made, random.Random(f"{seed} {secret}")), made.as_of


def options(audience: str | None) -> list[str]:
    return ["--audience", audience] if audience else []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_build_is_that_of_a_repository_that_never_held_what_it_hides(seed: int, tmp_path: Path) -> None:
    found, day = planted(seed)
    # The small sample looks at one view of each organisation, the long suite at all.
    for audience in VIEWS if seed >= FEW else (VIEWS[seed % len(VIEWS)],):
        outcomes = []
        for files in (found.everything(), found.left_for(audience, day)):
            built = anew(tmp_path / "project", files, "build", *options(audience), as_of=day)
            shown = run(tmp_path / "project", "show", *options(audience), as_of=day)
            checked = run(tmp_path / "project", "check", "--audience", audience or "public", as_of=day)
            outcomes.append((built, shown, checked))
        with_hidden, without = outcomes
        assert with_hidden == without
        if audience is None:
            assert without[0].code == 0 and len(without[0].site) > 20
            assert not leaks({**with_hidden[0].site, "log": (with_hidden[0].stdout + with_hidden[0].stderr).encode()})


@pytest.mark.parametrize("seed", [seed if seed < 2 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(40)])
def test_two_secrets_make_the_same_site(seed: int, tmp_path: Path) -> None:
    outcomes = []
    for secret in (1, 2):
        found, day = planted(seed, secret)
        outcomes.append(anew(tmp_path / "project", found.everything(), "build", as_of=day))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].code == 0
