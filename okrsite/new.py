"""A template and answers → the text of a new document and where it belongs (FORMAT §1, §4 to §8, §17).

Nothing is taken for granted: a template's numbers and reasons are examples, offered to whoever is asked and never written unasked, so that
no document looks finished before somebody has thought about it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from okrsite.additions import Addition
from okrsite.config import Config
from okrsite.cycles import Calendar, State
from okrsite.diagnostics import Location
from okrsite.document_templates import Template
from okrsite.document_text import document_text
from okrsite.model import Alignment, KeyResult, Kpi, Objective, Organisation, Page, Reference, Unit
from okrsite.project import load_config, read_content
from okrsite.reading import see
from okrsite.schema import as_values_file
from okrsite.source import yaml_scalars
from okrsite.source.gate import Disk
from okrsite.suggestions import did_you_mean
from okrsite.urls import slug
from okrsite.visibility import View

KINDS: Final = ("objective", "unit", "kpi", "page")
COMPANY: Final = "/"
UNKNOWN: Final = "…"
"""Stands in a template where there is nothing to propose."""

_NOWHERE: Final = Location("")
_NUMBERS: Final = ("start", "target", "low", "high")
_EDGES: Final = {"at_least": ("target",), "at_most": ("target",), "between": ("low", "high")}
_KEY_RESULT: Final = re.compile(r"(?P<title>.+)=\s*(?:(?P<start>\S+)\.\.)?(?P<target>\S+)(?:\s+(?P<unit>.+))?")

_ANSWERS: Final = {
    "objective": {"unit", "title", "id", "owner", "cycle", "why", "aligns_to", "key_results"},
    "unit": {"unit", "title", "id", "owner", "why"},
    "kpi": {"unit", "title", "id", "owner", "kpi_unit", "kpi_good", "kpi_target", "kpi_low", "kpi_high", "kpi_values_from"},
    "page": {"unit", "title", "id"},
}

Answers = Mapping[str, str]
"""What somebody said, by the key of the question."""


class AnswerError(Exception):
    """An answer cannot be taken (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known: its key, the option that tells it, the words to ask in.

    `default` holds where nobody is asked; `example` is only offered. Where both are empty and it `is_needed`, it must be answered.
    """

    key: str
    option: str
    text: str
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    is_needed: bool = True


@dataclass(frozen=True)
class Draft:
    """A document of a kind that is being made, for an organisation as of a day."""

    kind: str
    template: Template | None
    organisation: Organisation
    config: Config
    as_of: date

    # -- what has to be known --

    def questions(self, answers: Answers) -> Iterator[Question]:
        """What has to be known, in the order in which people think of it; answers may come in meanwhile."""
        units = tuple(reference or COMPANY for reference in self.organisation.units)
        text = "Which unit does it belong to" if self.kind != "unit" else "Which unit is above it"
        yield Question("unit", "--unit UNIT", text, COMPANY if units == (COMPANY,) else "", choices=units)
        title = self.template.value.title.replace(UNKNOWN, "") if self.template else ""
        yield Question("title", "--title TITLE", "What is it called" if self.kind != "objective" else "What will you achieve", title)
        if self.kind != "page":
            yield self._owner()
        if self.kind == "objective":
            yield from self._about_an_objective(answers)
        elif self.kind == "kpi":
            yield from self._about_a_kpi(answers)
        elif self.kind == "unit":
            yield Question("why", "--why WHY", "What is it for, in one sentence", is_needed=False)

    def _owner(self) -> Question:
        known = ", ".join(self.organisation.people)
        text = ("Who leads it" if self.kind == "unit" else "Who is accountable") + (f" ({known})" if 0 < len(known) <= 200 else "")
        return Question("owner", "--owner PERSON", text, is_needed=self.kind != "unit")

    def _about_an_objective(self, answers: Answers) -> Iterator[Question]:
        template = self._objective
        yield Question("cycle", "--cycle CYCLE", "For which cycle", self._current_cycle())
        yield Question("why", "--why WHY", "Why does it matter now", example=template.why or "")
        if "key_results" in answers:
            return
        if not template.key_results:
            yield Question("key_results", '--key-result "TITLE=TARGET UNIT"', "How will you see it: title = number and unit")
        for key_result in template.key_results:
            for number in _NUMBERS:
                example = getattr(key_result, number)
                if example is not None:
                    unit = f" ({key_result.unit})" if key_result.unit else ""
                    key = f"{key_result.id}.{number}"
                    yield Question(key, f"--set {key}=NUMBER", f"{key_result.title}{unit}, {number}", example=f"{example:f}")

    def _about_a_kpi(self, answers: Answers) -> Iterator[Question]:
        kpi = self._kpi
        yield Question("kpi_unit", "--kpi-unit UNIT", "What is counted", kpi.measured_in or "", is_needed=False)
        yield Question("kpi_good", "--kpi-good SIDE", "When is it healthy", kpi.good or "", choices=tuple(_EDGES), is_needed=False)
        for edge in _EDGES.get(answers.get("kpi_good", ""), ()):
            example = getattr(kpi, edge)
            shown = "" if example is None else f"{example:f}"
            yield Question(f"kpi_{edge}", f"--kpi-{edge} NUMBER", f"The {edge} value of health", example=shown)

    @property
    def _objective(self) -> Objective:
        found = self.template.value if self.template else None
        return found if isinstance(found, Objective) else Objective("", "", "", "", _NOWHERE)

    @property
    def _kpi(self) -> Kpi:
        found = self.template.value if self.template else None
        return found if isinstance(found, Kpi) else Kpi("", "", "", _NOWHERE)

    def _current_cycle(self) -> str:
        """The cycle that people are in, or the next one planned (FORMAT §3); else the quarter of the day."""
        cycles = self.organisation.cycles
        open_ones = [identifier for identifier in cycles.listed if cycles[identifier].state(self.as_of) is not State.CLOSED]
        current = cycles.current(open_ones, self.as_of)
        return current.id if current else _quarter(self.config.calendar, self.as_of)

    # -- what comes of it --

    def additions(self, answers: Answers, present: Callable[[str], bool]) -> list[Addition]:
        """The document that the answers make, and a file for its values where none is `present`; raises AnswerError."""
        document = self._addition(answers)
        named = answers.get("kpi_values_from")
        file = f"{document.file.rpartition('/')[0]}/{named}"
        return [document, *([Addition(file, "date,value\n")] if named and not present(file) else [])]

    def _addition(self, answers: Answers) -> Addition:
        for key in sorted(answers.keys() - _ANSWERS[self.kind]):
            if self.kind != "objective" or "." not in key:
                option = "--set" if "." in key else f"--{key.replace('_', '-')}".replace("--key-results", "--key-result")
                raise AnswerError(f"{option} does not belong to a {self.kind}.")
        unit = answers["unit"].strip("/")
        if unit not in self.organisation.units:
            raise AnswerError(f"There is no unit `{unit}`. {did_you_mean(unit, self.organisation.units)}".rstrip())
        identifier = answers.get("id") or slug(answers["title"])
        if not identifier:
            raise AnswerError("No file's name can be made from this title; give one with --id.")
        value = self._value(unit, identifier, answers)
        places = {"unit": f"{identifier}/index.md", "objective": f"{answers.get('cycle')}/{identifier}.md"}
        file = "/".join(filter(None, (self.config.content, unit, places.get(self.kind, f"{identifier}.md"))))
        return Addition(file, document_text(value, identifier))

    def _value(self, unit: str, identifier: str, answers: Answers) -> Unit | Objective | Kpi | Page:
        if self.kind == "objective":
            return self._new_objective(unit, identifier, answers)
        if self.kind == "unit":
            reference = "/".join(filter(None, (unit, identifier)))
            return Unit(reference, answers["title"], _NOWHERE, answers.get("owner") or None, mission=answers.get("why") or None)
        if self.kind == "kpi":
            return self._new_kpi(identifier, answers)
        page = self.template.value if self.template and isinstance(self.template.value, Page) else Page(unit, "", "", _NOWHERE)
        return replace(page, id=identifier, title=answers["title"])

    def _new_kpi(self, identifier: str, answers: Answers) -> Kpi:
        target, low, high = (_number(text) if (text := answers.get(f"kpi_{edge}")) else None for edge in ("target", "low", "high"))
        measured_in, good = answers.get("kpi_unit") or None, answers.get("kpi_good") or None
        return replace(
            self._kpi, id=identifier, title=answers["title"], owner=answers["owner"], measured_in=measured_in, good=good,
            target=target, low=low, high=high, values_from=_values_file(answers.get("kpi_values_from")),
        )  # fmt: skip

    def _new_objective(self, unit: str, identifier: str, answers: Answers) -> Objective:
        cycle = answers["cycle"]
        if not self.config.calendar.find(cycle):
            raise AnswerError(f"There is no cycle `{cycle}`: write it like 2026-q4, or configure it in okrsite.yml.")
        template = self._objective
        above = answers.get("aligns_to")
        return replace(
            template, unit=unit, cycle=cycle, id=identifier, title=answers["title"], owner=answers["owner"], why=answers["why"],
            aligns_to=(Alignment(Reference(above, _NOWHERE)),) if above else template.aligns_to, key_results=self._key_results(answers),
        )  # fmt: skip

    def _key_results(self, answers: Answers) -> tuple[KeyResult, ...]:
        if "key_results" in answers:
            return tuple(_key_result(line) for line in answers["key_results"].split("\n"))
        template = self._objective.key_results
        numbers = {key: _number(text) for key, text in answers.items() if "." in key}
        known = [f"{key_result.id}.{number}" for key_result in template for number in _NUMBERS if getattr(key_result, number) is not None]
        if strangers := [key for key in numbers if key not in known]:
            raise AnswerError(f"The template has no number `{strangers[0]}`. {did_you_mean(strangers[0], known)}".rstrip())
        return tuple(_with_numbers(key_result, numbers) for key_result in template)


def begin(project: Path, as_of: date, kind: str, template: Template | None) -> Draft:
    """A draft for a project as it is; faults elsewhere in it keep nobody from beginning."""
    config = load_config(project)
    seen = see(read_content(Disk(project), config), config, View(as_of, everything=True))
    return Draft(kind, template, seen.organisation, config, as_of)


def _with_numbers(key_result: KeyResult, numbers: Mapping[str, Decimal]) -> KeyResult:
    start, target, low, high = (numbers.get(f"{key_result.id}.{number}") for number in _NUMBERS)
    return replace(key_result, start=start, target=target, low=low, high=high)


def _key_result(line: str) -> KeyResult:
    """A key result as it is said in one line: `Leads from articles=50 leads`, `Days to close=15..8 days`."""
    match = _KEY_RESULT.fullmatch(line.strip())
    if not match:
        raise AnswerError(f"`{line}` is no key result; write it like `New leads=50 leads`, or with a start `Days to close=15..8 days`.")
    start = _number(match["start"]) if match["start"] else None
    title = match["title"].strip()
    return KeyResult(slug(title), title, _NOWHERE, start=start, target=_number(match["target"]), unit=match["unit"])


def _values_file(path: str | None) -> str | None:
    """A path of a file of values as front matter takes it; raises AnswerError."""
    try:
        return as_values_file(path) if path else None
    except ValueError as error:
        context = getattr(error, "context", None) or {}
        raise AnswerError(f"{context.get('message')} {context.get('hint', '')}") from error


def _number(text: str) -> Decimal:
    """A number as front matter takes it; raises AnswerError."""
    found = yaml_scalars.plain(text.strip())
    if isinstance(found, yaml_scalars.Refusal):
        raise AnswerError(f"{found.message} {found.hint}")
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
        raise AnswerError(f"`{text}` is not a number; write digits, such as 1200 or 3.5.")
    return Decimal(found)


def _quarter(calendar: Calendar, day: date) -> str:
    """The quarter of the company's year in which a day lies."""
    names = (f"{year:04}-q{number}" for year in range(day.year - 1, day.year + 2) for number in range(1, 5))
    return next(name for name in names if (cycle := calendar.understood(name)) and cycle.start <= day <= cycle.end)
