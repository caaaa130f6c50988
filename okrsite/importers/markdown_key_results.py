"""An item that is a key result → its front matter, and what else was said with it (FORMAT §6).

Its title keeps the whole text; what the words say of numbers, owner, due day and outcome stands beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from okrsite.importers import amounts, days
from okrsite.importers.markdown_marks import is_done, named_part, outcome_of, without_named_owners
from okrsite.importers.markdown_words import Words, link
from okrsite.importers.measured import is_way, on_the_way
from okrsite.importers.targets import Target, target_of
from okrsite.prose import hyperlinks
from okrsite.yaml_text import Data

_URL: Final = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.I)
_FRACTION: Final = re.compile(r"(\d+)\s*(?:/|of|out of|sur)\s*(\d+)")
_SCORE: Final = re.compile(r"\[\s?([01][.,]\d{1,2}|\d{1,3}\s?%)\s?\]")
_VALUES: Final = ("start", "target", "current")


@dataclass(slots=True)
class Titled:
    """A title, whose it is, and what stood with it: the outcome behind `=>`, links."""

    words: Words
    owners: list[str] = field(default_factory=list)
    outcome: Words = field(default_factory=Words)
    is_struck: bool = False
    score: str = ""
    """What stood in brackets beside it: `[0.7]`, `[70 %]`."""

    @property
    def title(self) -> str:
        """The title as plain text on one line."""
        return self.words.line

    def links(self, *, but: str | None = None) -> Iterator[str]:
        """The title's links as Markdown, without the one that stands elsewhere."""
        for text, href in self.words.links:
            if href != but:
                yield link(text, href)


def titled(words: Words) -> Titled:
    """A text without what its marks say, but for names in brackets, of which the whole document must be asked."""
    rest, outcome = outcome_of(words)
    rest, owners = without_named_owners(rest)
    return Titled(rest, owners, outcome, rest.is_all("struck"))


def scored(head: Titled) -> Titled:
    """A title without the score in brackets before or behind it, which changes while the title stays."""
    for match in _SCORE.finditer(head.words.text):
        if match.start() == 0 or match.end() == len(head.words.text):
            return replace(head, words=head.words.without(match.start(), match.end()), score=match[1])
    return head


def web_address(words: Words) -> str | None:
    """The first link of a text that a key result can name as its source."""
    found = (href for _, href in words.links if isinstance(hyperlinks.read(href), hyperlinks.Web))
    return next((href for href in found if _URL.fullmatch(href)), None)


