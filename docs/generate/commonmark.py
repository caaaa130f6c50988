"""The examples of the CommonMark specification, as the tests know them → how many okrsite reads as meant, and why not the others."""

import json
from pathlib import Path

from .markdown import table

_KNOWN = Path(__file__).parent.parent.parent / "tests" / "trust" / "commonmark.json"
_COMMONMARK = """\
# CommonMark

Texts are written in Markdown. Of the {examples} examples that the CommonMark specification 0.31 gives, okrsite reads
{same} as they are meant, whatever the level and the ids of headings; of the other {otherwise}, {raw} are about HTML, which a text
never brings into a page. What is left are mostly cases that nobody writes; this is all of them.

{sections}
"""


def commonmark_page() -> str:
    """Each section of the specification, with what differs."""
    known = json.loads(_KNOWN.read_text(encoding="utf-8"))
    otherwise = {section: len(entry["otherwise"]) for section, entry in known.items()}
    examples = sum(entry["examples"] for entry in known.values())
    rows = (
        (section, str(entry["examples"]), str(entry["examples"] - otherwise[section]), str(otherwise[section]), entry["why"])
        for section, entry in known.items()
    )
    return _COMMONMARK.format(
        examples=examples,
        same=examples - sum(otherwise.values()),
        otherwise=sum(otherwise.values()),
        raw=otherwise["HTML blocks"] + otherwise["Raw HTML"],
        sections=table(("section", "examples", "as meant", "otherwise", "what differs"), rows),
    )
