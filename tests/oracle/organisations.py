"""Made-up organisations: plain data descriptions, and the files that say the same.

``make_organisation`` draws a random organisation which is valid on every as-of date (warnings may occur, errors
may not). ``files`` writes it down as ``okrsite.yml`` and ``content/**.md``.

In a description, numbers are ``int`` or ``Decimal`` (never ``float``), dates are ``datetime.date``, and everything else
is text, ``bool``, ``list`` or ``dict``, just as it stands in the YAML. ``§`` refers to the format's paragraphs.
"""

from __future__ import annotations

import json
import posixpath
import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Data = dict[str, Any]
Number = int | Decimal


@dataclass
class Organisation:
    """What an organisation's files say, as plain data.

    config      the content of ``okrsite.yml``
    units       front matter of each ``index.md`` by the unit's reference; the company is ``""``
    objectives  ``{"unit", "cycle", "id", "in_folder", "front"}`` each
    kpis        ``{"unit", "id", "front"}`` each
    people      the content of ``people.yml``, or None where there is no such file
    as_of       the day around which its dates were drawn; it is valid on any other day, too
    """

    config: Data
    units: dict[str, Data]
    objectives: list[Data]
    kpis: list[Data]
    people: Data | None
    as_of: date


# --- Names -----------------------------------------------------------------------------------------------------------


def join(*parts: str) -> str:
    """A path of the parts that are not empty."""
    return "/".join(part for part in parts if part)


def objective_ref(objective: Data) -> str:
    """§2: ``<unit>/<cycle>/<id>``; the company's start with the cycle."""
    return join(objective["unit"], objective["cycle"], objective["id"])


def objective_path(objective: Data) -> str:
    """The file of an objective, relative to ``content/``."""
    folder = join(objective["unit"], objective["cycle"] if objective["in_folder"] else "")
    stem = "doc-" + objective["id"] if "id" in objective["front"] else objective["id"]
    return join(folder, stem + ".md")


def kpi_ref(kpi: Data) -> str:
    """§18 Names: ``<unit>/<id>``."""
    return join(kpi["unit"], kpi["id"])


def slug(title: str) -> str:
    """§18 Names: NFC, casefolded, every run of anything but letters and digits is one hyphen, at most 80 characters."""
    text = unicodedata.normalize("NFC", title).casefold()
    text = "".join(letter if letter.isalnum() else " " for letter in text)
    return "-".join(text.split())[:80].strip("-")


def key_result_id(key_result: Data) -> str:
    """§6: ``id``, by default made from the title."""
    return str(key_result["id"]) if "id" in key_result else slug(key_result["title"])


# --- Cycles ----------------------------------------------------------------------------------------------------------

# How many months each kind of part of a fiscal year has (§3).
PARTS = {"q": 3, "t": 4, "h": 6}