@dataclass(slots=True)
class KeyResult:
    """A key result that is being read."""

    head: Titled
    checked: bool | None
    milestones: Sequence[Mapping[str, Data]] = ()
    parts: dict[str, str] = field(default_factory=dict)
    """What named lines below it say, by the name of the part."""
    unread: list[str] = field(default_factory=list)
    """Named lines that do not fit."""
    taken: str = ""
    """How its numbers were read."""

    def keys(self, identifier: str) -> dict[str, Data]:
        """Its front matter."""
        numbers = self._numbers()
        due = self._part("due", days.day)
        owner = ", ".join([*self.head.owners, *([self.parts["owner"]] if "owner" in self.parts else [])])
        keys: dict[str, Data] = {
            "id": identifier, "title": self.head.title, "type": numbers.pop("type", None), "owner": owner or None,
            "confidence": self._part("confidence", _confidence), "due": due, "url": web_address(self.head.words),
            "status": "cancelled" if self.head.is_struck else None, **numbers,
        }  # fmt: skip
        return {key: value for key, value in keys.items() if value is not None}

    def _part(self, name: str, read: object) -> date | Decimal | None:
        if name not in self.parts:
            return None
        value = read(self.parts[name])  # type: ignore[operator]
        if value is None:
            self.unread.append(f"{name.capitalize()}: {self.parts[name]}")
        return value  # type: ignore[no-any-return]

    def _numbers(self) -> dict[str, Data]:
        """Type and numbers: of its milestones, of its words, or of the lines below it."""
        if self.milestones:
            return {"type": "milestones", "milestones": list(self.milestones)}
        target = target_of(self.head.title)
        keys: dict[str, Data] = dict(target.keys) if target else {}
        self._take_values(keys)
        part = share(self.head.score)
        if part is not None and keys.get("current") is None:
            return self._by_part(keys, target, part)
        if not _is_measured(keys):
            self._leave(keys)
            done = True if self.checked else is_done(self.head.outcome)
            return self._by_progress() or {"type": "boolean", "done": done}
        self._take_progress(keys)
        self._take_outcome(keys)
        self.taken = _in_words(keys, target)
        return keys

    def _by_part(self, keys: dict[str, Data], target: Target | None, part: Decimal) -> dict[str, Data]:
        """Where it stands by its score: at a part of the way that its words say, else at so many percents of all of it."""
        if _is_measured(keys) and is_way(keys):
            keys["current"] = on_the_way(keys, part)
        else:
            self._leave(keys)
            keys, target = {"start": Decimal(0), "target": Decimal(100), "current": amounts.plain_number(part * 100), "unit": "%"}, None
        self.taken = f"{_in_words(keys, target)}, from {self.head.score}"
        return keys

    def _take_values(self, keys: dict[str, Data]) -> None:
        """`Target: 50`, `Baseline: 12` below it."""
        for name in _VALUES:
            found = amounts.amount(self.parts[name]) if name in self.parts else None
            if found:
                keys[name] = found.number
                keys.setdefault("unit", found.unit)
                if found.bound and name == "target":
                    keys["type"] = found.bound
            elif name in self.parts:
                self.unread.append(f"{name.capitalize()}: {self.parts[name]}")

    def _leave(self, keys: Mapping[str, Data]) -> None:
        """What was read of numbers, where they do not make a target."""
        self.unread += [f"{name.capitalize()}: {self.parts[name]}" for name in _VALUES if name in self.parts and name in keys]

    def _by_progress(self) -> dict[str, Data]:
        """`Progress: 40 %` where there is no number else: what it is a share of is all of it."""
        text = self.parts.get("progress", "")
        found = amounts.amount(text)
        fraction = _FRACTION.fullmatch(text.strip())
        if fraction and int(fraction[2]) > 0:
            return {"start": Decimal(0), "target": Decimal(fraction[2]), "current": Decimal(fraction[1])}
        if found and found.unit == "%":
            return {"start": Decimal(0), "target": Decimal(100), "current": found.number, "unit": "%"}
        if text:
            self.unread.append(f"Progress: {text}")
        return {}

    def _take_progress(self, keys: dict[str, Data]) -> None:
        if "progress" not in self.parts:
            return
        fraction = _FRACTION.fullmatch(self.parts["progress"].strip())
        found = amounts.amount(self.parts["progress"])
        if fraction and Decimal(fraction[2]) == keys.get("target"):
            keys["current"] = Decimal(fraction[1])
        elif found and found.unit == keys.get("unit"):
            keys["current"] = found.number
        else:
            self.unread.append(f"Progress: {self.parts['progress']}")

    def _take_outcome(self, keys: dict[str, Data]) -> None:
        """The value that was reached: what the outcome is, or the target where it is done."""
        if keys.get("current") is not None and keys.get("current") != keys.get("start"):
            return
        outcome = self.head.outcome.line.rstrip(".")
        fraction = _FRACTION.fullmatch(outcome)
        found = amounts.amount(outcome)
        if fraction and Decimal(fraction[2]) == keys.get("target"):
            keys["current"] = Decimal(fraction[1])
        elif found and found.unit in (None, keys.get("unit")):
            keys["current"] = found.number
        elif self.checked or is_done(self.head.outcome):
            keys["current"] = keys["target"]


def _is_measured(keys: Mapping[str, Data]) -> bool:
    return keys.get("target") is not None and (keys.get("type") is not None or keys["target"] != (keys.get("start") or 0))


def _confidence(text: str) -> Decimal | None:
    found = amounts.amount(text.removesuffix("/10"))
    if found is None:
        return None
    value = found.number / 10 if found.unit == "%" else found.number
    return value if 0 <= value <= 10 and found.unit in (None, "%") else None


def _in_words(keys: Mapping[str, Data], target: Target | None) -> str:
    current = keys.get("current")
    said = target.taken if target else f"target {keys['target']}"
    return said if current is None else f"{said}, now {current}"


def share(text: str) -> Decimal | None:
    """A score or a progress from 0 to 1: `0.7`, `70 %`, `7/10`."""
    fraction = _FRACTION.fullmatch(text.strip())
    if fraction and int(fraction[2]) > 0 and int(fraction[1]) <= int(fraction[2]):
        exact = Decimal(fraction[1]) / Decimal(fraction[2])
        return exact.quantize(Decimal("0.000001")).normalize() + 0
    found = amounts.amount(text)
    if found is None or found.unit not in (None, "%"):
        return None
    value = found.number / 100 if found.unit == "%" else found.number
    return value if 0 <= value <= 1 else None


def parts_of(words: Sequence[Words]) -> tuple[dict[str, str], list[Words]]:
    """Named lines by the name of the part, and the lines that name none."""
    parts: dict[str, str] = {}
    others: list[Words] = []
    for line in words:
        named = named_part(line)
        if named and named[1] and named[0] not in parts:
            parts[named[0]] = named[1].line
        else:
            others.append(line)
    return parts, others
