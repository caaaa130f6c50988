"""A text → one that XML can hold: feeds and drawings are read by programs that refuse anything else."""

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit(text: str) -> str:
    """A text in which only that is left which XML can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
