"""What points of OKR health are lost for → a sentence, and what helps: the page and `okrsite check --summary` say the same."""

from collections.abc import Callable, Mapping

from okrsite.health import FLAWS_OF_UNITS, Flaw, Tally
from okrsite.terms import N_
from okrsite.words import Language


def loss(tally: Tally, language: Language) -> str:
    """What some points are lost for: "2 of 5 objectives are aligned to nothing"; of a unit alone, what it is like."""
    if tally.flaw not in FLAWS_OF_UNITS:
        of = language.counted("objective", tally.of)
    elif tally.of > 1:
        of = language.ngettext("%(num)s unit", "%(num)s units", tally.of)
    else:
        return language.gettext(_ALONE[tally.flaw])
    return _COUNTED[tally.flaw](language, len(tally.found), of)


def kept(flaw: Flaw, language: Language) -> str:
    """What is as it should be where nothing is lost."""
    return language.gettext(_KEPT[flaw])


def remedy(flaw: Flaw, language: Language) -> str:
    """What helps where something is lost."""
    return language.gettext(_REMEDIES[flaw])


_COUNTED: Mapping[Flaw, Callable[[Language, int, str], str]] = {
    Flaw.UNALIGNED: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s is aligned to nothing", "%(num)s of %(of)s are aligned to nothing", number, of=of
    ),
    Flaw.UNMEASURED: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s has no number among its %(key_results)s", "%(num)s of %(of)s have no number among their %(key_results)s",
        number, of=of,
    ),
    Flaw.SILENT: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s was never reported on", "%(num)s of %(of)s were never reported on", number, of=of
    ),
    Flaw.NO_OWNER: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s has no owner", "%(num)s of %(of)s have no owner", number, of=of
    ),
    Flaw.STALE: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s was last updated too long ago", "%(num)s of %(of)s were last updated too long ago", number, of=of
    ),
    Flaw.BEHIND: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s is said to be on track, but is far behind its pace",
        "%(num)s of %(of)s are said to be on track, but are far behind their pace",
        number, of=of,
    ),
    Flaw.NOT_CLOSED: lambda words, number, of: words.ngettext(
        "The last time, %(num)s of %(of)s ended without a score", "The last time, %(num)s of %(of)s ended without a score", number, of=of
    ),
    Flaw.LEVEL_SKIP: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s supports something further up, past the unit above",
        "%(num)s of %(of)s support something further up, past the unit above",
        number, of=of,
    ),
    Flaw.SILO: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s is linked to no other", "%(num)s of %(of)s are linked to no other", number, of=of
    ),
    Flaw.CROWDED: lambda words, number, of: words.ngettext(
        "%(num)s of %(of)s has too many %(objectives)s at once", "%(num)s of %(of)s have too many %(objectives)s at once", number, of=of
    ),
}  # fmt: skip

_ALONE: Mapping[Flaw, str] = {
    Flaw.SILO: N_("No link to the %(objectives)s of another unit"),
    Flaw.CROWDED: N_("There are too many %(objectives)s at once"),
}

_KEPT: Mapping[Flaw, str] = {
    Flaw.UNALIGNED: N_("What is set supports something"),
    Flaw.UNMEASURED: N_("All %(objectives)s are measured"),
    Flaw.SILENT: N_("All %(objectives)s have been reported on"),
    Flaw.NO_OWNER: N_("All %(objectives)s have an owner"),
    Flaw.STALE: N_("Reports are fresh"),
    Flaw.BEHIND: N_("“On track” agrees with the numbers"),
    Flaw.NOT_CLOSED: N_("What ended last was closed with a score"),
    Flaw.LEVEL_SKIP: N_("No unit is passed over"),
    Flaw.SILO: N_("Units are linked to each other"),
    Flaw.CROWDED: N_("Few enough %(objectives)s at once"),
}

_REMEDIES: Mapping[Flaw, str] = {
    Flaw.UNALIGNED: N_("Say what each one supports. If it supports nothing, ask whether it can wait."),
    Flaw.UNMEASURED: N_("Ask what would be seen to change, and by how much, and measure that; done or not says nothing on the way."),
    Flaw.SILENT: N_("A first report takes a minute: the value as far as it is known, and how sure you are."),
    Flaw.NO_OWNER: N_("Name one person whom everybody may ask how it is going."),
    Flaw.STALE: N_("Today’s number is enough; where nothing has moved, that is worth saying, too."),
    Flaw.BEHIND: N_("Say that it is at risk or off track, so that others can help, or why the numbers will catch up."),
    Flaw.NOT_CLOSED: N_("Give each one a score and a sentence on what was learned, before it is forgotten."),
    Flaw.LEVEL_SKIP: N_("Talk to the unit in between: one of its %(objectives)s may be what this one supports."),
    Flaw.SILO: N_("Ask whom this unit needs, and who needs it, and align to them."),
    Flaw.CROWDED: N_("Keep those that matter most; the others can wait."),
}
