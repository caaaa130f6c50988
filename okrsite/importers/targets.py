"""The words of a key result → the numbers that it names: start, target, threshold, unit (FORMAT §6).

A number is taken only where the words say that it is the one to reach; years, versions, names such as `Tier 1`, spans of time
and what stands in brackets are none. Where two are rivals, neither is taken: no number is better than a false one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from okrsite.importers import amounts
from okrsite.importers.sentences import Found, amount_at, amounts_in, countable_in, follows_verb, is_masked, limit_of, unit_after
from okrsite.importers.standing import current_beside, current_in, done_in
from okrsite.yaml_text import Data

_LONGEST: Final = 1_000
"""Characters of the longest text that is looked at: nobody names a target in a longer one."""
_TAGS: Final = re.compile(r"^(?:\[[^\[\]]*\]\s*)+|(?:\s*\[[^\[\]]*\])+$")
_NUMBER: Final = r"(?:US\$|[$€£])?\s?[-+]?\d"
_FROM_TO: Final = re.compile(
    rf"\b(?:from|de|d'|von)\s(?:a\s)?(?:currently\s|current\s)?(?P<from>{_NUMBER}[^()]{{0,40}}?)\s"
    rf"(?:up to|down to|to|à|auf|bis)\s(?P<to>{_NUMBER})",
    re.I,
)
_ARROW: Final = re.compile(rf"(?P<from>(?:US\$|[$€£])?\d[\d.,]*\s?[%kKM]?)\s?(?:→|->|⇒)\s?(?P<to>{_NUMBER})")
_TARGET: Final = re.compile(r"\b(?:target|goal|cible|objectif)(?:\s?(?:is|:|=|of|de)\s?|\s)(?=[$€£]?\d)", re.I)
_FRACTION: Final = re.compile(r"(\d+)\s?(?:/|of|out of|sur)\s?(\d+)(?![\d/.,])")
_SCALE: Final = re.compile(r"(?<=\d)\s?[^\W\d]+\.?")
_SHARE_OF: Final = re.compile(r"\s?(?:of|des?|du|d')\b")
_FALLS: Final = re.compile(
    r"\b(?:reduc\w*|decreas\w*|drop\w*|cut|lower\w*|fall\w*|shrink\w*|minimi[sz]e\w*|bring\w* down|shorten\w*|réduire|baisser|diminuer"
    r"|abaisser|réduction|baisse)\b",
    re.I,
)
_MOVES: Final = re.compile(
    r"\b(?:increas\w*|grow\w*|rais\w*|improv\w*|boost\w*|expand\w*|lift\w*|accelerat\w*|augment\w*|améliorer|accroître|porter|faire passer"
    rf"|passer|get|bring\w*|move\w*|reach\w*|achiev\w*|attain\w*|atteindre|hit|scale)\b|{_FALLS.pattern}",
    re.I,
)
_KEEPS: Final = re.compile(r"^(?:maintain\w*|keep\w*|sustain\w*|hold\w*|stay\w*|maintenir|garder)\b", re.I)
_REACHED: Final = re.compile(r"\b(?:to|à|reach|reaches|hits?|atteindre|atteint)\s(?:at least\s|au moins\s)?$", re.I)
_BY: Final = re.compile(r"\b(?:by|de)\s(?:at least\s|au moins\s)?$")
_WHERE_OR_WHOM: Final = re.compile(r"\b(?:at|in|with|by|to|get|gets|have|has|generate|generates|reach|chez|dans|adds)\s$")
_MEASURE: Final = re.compile(
    r"\w\s?[:=]\s$|\b(?:score|nps|csat|rate|ratio|average|revenue|turnover|arr|mrr|margin|share|note|taux|moyenne|chiffre d'affaires)"
    r"\s(?:of|de|d')\s$",
    re.I,
)
_OF_WHAT: Final = re.compile(r"\s*(?:of|after|before|from|following)\b")
_IN_BRACKETS: Final = re.compile(r"\((\d+ [^\W\d][\w -]*)\)$")


@dataclass(frozen=True, slots=True)
class Target:
    """The keys of a key result that its words say, and how that reads."""

    keys: Mapping[str, Data]
    taken: str


def target_of(text: str) -> Target | None:
    """What a key result's words say of its numbers; None where they name none, or several that could be meant."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    text = _TAGS.sub("", text)
    found = next((found for rule in _RULES if (found := rule(text)) is not None), None)
    return _standing(found, done_in(text, found.keys)) if found and found.keys.get("current") is None else found


# -- rules, the surest first --


