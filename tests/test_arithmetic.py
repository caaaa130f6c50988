"""Every number of okrs.json against the independent oracle, and the laws that roll-up keeps (FORMAT §9 to §12, §16)."""

import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrsite.on_demand import figures_on_demand
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import load
from okrsite.rollup import compute
from tests.oracle.arithmetic import expected
from tests.oracle.organisations import Organisation, files, make_organisation
from tests.sites import write

SIZES = (3, 8, 20, 40)
CYCLE_FIELDS = ("start", "end", "state", "elapsed")
OBJECTIVE_FIELDS = ("progress", "expected", "status", "score", "confidence", "updated")
KEY_RESULT_FIELDS = ("current", "raw", "progress", "expected", "status", "confidence", "series")


def published(project: Path, as_of: date) -> dict[str, Any]:
    """okrs.json as a reader gets it, with exact numbers."""
    found = load(project, as_of)
    text = okrs_json(found.organisation, found.figures, found.config, found.audience)
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def numbers_of(document: dict[str, Any]) -> dict[str, Any]:
    """The part of okrs.json that the oracle computes, in its shape."""
    return {
        "cycles": {c["id"]: {f: c[f] for f in CYCLE_FIELDS} for c in document["cycles"]},
        "units": {
            u["ref"]: {"cycles": {c["id"]: {f: c[f] for f in ("progress", "own", "objectives", "statuses")} for c in u["cycles"]}}
            for u in document["units"]
        },
        "objectives": {
            o["ref"]: {f: o[f] for f in OBJECTIVE_FIELDS}
            | {"key_results": {k["id"]: {f: k[f] for f in KEY_RESULT_FIELDS} for k in o["key_results"]}}
            for o in document["objectives"]
        },
        "kpis": {k["ref"]: {"health": k["health"]} for k in document["kpis"]},
    }


def as_json(value: Any) -> Any:
    """The oracle's values as JSON has them."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else Decimal(value) if type(value) is int else value


def days_around(organisation: Organisation, rng: random.Random) -> list[date]:
    return [organisation.as_of, *(organisation.as_of + timedelta(days=rng.randint(-200, 200)) for _ in range(2))]


@pytest.mark.parametrize("seed", range(40))
def test_numbers_asked_for_one_by_one_are_those_of_one_computation(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    organisation = make_organisation(rng, rng.choice(SIZES))
    found = load(write(tmp_path, files(organisation)), organisation.as_of)
    at_once = compute(found.organisation, found.config, organisation.as_of)
    for field in ("objectives", "units", "unit_cycles", "kpis"):
        whole = getattr(at_once, field)
        one_by_one = getattr(figures_on_demand(found.organisation, found.config, organisation.as_of), field)
        for key in rng.sample(list(whole), len(whole)):
            assert one_by_one[key] == whole[key], f"{field} {key}"
        assert dict(one_by_one) == whole and list(one_by_one) == list(whole)


@pytest.mark.parametrize("block", [0, 1, 2, *(pytest.param(block, marks=pytest.mark.slow) for block in range(3, 8))])
def test_all_numbers_agree_with_the_oracle(block: int, tmp_path: Path) -> None:
    for seed in range(block * 20, block * 20 + 20):
        rng = random.Random(seed)
        organisation = make_organisation(rng, rng.choice(SIZES))
        project = write(tmp_path / str(seed), files(organisation))
        for as_of in days_around(organisation, rng):
            document = numbers_of(published(project, as_of))
            assert document == _same_fields(as_json(expected(organisation, as_of)), document), f"seed {seed} as of {as_of}"


def _same_fields(oracle: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The oracle's cycles with the fields that okrs.json has."""
    cycles = {key: {field: entry[field] for field in CYCLE_FIELDS} for key, entry in oracle["cycles"].items()}
    return {**oracle, "cycles": cycles} | {key: oracle[key] for key in document if key != "cycles"}


@pytest.mark.parametrize("seed", range(6))
def test_progress_stays_within_its_bounds(seed: int, tmp_path: Path) -> None:
    organisation = make_organisation(random.Random(1000 + seed), 30)
    document = published(write(tmp_path, files(organisation)), organisation.as_of)
    shares = [o[f] for o in document["objectives"] for f in ("progress", "expected", "score")]
    shares += [k[f] for o in document["objectives"] for k in o["key_results"] for f in ("progress", "expected")]
    shares += [c[f] for u in document["units"] for c in u["cycles"] for f in ("progress", "own")]
    assert len(shares) > 100
    assert all(share is None or 0 <= share <= 1 for share in shares)