def _first_of_month(year: int, month: int) -> date:
    """The first day of a month; months beyond 12 belong to later years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def understood(cycle_id: str, config: Data) -> tuple[date, date] | None:
    """First and last day of a cycle that is understood without configuration (§3), else None."""
    match = re.fullmatch(r"([0-9]{4})(?:-(?:([qth])([1-4])|([0-9]{2})))?", cycle_id)
    if match is None:
        return None
    year = int(match[1])
    if match[4] is not None:
        # §18 Cycles: "Months are calendar months whatever the fiscal year."
        month = int(match[4])
        if not 1 <= month <= 12:
            return None
        return _first_of_month(year, month), _first_of_month(year, month + 1) - timedelta(days=1)
    first_month = config.get("fiscal_year_start", 1)
    if config.get("fiscal_year_named_by", "start") == "end" and first_month != 1:
        # §3: "is the year that ends in 2026"; §18: a year starting in January is not changed.
        year -= 1
    if match[2] is None:
        offset, length = 0, 12
    else:
        length = PARTS[match[2]]
        offset = length * (int(match[3]) - 1)
        if offset >= 12:
            return None
    start = _first_of_month(year, first_month + offset)
    return start, _first_of_month(year, first_month + offset + length) - timedelta(days=1)


def span(cycle_id: str, config: Data) -> tuple[date, date]:
    """First and last day of a cycle, configured or understood. Both belong to it (§3)."""
    for entry in config.get("cycles", []):
        if entry["id"] == cycle_id and "start" in entry:
            return entry["start"], entry["end"]
    dates = understood(cycle_id, config)
    if dates is None:
        raise ValueError(f"no such cycle: {cycle_id}")
    return dates


# --- Making one ------------------------------------------------------------------------------------------------------

UNIT_WORDS = ["marketing", "sales", "growth", "product", "engineering", "finance", "support", "research", "R_and_D.x"]
ID_WORDS = ["raise-awareness", "double-leads", "become-known", "cut-churn", "ship-faster", "hire-well", "été", "focus"]
KR_WORDS = ["Visitors", "New leads", "Churn", "Uptime", "Réponses", "Launch", "Calls made", "Days to ship", "Followers"]
MILESTONE_WORDS = ["Draft", "Legal: approved", "Pilot", "Roll-out", "Review, second round", "Done"]
RANGES: list[tuple[Number, Number]] = [
    (0, 10000),
    (15, 35),
    (100, 40),
    (0, 3),
    (7, 0),
    (-20, 20),
    (0, -8),
    (0, 999999999999),
    (1, 8),
    (-5, -1),
    (Decimal("4.5"), Decimal("4.8")),
    (Decimal("12.25"), 9),
    (Decimal("0.05"), Decimal("0.02")),
]
UNITS = [None, None, "%", "EUR", "visitors", "days", "leads"]
PERSON_STATUSES = ["not_started", "on_track", "at_risk", "off_track", "achieved", "paused", "cancelled"]


def tidy(value: Decimal | int) -> Number:
    """The same number, as ``int`` where it is whole, else without trailing zeros."""
    value = Decimal(value)
    if value == value.to_integral_value():
        return int(value)
    return Decimal(format(value, "f").rstrip("0"))


def make_organisation(rng: random.Random, size: int) -> Organisation:
    """A random valid organisation with ``size`` objectives."""
    return _Maker(rng, size).make()


class _Maker:
    """Draws one organisation. Its order of steps is that of ``make``."""

    def __init__(self, rng: random.Random, size: int) -> None:
        self.rng = rng
        self.size = size
        self.as_of = date(2026, 1, 1) + timedelta(days=rng.randrange(365))
        self.config: Data = {}
        self.units: dict[str, Data] = {}
        self.objectives: list[Data] = []
        self.kpis: list[Data] = []
        self.people: Data | None = None
        self.pool: list[str] = []
        self.never_active: set[str] = set()

    def make(self) -> Organisation:
        self.make_config()
        self.make_people()
        self.make_units()
        self.make_kpis()
        self.make_objectives()
        self.make_alignments()
        self.make_continuations()
        return Organisation(self.config, self.units, self.objectives, self.kpis, self.people, self.as_of)

    # Small draws

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, *numbers: Number) -> Number:
        return self.rng.choice(numbers)

    def weight(self) -> Number:
        return self.pick(0, 1, 1, 2, 3, 5, Decimal("0.5"), Decimal("1.25"), Decimal("0.1"), Decimal("2.0"))

    def maybe_weights(self, things: list[Data]) -> None:
        """Weights for some of the things, never 0 for all of them (§9)."""
        if self.chance(0.5):
            for thing in things:
                if self.chance(0.7):
                    thing["weight"] = self.weight()
        if things and all(thing.get("weight", 1) == 0 for thing in things):
            self.rng.choice(things)["weight"] = self.pick(1, Decimal("0.3"))

    def day(self, low: date, high: date) -> date:
        return low + timedelta(days=self.rng.randrange((high - low).days + 1))

    def near(self) -> date:
        """A day around the as-of date, the edges of what is stale among them (§11, rule 7)."""
        stale_after = self.config.get("status", {}).get("stale_after", 14)
        offsets = [0, 0, 1, -1, -stale_after, -stale_after - 1, -stale_after + 1, 5, 20]
        if self.chance(0.5):
            return self.as_of + timedelta(days=self.rng.choice(offsets))
        return self.as_of + timedelta(days=self.rng.randint(-60, 15))

    def person(self) -> str:
        if self.people and self.chance(0.8):
            return self.rng.choice(sorted(self.people))
        return self.rng.choice(["Ana López", "The whole team", "Kofi Mensah"])

    # Configuration

    def make_config(self) -> None:
        config, rng = self.config, self.rng
        if self.chance(0.8):
            config["site"] = {"title": "Sample OKRs", "url": "https://okr.sample.example/", "language": "en"}
        if self.chance(0.3):
            config["levels"] = ["company", "department", "team", "individual"]
        if self.chance(0.5):
            config["fiscal_year_start"] = rng.randint(1, 12)
        if self.chance(0.4):
            config["fiscal_year_named_by"] = rng.choice(["start", "end"])
        if self.chance(0.6):
            status: Data = {}
            if self.chance(0.5):
                status["at_risk"] = self.pick(Decimal("0.05"), Decimal("0.10"), Decimal("0.2"), 0)
            if self.chance(0.5):
                status["off_track"] = self.pick(Decimal("0.25"), Decimal("0.3"), Decimal("0.5"))
            if self.chance(0.5):
                status["stale_after"] = rng.choice([7, 14, 30])
            if self.chance(0.6):
                status["objective_status"] = rng.choice(["worst", "worst", "progress"])
            config["status"] = status
        if self.chance(0.5):
            config["unit_rollup"] = rng.choice(["tree", "own"])
        self.make_cycles()

    def make_cycles(self) -> None:
        """The pool of cycles for objectives, and the ``cycles`` of the configuration."""
        rng, today = self.rng, self.as_of
        around: list[str] = []
        now: list[str] = []
        names = ["", "-q1", "-q2", "-q3", "-q4", "-h1", "-h2", "-t1", "-t2", "-t3"]
        names += [f"-{month:02}" for month in range(1, 13)]
        for year in range(today.year - 1, today.year + 3):
            for name in names:
                cycle_id = f"{year}{name}"
                start, end = span(cycle_id, self.config)
                if start <= today <= end:
                    now.append(cycle_id)
                elif start <= today + timedelta(days=100) and end >= today - timedelta(days=200):
                    around.append(cycle_id)
        pool = rng.sample(now, rng.randint(1, len(now))) * 3
        pool += rng.sample(around, min(len(around), rng.randint(0, 5)))
        entries: list[Data] = []
        if self.chance(0.5):
            # A sprint inside of its quarter; its `parent:`, if any, may be other than the smallest cycle around it.
            quarter = next(cycle_id for cycle_id in now if "-q" in cycle_id)
            whole_year = next(cycle_id for cycle_id in now if len(cycle_id) == 4)
            start, end = span(quarter, self.config)
            first = self.day(start, end - timedelta(days=27))
            sprint = {"id": "fy26-sprint-3", "title": "Sprint 3", "start": first, "end": first + timedelta(days=26)}
            if self.chance(0.6):
                sprint["parent"] = rng.choice([quarter, whole_year])
            entries.append(sprint)
            pool += ["fy26-sprint-3"] * 3 + [quarter]
        if self.chance(0.4):
            # A season that lies across the understood cycles, long enough to hold some of them.
            first = today - timedelta(days=rng.randint(0, 150))
            season = {"id": "season", "title": "The season", "start": first, "end": first + timedelta(days=166)}
            entries.append(season)
            pool += ["season"] * 2
            if self.chance(0.5):
                inner = first + timedelta(days=rng.randint(0, 130))
                episode = {"id": "episode", "start": inner, "end": inner + timedelta(days=18), "parent": "season"}
                entries.append(episode)
                pool += ["episode"] * 2
        for cycle_id in sorted(set(pool)):
            if self.chance(0.12):
                entry = next((entry for entry in entries if entry["id"] == cycle_id), None)
                if entry is None:
                    entry = {"id": cycle_id}
                    entries.append(entry)
                entry["state"] = "closed"
                self.never_active.add(cycle_id)
        if self.chance(0.1):
            entries.append({"id": f"{today.year + 4}-q1", "title": "Far ahead"})
        rng.shuffle(entries)
        if entries or self.chance(0.2):
            self.config["cycles"] = entries
        self.pool = pool

    # People, units, KPIs

    def make_people(self) -> None:
        if self.chance(0.6):
            self.people = {
                "ana": {"name": "Ana López", "email": "ana@sample.example", "role": "Head of growth"},
                "kofi": {"name": "Kofi Mensah"},
                "li": {"name": "Li Wei", "role": "Analyst"},
            }

    def make_units(self) -> None:
        self.units[""] = {"title": "Sample company"}
        for number in range(self.rng.randint(0, 1 + self.size // 3)):
            parents = [ref for ref in self.units if ref.count("/") < 3]
            ref = join(self.rng.choice(parents), f"{self.rng.choice(UNIT_WORDS)}{number}")
            self.units[ref] = {"title": f"Unit {number}"}
        for front in self.units.values():
            if self.chance(0.4):
                front["weight"] = self.weight()
            if self.chance(0.3):
                front["lead"] = self.person()
            if self.chance(0.2):
                front["mission"] = "To be found: by anyone, in a minute."
        if self.people is not None:
            for person in self.people.values():
                if self.chance(0.3):
                    person["unit"] = self.rng.choice([ref for ref in self.units if ref] or ["/"])

    def make_kpis(self) -> None:
        rng = self.rng
        for number in range(rng.randint(0, 2 + self.size // 8)):
            good = rng.choice(["at_least", "at_most", "between"])
            front: Data = {"type": "kpi", "title": f"KPI {number}", "good": good}
            front.update(self.band(good, "watch"))
            if self.chance(0.6):
                front["unit"] = rng.choice(["%", "EUR", "days"])
            if self.chance(0.85):
                dates = sorted({self.near() for _ in range(rng.randint(1, 4))})
                values = [(day, self.around(front, "watch")) for day in dates]
                if self.chance(0.3):
                    rng.shuffle(values)
                if self.chance(0.5):
                    front["values"] = dict(values)
                else:
                    front["values"] = [{"date": day, "value": value} for day, value in values]
            self.kpis.append({"unit": rng.choice(list(self.units)), "id": f"kpi-{number}", "front": front})

    def band(self, kind: str, edge: str) -> Data:
        """``target`` or ``low`` and ``high``, perhaps with the edge beyond them (``risk`` or ``watch``)."""
        base = self.pick(95, 40, 0, -10, Decimal("4.5"), Decimal("0.75"), 1000)
        step = self.pick(1, 5, Decimal("0.25"))
        if kind == "between":
            result: Data = {"low": base, "high": base + self.pick(0, 1, 4) * step}
            if self.chance(0.6):
                result[edge] = [result["low"] - 2 * step, result["high"] + 3 * step]
        else:
            result = {"target": base}
            if self.chance(0.6):
                result[edge] = base - 2 * step if kind == "at_least" else base + 2 * step
        return result

    def around(self, front: Data, edge: str) -> Number:
        """A value at, or a little beside, one of the limits that a band has."""
        limits: list[Number] = [front[key] for key in ("target", "low", "high") if key in front]
        beyond = front.get(edge, [])
        limits += beyond if isinstance(beyond, list) else [beyond]
        return tidy(self.pick(*limits) + self.pick(0, 0, 1, -1, Decimal("0.01"), Decimal("-0.01"), 20, -20))

    # Objectives

    def make_objectives(self) -> None:
        rng = self.rng
        cycles = [rng.choice(self.pool) for _ in range(self.size)]
        # Alignments go from later to earlier ones, so let long cycles mostly come first.
        noise = {index: rng.randint(-60, 60) for index in range(self.size)}
        lengths = [(span(cycle, self.config)[1] - span(cycle, self.config)[0]).days for cycle in cycles]
        order = sorted(range(self.size), key=lambda index: -lengths[index] + noise[index])
        taken: set[str] = set()
        for number, index in enumerate(order):
            unit = rng.choice(list(self.units))
            name = rng.choice(ID_WORDS)
            if self.chance(0.5) or join(unit, cycles[index], name) in taken:
                name = f"{name}-{number}"
            taken.add(join(unit, cycles[index], name))
            self.objectives.append(self.objective(unit, cycles[index], name, number))
        # Two files of one name in a unit's folder cannot be: the second goes to its cycle's folder.
        paths: set[str] = set()
        for objective in self.objectives:
            if objective_path(objective) in paths:
                objective["in_folder"] = True
            paths.add(objective_path(objective))

    def objective(self, unit: str, cycle: str, name: str, number: int) -> Data:
        rng = self.rng
        in_folder = self.chance(0.8)
        front: Data = {"title": f"Objective {number}: {name}"}
        if self.chance(0.15):
            front["id"] = name
        if not in_folder or self.chance(0.1):
            front["cycle"] = int(cycle) if cycle.isdigit() and self.chance(0.5) else cycle
        if self.chance(0.5):
            front["owner"] = self.person()
        if self.chance(0.4):
            front["kind"] = rng.choice(["aspirational", "committed", "committed"])
        if self.chance(0.5):
            front["weight"] = self.weight()
        rollup = rng.choice(["key_results"] * 6 + ["aligned"] * 2 + ["both"] * 2 + ["manual"])
        if rollup != "key_results" or self.chance(0.2):
            front["rollup"] = rollup
        if rollup == "manual":
            front["progress"] = self.pick(0, Decimal("0.25"), Decimal("0.7"), Decimal("0.699999"), 1)
        count = rng.choice([1, 1, 2, 3, 3, 4, 5])
        if rollup != "key_results" and self.chance(0.4):
            count = 0
        if rollup == "key_results" and cycle in self.never_active and self.chance(0.15):
            # §18 Means: without key results is an error in an active cycle only; this one is never active.
            count = 0
        key_results = [self.key_result(cycle, index) for index in range(count)]
        self.maybe_weights(key_results)
        if key_results or self.chance(0.2):
            front["key_results"] = key_results
        checkins = self.checkins(cycle, key_results)
        if checkins:
            front["checkins"] = checkins
        if self.chance(0.25):
            front["status"] = self.status(checkins)
        if self.chance(0.2):
            front["score"] = self.pick(0, Decimal("0.6999"), Decimal("0.7"), Decimal("0.35"), 1)
        if self.chance(0.2):
            front["why"] = "Because nobody finds us: yet."
        return {"unit": unit, "cycle": cycle, "id": name, "in_folder": in_folder, "front": front}

    def status(self, checkins: list[Data]) -> Any:
        """A person's judgement (§11), perhaps with the day since which it holds."""
        name = self.rng.choice(PERSON_STATUSES)
        if self.chance(0.4):
            return name
        result: Data = {"is": name}
        if self.chance(0.4):
            result["reason"] = "We said so."
        if self.chance(0.75):
            if checkins and self.chance(0.5):
                beside = timedelta(days=self.rng.choice([-1, 0, 0, 1]))
                result["since"] = self.rng.choice(checkins)["date"] + beside
            else:
                result["since"] = self.near()
        return result

    # Key results

    def key_result(self, cycle: str, index: int) -> Data:
        rng = self.rng
        kinds = ["number"] * 9 + ["at_least", "at_most", "between", "boolean", "milestones", "ladder", "text ladder"]
        kinds += ["baseline", "aligned", "aligned"]
        kind = rng.choice(kinds)
        result: Data = {"title": f"{rng.choice(KR_WORDS)} {index + 1}"}
        if self.chance(0.7):
            result = {"id": f"kr-{index + 1}", **result}
        if kind == "text ladder":
            result["type"] = "ladder"
        elif kind != "number" or self.chance(0.3):
            result["type"] = kind
        unit = rng.choice(UNITS)
        if unit is not None and kind in ("number", "at_least", "at_most", "between", "ladder", "baseline"):
            result["unit"] = unit
        if kind == "number":
            result.update(self.number(cycle))
        elif kind in ("at_least", "at_most", "between"):
            result.update(self.band(kind, "risk"))
        elif kind == "milestones":
            result["milestones"] = self.milestones()
        elif kind == "ladder":
            result["steps"] = self.steps()
        elif kind == "text ladder":
            result["steps"] = dict(zip(self.shares(), ["Idea", "Beta: closed", "Live"], strict=True))
        if self.chance(0.3):
            result["confidence"] = self.pick(0, 3, 5, 7, 8, 10, Decimal("7.5"))
        if self.chance(0.15):
            result["status"] = self.status([])
        if self.chance(0.1):
            result["due"] = self.day(*span(cycle, self.config))
        if self.kpis and self.chance(0.1):
            result["kpi"] = kpi_ref(rng.choice(self.kpis))
        return result

    def number(self, cycle: str) -> Data:
        rng = self.rng
        first, last = span(cycle, self.config)
        days = (last - first).days + 1
        draw = rng.random()
        if draw < 0.25:
            # A target for values whose gap is just at a threshold of rule 6 (see `value`).
            result: Data = {"target": 100 * days}
        elif draw < 0.35:
            # A target for values that end in a 5 at the seventh decimal.
            result = {"target": 2000000}
        else:
            start, target = rng.choice(RANGES)
            result = {"target": target}
            if start != 0 or self.chance(0.3):
                result = {"start": start, "target": target}
        if self.chance(0.2):
            result["aggregate"] = rng.choice(["sum", "mean"])
        if self.chance(0.3):
            points = []
            for day in sorted({self.day(first, last) for _ in range(rng.randint(1, 4))}):
                # On the last day the line ends at the target (§18 Values): a point there says the same.
                value = result["target"] if day == last else self.value({**result, "type": "number"}, cycle)
                points.append({"date": day, "value": value})
            if self.chance(0.2):
                rng.shuffle(points)
            result["plan"] = points
        return result

    def milestones(self) -> list[Data]:
        titles = self.rng.sample(MILESTONE_WORDS, self.rng.randint(1, 5))
        result: list[Data] = [{"title": title} for title in titles]
        written = self.chance(0.8)
        for milestone in result:
            if written and self.chance(0.6):
                milestone["done"] = self.rng.choice([True, False, self.near(), self.near()])
            if self.chance(0.2):
                milestone["due"] = self.near()
        self.maybe_weights(result)
        return result

    def steps(self) -> dict[Number, Number]:
        """A numeric ladder, rising or falling, its steps in order (§18 Values)."""
        low = self.pick(100, Decimal("1.5"), -3)
        width = self.pick(150, 3, Decimal("0.5"))
        values = [low, low + width, low + 2 * width]
        return dict(zip(self.shares(), values if self.chance(0.5) else values[::-1], strict=True))

    def shares(self) -> list[Number]:
        """Three steps of a ladder, upwards."""
        every: list[Number] = [0, Decimal("0.3"), Decimal("0.5"), Decimal("0.7"), Decimal("0.85"), Decimal("1.0")]
        return sorted(self.rng.sample(every[0 if self.chance(0.2) else 1 :], 3))

    # Values and check-ins

    def value(self, key_result: Data, cycle: str) -> Any:
        """A value such as a check-in may hold for the key result."""
        rng = self.rng
        kind = key_result.get("type", "number")
        if kind == "number":
            start, target = Decimal(key_result.get("start", 0)), Decimal(key_result["target"])
            first, last = span(cycle, self.config)
            days = (last - first).days + 1
            if target == 100 * days and start == 0 and self.chance(0.6):
                gone = min(max((self.as_of - first).days + 1, 0), days)
                thresholds = self.config.get("status", {})
                gap = rng.choice(
                    [thresholds.get("at_risk", Decimal("0.1")), thresholds.get("off_track", Decimal("0.25")), 0]
                )
                return tidy(100 * gone - Decimal(gap) * 100 * days + rng.choice([0, 0, 1, -1]))
            if target == 2000000 and self.chance(0.6):
                return rng.choice([1, 3, -1, 999999, 1399999, 1999999])
            share = Decimal(rng.choice([-20, 0, 5, 20, 25, 33, 50, 60, 70, 80, 99, 100, 100, 130, 200])) / 100
            value = start + (target - start) * share
            return Decimal(f"{value:.1f}") if value == value.to_integral_value() and self.chance(0.1) else tidy(value)
        if kind in ("at_least", "at_most", "between"):
            return self.around(key_result, "risk")
        if kind == "boolean":
            return self.chance(0.5)
        if kind == "milestones":
            titles = [milestone["title"] for milestone in key_result["milestones"]]
            if self.chance(0.5):
                return rng.choice(titles)
            return rng.sample(titles, rng.randint(1, len(titles)))
        if kind == "ladder":
            shares = list(key_result["steps"])
            if isinstance(key_result["steps"][shares[0]], str):
                return rng.choice(shares)
            return tidy(self.pick(*key_result["steps"].values()) + self.pick(0, 0, 1, -1, 500, -500))
        return self.pick(12, Decimal("3.75"), 0, -4)

    def checkin_date(self, cycle: str) -> date:
        """A day not more than 31 days outside the cycle (§7)."""
        first, last = span(cycle, self.config)
        low, high = first - timedelta(days=31), last + timedelta(days=31)
        day = self.near()
        if self.chance(0.2):
            day = self.rng.choice([low, high, first, last, self.day(low, high)])
        return day if low <= day <= high else self.day(low, high)

    def checkins(self, cycle: str, key_results: list[Data]) -> list[Data]:
        """Check-ins for an objective; also writes ``current``, ``done`` or ``reached`` into some of its key results."""
        rng = self.rng
        fixed: dict[str, Any] = {}
        checked: list[Data] = []
        for key_result in key_results:
            kind = key_result.get("type", "number")
            if kind == "aligned" or "aggregate" in key_result:
                continue  # their values are computed
            written = {"boolean": "done", "milestones": "", "ladder": "current"}.get(kind, "current")
            if kind == "ladder" and isinstance(next(iter(key_result["steps"].values())), str):
                written = "reached"
            draw = rng.random()
            if draw < 0.15:
                continue  # no value at all
            if draw < 0.45 and written:
                key_result[written] = self.value(key_result, cycle)
            elif draw < 0.55 and written:
                # Both: then every check-in says the same, or it would be `two-values` on some day.
                key_result[written] = fixed[key_result_id(key_result)] = self.value(key_result, cycle)
                checked.append(key_result)
            else:
                checked.append(key_result)
        dates = sorted(self.checkin_date(cycle) for _ in range(rng.choice([0, 0, 1, 2, 2, 3, 4, 6])))
        if len(dates) > 1 and self.chance(0.25):
            dates[1] = dates[0]
        if self.chance(0.25):
            rng.shuffle(dates)
        result = []
        for day in dates:
            checkin: Data = {"date": day}
            if self.chance(0.3):
                checkin["by"] = self.person()
            values = {}
            for key_result in checked:
                if self.chance(0.6):
                    name = key_result_id(key_result)
                    values[name] = fixed[name] if name in fixed else self.value(key_result, cycle)
            if values:
                checkin["values"] = values
            if key_results and self.chance(0.35):
                names = [key_result_id(key_result) for key_result in key_results]
                if self.chance(0.4):
                    checkin["confidence"] = rng.randint(0, 10)
                else:
                    chosen = rng.sample(names, rng.randint(1, len(names)))
                    checkin["confidence"] = {name: self.pick(2, 6, 8, Decimal("4.5")) for name in chosen}
            if self.chance(0.15):
                checkin["status"] = rng.choice(PERSON_STATUSES)
            if self.chance(0.2):
                checkin["win"] = "First page of results!"
            if len(checkin) == 1 or set(checkin) == {"date", "by"}:
                checkin["note"] = 'Nothing new: "steady" work.'
            result.append(checkin)
        return result

    # Alignments

    def make_alignments(self) -> None:
        """Edges from later to earlier objectives only, so that there are no rings (§18 Means)."""
        for index, child in enumerate(self.objectives):
            parents = self.objectives[:index]
            if not parents:
                continue
            likely = [self.likely(child, parent) for parent in parents]
            if self.chance(0.65):
                weights = [
                    weight * (5 if self.is_fed(parent) else 1) for weight, parent in zip(likely, parents, strict=True)
                ]
                self.align_objective(child, self.rng.choices(parents, weights, k=self.rng.choice([1, 1, 1, 2, 3])))
            for key_result in child["front"].get("key_results", []):
                is_number = key_result.get("type", "number") == "number"
                if self.chance(0.7 if is_number else 0.2):
                    self.align_key_result(child, key_result, self.rng.choices(parents, likely, k=6))

    def likely(self, child: Data, parent: Data) -> int:
        """How much rather a parent is taken: one whose cycle is around the child's, so that the edge may count."""
        first, last = span(child["cycle"], self.config)
        start, end = span(parent["cycle"], self.config)
        return 6 if start <= first and last <= end else 1

    @staticmethod
    def is_fed(parent: Data) -> bool:
        """Whether aligned objectives count in it."""
        front = parent["front"]
        types = [key_result.get("type") for key_result in front.get("key_results", [])]
        return front.get("rollup") in ("aligned", "both") or "aligned" in types

    def align_objective(self, child: Data, parents: Iterable[Data]) -> None:
        edges: list[Any] = []
        seen: set[str] = set()
        for parent in parents:
            if objective_ref(parent) in seen:
                continue
            seen.add(objective_ref(parent))
            key_results = parent["front"].get("key_results", [])
            fed = [key_result for key_result in key_results if key_result.get("type") == "aligned"]
            targets: list[str] = [""]
            if fed and self.chance(0.7):
                targets = [key_result_id(self.rng.choice(fed))]
                if self.chance(0.15):
                    targets.append("")  # one edge for the key result, another for the objective
            elif key_results and self.chance(0.25):
                targets = [key_result_id(self.rng.choice(key_results))]
            for target in targets:
                edge: Data = {"to": self.spelling(child, parent, target)}
                if self.chance(0.25):
                    edge["contributes"] = self.chance(0.4)
                if self.chance(0.4):
                    edge["weight"] = self.weight()
                edges.append(edge if len(edge) > 1 or self.chance(0.3) else edge["to"])
        if len(edges) == 1 and self.chance(0.7):
            child["front"]["aligns_to"] = edges[0]
        else:
            child["front"]["aligns_to"] = edges

    def align_key_result(self, child: Data, key_result: Data, parents: Iterable[Data]) -> None:
        """One alignment to a key result above. What feeds an aggregate is a number of the same unit (§18 Means)."""
        is_number = key_result.get("type", "number") == "number"
        candidates: list[tuple[Data, Data]] = []
        for parent in parents:
            for above in parent["front"].get("key_results", []):
                if "aggregate" in above:
                    candidates += [(parent, above)] * (8 if is_number else 0)
                elif self.chance(0.3):
                    candidates.append((parent, above))
        if not candidates:
            return
        parent, above = self.rng.choice(candidates)
        if "aggregate" in above:
            key_result.pop("unit", None)
            if "unit" in above:
                key_result["unit"] = above["unit"]
        key_result["aligns_to"] = self.spelling(child, parent, key_result_id(above))

    def spelling(self, child: Data, parent: Data, key_result: str) -> str:
        """One of the three spellings of a reference (§2)."""
        tail = "#" + key_result if key_result else ""
        others = [other for other in self.objectives if other is not child and other["id"] == parent["id"]]
        same_cycle = [other for other in others if other["cycle"] == child["cycle"]]
        unique = same_cycle == [parent] or (not same_cycle and others == [parent])
        if unique and self.chance(0.3):
            return str(parent["id"]) + tail
        if child["in_folder"] and parent["in_folder"] and "id" not in parent["front"] and self.chance(0.15):
            folder = posixpath.dirname(objective_path(child))
            path = posixpath.relpath(objective_path(parent), folder)
            if not path.startswith("../"):
                path = "./" + path
            return (path if self.chance(0.5) else path.removesuffix(".md")) + tail
        return objective_ref(parent) + tail

    def make_continuations(self) -> None:
        for objective in self.objectives:
            start = span(objective["cycle"], self.config)[0]
            earlier = [other for other in self.objectives if span(other["cycle"], self.config)[1] < start]
            if earlier and self.chance(0.1):
                objective["front"]["continues"] = objective_ref(self.rng.choice(earlier))


