"""An objective in a page of Markdown → its front matter and its text, from the blocks below its title.

What finds no key in the front matter is text of the objective; links, and what came of it, are listed at its end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from okrsite.importers.arriving import Understood, Unread
from okrsite.importers.markdown_bodies import Body
from okrsite.importers.markdown_key_results import KeyResult, Titled, scored, share
from okrsite.importers.markdown_marks import named_part
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.markdown_result import Where
from okrsite.importers.markdown_roles import CONTAINERS, Role
from okrsite.importers.markdown_tables import key_results_in
from okrsite.importers.naming import Names
from okrsite.importers.texts import as_markdown
from okrsite.yaml_text import Data

if TYPE_CHECKING:
    from okrsite.importers.markdown_reading import Page


@dataclass(slots=True)
class Draft:
    """An objective that is being read, with what was said below it."""

    page: "Page"
    node: Node
    head: Titled
    where: Where
    body: Body
    parts: dict[str, str] = field(default_factory=dict)
    key_results: list[dict[str, Data]] = field(default_factory=list)
    initiatives: list[Mapping[str, Data]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    ids: Names = field(default_factory=Names)
    has_objectives: bool = False

    def take(self, blocks: Iterable[Node]) -> None:
        """Blocks below the objective, each in its role."""
        for block in blocks:
            role = self.page.roles[block]
            if role is Role.KEY_RESULT and block.kind == "table":
                self._table(block)
            elif role is Role.KEY_RESULT and self.page.roles.mark(block) is None and self._part(block, self.parts):
                continue
            elif role is Role.KEY_RESULT and block.words:
                self._key_result(block)
            elif role is Role.OBJECTIVE:
                self.has_objectives = True
                self.page.objective(block, self.where)
            elif role is Role.INITIATIVE:
                self._initiative(block)
            elif role in CONTAINERS:
                self.take(block.children)
            elif role is Role.UNIT:
                self.page.walk(block, self.page.in_unit(block, replace(self.where, above=None)))
            elif not self._part(block, self.parts):
                self._text(block)

    def _part(self, block: Node, parts: dict[str, str]) -> bool:
        """Whether a block is a named line, which is taken."""
        named = named_part(block.words) if block.kind in ("paragraph", "item") and not block.children else None
        if not named or not named[1] or named[0] in parts or (named[1].links and named[0] != "why"):
            return False
        parts[named[0]] = named[1].line
        self.links += list(Titled(named[1]).links())
        return True

    def _text(self, block: Node, of: str = "") -> None:
        """Text below the objective, or below one of its key results."""
        if of:
            self.body.add(f"**{as_markdown(of)}**")
        self.body.add(self.page.text.source(block), is_list=block.kind == "item")
        if block.kind in ("item", "table"):
            self.page.not_read(block, "kept as text of the objective")

    # -- key results --

    def _table(self, block: Node) -> None:
        read, found = key_results_in(self.page.name, block, self.head.title, self.page.result.wishes)
        self.key_results += [{**entry, "id": self.ids.take("", str(entry["title"]))} for entry in found]
        for document in read.documents:
            self.body.add(document.body)
        self.page.take_notes(read)
        self.links += [link for words in block.all_words() for link in Titled(words).links()]

    def _key_result(self, block: Node) -> None:
        head = scored(self.page.head(block, is_objective=False))
        if not head.title:
            self._text(block)
            return
        head.is_struck = head.is_struck or self.head.is_struck
        parts: dict[str, str] = {}
        below: list[Node] = []
        texts: list[Node] = []
        for child in block.children:
            role = self.page.roles[child]
            if role in (Role.KEY_RESULT, Role.OBJECTIVE, Role.INITIATIVE, Role.LABEL):
                below.append(child)
            elif role is not Role.MILESTONE and not self._part(child, parts):
                texts.append(child)
        key_result = KeyResult(head, block.checked, self._milestones(block), parts)
        self._finish(key_result, block)
        for text in texts:
            self._text(text, of=head.title)
        self.take(below)

    def _finish(self, key_result: KeyResult, block: Node) -> None:
        title = key_result.head.title
        keys = key_result.keys(self.ids.take("", title))
        self.key_results.append(keys)
        if key_result.taken:
            self.page.result.understood.append(Understood(self.page.place(block.line), title, key_result.taken))
        self._say(key_result.head, but=str(keys.get("url", "")))
        for name in ("why", "score", "status"):
            if name in key_result.parts:
                key_result.unread.append(f"{name.capitalize()}: {key_result.parts[name]}")
        for line in key_result.unread:
            self.body.add(f"- {as_markdown(title)}: {as_markdown(line)}", is_list=True)
            self.page.result.unread.append(Unread(self.page.place(block.line), line, "kept as text of the objective"))

    def _milestones(self, block: Node) -> list[Mapping[str, Data]]:
        found: list[Mapping[str, Data]] = []
        for child in block.items():
            if self.page.roles[child] is Role.MILESTONE and child.words.line not in [entry["title"] for entry in found]:
                found.append({"title": child.words.line, "done": True if child.checked else None})
                self.links += list(Titled(child.words).links())
                for deeper in child.children:
                    self._text(deeper, of=child.words.line)
        return found

    def _initiative(self, block: Node) -> None:
        head = self.page.head(block, is_objective=False)
        if not head.title:
            self._text(block)
            return
        status = "done" if block.checked else "dropped" if head.is_struck else None
        self.initiatives.append({"title": head.title, "status": status, "owner": ", ".join(head.owners) or None})
        self._say(head)
        for child in block.children:
            self._text(child, of=head.title)

    def _say(self, head: Titled, but: str | None = None) -> None:
        self.links += list(head.links(but=but))
        if head.outcome:
            self.outcomes.append(f"- {as_markdown(head.title)} → {head.outcome.marked()}")

    # -- front matter and body --

    def keys(self, above: str | None) -> dict[str, Data]:
        """The objective's front matter but for its title."""
        owners = [*self.head.owners, *([self.parts.pop("owner")] if "owner" in self.parts else [])]
        score, progress = share(self.head.score) or self._share("score"), None
        if not self.key_results and not self.has_objectives:
            progress = self._share("progress")
        rollup = "manual" if progress is not None else _rollup(bool(self.key_results), self.has_objectives)
        keys: dict[str, Data] = {
            "owner": owners[0] if owners else None, "contributors": owners[1:] or None, "why": self.parts.pop("why", None),
            "aligns_to": above, "rollup": rollup, "progress": progress, "status": "cancelled" if self.head.is_struck else None,
            "key_results": self.key_results or None, "initiatives": self.initiatives or None, "score": score,
        }  # fmt: skip
        return {key: value for key, value in keys.items() if value is not None}

    def _share(self, name: str) -> Decimal | None:
        value = share(self.parts[name]) if name in self.parts else None
        if value is not None:
            del self.parts[name]
        return value

    def finished_body(self) -> list[str]:
        """Its text; everything that found no key in the front matter is in it."""
        for name, value in self.parts.items():
            self.body.add(f"**{name.capitalize()}:** {as_markdown(value)}")
        self.links += list(self.head.links())
        if self.head.outcome:
            self.outcomes.insert(0, f"- {self.head.outcome.marked()}")
        if self.outcomes:
            self.body.add("## Outcomes\n\n" + "\n".join(self.outcomes))
        if self.links:
            self.body.add("## Links\n\n" + "\n".join(f"- {link}" for link in dict.fromkeys(self.links)))
        return self.body.texts() or [""]


def _rollup(has_key_results: bool, has_objectives: bool) -> str | None:
    if has_key_results:
        return "both" if has_objectives else None
    return "aligned"
