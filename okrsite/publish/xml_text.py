"""A text → one that XML can hold: feeds and drawings are read by programs that refuse anything else."""

import re
from html import escape

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN = re.compile("[\t\n\r !#-%(-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def fit(text: str) -> str:
    """A text in which only that is left which XML can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def escaped(text: str) -> str:
    """A text as it stands in XML. Most have nothing to escape, which one look tells."""
    return text if _PLAIN.fullmatch(text) else escape(fit(text))
