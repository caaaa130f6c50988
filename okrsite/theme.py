"""Theme folders → templates that render pages to bytes, static files under fingerprinted names, and one fingerprint of all that.

A theme is a `theme.yml` (what it extends, its settings), `templates/` (frame.html, one template for each kind of page, _partials/) and
`static/`. Templates are found in the site's overrides first, then in the theme, then in what it extends; a theme's own name before a
template, as in `default/objective.html`, finds exactly that one, so that an override can extend what it replaces. Jinja is strict and
escapes everything; only values that are Markup, made by okrsite.prose and okrsite.charts, pass as they are.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, TemplateNotFound
from msgspec import Struct

from okrsite.diagnostics import ConfigurationError, Diagnostic, Location
from okrsite.packaged import FRAME, themes_folder
from okrsite.precompiled import Compiled
from okrsite.source.front_matter import read_data_file
from okrsite.suggestions import nearest
from okrsite.template_code import TemplateEnvironment

_MANIFEST = "theme.yml"
_KEYS = frozenset({"extends", "settings"})
_DEEPEST = 8
_COMPILED = Compiled()


class Theme(Struct, frozen=True, dict=True):
    """A theme with all that it extends: `folders` by name, its own first; `settings` are those it knows, with their defaults."""

    name: str
    folders: tuple[tuple[str, Path], ...]
    settings: Mapping[str, object]
    overrides: Path | None = None

    @classmethod
    def load(cls, name_or_path: str | Path = "default", overrides: Path | None = None) -> "Theme":
        """A theme that comes with okrsite, by name, or a folder; ConfigurationError where it is none."""
        folder = _folder(name_or_path)
        folders: list[tuple[str, Path]] = []
        settings: dict[str, object] = {}
        while True:
            manifest = _read_manifest(folder)
            folders.append((folder.name, folder))
            own = manifest.get("settings") or {}
            settings = {**(own if isinstance(own, dict) else {}), **settings}
            extends = manifest.get("extends")
            if not extends:
                break
            if len(folders) == _DEEPEST:
                raise _unfit(folder / _MANIFEST, "the themes extend each other in a ring")
            beside = folder.parent / str(extends)
            folder = beside if (beside / _MANIFEST).is_file() else _folder(str(extends))
        present = overrides if overrides and overrides.is_dir() else None
        return cls(folders[0][0], tuple(folders), MappingProxyType(settings), present)

    def chosen(self, written: Mapping[str, object]) -> Mapping[str, object]:
        """The settings in use: the configuration's over the defaults; ConfigurationError for one that the theme does not know."""
        unknown = sorted(set(written) - set(self.settings))
        if unknown:
            near = nearest(unknown[0], self.settings)
            hint = (f"Did you mean `{near}`? " if near else "") + f"Its settings are {', '.join(sorted(self.settings))}."
            raise unfit_setting(f"The theme `{self.name}` has no setting `{unknown[0]}`.", hint)
        chosen = {**self.settings, **written}
        if chosen.get("analytics", "none") not in ("none", None, False):
            message = f"The theme's setting `analytics` cannot be `{chosen['analytics']}`."
            raise unfit_setting(message, "Write `none`: the pages of a site ask nobody else for anything.")
        return MappingProxyType(chosen)

    def environment(self, frame: str = FRAME) -> TemplateEnvironment:
        """Jinja over the theme's templates, strict and escaping; the renderer adds filters and words.

        Pages extend `frame.html`, whose place another `frame` may take.
        """
        own = [self.overrides] if self.overrides else []
        everywhere = FileSystemLoader([*own, *(folder / "templates" for _, folder in self.folders)])
        by_name: dict[str, BaseLoader] = {name: FileSystemLoader(folder / "templates") for name, folder in self.folders}
        return TemplateEnvironment(
            loader=ChoiceLoader([*([_Framed(everywhere, frame)] if frame != FRAME else []), everywhere, PrefixLoader(by_name)]),
            bytecode_cache=_COMPILED,
        )

    @cached_property
    def static(self) -> Mapping[str, bytes]:
        """The static files by their path below static/; the site's overrides win over the theme, that over what it extends."""
        return MappingProxyType({name: path.read_bytes() for name, path in sorted(self._static_paths.items())})

    @cached_property
    def built_in(self) -> frozenset[str]:
        """Those static files that are as they come with okrsite in the theme that all others extend."""
        base = themes_folder() / self.folders[-1][0] / "static"
        return frozenset(name for name, path in self._static_paths.items() if path == base / name)

    @cached_property
    def _static_paths(self) -> Mapping[str, Path]:
        folders = [folder / "static" for _, folder in reversed(self.folders)]
        folders += [self.overrides / "static"] if self.overrides else []
        return {path.relative_to(folder).as_posix(): path for folder in folders for path in _files(folder)}

    @cached_property
    def fingerprint(self) -> str:
        """Equal only where all templates, translations, static files and settings are."""
        digest = hashlib.sha256(repr(sorted(self.settings.items())).encode())
        folders = [folder / part for _, folder in self.folders for part in ("templates", "locales")]
        folders += [self.overrides] if self.overrides else []
        for place, folder in enumerate(folders):
            for path in _files(folder):
                name = path.relative_to(folder).as_posix()
                digest.update(f"{place}:{name}:{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        for name, content in self.static.items():
            digest.update(f"{name}:{hashlib.sha256(content).hexdigest()}\n".encode())
        return digest.hexdigest()


class _Framed(BaseLoader):
    """Finds a template under the name of the frame that pages extend."""

    def __init__(self, loader: BaseLoader, frame: str) -> None:
        self._loader, self._frame = loader, frame

    def get_source(self, environment: Environment, template: str) -> Any:
        """Called by Jinja; what it does not find, the next loader may."""
        if template != FRAME:
            raise TemplateNotFound(template)
        return self._loader.get_source(environment, self._frame)


def unfit_setting(message: str, hint: str) -> ConfigurationError:
    """What is raised for a theme's setting that cannot be; the hint says what to write."""
    return ConfigurationError([Diagnostic(Location("okrsite.yml"), "configuration", message, hint)])


def hashed_name(path: str, content: bytes) -> str:
    """A static file's published name, which changes with its content: `okr.css` → `okr.3f2a91c0.css`."""
    stem, dot, extension = path.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:8]
    return f"{stem}.{digest}.{extension}" if dot else f"{path}.{digest}"


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, by name, without hidden ones."""
    if folder.is_dir():
        yield from sorted(
            p for p in folder.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(folder).parts)
        )


def _folder(name_or_path: str | Path) -> Path:
    shipped = themes_folder() / str(name_or_path)
    folder = shipped if "/" not in str(name_or_path) and shipped.is_dir() else Path(name_or_path).resolve()
    if not (folder / _MANIFEST).is_file():
        names = sorted(p.name for p in themes_folder().iterdir() if (p / _MANIFEST).is_file())
        message = f"There is no theme `{name_or_path}`."
        raise ConfigurationError(
            [
                Diagnostic(
                    Location("okrsite.yml"), "configuration", message, f"Write one of {', '.join(names)}, or a folder with a theme.yml."
                )
            ]
        )
    return folder


def _read_manifest(folder: Path) -> Mapping[str, object]:
    file = folder / _MANIFEST
    yaml = read_data_file(file.as_posix(), file.read_bytes())
    if yaml.failed or yaml.diagnostics:
        raise ConfigurationError(yaml.diagnostics)
    data = yaml.value if isinstance(yaml.value, dict) else {}
    if unknown := sorted(set(data) - _KEYS):
        raise _unfit(file, f"it has an unknown key `{unknown[0]}`")
    return data


def _unfit(file: Path, fault: str) -> ConfigurationError:
    return ConfigurationError([Diagnostic(Location(file.as_posix()), "configuration", f"This theme cannot be used: {fault}.")])
