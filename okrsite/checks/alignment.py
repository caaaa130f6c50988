"""The rules on alignment: what a unit does supports something above it, by the shortest way, and in its own words."""

from collections.abc import Iterator

from okrsite.checks.rules import Authority, Finding, Rule, Thresholds, Wording
from okrsite.checks.situation import Situation
from okrsite.cycles import State
from okrsite.model import KeyResultType, Rollup
from okrsite.practice import is_orphan, passed_over


def orphan(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """Work that supports nothing is the first to be asked what it is for; drafts are still being written."""
    for objective in situation.open:
        if situation.state(objective) is State.ACTIVE and is_orphan(situation.organisation, objective):
            message = f"“{objective.title}” supports nothing, although the company has objectives at that time."
            yield Finding(objective.location, message, "Add `aligns_to:` with what it supports; if nothing, ask whether it can wait.")


def level_skip(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """Who is passed over cannot help."""
    for objective in situation.open:
        passed = passed_over(situation.organisation, objective)
        if passed is not None:
            unit = situation.unit(passed).title
            message = f"“{objective.title}” supports an objective past those of {unit}."
            yield Finding(objective.location, message, f"See whether one of {unit} belongs between; else ignore this with the reason.")


def copied_objective(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """A copy says nothing of what the unit itself will do."""
    titles = {(o.unit, o.cycle, _plain(o.title)): o for o in situation.open}
    for objective in situation.open:
        edges = situation.organisation.parents.get(objective.reference, ())
        supported = [situation.organisation.objectives[edge.target] for edge in edges]
        same = [other for other in supported if other.unit != objective.unit and _plain(other.title) == _plain(objective.title)]
        above = [titles.get((unit, objective.cycle, _plain(objective.title))) for unit in _enclosing(objective.unit)]
        original = next((other for other in (*same, *above) if other), None)
        if original:
            whose = situation.unit(original.unit).title
            message = f"“{objective.title}” is word for word an objective of {whose}."
            yield Finding(objective.location, message, "Say in your own words what this unit will make better; `aligns_to` says what for.")


def _plain(title: str) -> str:
    return " ".join(title.casefold().split()).rstrip(".!")


def _enclosing(unit: str) -> Iterator[str]:
    """The units around one."""
    while unit:
        unit = unit.rpartition("/")[0]
        yield unit


def only_child(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """One number that is only the copy of another is one too many; a company that has one department yet may grow."""
    below = situation.organisation.child_units
    for objective in (o for o in situation.open if len(below.get(o.unit, ())) > 1):
        edges = [edge for edge in situation.organisation.children.get(objective.reference, ()) if edge.counts]
        whole = [edge for edge in edges if not edge.target_key_result]
        if objective.rollup is Rollup.ALIGNED and len(edges) == 1:
            message = f"The progress of “{objective.title}” comes from one objective alone."
            yield Finding(objective.location, message, "Make one of the two, or name what else it takes to reach it.")
        for key_result in objective.key_results:
            at = [edge for edge in edges if edge.target_key_result == key_result.id] or (whole if len(objective.key_results) == 1 else [])
            if key_result.type is KeyResultType.ALIGNED and len(at) == 1:
                message = f"The progress of “{key_result.title}” comes from one objective alone."
                yield Finding(key_result.location, message, "Measure it here, or name what else it takes to reach it.")


RULES = (
    Rule(
        "orphan", orphan,
        "Work that supports nothing above it may be good work, but nobody can see what for, and it is the first to be cut.",
        Authority("Microsoft Viva Goals", "alerts: an objective of a team that is aligned to nothing"),
        Wording("aligns_to: (nothing)", "aligns_to: become-known"),
    ),
    Rule(
        "level-skip", level_skip,
        "A unit that is passed over plans without knowing of it, so it can neither help nor make room.",
        Authority("OpenOKR", "method, alignment health: a level that is skipped costs points"),
        Wording("a team's objective that supports the company's, past three of its department", "the team's below its department's"),
        on=False,
    ),
    Rule(
        "copied-objective", copied_objective,
        "A copy says nothing of what this unit will do. What cascades word by word is read by nobody.",
        Authority("Felipe Castro", "on cascading: objectives are aligned, not copied from above"),
        Wording("Win the mid-sized market, as the company has it", "Be the name that mid-sized buyers bring up themselves"),
    ),
    Rule(
        "only-child", only_child,
        "A number that is only the copy of another says the same twice, and adds a page that somebody has to keep.",
        Authority("GitLab", "handbook, OKRs: no key result with a single child"),
        Wording("a key result of type `aligned` with one objective below it", "the measure itself, where it is needed"),
    ),
)  # fmt: skip
