"""The lines of a block → what it asks for: a reference, and options as `key: value`.

The way of writing is forgiving: spaces and empty lines do not matter, nor do capitals, `-` and `_` in keys; the reference may stand in the
first line or under `ref:`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from okrsite.embeds.trouble import TroubleError
from okrsite.suggestions import brief, did_you_mean

OPTIONS = ("view", "unit", "cycle", "owner", "tag", "status", "level", "below", "limit", "depth", "objectives")
"""Every option that there is; what each view takes is told in okrsite.embeds.views."""
_REFERENCE = ("ref", "reference")
_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to show: a reference as it is written, empty where there is none, and options by name."""

    reference: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def ask_of(lines: Iterable[str]) -> Ask:
    """What the lines of a block ask for. Raises TroubleError for a line that means nothing."""
    written = [line.strip() for line in lines if line.strip()]
    if len(written) > _MOST_LINES:
        hint = "Its first line is a reference, then come `key: value` lines."
        raise TroubleError("out-of-range", f"An embed has {len(written)} lines.", hint)
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(written):
        key, colon, value = line.partition(":")
        name = _name(key)
        if number == 0 and name not in (*OPTIONS, *_REFERENCE):
            pairs.append(("ref", line))
        elif colon:
            pairs.append((name, value))
        else:
            raise TroubleError("unknown-value", f"`{brief(line, 120)}` is not a `key: value` line.", "Such as `view: card`.")
    return ask_for(pairs)


def ask_for(pairs: Iterable[tuple[str, object]]) -> Ask:
    """What some keys and values ask for. Raises TroubleError for a key that there is not, or that is there twice."""
    found: dict[str, str] = {}
    for key, value in pairs:
        name = "ref" if _name(key) in _REFERENCE else _name(key)
        if name not in (*OPTIONS, "ref"):
            raise TroubleError("unknown-key", f"An embed has no option `{brief(key, 120)}`.", did_you_mean(name, OPTIONS))
        if name in found:
            raise TroubleError("duplicate-key", f"`{name}` is written twice in one embed.", "Remove one of them.")
        found[name] = _plain(value)
    return Ask(found.pop("ref", ""), found)


def _name(key: str) -> str:
    return key.strip().casefold().replace("-", "_")


def _plain(value: object) -> str:
    """A value without the quotes that somebody may have put around it."""
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if quoted else text
