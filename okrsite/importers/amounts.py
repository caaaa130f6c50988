"""Amounts as people write them in spreadsheets and sentences → exact numbers with what they count: `$1.2M` is 1200000 USD.

Which of comma and point parts the decimals is told by all amounts of a column together: `1,000` alone does not say.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from okrsite.source.yaml_scalars import MOST_DIGITS

Mark = Literal[",", "."]
Bound = Literal["at_least", "at_most"]

_CURRENCIES: Final[Mapping[str, str]] = {
    "us$": "USD", "a$": "AUD", "c$": "CAD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB",
    "zł": "PLN", "₺": "TRY", "₩": "KRW", "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "sfr": "CHF", "fr.": "CHF",
}  # fmt: skip
_CODES: Final = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MAD MXN MYR NOK NZD PEN PHP PLN RON RUB SAR "
    "SEK SGD THB TND TRY TWD UAH USD VND XAF XOF ZAR".split()
)
_THOUSAND, _MILLION, _BILLION = Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9
_SCALES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("k", "tsd", "tsd.", "thousand", "thousands"), _THOUSAND),
    **dict.fromkeys(("M", "mm", "mn", "mio", "mio.", "mill", "million", "millions", "millionen", "millones"), _MILLION),
    **dict.fromkeys(("B", "bn", "mrd", "mrd.", "md", "mds", "billion", "billions", "milliard", "milliards", "milliarden"), _BILLION),
}
_BOUNDS: Final[Mapping[str, Bound]] = {
    **dict.fromkeys("> ≥ >= => ⩾ min min. minimum mindestens over".split(), "at_least"),
    **dict.fromkeys(("at least", "au moins", "more than"), "at_least"),
    **dict.fromkeys("< ≤ <= =< ⩽ max max. maximum höchstens under".split(), "at_most"),
    **dict.fromkeys(("at most", "au plus", "less than"), "at_most"),
}
_BOUND = "|".join(re.escape(word) for word in sorted(_BOUNDS, key=len, reverse=True))
_BLANK = " \u00a0\u2007\u2009\u202f"
_DIGITS = rf"\d{{1,3}}(?:[{_BLANK}'’]\d{{3}})+(?:[.,]\d+)?|\d[\d.,_]*"
_AMOUNT: Final = re.compile(
    rf"(?P<bound>{_BOUND})?\s*(?P<open>\()?(?P<sign>[-+−–])?\s*(?P<before>[^\W\d_]{{0,3}}[$€£¥₹₽₺₩]|[A-Z]{{3}}(?=[\s\d]))?\s*"
    rf"(?P<sign_>[-−–])?(?P<digits>{_DIGITS})\s*(?P<scale>[^\W\d_]+\.?)?(?P<after>.*?)(?P<close>\))?",
    re.DOTALL | re.IGNORECASE,
)
_SCIENTIFIC: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d{1,2}")
_UNIT: Final = re.compile(r"(?:[^\W\d_]|[%‰°$€£¥₹₽₺₩#]).*", re.DOTALL)
_LONGEST: Final = 80
"""Characters of the longest text that is looked at as an amount."""
_KEPT: Final = 10_000  # columns hold the same few amounts again and again


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, what it counts where that is said, and on which side of it things are well where that is said."""

    number: Decimal
    unit: str | None = None
    bound: Bound | None = None

    def __str__(self) -> str:
        bound = {"at_least": "≥ ", "at_most": "≤ ", None: ""}[self.bound]
        return f"{bound}{self.number:f} {self.unit}" if self.unit else f"{bound}{self.number:f}"


def decimal_mark(texts: Iterable[str], otherwise: Mark) -> Mark:
    """The mark before decimals in amounts of one column; where none of them tells, `otherwise`.

    `$1.2M` does not tell: so people write in languages, too, where commas stand before the decimals of whole numbers.
    """
    matches = [match for text in texts if len(text) <= _LONGEST and (match := _AMOUNT.fullmatch(text.strip()))]
    votes = [vote for match in matches if _scale_and_unit(match)[0] == 1 and (vote := _vote(match["digits"]))]
    commas, points = votes.count(","), votes.count(".")
    return otherwise if commas == points else "," if commas > points else "."


