"""A tree of Markdown → what each block is: a unit, an objective, a key result, or text.

The document as a whole is asked first which marks it uses: words such as `KR:`, check boxes, or only the depth of its lists. A few
rules, the surest first, then decide for all items of a list at once, because the entries of one list are of one kind, and so are
headings of one level. What no rule claims is text.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from okrsite.importers.markdown_evidence import Evidence, are_names, evidence_of, look_of, looks_in, looks_right
from okrsite.importers.markdown_marks import Mark, explains, is_background, mark_of, named_part
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.markdown_periods import period_in, without_period
from okrsite.importers.markdown_tables import holds_key_results, holds_objectives


class Role(StrEnum):
    """What a block is."""

    TITLE = "title"
    PERIOD = "period"
    LABEL = "label"
    UNIT = "unit"
    OBJECTIVE = "objective"
    KEY_RESULT = "key result"
    INITIATIVE = "initiative"
    MILESTONE = "milestone"
    TABLE = "table"
    TEXT = "text"


CONTAINERS: Final = (Role.TITLE, Role.PERIOD, Role.LABEL)
"""Blocks that are nothing themselves: what stands below them is."""


_OKRS: Final = (Role.OBJECTIVE, Role.KEY_RESULT, Role.TABLE)


def _of_table(table: Node) -> Role | None:
    if holds_objectives(table):
        return Role.TABLE
    return Role.KEY_RESULT if holds_key_results(table) else None


class Roles:
    """The role of every heading and item of a document."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.evidence = evidence_of(root)
        self._roles: dict[int, Role] = {}
        self._marks = {id(node): mark_of(node.words) for node in root.walk() if node.kind in ("heading", "item")}
        self._box_levels = {node.level for node in root.walk() if any(item.checked is not None for item in node.items())}
        self._looks = looks_in(root)
        self._from_below(root, 0)
        self._from_above(root)

    def __getitem__(self, node: Node) -> Role:
        return self._roles.get(id(node), Role.TEXT)

    def mark(self, node: Node) -> Mark | None:
        """What a block says that it is."""
        marked = self._marks.get(id(node))
        return marked.mark if marked else None

    def has_below(self, node: Node, *roles: Role) -> bool:
        """Whether a block of one of these roles is anywhere below."""
        return any(self[inner] in roles for child in node.children for inner in child.walk())

    # -- first from the leaves up: by the marks --

    def _from_below(self, parent: Node, depth: int) -> None:
        for child in parent.children:
            if child.kind in ("heading", "item"):
                self._from_below(child, depth + (child.kind == "item"))
            elif child.kind == "table" and (role := _of_table(child)):
                self._roles[id(child)] = role
        items = parent.items()
        if items:
            self._decide_list(parent, items, depth)
        headings = [child for child in parent.children if child.kind == "heading"]
        for level in sorted({heading.level for heading in headings}):
            self._decide_headings(parent, [heading for heading in headings if heading.level == level])

    def _decide_list(self, parent: Node, items: Sequence[Node], depth: int) -> None:
        if self.evidence.is_tree:
            self._roles |= {id(item): Role.OBJECTIVE if item.items() else Role.KEY_RESULT for item in items}
            return
        for rule in _LIST_RULES:
            role = rule(self, parent, items, depth)
            if role is not None:
                self._roles |= {id(item): Role.LABEL if self._is_label(item) else role for item in items}
                return
        labels = (item for item in items if self._is_label(item) and self.has_below(item, *_OKRS))
        self._roles |= {id(item): Role.LABEL for item in labels}

    def _is_label(self, node: Node) -> bool:
        return self.mark(node) in (Mark.OBJECTIVES, Mark.KEY_RESULTS, Mark.INITIATIVES) and bool(node.children)

    def _decide_headings(self, parent: Node, headings: Sequence[Node]) -> None:
        found = {id(heading): self._of_heading(heading) for heading in headings}
        by_structure = [h for h in headings if self.mark(h) is None and found[id(h)] is not None]
        roles = {found[id(heading)] for heading in by_structure}
        if roles == {Role.UNIT} and not self.evidence.has_words and not are_names(by_structure):
            roles = {Role.OBJECTIVE}
        alike = None
        if Role.OBJECTIVE in roles and not self.evidence.names_objectives:
            alike = Role.OBJECTIVE
        elif Role.UNIT in roles:
            alike = Role.UNIT
        for heading in headings:
            role = self._like_the_others(heading, found[id(heading)], alike)
            if role is not None:
                self._roles[id(heading)] = role

    def _like_the_others(self, heading: Node, role: Role | None, alike: Role | None) -> Role | None:
        """A heading's role, given what most others beside it are; words at it, and what holds no OKRs by its name, stand for themselves."""
        if alike is None or self.mark(heading) is not None or role not in (None, Role.UNIT, Role.OBJECTIVE):
            return role
        if role is None:
            return None if is_background(heading.words) else alike
        return role if self.evidence.has_words else alike

    def _of_heading(self, heading: Node) -> Role | None:
        """A heading's role by itself and by what stands below it."""
        mark = self.mark(heading)
        if mark is Mark.OBJECTIVE:
            return Role.OBJECTIVE
        if mark is Mark.KEY_RESULT:
            return Role.KEY_RESULT
        if mark is not None:
            return Role.LABEL
        holds = self.has_below(heading, *_OKRS)
        if holds and (explains(heading.words) or (is_background(heading.words) and not self.evidence.has_words)):
            self._forget(heading)
            return None
        if period_in(heading.words.line) and not without_period(heading.words.line):
            return Role.PERIOD
        if heading.level == 1 and holds and self._is_title(heading):
            return Role.TITLE
        if holds and not without_period(heading.words.line):
            return Role.LABEL
        direct = {self[item] for child in heading.children for item in (child.items() if self[child] is Role.LABEL else [child])}
        if Role.KEY_RESULT in direct:
            return Role.OBJECTIVE
        return Role.UNIT if holds else None

    def _is_title(self, heading: Node) -> bool:
        """Whether a heading at the top is about the whole document: it speaks of OKRs or of a cycle, or everything stands below it."""
        line = heading.words.line
        if without_period(line) != line:
            return True
        others = [child for child in self.root.children if child.kind == "heading" and child is not heading]
        inner = self.has_below(heading, Role.OBJECTIVE, Role.TABLE)
        return inner and not any(self.has_below(other, *_OKRS) for other in others)

    def _forget(self, node: Node) -> None:
        for inner in node.walk():
            self._roles.pop(id(inner), None)

    # -- then from the top down: what stands below an objective --

    def _from_above(self, parent: Node) -> None:
        waiting = [parent]
        while waiting:
            node = waiting.pop()
            self._complete(node)
            waiting.extend(child for child in node.children if child.kind in ("heading", "item"))

    def _complete(self, node: Node) -> None:
        role = self[node]
        if role is Role.OBJECTIVE and not self.has_below(node, Role.OBJECTIVE, Role.KEY_RESULT):
            self._roles |= {id(item): Role.KEY_RESULT for item in node.items() if item.words and not self._is_label(item)}
        if role in (Role.KEY_RESULT, Role.MILESTONE, Role.INITIATIVE):
            self._below_key_result(node.items(), is_first=role is Role.KEY_RESULT)
        for child in node.children:
            if self[child] is Role.LABEL or self._is_label(child):
                self._below_label(node, child)
        if role in (Role.TITLE, Role.PERIOD) and {self[item] for item in node.items()} == {Role.KEY_RESULT}:
            self._roles |= {id(item): Role.OBJECTIVE for item in node.items()}

    def _below_key_result(self, items: Sequence[Node], *, is_first: bool) -> None:
        """Below a key result, check boxes are its milestones, and other items are work towards it, unless they say otherwise."""
        for item in items:
            if self.mark(item) not in (Mark.KEY_RESULT, Mark.OBJECTIVE):
                detail = Role.INITIATIVE if item.checked is None else Role.MILESTONE
                is_detail = is_first and item.words and (item.checked is not None or named_part(item.words) is None)
                self._roles[id(item)] = detail if is_detail else Role.TEXT

    def _below_label(self, above: Node, label: Node) -> None:
        """`Key results:` below an objective says what its list is; so does `Initiatives:`."""
        mark = self.mark(label)
        if mark is Mark.INITIATIVES and self[above] in (Role.OBJECTIVE, Role.KEY_RESULT):
            self._roles[id(label)] = Role.LABEL
            self._roles |= {id(item): Role.INITIATIVE for item in label.items()}
        elif mark is Mark.KEY_RESULTS and self[above] is Role.OBJECTIVE:
            self._roles[id(label)] = Role.LABEL
            self._roles |= {id(item): Role.KEY_RESULT for item in label.items()}