def _from_to(text: str) -> Target | None:
    """`from 47 to 60`, `60 → 47`: both ends are said."""
    for pattern in (_FROM_TO, _ARROW):
        for match in pattern.finditer(text):
            start, target = amount_at(text, match.start("from")), amount_at(text, match.start("to"))
            if start is None or target is None or start.value == target.value:
                continue
            masked = is_masked(text, start), is_masked(text, target)
            if not (any(masked) if pattern is _ARROW else all(masked)):
                return _standing(_number(target, start=_scaled(start, target, text)), current_beside(text, match))
    return None


def _standing(found: Target, now: Decimal | None) -> Target:
    """A target with the value now, where that is said beside it."""
    return found if now is None else Target({**found.keys, "current": now}, f"{found.taken}, now {now:f}")


def _measure(text: str) -> Target | None:
    """`NPS: 40`, `a score of 50`: a measure, and at the end its value."""
    found = amounts_in(text)
    if len(found) != 1 or found[0].kind == "time" or text[found[0].behind :].strip(" .") or not _MEASURE.search(text[: found[0].start]):
        return None
    return _number(found[0])


def _named_target(text: str) -> Target | None:
    """`(target: 39 days)`, `target of 50`."""
    match = _TARGET.search(text)
    amount = amount_at(text, match.end()) if match else None
    if amount is None or is_masked(text, amount):
        return None
    start = current_in(text)
    if start is not None and start.value != amount.value:
        return _number(amount, start=start.value, current=True)
    return _limited("at_most", amount) if _FALLS.search(text) else _number(amount)


def _with_current(text: str) -> Target | None:
    """`200k views (current is 125k)`: the one in brackets is where it starts."""
    start = current_in(text)
    found = amounts_in(text)
    if start is None or len(found) != 1 or found[0].value == start.value:
        return None
    return _number(found[0], start=start.value, current=True)


def _first_words(text: str) -> Target | None:
    """`100 % of roles have …`, `3/3 releases`, `20 new clubs`: a key result that begins with its number."""
    if (fraction := _FRACTION.match(text)) and (found := _fraction(fraction, text)):
        return found
    amount = next(iter(amounts_in(text)), None)
    if amount is None or amount.start > 2 or text[: amount.start].strip(" >≥<≤=~+"):
        return None
    limit = limit_of(text, amount)
    if limit:
        return _limited(limit, amount)
    if amount.kind == "bare" or (amount.kind == "time" and not amount.unit):
        return None
    is_share = _SHARE_OF.match(text[amount.end :]) is not None
    return _number(amount) if is_share or not _rivals(text, amount) else None


def _fraction(fraction: re.Match[str], text: str) -> Target | None:
    """`3 of 5 pilots` is 3 to reach of that unit; `3/3 releases`, 3 releases."""
    if not 0 < int(fraction[1]) <= int(fraction[2]):
        return None
    things = unit_after(text, fraction.end())
    unit = things if fraction[1] == fraction[2] or not things else f"of {fraction[2]} {_first_things(things)}"
    return _number(Found(Decimal(fraction[1]), 0, fraction.end(), unit, "count"))


def _first_things(things: str) -> str:
    """The words up to the first plural: `pilots` of `pilots live`, and all of `category improvements`."""
    words = things.split()
    return " ".join(words[: next((index for index, word in enumerate(words, 1) if word.endswith("s")), len(words))])


def _by_percent(text: str) -> Target | None:
    """`improve … by 50 %`, `a 10 % increase`: the change itself is counted, from nothing."""
    found = [amount for amount in amounts_in(text) if amount.kind == "percent"]
    if len(found) != 1:
        return None
    amount, before = found[0], text[: found[0].start]
    if _BY.search(before) and _MOVES.search(before):
        return _number(amount)
    return None


def _kept(text: str) -> Target | None:
    """`Maintain 99 % availability`: it can fail again tomorrow."""
    found = amounts_in(text)
    keeps = _KEEPS.match(text)
    if not keeps or not found or text[keeps.end() : found[0].start].strip() or found[0].kind == "count":
        return None
    return _limited("at_least", found[0])


def _to_value(text: str) -> Target | None:
    """`Increase the score to 50`, `newsletter reaches 300`: what is moved, and where to."""
    found = countable_in(text)
    if len(found) != 1:
        return None
    amount, before = found[0], text[: found[0].start]
    if _REACHED.search(before) and _MOVES.search(before):
        return _limited("at_most", amount) if _FALLS.search(before) else _number(amount)
    return None


