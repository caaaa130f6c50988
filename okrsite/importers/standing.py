"""The words of a key result → where it stands today, as far as they say it beside what is to be reached: `(current is 125k)`, `(3/8)`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from okrsite.importers.sentences import Found, amount_at, is_masked
from okrsite.yaml_text import Data

_CURRENTLY: Final = re.compile(
    r"(?:\b(?:current(?:ly)?(?:\s(?:value|level))?|now|today|baseline|was|up from|down from|starting (?:at|from)|actuellement|aujourd'hui"
    r"|contre|valeur actuelle)|(?<=\()from)(?:\s?(?:is|at|:|=|est|à)?)\s?(?=[$€£]?\d)",
    re.I,
)
_DONE_SO_FAR: Final = re.compile(
    r"\((?:(?:already|currently|d[ée]j[àa]|actuellement) )?(?P<done>\d{1,9})(?:\s?(?:/|of|out of|sur)\s?(?P<of>\d{1,9})"
    r"|\s(?:so far|to date|already|done|à ce jour|d[ée]j[àa]|faite?s?))\)$",
    re.I,
)


def current_in(text: str) -> Found | None:
    """Where it stands today, as a remark says."""
    match = _CURRENTLY.search(text)
    amount = amount_at(text, match.end()) if match else None
    return None if amount is None or is_masked(text, amount) else amount


def current_beside(text: str, way: re.Match[str]) -> Decimal | None:
    """`from 25 to 10 minutes, currently 18`: what a remark says that does not stand within the way itself."""
    now, target = current_in(text), amount_at(text, way.start("to"))
    if now is None or target is None or way.start() <= now.start <= way.end() or now.unit not in ("", target.unit):
        return None
    return now.value


def done_in(text: str, keys: Mapping[str, Data]) -> Decimal | None:
    """`8 resellers (3/8)`, `6 articles (2 so far)`: how many of what is to be reached from none are there, in brackets at the end."""
    match = _DONE_SO_FAR.search(text)
    if match is None or keys.get("type") or keys.get("start"):
        return None
    done, target = Decimal(match["done"]), Decimal(str(keys["target"]))
    return done if done <= target and match["of"] in (None, f"{target:f}") else None
