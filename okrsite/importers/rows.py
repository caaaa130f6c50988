"""Rows of a table → goals: which rows are objectives, which are key results of the one above, and what else belongs to them.

An empty cell of the objective, as merged cells leave it, belongs to the objective above. A key result stands in a row of its own, or beside
its objective, or several stand in numbered columns. How a goal is joined to others is said in `okrsite.importers.goals`.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from okrsite.importers.arriving import Unread
from okrsite.importers.cells import Cells
from okrsite.importers.columns import INITIATIVES, KEY_RESULTS
from okrsite.importers.goal import Goal
from okrsite.importers.marks import is_total, level_of_id, parents_of, several, unmarked
from okrsite.importers.measured import Told, measured, measured_by_words
from okrsite.importers.owners import Owners
from okrsite.importers.statuses import is_done, kind_of, status_of, visibility_of
from okrsite.importers.table import Row, folded
from okrsite.importers.targets import target_of
from okrsite.importers.units import unit_names
from okrsite.kinds import as_url

_WORK_STATUS: Final = {"on_track": "doing", "at_risk": "doing", "off_track": "doing", "achieved": "done", "cancelled": "dropped"}
_NOT_OF_WORK: Final = ("type", "start", "target", "current", "progress", "confidence", "weight", "note", "url")
"""Columns for which a piece of work has no key."""
_ROUNDED: Final = Decimal("0.01")
"""How much a progress that somebody else worked out may differ from ours."""


@dataclass
class Rows:
    """The rows of one table, read from the top."""

    cells: Cells
    owners: Owners
    goals: list[Goal] = field(default_factory=list)
    homeless: list[tuple[Row, str]] = field(default_factory=list)
    """What stands in rows that belong to no objective."""
    _called: dict[str, Goal] = field(default_factory=dict)
    """The last goal of each name that rows may call it by."""
    _titled: dict[str, list[Goal]] = field(default_factory=dict)

    def read(self) -> None:
        """Read all rows."""
        for row in self.cells.table.rows:
            if is_total(next((text for cell in row.cells if (text := self.cells.shown(cell))), "")):
                self.lose(row, "it is a total")
            elif folded(self.cells.text(row, "action")) in ("delete", "remove", "supprimer"):
                self.lose(row, "its row is to be deleted elsewhere; delete the document if it is here")
            else:
                self.row(row)

    def row(self, row: Row) -> None:
        """One row, by what it is."""
        level, title = self.level(row)
        key_result = unmarked(self.cells.line(row, "key_result"))[2]
        above = self.parent_in_table(row) or (self.goals[-1] if self.goals else None)
        if level in KEY_RESULTS and (key_result or title) and above:
            self.key_result(above, row, title or key_result, owner_of_row=True)
            above.texts += [(title, header, text) for header, text in self.cells.all_of(row, "key_result") if title]
            self.rest(above, row, title or key_result)
        elif level in INITIATIVES and (key_result or title) and above:
            self.initiative(above, row, key_result or title)
        elif title:
            goal = self.same_goal(row, title)
            is_new = goal is None
            self.results(goal or self.goal(row, title), row, key_result, owner_of_row=not is_new)
        elif above is None:
            self.lose(row, "no objective stands above it")
        else:
            self.results(above, row, key_result, owner_of_row=True)

    def level(self, row: Row) -> tuple[str, str]:
        """What a row is, by its column, by a mark before its title, or by what others call it; and the title without the mark."""
        marked, _, title = unmarked(self.cells.line(row, "objective"))
        said = folded(self.cells.text(row, "level"))
        return said or marked or level_of_id(self.cells.line(row, "row_id")), title

    def results(self, goal: Goal, row: Row, key_result: str, *, owner_of_row: bool) -> None:
        """The key result beside an objective, or several that stand below each other in one cell, and the rest of the row."""
        told = self.told(row, 0)
        found = several(self.cells.text(row, "key_result")) if not told.says_something else []
        for title in found if len(found) > 1 else filter(None, [key_result]):
            self.key_result(goal, row, unmarked(title)[2], owner_of_row=owner_of_row)
        self.rest(goal, row, key_result if len(found) < 2 else "")

    # -- objectives --

    def parent_in_table(self, row: Row) -> Goal | None:
        """The goal above that a row names as the first of its parents."""
        names = parents_of(self.cells.text(row, "parents"))
        return self._called.get(names[0]) if names else None

    def same_goal(self, row: Row, title: str) -> Goal | None:
        """The goal that a row repeats, as tables do that have a row for each key result."""
        if not self.cells.has("key_result"):
            return None
        units, cycle = unit_names(self.cells, row), self.cells.line(row, "cycle")
        for goal in reversed(self._titled.get(title, ())):
            if (not cycle or goal.keys.get("_cycle") == cycle) and (not units or goal.units == units):
                return goal
        return None

    def goal(self, row: Row, title: str) -> Goal:
        """A new goal, with all that its row says of an objective."""
        cells = self.cells
        start, end = (cells.day(row, name) if cells.has(name) else None for name in ("start_date", "end_date"))
        written, mark = cells.line(row, "cycle"), unmarked(cells.line(row, "objective"))[1]
        row_ids = [text for _, text in cells.all_of(row, "row_id")]
        goal = Goal(title, cells.place(row), unit_names(cells, row), written or None, start, end)
        goal.calls = tuple(dict.fromkeys(filter(None, map(folded, (*row_ids, mark, title)))))
        goal.parents = tuple(name for _, text in cells.all_of(row, "parents") for name in parents_of(text))
        goal.keys = {
            "title": title, "owner": self.owners.owner(cells, row), "contributors": self.owners.contributors(cells, row),
            "why": cells.text(row, "why") or None, "kind": kind_of(cells.text(row, "kind")), "tags": self.tags(row),
            "visibility": visibility_of(cells, row), "status": self.status(row, goal), "_cycle": written,
        }  # fmt: skip
        goal.description = [text for _, text in cells.all_of(row, "description")]
        goal.progress = cells.share(row, "objective_progress") if cells.has("objective_progress") else None
        goal.told_progress = cells.line(row, "objective_progress") or ("" if cells.line(row, "key_result") else cells.line(row, "progress"))
        if not cells.line(row, "key_result"):
            self.own_measure(goal, row)
        for number in cells.numbers:
            if text := cells.line(row, "key_result", number):
                self.key_result(goal, row, text, number, owner_of_row=True)
        self.goals.append(goal)
        self._called.update(dict.fromkeys(goal.calls, goal))
        self._titled.setdefault(title, []).append(goal)
        return goal

    def own_measure(self, goal: Goal, row: Row) -> None:
        """What a row of a goal without key results says of its own number."""
        told = self.told(row, 0)
        goal.progress = goal.progress if goal.progress is not None else told.progress
        if told.target is not None or told.current is not None:
            goal.measure, note = measured(told)
            self.note(row, goal.title, note)

    def tags(self, row: Row) -> list[str]:
        found = (part.strip() for _, text in self.cells.all_of(row, "tags") for part in re.split("[;,\n]", text))
        return list(dict.fromkeys(filter(None, found)))

    def status(self, row: Row, goal: Goal) -> str | None:
        """The judgement of an objective; a row that has a key result judges that one, unless the objective has a column of its own."""
        name = "objective_status" if self.cells.has("objective_status") else "status"
        if name == "status" and self.cells.line(row, "key_result"):
            return None
        return self.judged(goal, row, name, 0, "")

    def judged(self, goal: Goal, row: Row, name: str, number: int, of: str) -> str | None:
        text = self.cells.line(row, name, number)
        found = status_of(text)
        if found:
            self.cells.take(row, text, f"status {found}")
        elif text and not is_done(text):
            goal.texts.append((of, name.replace("_", " "), text))
        return found

    # -- key results --

    def key_result(self, goal: Goal, row: Row, title: str, number: int = 0, *, owner_of_row: bool = False) -> None:
        """One key result of a goal, with all that its row says of it."""
        cells = self.cells
        told = self.told(row, number)
        keys, note = self.measured(told, title)
        self.note(row, title, note)
        identifier = goal.names.take("", title)
        entry: dict[str, Any] = {"id": identifier, "title": title, "type": keys.pop("type", None)}
        entry["owner"] = self.owner_of_key_result(goal, row, number, owner_of_row)
        entry["weight"] = self.weight(row, number)
        entry["confidence"] = cells.confidence(row, number) if cells.has("confidence", number) else None
        entry["due"] = cells.day(row, "end_date", number) if cells.has("end_date", number) else None
        goal.end = goal.end or entry["due"]
        entry["url"] = self.url(goal, row, title) if not number else None
        entry["status"] = self.judged(goal, row, "status", number, title) if cells.has("status", number) else None
        entry |= keys
        if entry.get("done") and entry["status"] == "achieved":
            del entry["status"]  # one and the same word said both
        self.contradiction(goal, row, number, told, entry)
        if told.start and told.start.number and "start" not in entry and told.start.number != entry.get("target"):
            goal.texts.append((title, "start", cells.line(row, "start", number)))
        self.reported(goal, row, number, entry)
        goal.key_results.append({key: value for key, value in entry.items() if value is not None})

    def measured(self, told: Told, title: str) -> tuple[dict[str, Any], str | None]:
        """How a key result is measured: as its cells say; where these tell no number to reach, as its words do, if the two fit."""
        words = target_of(title) if told.target is None and not told.type else None
        return (measured_by_words(told, words) if words else None) or measured(told)

    def contradiction(self, goal: Goal, row: Row, number: int, told: Told, entry: Mapping[str, Any]) -> None:
        """A progress that is not the one that the numbers make is kept as text; one that is, is worked out anew."""
        start, target, current = (entry.get(name) for name in ("start", "target", "current"))
        if told.progress is None or told.current is None or current is None or target is None or target == (start or 0):
            return
        if abs((current - (start or 0)) / (target - (start or 0)) - told.progress) > _ROUNDED:
            goal.texts.append((entry["title"], "progress", self.cells.line(row, "progress", number)))

    def told(self, row: Row, number: int) -> Told:
        """What the columns say of a number."""
        cells = self.cells
        done = next((flag for name in ("current", "progress", "target") if (flag := cells.flag(row, name, number)) is not None), None)
        if done is None and cells.has("status", number):
            done = True if is_done(cells.text(row, "status", number)) else None
        texts = {name: cells.amount(row, name, number) for name in ("start", "target", "current") if cells.flag(row, name, number) is None}
        progress = cells.share(row, "progress", number) if cells.has("progress", number) else None
        return Told(
            cells.line(row, "type", number), texts.get("start"), texts.get("target"), texts.get("current"),
            cells.line(row, "measured_in", number) or cells.line(row, "measured_in"), progress, done,
        )  # fmt: skip

    def owner_of_key_result(self, goal: Goal, row: Row, number: int, owner_of_row: bool) -> str | None:
        if self.cells.has("key_result_owner") and not number:
            return self.owners.named(self.cells.line(row, "key_result_owner"))
        found = self.owners.owner(self.cells, row, number) if owner_of_row or number else None
        return None if found == goal.keys.get("owner") else found

    def weight(self, row: Row, number: int) -> Decimal | None:
        found = self.cells.amount(row, "weight", number) if self.cells.has("weight", number) else None
        return found.number if found and found.number >= 0 else None

    def url(self, goal: Goal, row: Row, title: str) -> str | None:
        text = self.cells.text(row, "url")
        try:
            return as_url(text) if text else None
        except ValueError:
            goal.texts.append((title, "url", text))
            return None

    def reported(self, goal: Goal, row: Row, number: int, entry: dict[str, Any]) -> None:
        """What was said last: a check-in where the day is known, text where it is not."""
        note = self.cells.text(row, "note", number)
        day = self.cells.day(row, "updated") if self.cells.has("updated") else None
        if day is None:
            if note:
                goal.texts.append((entry["title"], "note", note))
            return
        value = entry.pop("done", None) if entry.get("type") == "boolean" else entry.pop("current", None)
        confidence = entry.pop("confidence", None)
        if value is None and confidence is None and not note:
            return
        check_in = goal.check_ins.setdefault(day, {"values": {}, "confidence": {}, "note": []})
        if value is not None:
            check_in["values"][entry["id"]] = value
        if confidence is not None:
            check_in["confidence"][entry["id"]] = confidence
        if note:
            check_in["note"].append((entry["title"], note))

    # -- the rest of a row --

    def initiative(self, goal: Goal, row: Row, title: str) -> None:
        """A row that is work."""
        status = status_of(self.cells.line(row, "status"))
        work = "done" if is_done(self.cells.text(row, "status")) else _WORK_STATUS.get(status or "")
        due = self.cells.day(row, "end_date") if self.cells.has("end_date") else None
        entry = {"title": title, "status": work, "owner": self.owners.owner(self.cells, row), "due": due}
        goal.initiatives.append({key: value for key, value in entry.items() if value is not None})
        goal.texts += [(title, header, text) for name in _NOT_OF_WORK for header, text in self.cells.all_of(row, name)]
        self.rest(goal, row, title)

    def rest(self, goal: Goal, row: Row, of: str) -> None:
        """What okrsite has no key for is kept as text, and so are cells that were not understood."""
        for _, text in self.cells.all_of(row, "initiative"):
            for line in filter(None, (part.strip(" -•*\t") for part in text.split("\n"))):
                goal.initiatives.append({"title": line})
        goal.texts += [(of, header, text) for header, text in self.cells.all_of(row, "text")]
        if row.line != goal.place.line:
            self.beside_objective(goal, row, of)
            goal.texts += [(of, header, text) for header, text in self.cells.all_of(row, "description") if text not in goal.description]
        place = self.cells.place(row)
        known = {(header, text) for _, header, text in goal.texts}
        for unread in itertools.takewhile(lambda unread: unread.place == place, reversed(self.cells.unread)):
            header, _, text = unread.text.partition(": ")
            if (header, text) not in known:
                goal.texts.append((of, header, text))

    def beside_objective(self, goal: Goal, row: Row, of: str) -> None:
        """What only objectives have keys for, in a row that is none: kept as text, and hidden is the whole where a part is."""
        told = {"why": self.cells.text(row, "why"), "tags": self.tags(row), "contributors": self.owners.contributors(self.cells, row)}
        for name, value in told.items():
            if value and value != goal.keys.get(name):
                goal.texts += [(of, header, text) for header, text in self.cells.all_of(row, name)]
        goal.keys["visibility"] = goal.keys.get("visibility") or visibility_of(self.cells, row)

    def note(self, row: Row, title: str, note: str | None) -> None:
        if note:
            self.cells.take(row, title, note)

    def lose(self, row: Row, reason: str) -> None:
        """A row that belongs nowhere: it is told, and kept in the company's text."""
        text = " · ".join(filter(None, (self.cells.shown(cell) for cell in row.cells)))
        self.cells.unread.append(Unread(self.cells.place(row), text, reason))
        self.homeless.append((row, text))
