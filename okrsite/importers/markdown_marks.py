"""What a heading, an item or a paragraph says of itself: an objective, a key result, an owner, an outcome, a priority.

One place for the words by which people mark these things, in English and French; where in the text they stand is told as a
position, so that the rest keeps its links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from okrsite.importers.markdown_words import Words


class Mark(StrEnum):
    """What a text is by its own words; a label names what is below it and is nothing itself."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key result"
    OBJECTIVES = "objectives"
    KEY_RESULTS = "key results"
    INITIATIVES = "initiatives"


_NUMBER: Final = r"(?:\s*(?:#|n[°o]\.?\s*)?\d+(?:[.\-]\d+)*|\s+[A-Z](?=\s*[:.–—-]))?"
_END: Final = r"\s*(?:[:)–—|]|[.-](?=\s)|$)\s*"
_WHOSE: Final = r"(?-i:[A-Z@])[\w&/'.-]*(?:\s[\w&/'.-]+){0,3}?"
_OBJECTIVE_WORD: Final = r"(?:objectives?|objectifs?|goals?|OBJ)"
_KEY_RESULT_WORD: Final = r"(?:key[ -]?results?|r[ée]sultats?[ -]cl[ée]s?|KRs?|RCs?)"
_OBJECTIVE: Final = re.compile(rf"(?-i:O):\s+|{_OBJECTIVE_WORD}{_NUMBER}{_END}|(?-i:O)\s?\d+(?:\.\d+)*(?:{_END}|\s+(?=\S))", re.I)
_KEY_RESULT: Final = re.compile(rf"{_KEY_RESULT_WORD}{_NUMBER}{_END}|(?:KR|RC)\s?\d+(?:\.\d+)*\s+(?=\S)", re.I)
_WHOSE_OBJECTIVE: Final = re.compile(rf"(?P<whose>{_WHOSE})\s+{_OBJECTIVE_WORD}{_NUMBER}\s*:\s*", re.I)
_WHOSE_KEY_RESULT: Final = re.compile(rf"(?P<whose>{_WHOSE})\s+{_KEY_RESULT_WORD}{_NUMBER}\s*:\s*", re.I)
_BY_WORD: Final = (
    (Mark.KEY_RESULT, _KEY_RESULT), (Mark.OBJECTIVE, _OBJECTIVE), (Mark.KEY_RESULT, _WHOSE_KEY_RESULT), (Mark.OBJECTIVE, _WHOSE_OBJECTIVE),
)  # fmt: skip
_LABELS: Final = {
    Mark.OBJECTIVES: re.compile(r"(?:(?:our|key|nos)\s+)?(?:objectives|objectifs|goals)\s*:?", re.I),
    Mark.KEY_RESULTS: re.compile(r"(?:our\s+|nos\s+)?(?:key[ -]?results?|KRs?|r[ée]sultats?[ -]cl[ée]s?|RCs?)\s*:?", re.I),
    Mark.INITIATIVES: re.compile(r"(?:initiatives?|actions?|action items|projects?|projets?|tasks|t[âa]ches|how|plan)\s*:?", re.I),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark, where the text after it begins, and whose it is where that stands in the mark: `CEO KR: …`."""

    mark: Mark
    end: int
    whose: str = ""


def mark_of(words: Words) -> Marked | None:
    """What a text says that it is."""
    text = words.text
    for label, pattern in _LABELS.items():
        if pattern.fullmatch(words.line):
            return Marked(label, len(text))
    for mark, pattern in _BY_WORD:
        if match := pattern.match(text):
            return Marked(mark, match.end(), match.groupdict().get("whose", ""))
    return None


_BACKGROUND: Final = re.compile(
    r"(?:key concepts|.*\breferences|references?|resources?|ressources|links|liens|notes?|background|context|contexte|introduction"
    r"|overview|glossary|glossaire|appendix|annexe|faq|how (?:to|we|it).*|what (?:is|are).*|about.*|table of contents|contents|sommaire"
    r"|r[ée]trospective|retro|summary|r[ée]sum[ée]|changelog|legend|l[ée]gende|guidelines|scoring|process|attendees|agenda|archive"
    r"|see also|voir aussi|tl;?dr|(?:on|in|dans|sur) (?:this|cette) page|toc|decisions?|d[ée]cisions?|parking lot|next steps"
    r"|prochaines [ée]tapes|risks?|risques?|dependencies|d[ée]pendances|(?:open )?questions?|meetings?|r[ée]unions?|comment(?:s|aires))\W*",
    re.I,
)


_EXPLAINS: Final = re.compile(
    r"(?:key concepts|how (?:to|we|it|do|okrs?)\b.*|what (?:is|are)\b.*|examples?|.*\btemplate|glossary|glossaire|legend|l[ée]gende"
    r"|guidelines|comment .*|qu'est-ce .*|exemples?|mod[èe]le)\W*",
    re.I,
)


def explains(words: Words) -> bool:
    """Whether a heading says that what follows only explains, though it may have the marks of objectives."""
    return bool(_EXPLAINS.fullmatch(words.line))


def is_background(words: Words) -> bool:
    """Whether a heading says that no objectives follow: `References`, `How we work`."""
    return bool(_BACKGROUND.fullmatch(words.line))


# -- named parts: `**WHY:** …`, `Owner: Ana` --

_PARTS: Final = {
    "why": r"why|rationale|motivation|pourquoi|raison",
    "owner": r"owners?|lead|driver|dri|responsible|assignee|responsables?|porteurs?|pilote",
    "score": r"score|grade|final score|note finale",
    "progress": r"progress|progr[eè]s|avancement|completion",
    "due": r"due|due date|deadline|[ée]ch[ée]ance",
    "confidence": r"confidence|confiance",
    "start": r"baseline|start|starting value|from|d[ée]part|valeur initiale",
    "target": r"target|goal|cible",
    "current": r"current|current value|now|actual|valeur actuelle|actuel",
    "status": r"status|statut|state|rag",
}
_PART: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS.items()), re.I)
_NAMED: Final = re.compile(r"([^\W\d_][\w ]{1,19}?)\s*:\s*", re.U)


def named_part(words: Words) -> tuple[str, Words] | None:
    """What a line like `Owner: Ana` names, and its value."""
    start = _NAMED.match(words.text)
    name = _PART.fullmatch(start[1]) if start else None
    return (str(name.lastgroup), words.cut(start.end())) if start and name else None


# -- outcomes --

_ARROW: Final = re.compile(r"(?:^|\s)=+\s*>+\s*\.?\s*")


def outcome_of(words: Words) -> tuple[Words, Words]:
    """A text up to `=>`, and what came of it."""
    arrow = _ARROW.search(words.text)
    return (words.cut(0, arrow.start()), words.cut(arrow.end())) if arrow else (words, Words())


_DONE: Final = re.compile(r"(?:done|yes|oui|fait|achieved|complete[d]?|atteint|100 ?%)\b", re.I)
_NOT_DONE: Final = re.compile(r"(?:not (?:yet|done|achieved|started)|no\b|non\b|pas (?:encore|fait)|missed)", re.I)
_AND_YET: Final = re.compile(r"\s*(?:for|but|partly|mostly|except|sauf|mais|pour)\b", re.I)


def is_done(outcome: Words) -> bool | None:
    """Whether an outcome begins by saying done or not done; None where it says neither, or only half."""
    if match := _DONE.match(outcome.text):
        return None if _AND_YET.match(outcome.text[match.end() :]) else True
    return False if _NOT_DONE.match(outcome.text) else None


# -- owners --

_LONGEST: Final = 2_000
"""Characters of the longest title in which names are looked for."""
_TAGS_BEFORE: Final = re.compile(r"(?:\[[^\[\]]{1,60}\]\s*)+(?=\S)")
_TAGS_AFTER: Final = re.compile(r"(?:\s*\[[^\[\]]{1,60}\])+\s*$")
_TAG: Final = re.compile(r"\[([^\[\]]+)\]")
_NAME: Final = re.compile(
    r"(?!P\d\b)(?!(?:TBD|WIP|DRAFT|NEW|DONE|STRETCH|OPTIONAL|TODO|NOTE|UPDATE|PRIVATE)\b)"
    r"@?[^\W\d_][\w.&/'’-]*(?:\s[\w.&/'’-]+){0,3}"
)
_HANDLE: Final = re.compile(r"(?<![\w.])@([a-zA-Z0-9][\w-]{0,38})(?![\w.@])")
_HANDLES_APART: Final = re.compile(r"[\s(\[–—-]*(?:@[a-zA-Z0-9][\w-]{0,38}[\s,/&)\]]*)+$")
_OWNER_AFTER: Final = re.compile(r"\s*[(\[](?:owners?|lead|dri|responsable)\s*:\s*([^()\[\]]{1,60})[)\]]\s*$", re.I)


def bracketed_names(words: Words) -> Iterator[tuple[str, int, int]]:
    """Names in brackets before or behind a text, with their places: `[DP]`, `[Finance, People]`; a priority such as `[P0]` is none."""
    if len(words.text) > _LONGEST:
        return
    for run in (_TAGS_BEFORE.match(words.text), _TAGS_AFTER.search(words.text)):
        for tag in _TAG.finditer(words.text, run.start(), run.end()) if run else ():
            is_link = any(span.kind == "link" and span.start < tag.end() and span.end > tag.start() for span in words.spans)
            if not is_link and all(_NAME.fullmatch(name.strip()) for name in tag[1].split(",")):
                yield tag[1].strip(), tag.start(), tag.end()


def without_named_owners(words: Words) -> tuple[Words, list[str]]:
    """A text without `(owner: Ana)` and `@ana` at its end, and these names."""
    if len(words.text) > _LONGEST:
        return words, []
    if match := _OWNER_AFTER.search(words.text):
        return words.cut(0, match.start()), [match[1].strip().removeprefix("@")]
    if (match := _HANDLES_APART.search(words.text)) and match.start():
        return words.cut(0, match.start()), _HANDLE.findall(match[0])
    return words, []


_BEFORE_COLON: Final = re.compile(r"(?P<owner>(?:[A-Z][\w&/'’.-]*)(?:\s[\w&/'’.-]+){0,3}(?:\s\([^()]{1,40}\))?)\s*:\s+(?=\S)")
_ROLE: Final = re.compile(
    r"\b(?:C[ETOFPMIR]O|CRO|CHRO|VPs?|SVP|EVP|Chief|Head|Director|Directeur|Directrice|Founders?|Lead|Manager|President|Engineering|Eng|Sales|Marketing|"
    r"Product|Design|Finance|Legal|HR|RH|People|Operations|Ops|Support|Success|Talent|Infrastructure|Data|Security|Team|Équipe|Department|Ventes|Produit)\b"
)


def before_colon(words: Words) -> tuple[str, int] | None:
    """A short name before the first colon, and where the rest begins: `CEO: …`, `Sales (Closing Deals): …`."""
    match = _BEFORE_COLON.match(words.text)
    return (match["owner"], match.end()) if match else None


def names_role(owner: str) -> bool:
    """Whether a name is that of a role or a department."""
    return bool(_ROLE.search(owner))
