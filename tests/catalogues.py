"""Messages of the sources and templates → the gettext template and each language's catalogue.

`python tests/catalogues.py update` refreshes them all and keeps the translations that there are; nothing is guessed: a new message is
empty until somebody translates it, one that is no longer used goes away.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parent.parent
LOCALES = PROJECT / "themes" / "default" / "locales"
DOMAIN = "okrsite"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
_SOURCES = (("okrsite", [("**.py", "python")]), ("themes", [("**/templates/**", "jinja2.ext:babel_extract")]))
_OPTIONS = {"**/templates/**": {"extensions": "jinja2.ext.i18n"}}
_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


def extract() -> Catalog:
    """Every message that the program and its themes use, in a stable order, with the files that use it."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    found: dict[tuple[str | None, str | tuple[str, ...]], set[str]] = {}
    for folder, methods in _SOURCES:
        for name, _line, message, _comments, context in extract_from_dir(
            PROJECT / folder, methods, _OPTIONS, keywords=_KEYWORDS, directory_filter=_is_visible
        ):
            found.setdefault((context, message), set()).add(f"{folder}/{Path(name).as_posix()}")
    for (context, message), files in sorted(found.items(), key=lambda item: (sorted(item[1]), str(item[0][1]), item[0][0] or "")):
        catalog.add(message, locations=[(file, 0) for file in sorted(files)], context=context)
    return catalog


def _is_visible(folder: str) -> bool:
    """Babel by itself leaves out folders such as _partials."""
    return not Path(folder).name.startswith((".", "__"))


def read(code: str) -> Catalog:
    """A language's catalogue as it stands."""
    with _file(code).open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def languages() -> list[str]:
    """The languages that there are catalogues for."""
    return sorted(path.name for path in LOCALES.iterdir() if path.is_dir())


def merged(messages: Catalog, old: Catalog) -> Catalog:
    """The messages with the translations that an older catalogue has for exactly these."""
    new = Catalog(locale=old.locale, domain=DOMAIN, charset="utf-8")
    new.mime_headers = [("Plural-Forms", old.plural_forms)]  # those that its texts were written for, whatever Babel makes of it now
    for message in messages:
        if message.id:
            known = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            same = known is not None and known.id == message.id and not known.fuzzy
            string = known.string if known is not None and same else None
            new.add(message.id, string, locations=message.locations, context=message.context)
    return new


def written(catalog: Catalog, code: str | None) -> bytes:
    """A catalogue as a file, without the times that would change it each day."""
    headers = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if code:
        headers = [f"Language: {code}", f"Plural-Forms: {catalog.plural_forms}", *headers]
    out = BytesIO()
    out.write("".join(['msgid ""\nmsgstr ""\n', *(f'"{header}\\n"\n' for header in headers), "\n"]).encode())
    write_po(out, catalog, width=110, omit_header=True, include_lineno=False)
    return out.getvalue()


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file that `update` writes, with what it should hold."""
    messages = extract()
    yield TEMPLATE, written(messages, None)
    for code in languages():
        yield _file(code), written(merged(messages, read(code)), code)


def _file(code: str) -> Path:
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit("usage: python tests/catalogues.py update")
    for path, content in list(files()):
        path.write_bytes(content)