# -- rules for a list, the surest first; each returns the role of all its items, or None --


def _marked_by_word(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """`Objective:` or `KR:` at one item tells what its neighbours are, too."""
    marks = [roles.mark(item) for item in items]
    if Mark.OBJECTIVE in marks:
        return Role.OBJECTIVE
    return Role.KEY_RESULT if Mark.KEY_RESULT in marks else None


def _below_a_label(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """`Key results` above a list, unless the document marks each of them by word."""
    mark = roles.mark(parent)
    if mark is Mark.KEY_RESULTS and not roles.evidence.names_key_results:
        return Role.KEY_RESULT if not roles.evidence.names_objectives or parent.kind == "heading" else None
    return Role.OBJECTIVE if mark is Mark.OBJECTIVES and not roles.evidence.names_objectives else None


def _above_key_results(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """What has key results below it is an objective; what has objectives below it, a unit."""
    below = {roles[inner] for item in items for child in item.children for inner in child.walk()}
    if Role.KEY_RESULT in below and not any(item.checked is not None for item in items):
        direct = any(roles[child] is Role.KEY_RESULT or (roles[child] is Role.LABEL) for item in items for child in item.children)
        return Role.OBJECTIVE if direct else Role.UNIT
    return Role.UNIT if Role.OBJECTIVE in below else None


def _check_boxes(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """Check boxes are key results, unless words tell; below other check boxes they are their milestones."""
    if roles.evidence.names_key_results or not any(item.checked is not None for item in items):
        return None
    return Role.KEY_RESULT


def _where_boxes_stand(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """In a document of check boxes, a list without them is one of key results where others with them stand at the same place."""
    if not roles.evidence.has_boxes or roles.evidence.has_words or parent.kind != "heading":
        return None
    return Role.KEY_RESULT if parent.level in roles._box_levels and not is_background(parent.words) else None


def _by_depth(roles: Roles, parent: Node, items: Sequence[Node], depth: int) -> Role | None:
    """Without any marks: the outer level of two is the objectives, the inner one the key results."""
    if roles.evidence.has_words or roles.evidence.has_boxes:
        return None
    if roles.evidence.depth == 1:
        return _flat(parent, roles.evidence)
    if depth == 1:
        return Role.KEY_RESULT
    if depth == 0 and (any(item.items() for item in items) or look_of(items) in roles._looks) and looks_right(items, roles._looks):
        return Role.OBJECTIVE
    return None


def _flat(parent: Node, evidence: Evidence) -> Role | None:
    """Lists of one level: key results below headings that are sentences; below a name, objectives that nothing measures yet."""
    if parent.kind != "heading" or is_background(parent.words):
        return Role.OBJECTIVE if parent.kind == "document" else None
    return Role.OBJECTIVE if evidence.lists_are_named else Role.KEY_RESULT


_LIST_RULES: Final[tuple[Callable[[Roles, Node, Sequence[Node], int], Role | None], ...]] = (
    _marked_by_word, _check_boxes, _above_key_results, _below_a_label, _where_boxes_stand, _by_depth,
)  # fmt: skip
