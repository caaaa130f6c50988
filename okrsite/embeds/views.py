"""What somebody asks for → the fragment that shows it, one function for each view.

A view takes a few options, each in words that a person would write; what it does not take is told rather than passed over.
"""

from collections.abc import Callable, Iterable, Mapping

from okrsite.embeds.asking import Ask
from okrsite.embeds.finding import Finder, Found, Kind
from okrsite.embeds.trouble import TroubleError
from okrsite.model import Status
from okrsite.pages import fragment_views as views
from okrsite.pages.fragments import Choice, Fragment
from okrsite.pages.site import Site
from okrsite.suggestions import brief, did_you_mean

_MOST_ROWS = 500
_DEEPEST = 20
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


class Asked:
    """One question: what the reference means, and the options."""

    def __init__(self, site: Site, finder: Finder, found: Found, options: Mapping[str, str]) -> None:
        self.site, self.finder, self.found, self.options = site, finder, found, options

    def cycle(self) -> str | None:
        """The id of the cycle that is asked for, else the one that the unit's own page shows."""
        known = self.site.figures.unit_cycles.get(self.found.reference, ()) if self.found.reference else self.site.cycle_ids
        written = self.options.get("cycle") or self.found.cycle
        if not written:
            return self.site.unit_current(self.found.reference)
        return self._one_of("cycle", written, {cycle: (cycle, self.site.cycle_title(cycle)) for cycle in known})

    def needed_cycle(self) -> str:
        """The same. Raises TroubleError for a unit that never had objectives."""
        cycle = self.cycle()
        if cycle is None:
            raise TroubleError("unknown-value", f"`{self.found.reference or '/'}` has no objectives in any cycle.", "Choose another unit.")
        return cycle

    def status(self) -> Status | None:
        """The status that is asked for, by its name or by the site's word for it."""
        words = {status.value: (status.value, self.site.language.status_word(status)) for status in Status}
        written = self.options.get("status")
        return Status(self._one_of("status", written, words)) if written else None

    def level(self) -> str | None:
        """The level of units that is asked for."""
        levels = {level.casefold(): (level, self.site.language.level_word(level)) for level in self.site.config.levels}
        written = self.options.get("level")
        return self._one_of("level", written, levels) if written else None

    def owner(self) -> str | None:
        """The person that is asked for."""
        if self.found.kind is Kind.PERSON:
            return self.found.reference
        written = self.options.get("owner")
        return self.finder.person(written).reference if written else None

    def yes(self, name: str, default: bool) -> bool:
        """Whether an option is switched on."""
        written = self.options.get(name, "").casefold()
        if written and written not in _YES + _NO:
            raise TroubleError("unknown-value", f"`{name}: {brief(written, 120)}` is neither yes nor no.", "Write `yes` or `no`.")
        return written in _YES if written else default

    def number(self, name: str, most: int) -> int | None:
        """A number from 0 to `most`."""
        written = self.options.get(name)
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) < 5 and int(written) <= most):
            raise TroubleError("out-of-range", f"`{name}: {brief(written, 120)}` is no number from 0 to {most}.", "Write a whole number.")
        return int(written)

    def _one_of(self, name: str, written: str, known: Mapping[str, Iterable[str]]) -> str:
        """The value that one of its spellings means."""
        for value, spellings in known.items():
            if _folded(written) in map(_folded, spellings):
                return value
        raise TroubleError("unknown-value", f"There is no {name} `{brief(written, 120)}`.", did_you_mean(written, known))


def fragment_of(site: Site, finder: Finder, ask: Ask) -> Fragment:
    """What is asked for. Raises TroubleError."""
    name = _folded(ask.options.get("view", "")).replace(" ", "-").replace("_", "-")
    if name and name not in _VIEWS:
        raise TroubleError("unknown-value", f"There is no view `{brief(name, 120)}`.", did_you_mean(name, _VIEWS))
    if not ask.reference and name not in ("table", "tree"):
        hint = "Write a reference in the first line: unit/cycle/id."
        raise TroubleError("missing-key", "An embed does not say what it shows.", hint)
    found = finder.find(_about(ask))
    view = name or _default(found.kind)
    make, kinds, options = _VIEWS[view]
    if found.kind not in kinds:
        fitting = ", ".join(f"`{other}`" for other, (_, takes, _) in _VIEWS.items() if found.kind in takes)
        hint = f"It can be shown as {fitting}." if fitting else "Write a link to it: `[text](okr:…)`."
        raise TroubleError("unknown-value", f"A {found.kind} cannot be shown as `{view}`.", hint)
    if unfit := sorted(set(ask.options) - {"view", *options}):
        hint = f"It takes {', '.join(f'`{option}`' for option in options)}." if options else "It takes no options."
        raise TroubleError("unknown-key", f"The view `{view}` has no option `{unfit[0]}`.", hint)
    return make(Asked(site, finder, found, ask.options))