@lru_cache(_KEPT)
def amount(text: str, mark: Mark = ".") -> Amount | None:
    """The amount that a whole text is, None where it is none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _SCIENTIFIC.fullmatch(text):
        return _within_limits(Amount(Decimal(text.replace(",", "."))))
    match = _AMOUNT.fullmatch(text)
    number = match and _number(match["digits"].rstrip(".,"), mark)
    if match is None or number is None or bool(match["open"]) != bool(match["close"]) or (match["sign"] and match["sign_"]):
        return None
    scale, unit = _scale_and_unit(match)
    if (unit and not _UNIT.fullmatch(unit)) or (match["before"] and not currency(match["before"])):
        return None
    is_negative = bool(match["open"]) or (match["sign"] or match["sign_"] or "+") != "+"
    bound = _BOUNDS[match["bound"].casefold()] if match["bound"] else None
    return _within_limits(Amount(number * scale * (-1 if is_negative else 1), unit, bound))


def _within_limits(found: Amount) -> Amount | None:
    """An amount as the format takes it (FORMAT §18), without zeros that say nothing."""
    plain = found.number.normalize()
    if len(plain.as_tuple().digits) > MOST_DIGITS or abs(plain) >= 10**MOST_DIGITS or (plain and plain.adjusted() < -MOST_DIGITS):
        return None
    return replace(found, number=plain_number(plain))


def plain_number(number: Decimal) -> Decimal:
    """The same number without zeros that say nothing, and without an exponent."""
    return Decimal(f"{number.normalize():f}")


def _vote(digits: str) -> Mark | None:
    """Which mark stands before the decimals of one number, if it tells: the last of two kinds, one that is not before three digits."""
    digits = digits.rstrip(".,")
    marks = re.findall("[.,]", digits)
    if not marks:
        return None
    last: Mark = "," if marks[-1] == "," else "."
    other: Mark = "." if last == "," else ","
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else None
    if len(marks) > 1:
        return other  # 1.000.000: what groups cannot part decimals
    whole, decimals = re.split("[.,]", digits)
    grouped = re.search(rf"[{_BLANK}'’]", digits) is not None
    return last if len(decimals) != 3 or len(whole) > 3 or whole.startswith("0") or grouped else None


def _number(digits: str, mark: Mark) -> Decimal | None:
    """The number that digits are, where one mark stands before decimals and the other one groups."""
    mark = _vote(digits) or mark
    groups = "." if mark == "," else ","
    whole, _, decimals = re.sub(rf"[{_BLANK}'’_]", "", digits).partition(mark)
    parts = whole.split(groups)
    if any(len(part) != 3 for part in parts[1:]):
        return None
    return Decimal(f"{''.join(parts)}.{decimals or 0}") if (decimals or "0").isdecimal() and "".join(parts).isdecimal() else None


def _scale_and_unit(match: re.Match[str]) -> tuple[Decimal, str | None]:
    """What a number is to be multiplied by, and what it counts: `M€`, `k users`, `%`."""
    word, after = match["scale"] or "", match["after"].strip()
    money = currency(match["before"] or "") or currency(after.split()[0] if after else "") or currency(word)
    scale = _scale(word, has_money=money is not None)
    if scale is None:
        scale, after = Decimal(1), f"{word}{match['after']}".strip()
    if money:
        rest = "" if currency(after) else after
        return scale, f"{money} {rest}".strip()
    return scale, after or None


def _scale(word: str, *, has_money: bool) -> Decimal | None:
    if word in ("m", "b") and not has_money:  # metres, bytes
        return None
    if word in ("m", "b", "K"):
        return {"m": _MILLION, "b": _BILLION, "K": _THOUSAND}[word]
    bare = word.rstrip(".")  # a sentence may end behind it
    return _SCALES.get(word) or _SCALES.get(word.casefold()) or (_SCALES.get(bare.casefold()) if len(bare) > 2 else None)


def currency(text: str) -> str | None:
    """The code of a currency that is written as a sign, a word or a code."""
    return text.upper() if text.upper() in _CODES and text.isupper() else _CURRENCIES.get(text.casefold())