# --- Writing it down -------------------------------------------------------------------------------------------------


def files(organisation: Organisation) -> dict[str, str]:
    """The organisation's files: text by path, relative to the project's folder."""
    result = {"okrsite.yml": yaml_text(organisation.config)}
    if organisation.people is not None:
        result["content/people.yml"] = yaml_text(organisation.people)
    for ref, front in organisation.units.items():
        result[join("content", ref, "index.md")] = _document(front, "Who we are, and how to reach us.")
    for objective in organisation.objectives:
        result[join("content", objective_path(objective))] = _document(objective["front"], "## Plan\n\nStep by step.")
    for kpi in organisation.kpis:
        result[join("content", kpi["unit"], kpi["id"] + ".md")] = _document(kpi["front"], "How the business is doing.")
    return dict(sorted(result.items()))


def _document(front: Data, body: str) -> str:
    return f"---\n{yaml_text(front)}---\n\n{body}\n"


def yaml_text(data: Data) -> str:
    """A mapping as YAML 1.2: the outer keys a line each, lists of mappings an item a line, the rest in flow style."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{_key(key)}:")
            lines += [f"  - {_flow(item)}" for item in value]
        else:
            lines.append(f"{_key(key)}: {_flow(value)}")
    return "".join(line + "\n" for line in lines)


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")  # never with an exponent
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    raise TypeError(f"cannot be written: {value!r}")


def _key(key: Any) -> str:
    """Numbers, dates and plain names stand bare; any other text is quoted."""
    if isinstance(key, str) and re.fullmatch(r"[a-z][a-z0-9_-]+", key) and key not in ("true", "false", "null"):
        return key
    return _flow(key)
