"""Templates, those that come with okrsite and a project's own → documents to begin from, by name.

A template is an ordinary document in `templates/`, its name the path there without `.md`. What it says is an example; who begins from it
is asked for everything that nobody else can know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, Location, has_errors
from okrsite.model import Kpi, Objective, Page
from okrsite.parse import parse_document
from okrsite.reading import ContentError
from okrsite.source.folders import SourceFile, read_bytes, walk
from okrsite.source.front_matter import read_document
from okrsite.source.gate import Disk

FOLDER: Final = "templates"
BLANK: Final = "blank"
"""The template of an objective of which nothing is known yet."""

_PACKED: Final = Path(__file__).parent / "starter" / FOLDER
_ANY_CYCLE: Final = "2026"  # templates are in none


@dataclass(frozen=True, slots=True)
class Template:
    """A document to begin from."""

    name: str
    kind: str
    value: Objective | Kpi | Page

    @property
    def measures(self) -> tuple[str, ...]:
        """The titles of its key results."""
        return tuple(k.title for k in self.value.key_results) if isinstance(self.value, Objective) else ()


def find_templates(project: Path, config: Config) -> Mapping[str, Template]:
    """All templates in the site's language, sorted by name; a project's own takes the place of one with the same name."""
    language = config.site.language.partition("-")[0]
    packed = language if (_PACKED / language).is_dir() else "en"
    found = {template.name: template for template in _read(_PACKED, packed, config)}
    if (project / FOLDER).is_symlink() or (project / FOLDER).exists():
        found |= {template.name: template for template in _read(project, FOLDER, config)}
    return dict(sorted(found.items()))


def _read(around: Path, folder: str, config: Config) -> Iterator[Template]:
    """The templates of one folder; raises ContentError where one has errors."""
    tree = walk(Disk(around), folder)
    faults = list(tree.diagnostics)
    for source in tree.markdown:
        found = _template(source, config)
        if isinstance(found, Template):
            yield found
        else:
            faults += found
    if faults:
        raise ContentError(tuple(faults))


def _template(source: SourceFile, config: Config) -> Template | tuple[Diagnostic, ...]:
    raw = read_bytes(source)
    if isinstance(raw, Diagnostic):
        return (raw,)
    stem = source.name.removesuffix(".md")
    item = parse_document(read_document(source.file, source.folder, stem, raw), "", _ANY_CYCLE, config)
    if has_errors(item.diagnostics):
        return item.diagnostics
    name = "/".join((*source.folder, stem))
    if isinstance(item.value, Objective):
        return Template(name, "objective", item.value)
    if isinstance(item.value, Kpi):
        return Template(name, "kpi", item.value)
    if isinstance(item.value, Page) and item.value.cycle is None:
        return Template(name, "page", item.value)
    return (Diagnostic(Location(source.file), "unknown-value", "A template is an objective, a KPI or a page.", "Remove the file."),)
