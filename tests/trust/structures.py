"""A built site → the structure of each of its pages, to be compared with that of a site with other texts in the same places."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.trust.danger import elements, structure
from tests.trust.outputs import Files


def page_structures(files: Files) -> Iterator[tuple[str, object]]:
    """Each page's elements with their attributes; people who are in no list have pages by their names, and all are sorted by them."""
    for name, content in files.items():
        if name.endswith(".html"):
            found = structure(elements(content.decode()))
            yield re.sub(r"^(people/\d+)\b[^/]*", r"\1", name), Counter(found) if name == "people/index.html" else found
