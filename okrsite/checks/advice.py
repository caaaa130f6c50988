"""The rules: advice on objectives and key results of cycles that are not over yet, in one named list."""

from collections.abc import Iterator
from datetime import date

from okrsite.checks.rules import Rule, Setting
from okrsite.cycles import State
from okrsite.diagnostics import Diagnostic
from okrsite.model import Objective, Organisation, Status
from okrsite.values import in_force


def open_objectives(organisation: Organisation, as_of: date) -> Iterator[Objective]:
    """The objectives on which advice is of use: those of active and planned cycles that nobody has cancelled."""
    for objective in organisation.objectives.values():
        said = in_force(objective.status, as_of)
        if organisation.cycles[objective.cycle].state(as_of) is not State.CLOSED and not (said and said.status is Status.CANCELLED):
            yield objective


def no_owner(organisation: Organisation, as_of: date, setting: Setting) -> Iterator[Diagnostic]:
    """What everybody owns, nobody does."""
    for objective in open_objectives(organisation, as_of):
        if not objective.owner:
            message = f"Nobody is accountable for “{objective.title}”."
            yield setting.finding(objective.location, "no-owner", message, "Add `owner:` with one person.")


def no_why(organisation: Organisation, as_of: date, setting: Setting) -> Iterator[Diagnostic]:
    """People support what they understand."""
    for objective in open_objectives(organisation, as_of):
        if not objective.why:
            message = f"“{objective.title}” does not say why it matters now."
            yield setting.finding(objective.location, "no-why", message, "Add `why:` with a sentence or two.")


def key_result_count(organisation: Organisation, as_of: date, setting: Setting) -> Iterator[Diagnostic]:
    """One number can be gamed, and more than a handful cannot be held in the head."""
    low, high = setting.thresholds["min"], setting.thresholds["max"]
    for objective in open_objectives(organisation, as_of):
        count = len(objective.key_results)
        if count and not low <= count <= high:
            few = count < low
            message = f"“{objective.title}” has {count} key result{'' if count == 1 else 's'}; {low} to {high} measure an objective well."
            hint = "Ask what else would show that it is reached." if few else "Keep those without which it would not be reached."
            yield setting.finding(objective.location, "key-result-count", message, hint)


def too_many_objectives(organisation: Organisation, as_of: date, setting: Setting) -> Iterator[Diagnostic]:
    """Focus is what OKRs are for."""
    crowded: dict[tuple[str, str], list[Objective]] = {}
    for objective in open_objectives(organisation, as_of):
        crowded.setdefault((objective.unit, objective.cycle), []).append(objective)
    for (unit, cycle), objectives in crowded.items():
        limit = setting.thresholds["max" if unit else "company"]
        if len(objectives) > limit and unit in organisation.units:
            found = organisation.units[unit]
            message = f"{found.title} has {len(objectives)} objectives in {cycle}; more than {limit} spread people thin."
            yield setting.finding(found.location, "too-many-objectives", message, "Put the least important ones off.")


def long_title(organisation: Organisation, as_of: date, setting: Setting) -> Iterator[Diagnostic]:
    """What cannot be held in the head is not aimed for."""
    limit = setting.thresholds["max"]
    for objective in open_objectives(organisation, as_of):
        if len(objective.title) > limit:
            message = f"The title “{objective.title}” has {len(objective.title)} characters; up to {limit} can be held in the head."
            yield setting.finding(objective.location, "long-title", message, "Shorten it; details belong into `why` or the text.")


RULES = (
    Rule("no-owner", no_owner),
    Rule("no-why", no_why),
    Rule("key-result-count", key_result_count, {"min": 2, "max": 5}),
    Rule("too-many-objectives", too_many_objectives, {"max": 3, "company": 5}),
    Rule("long-title", long_title, {"max": 90}),
)