def simple_tree(rng: random.Random) -> dict[str, Any]:
    """Units and objectives with plain numbers: values by (unit, objective, key result)."""
    units = ["", *(f"d{d}" for d in range(2)), *(f"d{d}/t{t}" for d in range(2) for t in range(2))]
    return {
        unit: [[(rng.randint(-20, 150), rng.randint(0, 3)) for _ in range(rng.randint(1, 3))] for _ in range(rng.randint(1, 2))]
        for unit in units
    }


def tree_files(tree: dict[str, Any], *, factor: int = 1, backwards: bool = False) -> dict[str, str]:
    """A tree as files; the weights multiplied, or everything written in the opposite order."""
    order = reversed if backwards else iter
    made: dict[str, str] = {}
    for unit, objectives in order(tree.items()):
        folder = "/".join(filter(None, ("content", unit)))
        made[f"{folder}/index.md"] = f"---\ntitle: Unit {unit or 'top'}\nweight: {factor * (len(unit) + 1)}\n---\n"
        for index, key_results in enumerate(objectives):
            entries = [
                f"  - {{id: k{n}, title: K, target: 100, current: {value}, weight: {(weight or (1 if n == 0 else 0)) * factor}}}"
                for n, (value, weight) in enumerate(key_results)
            ]
            lines = ["key_results:", *order(entries)] if not backwards else ["key_results:", *reversed(entries)]
            front = [f"title: O{index}", f"weight: {factor * (index + 1)}"]
            front = [*front, *lines] if not backwards else [*lines, *reversed(front)]
            made[f"{folder}/2026-q4/o{index}.md"] = "\n".join(["---", *front, "---", ""])
    return dict(order(made.items()))


def shares_of(document: dict[str, Any]) -> dict[str, Any]:
    """Progress of every objective, and of every unit in the cycle."""
    found = {o["ref"]: o["progress"] for o in document["objectives"]}
    return found | {"unit " + u["ref"]: (u["cycles"][0]["progress"], u["cycles"][0]["own"]) for u in document["units"]}


@pytest.mark.parametrize("seed", range(10))
def test_order_and_scale_of_weights_do_not_matter(seed: int, tmp_path: Path) -> None:
    tree, as_of = simple_tree(random.Random(seed)), date(2026, 11, 23)
    plain = shares_of(published(write(tmp_path / "plain", tree_files(tree)), as_of))
    assert shares_of(published(write(tmp_path / "backwards", tree_files(tree, backwards=True)), as_of)) == plain
    assert shares_of(published(write(tmp_path / "scaled", tree_files(tree, factor=7)), as_of)) == plain


@pytest.mark.parametrize("seed", range(20))
def test_a_rising_key_result_lowers_nothing(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    tree, as_of = simple_tree(rng), date(2026, 11, 23)
    before = shares_of(published(write(tmp_path / "before", tree_files(tree)), as_of))
    unit = rng.choice(list(tree))
    objective = rng.choice(tree[unit])
    index = rng.randrange(len(objective))
    objective[index] = (objective[index][0] + rng.randint(1, 60), objective[index][1])
    after = shares_of(published(write(tmp_path / "after", tree_files(tree)), as_of))
    assert all(after[key] >= before[key] for key in before if not isinstance(before[key], tuple))
    assert all(new >= old for key in before if isinstance(before[key], tuple) for new, old in zip(after[key], before[key], strict=True))


def test_an_objective_with_two_parents_counts_once_in_its_unit(tmp_path: Path) -> None:
    made = {
        "content/index.md": "---\ntitle: Acme\n---\n",
        "content/2026-q4/first.md": "---\ntitle: First\nrollup: aligned\n---\n",
        "content/2026-q4/second.md": "---\ntitle: Second\nrollup: aligned\n---\n",
        "content/growth/index.md": "---\ntitle: Growth\n---\n",
        "content/growth/2026-q4/both.md": (
            "---\ntitle: Both\naligns_to: [first, second]\nkey_results: [{title: K, target: 10, current: 4}]\n---\n"
        ),
        "content/growth/2026-q4/other.md": "---\ntitle: Other\nkey_results: [{title: K, target: 10, current: 10}]\n---\n",
    }
    shares = shares_of(published(write(tmp_path, made), date(2026, 11, 23)))
    assert shares["2026-q4/first"] == shares["2026-q4/second"] == Decimal("0.4")
    assert shares["unit growth"] == (Decimal("0.7"), Decimal("0.7"))
    assert shares["unit "] == (Decimal("0.5"), Decimal("0.4"))