def _about(ask: Ask) -> str:
    """What a table is about may stand under `unit:`, too."""
    if not ask.reference:
        return ask.options.get("unit", "/")
    if "unit" in ask.options:
        raise TroubleError("duplicate-key", "`unit` stands beside a reference in one embed.", "Remove one of them.")
    return ask.reference


def _default(kind: Kind) -> str:
    return {Kind.KPI: "kpi", Kind.PERSON: "table", Kind.KEY_RESULT: "progress"}.get(kind, "card")


def _folded(text: str) -> str:
    return text.strip().casefold().replace("_", " ").replace("-", " ")


# -- views --


def _card(asked: Asked) -> Fragment:
    if asked.found.kind is Kind.OBJECTIVE:
        return views.objective_card_fragment(asked.site, asked.found.reference)
    return views.unit_card_fragment(asked.site, asked.found.reference, asked.cycle())


def _key_results(asked: Asked) -> Fragment:
    return views.key_results_fragment(asked.site, asked.found.reference)


def _progress(asked: Asked) -> Fragment:
    found = asked.found
    if found.kind is Kind.OBJECTIVE:
        return views.objective_progress(asked.site, found.reference)
    if found.kind is Kind.KEY_RESULT:
        return views.key_result_progress(asked.site, found.reference, found.key_result)
    return views.unit_progress(asked.site, found.reference, asked.needed_cycle())


def _status(asked: Asked) -> Fragment:
    found = asked.found
    if found.kind is Kind.OBJECTIVE:
        return views.objective_status_fragment(asked.site, found.reference)
    if found.kind is Kind.KEY_RESULT:
        return views.key_result_status_fragment(asked.site, found.reference, found.key_result)
    return views.unit_status_fragment(asked.site, found.reference, asked.needed_cycle())


def _tree(asked: Asked) -> Fragment:
    depth = asked.number("depth", _DEEPEST)
    return views.tree_fragment(
        asked.site, asked.found.reference, asked.needed_cycle(), depth, objectives=asked.yes("objectives", default=True)
    )


def _table(asked: Asked) -> Fragment:
    person = asked.found.kind is Kind.PERSON
    unit = asked.options.get("unit", "/") if person else asked.found.reference
    about = Asked(asked.site, asked.finder, asked.finder.find(unit), asked.options) if person else asked
    limit = asked.number("limit", _MOST_ROWS)
    tag = asked.options.get("tag")
    choice = Choice(
        about.found.reference, about.needed_cycle(), asked.yes("below", default=True), asked.owner(), tag.casefold() if tag else None,
        asked.status(), asked.level(), 50 if limit is None else limit,
    )  # fmt: skip
    return views.table_fragment(asked.site, choice)


def _kpi(asked: Asked) -> Fragment:
    return views.kpi_fragment(asked.site, asked.found.reference)


_MEASURED = (Kind.OBJECTIVE, Kind.KEY_RESULT, Kind.UNIT)
_VIEWS: Mapping[str, tuple[Callable[[Asked], Fragment], tuple[Kind, ...], tuple[str, ...]]] = {
    "card": (_card, (Kind.OBJECTIVE, Kind.UNIT), ("cycle",)),
    "key-results": (_key_results, (Kind.OBJECTIVE,), ()),
    "progress": (_progress, _MEASURED, ("cycle",)),
    "status": (_status, _MEASURED, ("cycle",)),
    "tree": (_tree, (Kind.UNIT,), ("unit", "cycle", "depth", "objectives")),
    "table": (_table, (Kind.UNIT, Kind.PERSON), ("unit", "cycle", "owner", "tag", "status", "level", "below", "limit")),
    "kpi": (_kpi, (Kind.KPI,), ()),
}
"""The views: what makes each, what it can show, and the options that it takes."""
