"""Markdown files of others → the documents that they mean: units, objectives with their key results, and all text that is neither.

`okrsite.importers.markdown_roles` has said what each block is; here the blocks become front matter, and what is left over becomes the
body of the document around it, so that no word is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from okrsite.importers.arriving import Arriving, NotTakenError, Place, Read, Understood, Unread
from okrsite.importers.cells import Wishes
from okrsite.importers.known import Known
from okrsite.importers.markdown_bodies import Body
from okrsite.importers.markdown_key_results import Titled, scored, titled
from okrsite.importers.markdown_marks import Mark, mark_of, named_part
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.markdown_objectives import Draft
from okrsite.importers.markdown_owners import Owners
from okrsite.importers.markdown_periods import Period, configured, days_in, period_in, without_period
from okrsite.importers.markdown_result import Result, UnitDraft, Where
from okrsite.importers.markdown_roles import CONTAINERS, Role, Roles
from okrsite.importers.markdown_structure import Text, TooTangledError, read
from okrsite.importers.markdown_tables import objectives_in
from okrsite.importers.naming import unit_reference
from okrsite.importers.texts import as_markdown
from okrsite.yaml_text import front_matter

_COMPANY: Final = ("company", "company-wide", "companywide", "organization", "organisation", "entreprise", "global", "corporate", "société")
_TITLE: Final = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$", re.M)


def read_markdown(files: Sequence[tuple[str, bytes]], wishes: Wishes, known: Known | None = None) -> Read:
    """All that some files mean together, each with its name and bytes, in a project of which something is known; raises NotTakenError."""
    texts = [(name, _text_of(name, raw)) for name, raw in files]
    names = {name: _title_of(text) for name, text in texts}
    several = len({title for title in names.values() if title}) > 1
    result = Result(wishes, known or Known())
    for name, text in texts:
        Page(name, text, result, names[name] if several else "").read(names[name])
    if not result.objectives:
        raise NotTakenError(f"{files[0][0]}: no objectives were found; the documentation tells how they may be marked.")
    return result.as_read()


def _text_of(name: str, raw: bytes) -> Text:
    try:
        return read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotTakenError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    except TooTangledError as error:
        raise NotTakenError(f"{name} cannot be read: {error}.") from None


def _title_of(text: Text) -> str:
    """What a document is about, by its title: the name of a company or unit."""
    roles = Roles(text.root)
    found = [without_period(node.words.line) for node in text.root.children if roles[node] is Role.TITLE]
    name = found[0] if found else ""
    return "" if name.casefold() in _COMPANY else name


def _front_title(text: Text) -> str:
    """The title that a page has in its front matter, as pages of handbooks do."""
    found = _TITLE.search(text.front_matter)
    return found[1] if found else ""


class Page:
    """One file."""

    def __init__(self, name: str, text: Text, result: Result, unit_name: str) -> None:
        self.name, self.text, self.result = name, text, result
        self.roles = Roles(text.root)
        self.owners = Owners(text.root, self.roles)
        self.home = _joined(result.wishes.unit, unit_reference([unit_name]) if unit_name else "")
        self._unit_name = unit_name

    def read(self, title: str) -> None:
        """Bring everything in it into the result."""
        self._unit(self.home, self._unit_name or (title if not self.home else ""), 1)
        if self.text.front_matter:
            self._keep(self.home, f"~~~~yaml\n{self.text.front_matter}\n~~~~")
        is_said = any(self.roles[node] in (Role.TITLE, Role.PERIOD) and period_in(node.words.line) for node in self.text.root.walk())
        titles = () if is_said else (_front_title(self.text), PurePath(self.name).stem)
        by_name = next((period for title in titles if (period := period_in(title))), None)
        self.walk(self.text.root, Where(self.home, self._cycle(by_name, self.text.root, 1)))
        self._keep_definitions()

    # -- places --

    def place(self, line: int) -> Place:
        return Place(self.name, line)

    def _unit(self, reference: str, title: str, line: int) -> UnitDraft:
        unit = self.result.units.get(reference)
        if unit is None:
            unit = self.result.units[reference] = UnitDraft(title, self.place(line), Body(self.text.definitions))
        unit.title = unit.title or title
        unit.body.definitions = {**unit.body.definitions, **self.text.definitions}
        return unit

    def _cycle(self, period: Period | None, section: Node, line: int) -> str | None:
        """The id of the cycle of a section, by what its title says and the days that its text says."""
        wishes = self.result.wishes
        if wishes.cycle or period is None:
            return wishes.cycle
        days = next((found for child in section.children if child.kind != "heading" and (found := days_in(self.text.source(child)))), None)
        identifier, configuration = configured(period, days, wishes.calendar) if days else (period.id, {})
        self.result.configure(configuration)
        taken = f"cycle {identifier}" + (f", from {days[0]} to {days[1]}" if days else "")
        if configuration:
            taken += f"; an okrsite.yml that is there already needs {', '.join(front_matter(configuration).splitlines())} for these days"
        if not days and (period.is_fiscal or not period.is_exact):
            taken += "; if that means other days, name another one with --cycle, or see `fiscal_year_start` and `cycles` in okrsite.yml"
        self.result.understood.append(Understood(self.place(line), period.written, taken))
        return identifier

    # -- sections --

    def walk(self, node: Node, where: Where) -> None:
        for child in node.children:
            role = self.roles[child]
            if role in CONTAINERS:
                self.walk(child, self._inside(child, where))
            elif role is Role.UNIT:
                self.walk(child, self.in_unit(child, where))
            elif role is Role.OBJECTIVE:
                self.objective(child, where)
            elif role is Role.TABLE:
                self._table(child, where)
            else:
                self._text(child, where)

    def _inside(self, node: Node, where: Where) -> Where:
        period = period_in(node.words.line) if self.roles[node] is not Role.LABEL else None
        holder = node if any(child.kind != "heading" for child in node.children) else self.text.root
        return replace(where, cycle=self._cycle(period, holder, node.line) or where.cycle) if period else where

    def in_unit(self, node: Node, where: Where) -> Where:
        period = period_in(node.words.line)
        name = without_period(node.words.line) if period else node.words.line
        cycle = (self._cycle(period, node, node.line) if period else None) or where.cycle
        if name.casefold().rstrip(":") in _COMPANY or not unit_reference([name]):
            return replace(where, cycle=cycle)
        reference = _joined(where.unit, unit_reference([name]) if not where.unit else unit_reference([_ABOVE, name]).partition("/")[2])
        self._unit(reference, name.rstrip(":"), node.line)
        for link in Titled(node.words).links():
            self._keep(reference, link)
        return Where(reference, cycle)

    def _table(self, node: Node, where: Where) -> None:
        """A table of objectives, by the reader of tables."""
        read = objectives_in(self.name, node, replace(self.result.wishes, unit=where.unit, cycle=where.cycle))
        for document in read.documents:
            if document.kind == "unit":
                self._unit(document.unit, str(document.keys.get("title", "")), node.line).body.add(document.body)
            else:
                identifier = self.result.names.take(f"{document.unit}/{document.cycle}", str(document.keys["title"]))
                self.result.objectives.append(replace(document, id=identifier))
        self.take_notes(read)
        for words in node.all_words():
            for link in Titled(words).links():
                self._keep(where.unit, f"- {link}", is_list=True)

    def take_notes(self, read: Read) -> None:
        """What another reader says beside the documents."""
        self.result.people.update(read.people)
        self.result.understood += read.understood
        self.result.unread += read.unread

    def _text(self, node: Node, where: Where) -> None:
        """What is none of these stands in the unit's body."""
        named = named_part(node.words) if node.kind == "paragraph" else None
        if named and named[0] == "owner" and where.unit and not self.result.units[where.unit].lead:
            self.result.units[where.unit].lead = named[1].line
            return
        self._keep(where.unit, self.text.source(node), is_list=node.kind == "item")
        if node.kind in ("item", "table"):
            self.not_read(node, f"kept as text of {'the company' if not where.unit else where.unit}")

    def not_read(self, node: Node, reason: str) -> None:
        text = self.text.source(node).split("\n")[0].strip()
        self.result.unread.append(Unread(self.place(node.line), text, reason))

    def _keep(self, unit: str, text: str, *, is_list: bool = False) -> None:
        self.result.units[unit].body.add(text, is_list=is_list)

    def _keep_definitions(self) -> None:
        """Links that are defined and that nothing uses are kept as well."""
        used = {href for node in self.text.root.walk() for words in node.all_words() for _, href in words.links}
        unused = [f"- {as_markdown(label)}: <{href}>" for label, href in self.text.definitions.items() if href not in used]
        self._keep(self.home, "\n".join(unused))

    # -- objectives --

    def objective(self, node: Node, where: Where) -> str:
        """An objective with everything below it; returns its reference."""
        head = self.head(node, is_objective=True)
        content = list(node.children)
        if not head.words and content and content[0].kind == "paragraph":
            head = replace(titled(content[0].words), owners=head.owners)
            content = content[1:]
        head = scored(head)
        title = head.title or node.words.line or "…"
        identifier = self.result.names.take(f"{where.unit}/{where.cycle}", title)
        reference = "/".join(part for part in (where.unit, where.cycle, identifier) if part)
        draft = Draft(self, node, head, replace(where, above=reference), Body(self.text.definitions))
        position = len(self.result.objectives)
        draft.take(content)
        keys = {"title": title, **draft.keys(where.above)}
        body = draft.finished_body()
        place = self.place(node.line)
        self.result.objectives.insert(position, Arriving("objective", where.unit, where.cycle, identifier, keys, body[0], place))
        for text in body[1:]:
            self._keep(where.unit, text)
        return reference

    def head(self, node: Node, *, is_objective: bool) -> Titled:
        """A block's title without its marks."""
        marked = mark_of(node.words)
        words = node.words.cut(marked.end) if marked and marked.mark in (Mark.OBJECTIVE, Mark.KEY_RESULT) else node.words
        head = titled(words)
        head.owners = [*([marked.whose] if marked and marked.whose else []), *head.owners]
        return self.owners.taken_out(node, head, is_objective=is_objective)


_ABOVE: Final = "above"


def _joined(unit: str, name: str) -> str:
    return "/".join(part for part in (unit, name) if part)
