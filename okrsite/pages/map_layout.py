"""A forest → the place of each of its boxes: a tidy tree from left to right, in linear time and without recursion.

The way of Buchheim, Jünger and Leipert, “Improving Walker's Algorithm to Run in Linear Time” (2002): subtrees are laid out alone, then
moved together until their outlines meet, and smaller ones in between are spread evenly. Equal subtrees look equal, and no two boxes
meet. A parent stands at the middle of its children, but near the first where they are many: who reads from the top meets it first.
"""

from collections.abc import Sequence

from msgspec import Struct

NEAR = 1.0
"""A parent stands at most so many rows below its first child."""
_APART = 1.0  # between the boxes of one parent
_COUSINS = 1.2  # between those of different parents, and between roots


class Place(Struct, frozen=True):
    """Where a box stands: its column from the left, and its row from the top in heights of a box, at least 1 apart."""

    column: int
    row: float


def tidy(parents: Sequence[int | None]) -> tuple[Place, ...]:
    """The place of each node; `parents` gives each one's parent, which stands before it, and children stand in their order."""
    if not parents:
        return ()
    tree = _Tree(parents)
    for node in tree.upwards():
        tree.place(node)
    rows, columns = tree.rows(), [0] * len(parents)
    for node, parent in enumerate(parents):
        columns[node] = 0 if parent is None else columns[parent] + 1
    top = min(rows)
    return tuple(Place(column, row - top) for column, row in zip(columns, rows, strict=True))


class _Tree:
    """The walk's working values for each node, and for one more: the root that all roots hang on."""

    def __init__(self, parents: Sequence[int | None]) -> None:
        self.root = len(parents)
        self.parent = [self.root if parent is None else parent for parent in parents]
        self.children: list[list[int]] = [[] for _ in range(self.root + 1)]
        self.number = [0] * (self.root + 1)
        for node, above in enumerate(self.parent):
            self.number[node] = len(self.children[above])
            self.children[above].append(node)
        self.row, self.shift, self.change, self.move = ([0.0] * (self.root + 1) for _ in range(4))
        self.thread: list[int | None] = [None] * (self.root + 1)
        self.ancestor = list(range(self.root + 1))
        self.default: list[int | None] = [None] * (self.root + 1)

    def upwards(self) -> list[int]:
        """Every node after its children, siblings in their order."""
        order, waiting = [], [self.root]
        while waiting:
            node = waiting.pop()
            order.append(node)
            waiting += self.children[node]
        return order[::-1]

    def rows(self) -> list[float]:
        """Each node's row, once all are placed: parents stand before their children."""
        moved = [0.0] * (self.root + 1)
        moved[self.root] = self.move[self.root]
        rows = []
        for node, above in enumerate(self.parent):
            rows.append(self.row[node] + moved[above])
            moved[node] = self.move[node] + moved[above]
        return rows

    def place(self, node: int) -> None:
        """A node below its sibling, beside the middle of its children; then its subtree as close as it gets."""
        below = self.children[node]
        middle = 0.0
        if below:
            self._spread(below)
            first, last = self.row[below[0]], self.row[below[-1]]
            middle = min((first + last) / 2, first + NEAR)
        if node == self.root:
            return
        if self.number[node]:
            left = self.children[self.parent[node]][self.number[node] - 1]
            self.row[node] = self.row[left] + self._distance(left, node)
            self.move[node] = self.row[node] - middle if below else 0.0
            self._push_apart(node, left)
        else:
            self.row[node] = middle

    def _spread(self, siblings: list[int]) -> None:
        """Carry out what `_move` has noted for the subtrees in between."""
        shift = change = 0.0
        for node in reversed(siblings):
            self.row[node] += shift
            self.move[node] += shift
            change += self.change[node]
            shift += self.shift[node] + change

    def _push_apart(self, node: int, left: int) -> None:
        """Follow the right outline of what is left of a subtree and its own left one, and move it where they are too close."""
        siblings = self.children[self.parent[node]]
        inner_right, outer_right, outer_left = node, node, siblings[0]
        inner_left, above = left, self.parent[node]
        moves = [self.move[inner_left], self.move[inner_right], self.move[outer_left], self.move[outer_right]]
        while (lower_left := self._last(inner_left)) is not None and (lower_right := self._first(inner_right)) is not None:
            inner_left, inner_right = lower_left, lower_right
            outer_left, outer_right = self._first(outer_left) or 0, self._last(outer_right) or 0
            self.ancestor[outer_right] = node
            rows = self.row[inner_left] + moves[0] - self.row[inner_right] - moves[1]
            shift = rows + self._distance(inner_left, inner_right)
            if shift > 0:
                self._move(self._sibling(inner_left, above), node, shift)
                moves[1] += shift
                moves[3] += shift
            for index, passed in enumerate((inner_left, inner_right, outer_left, outer_right)):
                moves[index] += self.move[passed]
        self._thread(node, (inner_left, inner_right, outer_left, outer_right), moves)

    def _thread(self, node: int, ends: tuple[int, int, int, int], moves: list[float]) -> None:
        """Where one side goes on deeper, its outline becomes that of both."""
        inner_left, inner_right, outer_left, outer_right = ends
        deeper_left, deeper_right = self._last(inner_left), self._first(inner_right)
        if deeper_left is not None and self._last(outer_right) is None:
            self.thread[outer_right] = deeper_left
            self.move[outer_right] += moves[0] - moves[3]
        if deeper_right is not None and self._first(outer_left) is None:
            self.thread[outer_left] = deeper_right
            self.move[outer_left] += moves[1] - moves[2]
            self.default[self.parent[node]] = node

    def _move(self, left: int, node: int, shift: float) -> None:
        """Move a subtree, and note what those between it and the one that was in its way get of that."""
        change = shift / (self.number[node] - self.number[left])
        self.change[node] -= change
        self.shift[node] += shift
        self.change[left] += change
        self.row[node] += shift
        self.move[node] += shift

    def _sibling(self, node: int, above: int) -> int:
        """The subtree below `above` whose outline a node belongs to."""
        ancestor = self.ancestor[node]
        if self.parent[ancestor] == above:
            return ancestor
        default = self.default[above]
        return self.children[above][0] if default is None else default

    def _first(self, node: int) -> int | None:
        """The next of a left outline."""
        return self.children[node][0] if self.children[node] else self.thread[node]

    def _last(self, node: int) -> int | None:
        """The next of a right outline."""
        return self.children[node][-1] if self.children[node] else self.thread[node]

    def _distance(self, left: int, right: int) -> float:
        above = self.parent[left]
        return _APART if above == self.parent[right] and above != self.root else _COUSINS
