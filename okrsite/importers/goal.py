"""What a row of a spreadsheet says of a goal, before it is known whether it is an objective or a key result of another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from okrsite.importers.arriving import Place
from okrsite.importers.naming import Names


@dataclass
class Goal:
    """An objective to be, or a key result of another one: which of the two is not known before all rows are read."""

    title: str
    place: Place
    units: tuple[str, ...]
    """The names of the unit and those above it, from the top."""
    cycle: str | None
    start: date | None = None
    end: date | None = None
    calls: tuple[str, ...] = ()
    """What other rows may call it."""
    parents: tuple[str, ...] = ()
    keys: dict[str, Any] = field(default_factory=dict)
    measure: Mapping[str, Any] | None = None
    """How the goal itself is measured, where its row says so."""
    progress: Decimal | None = None
    told_progress: str = ""
    """The progress as it is written."""
    key_results: list[dict[str, Any]] = field(default_factory=list)
    initiatives: list[dict[str, Any]] = field(default_factory=list)
    check_ins: dict[date, dict[str, Any]] = field(default_factory=dict)
    description: list[str] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    """What is kept as text: of which key result, under which header, what."""
    names: Names = field(default_factory=Names)
