"""What the columns of spreadsheets hold, kept in a file for the next import: people read it, and may change it.

`import-map.yml` beside okrsite.yml is found by itself. It says of each header which field it is, and how doubtful cells are to be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from okrsite.importers.amounts import Mark
from okrsite.importers.arriving import NotTakenError
from okrsite.importers.columns import UnknownFieldError, field_of
from okrsite.importers.days import Order
from okrsite.importers.spreadsheets import Mapped
from okrsite.source.front_matter import read_data_file
from okrsite.yaml_text import front_matter

T = TypeVar("T")
FILE: Final = "import-map.yml"
_INTRODUCTION: Final = """\
# What each column of our spreadsheets holds, for `okrsite import`. The names of the fields stand in the documentation;
# `text` keeps a column as text, `ignore` leaves it out.
"""
MARKS: Final[Mapping[str, Mark]] = {"comma": ",", "point": "."}
ORDERS: Final[Mapping[str, Order]] = {"dmy": "dmy", "mdy": "mdy"}


class MappingFileError(NotTakenError):
    """A mapping file cannot be taken (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a mapping file says."""

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Order | None = None
    mark: Mark | None = None


def remembered(path: Path) -> Remembered:
    """What a file says, nothing where there is none; raises MappingFileError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Remembered()
    except OSError as error:
        raise MappingFileError(f"{path} cannot be read: {error.strerror}.") from error
    yaml = read_data_file(path.name, raw)
    data = yaml.value if isinstance(yaml.value, dict) else {}
    if yaml.failed or yaml.diagnostics:
        fault = yaml.diagnostics[0]
        raise MappingFileError(f"{path}:{fault.location.line}: {fault.message} {fault.hint}".rstrip())
    columns = data.get("columns") or {}
    if not isinstance(columns, dict) or set(data) - {"columns", "dates", "decimal"}:
        raise MappingFileError(f"{path}: it takes `columns`, a mapping of headers to fields, `dates` and `decimal`, and nothing else.")
    return Remembered(_fields(path, columns), _one_of(path, data, "dates", ORDERS), _one_of(path, data, "decimal", MARKS))


def mapping_text(found: Iterable[Mapped], dates: Order | None, mark: Mark | None) -> str:
    """The text of a file that says what was found."""
    columns = {column.header: column.name for one in found for column in one.columns if column.header and one.has_goals}
    decimal = next((name for name, value in MARKS.items() if value == mark), None)
    lines = "".join(f"  {line}\n" for line in front_matter(columns).splitlines())
    return f"{_INTRODUCTION}columns:\n{lines}" + front_matter({"dates": dates, "decimal": decimal})


def _fields(path: Path, columns: Mapping[str, object]) -> Mapping[str, str]:
    for header, name in columns.items():
        try:
            field_of(str(name))
        except UnknownFieldError as error:
            raise MappingFileError(f"{path}, column `{header}`: {error}") from None
    return {header: str(name) for header, name in columns.items()}


def _one_of(path: Path, data: Mapping[str, object], key: str, known: Mapping[str, T]) -> T | None:
    value = data.get(key)
    if value is None:
        return None
    if str(value) not in known:
        raise MappingFileError(f"{path}: `{key}` is one of {', '.join(known)}.")
    return known[str(value)]