def _limits(text: str) -> Target | None:
    """`at least 4.8`, `≥ 90 %`, `under 3 days`, `85 %+`: one threshold in the text."""
    found = countable_in(text)
    limited = [(limit, amount) for amount in found if (limit := limit_of(text, amount))]
    if len(limited) != 1:
        return None
    limit, amount = limited[0]
    if any(other.kind != "time" and other is not amount for other in found) and not _is_percent_first(text, found):
        return None
    is_span = "within" in text[: amount.start][-8:].lower() and _OF_WHAT.match(text[amount.behind :])
    return None if is_span else _limited(limit, amount)


def _percent_of(text: str) -> Target | None:
    """`Ensure that 100 % of roles …`, `Secure 100 % of logos`: one share in the text."""
    found = [amount for amount in amounts_in(text) if amount.kind == "percent"]
    if not found:
        return None
    amount, before = found[0], text[: found[0].start]
    if len(found) > 1 and before.count(" ") > 1:
        return None
    is_all = len(found) == 1 and before.count(" ") == 1 and before[:1].isupper()
    return _number(amount) if is_all or _SHARE_OF.match(text[amount.behind :]) else None


def _after_verb(text: str) -> Target | None:
    """`Publish 5 blog posts`, `Ship 3 of 4 improvements`, `Hire two interns`: a verb, a number, things."""
    if (fraction := _FRACTION.search(text)) and follows_verb(text[: fraction.start()]):
        return _fraction(fraction, text)
    found = countable_in(text, worded=True)
    if not found or found[0].kind not in ("count", "money") or not follows_verb(text[: found[0].start]):
        return None
    return None if _rivals(text, found[0]) else _number(found[0])


def _only_count(text: str) -> Target | None:
    """`featured at 3 conferences`: the only number in the text, and it counts things."""
    found = countable_in(text)
    if len(found) != 1 or found[0].kind != "count" or not found[0].unit.split()[-1].endswith("s"):
        return None
    before = text[: found[0].start]
    return _number(found[0]) if _WHERE_OR_WHOM.search(before) else None


def _in_brackets(text: str) -> Target | None:
    """`Hiring: DR (1 Senior)`: brackets at the end that hold nothing but a number of things, and no other number."""
    match = _IN_BRACKETS.search(text)
    amount = amount_at(text, match.start(1)) if match else None
    if match is None or amount is None or amount.kind != "count" or countable_in(text):
        return None
    return _number(amount) if match[1] == f"{text[amount.start : amount.end]} {amount.unit}" else None


_RULES: Final[tuple[Callable[[str], Target | None], ...]] = (
    _from_to, _with_current, _first_words, _by_percent, _kept, _to_value, _limits, _percent_of, _after_verb, _only_count, _named_target,
    _measure, _in_brackets,
)  # fmt: skip


# -- what rules ask --


def _scaled(start: Found, target: Found, text: str) -> Decimal:
    """A start as large as it is meant: in `from 1.2 to 2M` both are millions."""
    letters = _SCALE.search(text[target.start : target.end])
    if letters is None or start.value == start.value.to_integral_value() or _SCALE.search(text[start.start : start.end]):
        return start.value
    one = amounts.amount(f"1{letters[0]}")
    return start.value * one.number if one else start.value


def _is_percent_first(text: str, found: list[Found]) -> bool:
    return found[0].start <= 1 and found[0].kind == "percent"


def _rivals(text: str, amount: Found) -> bool:
    """Whether another number of its kind in the text could be the one that is meant."""
    return any(other.start != amount.start and other.kind in (amount.kind, "bare") for other in countable_in(text))


# -- what is written --


def _number(amount: Found, *, start: Decimal | None = None, current: bool = False) -> Target:
    if start is None and amount.value == 0:
        return _limited("at_most", amount)
    begins = Decimal(0) if start is None else start
    keys: dict[str, Data] = {"start": begins, "target": amount.value, "current": begins if current else None, "unit": amount.unit or None}
    return Target(keys, f"{begins:f} to {amount.value:f}{_in_words(amount.unit)}")


def _limited(limit: str, amount: Found) -> Target:
    """A threshold; things that are counted up to a number grow, so they are a number to reach."""
    if limit == "at_least" and amount.kind in ("count", "money") and not (amount.is_open and amount.kind != "count"):
        return _number(amount)
    taken = f"{limit.replace('_', ' ')} {amount.value:f}{_in_words(amount.unit)}"
    return Target({"type": limit, "target": amount.value, "unit": amount.unit or None}, taken)


def _in_words(unit: str) -> str:
    return f" {unit}" if unit else ""
