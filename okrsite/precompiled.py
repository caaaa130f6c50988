"""The templates that come with okrsite → the Python that Jinja makes of them, in files that are packed with the program.

To compile templates takes longer than to render the pages of a company with a hundred objectives. Their code is the same for every site,
so it is made once: when the wheel is built, and by `make` in a checkout. What a file is for is in its name, together with all that its
content depends on; where there is none, as for a template of a site's own, Jinja compiles when the template is first asked for.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from okrsite import template_code
from okrsite.packaged import FRAME, HOSTED, compiled_folder, themes_folder
from okrsite.template_code import TemplateCode, TemplateEnvironment


class Compiled(BytecodeCache):
    """The code of templates: from this process, which may render many sites, or from a file."""

    def __init__(self) -> None:
        self._code: dict[tuple[type, str, str], CodeType | None] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Called by Jinja before it compiles a template."""
        bucket = Bucket(environment, name, source)
        self.load_bytecode(bucket)
        if bucket.code is None and environment.code_generator_class is TemplateCode:
            code = _packed(_file_name(name, source))
            bucket.code = code and code.replace(co_filename=filename or name)  # where Jinja looks for the lines of an error
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find what this process has compiled."""
        bucket.code = self._code.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja after it has compiled a template."""
        self._code[self._key(bucket)] = bucket.code

    def _key(self, bucket: Bucket) -> tuple[type, str, str]:
        return bucket.environment.code_generator_class, bucket.key, bucket.checksum


def write(folder: Path) -> None:
    """Make the folder hold the code of the templates that come with okrsite, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = TemplateEnvironment()
    environment.filters = _Filters(environment.filters)
    code = {_file_name(name, source): environment.compile(source, name, raw=True) for name, source in _shipped()}
    for file in folder.glob("*.py"):
        if file.name not in code:
            file.unlink(missing_ok=True)
    for name, text in code.items():
        if not (folder / name).is_file():
            (folder / name).write_text(text, encoding="utf-8")


class _Filters(dict[str, Any]):
    """Jinja's own filters; any function stands for those that the renderer adds, as none of them asks Jinja for its context."""

    def get(self, name: str, default: object = None) -> Any:
        """What Jinja asks when it compiles a filter."""
        return super().get(name, str)


def _shipped() -> Iterator[tuple[str, str]]:
    """Each template by all of its names: by itself, after its theme's, and as what takes the place of another."""
    for theme in themes_folder().iterdir():
        templates = theme / "templates"
        for file in sorted(templates.rglob("*.html")):
            source, name = file.read_text(encoding="utf-8"), file.relative_to(templates).as_posix()
            yield name, source
            yield f"{theme.name}/{name}", source
            if name == HOSTED:
                yield FRAME, source


def _packed(file_name: str) -> CodeType | None:
    file = compiled_folder() / file_name
    return SourceFileLoader(file.stem, str(file)).get_code(file.stem) if file.is_file() else None


def _file_name(name: str, source: str) -> str:
    digest = hashlib.sha256("\0".join((_compiler(), name, source)).encode())
    return f"t{digest.hexdigest()[:24]}.py"


@cache
def _compiler() -> str:
    """What compiles templates: a version of Jinja, and what ours does differently."""
    return jinja2.__version__ + Path(template_code.__file__).read_text(encoding="utf-8")


if __name__ == "__main__":
    write(compiled_folder())
