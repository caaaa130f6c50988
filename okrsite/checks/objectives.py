"""The rules on objectives: somebody answers for each, it says why, few of them fit one head, and their titles name what will be better."""

from collections.abc import Callable, Iterator

from okrsite.checks.rules import Authority, Finding, Rule, Thresholds, Wording
from okrsite.checks.situation import Situation
from okrsite.checks.vocabulary import counts_something


def no_owner(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """What everybody owns, nobody does."""
    for objective in situation.open:
        if not objective.owner:
            message = f"Nobody is accountable for “{objective.title}”."
            yield Finding(objective.location, message, "Add `owner:` with one person.")


def no_why(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """People support what they understand."""
    for objective in situation.open:
        if not objective.why:
            message = f"“{objective.title}” does not say why it matters now."
            yield Finding(objective.location, message, "Add `why:` with a sentence or two.")


def too_many_objectives(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """Focus is what OKRs are for."""
    for (reference, cycle), objectives in situation.by_unit_and_cycle(situation.open).items():
        limit, unit = limits["max" if reference else "company"], situation.unit(reference)
        if len(objectives) > limit:
            message = f"{unit.title} has {len(objectives)} objectives in {cycle}; more than {limit} spread people thin."
            yield Finding(unit.location, message, "Put the least important ones off.")


def long_title(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """What cannot be held in the head is not aimed for."""
    for objective in situation.open:
        title, hint = objective.title, "Shorten it; details belong into `why` or the text."
        if len(title) > limits["max"]:
            message = f"The title “{title}” has {len(title)} characters; up to {limits['max']} can be held in the head."
            yield Finding(objective.location, message, hint)
        elif len(title.split()) > limits["words"]:
            message = f"The title “{title}” has {len(title.split())} words; up to {limits['words']} can be held in the head."
            yield Finding(objective.location, message, hint)


def short_title(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A word is a topic, and no place to go to."""
    for objective in situation.open:
        count = len(objective.title.split())
        if count < limits["min"]:
            message = f"The title “{objective.title}” has {count} word{'' if count == 1 else 's'}, so only its authors know what it means."
            yield Finding(objective.location, message, "Say what will be better, and for whom.")


def number_in_title(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """The objective gives the direction, key results the distance."""
    for objective in situation.open:
        if counts_something(objective.title):
            message = f"The title “{objective.title}” has a number in it."
            yield Finding(objective.location, message, "Move the number to a key result; say in the title what reaching it is good for.")


def _titles(names: Callable[[Situation, str], str | None], said: str, hint: str) -> Callable[[Situation, Thresholds], Iterator[Finding]]:
    """A rule on what the titles of objectives open with."""

    def find(situation: Situation, _: Thresholds) -> Iterator[Finding]:
        for objective in situation.open:
            if words := names(situation, objective.title):
                yield Finding(objective.location, f"“{objective.title}” {said.format(words)}", hint)

    return find


output_objective = _titles(
    lambda situation, title: situation.words.names_output(title),
    "names what will be made (“{}”), not what will be better then.",
    "Ask what it is for: who will be able to do what, once it is there? That is the objective; the work is an initiative.",
)
business_as_usual = _titles(
    lambda situation, title: situation.words.names_habit(title),
    "asks to go on as before (“{}”).",
    "Watch what shall stay as it is with a KPI; set an objective for what shall change.",
)

RULES = (
    Rule(
        "no-owner", no_owner,
        "What everybody owns, nobody does: one person is asked how it goes, and asks the others.",
        Authority("GitLab", "handbook, OKRs: each has exactly one directly responsible individual"),
        Wording("owner: (nobody)", "owner: ana"),
    ),
    Rule(
        "no-why", no_why,
        "People support what they understand, and a number without a reason is soon argued about or gamed.",
        Authority("Google", "OKR Playbook, on low-value objectives: an objective has to answer “who cares?”"),
        Wording("title: Raise brand awareness", "why: Half of those who need us have never heard of us."),
    ),
    Rule(
        "too-many-objectives", too_many_objectives,
        "Focus is what OKRs are for: with more than a few, none is first when time gets short.",
        Authority("Google re:Work", "Set goals with OKRs: three to five objectives; more spread people thin"),
        Wording("seven objectives in one quarter", "the three that matter most, and four that wait"),
        {"max": 3, "company": 5},
    ),
    Rule(
        "long-title", long_title,
        "What cannot be held in the head is not aimed for when nobody looks at the page.",
        Authority("Sourcegraph", "handbook, goals: an objective's title is a title, not a definition"),
        Wording(
            "Improve the first-time experience of all new users who come from a campaign or were invited by a colleague",
            "Help new users to succeed in their first week",
        ),
        {"max": 90, "words": 18},
    ),
    Rule(
        "short-title", short_title,
        "One or two words are a topic: everybody can agree to it, and nobody can tell when it is reached.",
        Authority("Christina Wodtke", "Radical Focus: an objective is a whole sentence, qualitative and inspiring"),
        Wording("Quality", "Ship nothing that a customer has to send back"),
        {"min": 3},
        on=False,
    ),
    Rule(
        "number-in-title", number_in_title,
        "An objective gives the direction and key results the distance; a number in the title leaves no room for a second one.",
        Authority("Google re:Work", "Set goals with OKRs: objectives are qualitative, key results are measured"),
        Wording("Reach 10 000 visitors", "Be found by those who need us"),
        on=False,
    ),
    Rule(
        "output-objective", output_objective,
        "A thing can be made on time and change nothing. An objective names the change, so that the way to it stays open.",
        Authority("Felipe Castro", "Value-based OKRs: measure value, not activities and deliveries"),
        Wording("Launch the mobile app", "Let customers do their banking wherever they are"),
    ),
    Rule(
        "business-as-usual", business_as_usual,
        "What goes on as before needs no push. A KPI watches it, and leaves room for what shall change.",
        Authority("Google re:Work", "Set goals with OKRs: avoid “keep hiring”, “maintain market position”, “continue doing X”"),
        Wording("Maintain our market position", "Become the first choice of hospitals in the north"),
    ),
)  # fmt: skip
