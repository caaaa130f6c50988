"""The documentation says what the program does: all of it, and nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jinja2.defaults import DEFAULT_FILTERS

from docs.generate import pages
from docs.generate.examples import BLOCK, DAY
from docs.generate.variables import field_names, inner_values
from okrsite.checks import RULES
from okrsite.cli import COMMANDS, main
from okrsite.config import Config, read_config
from okrsite.diagnostics import CATALOGUE, Severity
from okrsite.importers.headers import FIELDS
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status
from okrsite.packaged import LOCALES
from okrsite.pages import KINDS
from okrsite.publish.json_schema import okrs_schema
from okrsite.reading import check
from okrsite.render import word_filters
from okrsite.schema import DOCUMENTS, PersonEntry, UnitDocument
from okrsite.source.front_matter import read_data_file
from okrsite.terms import TERM_NAMES
from okrsite.validation import Place
from okrsite.words import Language

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


# ---- generated pages ----


def test_generated_pages_are_up_to_date() -> None:
    outdated = [path for path, text in pages().items() if text_of(path) != text]
    assert outdated == [], "run `make reference`"


def names_to_document() -> Iterator[tuple[str, str]]:
    """Each name that must be documented, with the page on which it must be found."""
    for model in (UnitDocument, *DOCUMENTS.values(), PersonEntry):
        yield from (("reference/format.md", field.alias or name) for name, field in model.model_fields.items())
    yield from (("reference/configuration.md", name) for name in (*Config.model_fields, *TERM_NAMES))
    yield from (("reference/configuration.md", rule.code) for rule in RULES)
    yield from (("reference/diagnostics.md", code) for code in CATALOGUE)
    for value in inner_values(KINDS):
        yield from (("reference/template-variables.md", name) for name in field_names(value))
    yield from (("writing.md", name) for name in (*KeyResultType, *Kind, *Health))
    yield from (("numbers.md", name) for name in (*Status, *Rollup))
    yield from (("reference/okrs-json.md", name) for name in json_keys(okrs_schema()))


def json_keys(schema: object) -> Iterator[str]:
    """Every key that a JSON Schema knows, at any depth."""
    if isinstance(schema, list):
        for part in schema:
            yield from json_keys(part)
    elif isinstance(schema, dict):
        yield from schema.get("properties", ())
        for part in schema.values():
            yield from json_keys(part)


@pytest.mark.parametrize(("page", "name"), sorted(set(names_to_document())))
def test_everything_is_documented(page: str, name: str) -> None:
    assert re.search(rf"`{re.escape(name)}`|^#+ .*\b{re.escape(name)}\b", text_of(page), re.MULTILINE)


def test_every_command_and_option_is_documented() -> None:
    text, context = text_of("reference/command-line.md"), click.Context(main)
    for name in COMMANDS:
        section = text.partition(f"## okrsite {name}\n")[2].partition("\n## ")[0]
        command = main.get_command(context, name)
        assert section, name
        assert command, name
        assert_documented(command, section, name)
        for inner, inner_command in (command.commands if isinstance(command, click.Group) else {}).items():
            part = section.partition(f"### okrsite {name} {inner}\n")[2].partition("\n### ")[0]
            assert_documented(inner_command, part, f"{name} {inner}")


def assert_documented(command: click.Command, section: str, name: str) -> None:
    for parameter in command.params:
        found = parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.metavar or str(parameter.name).upper()
        assert found in section, f"{found} of okrsite {name}"


def test_every_field_of_an_import_is_documented() -> None:
    text = text_of("importing.md")
    assert [name for name in FIELDS if f"| `{name}` | {FIELDS[name]} |" not in text] == []


def test_every_filter_is_documented() -> None:
    text = text_of("themes.md")
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "themes" / "default").rglob("*.html"))
    used = set(re.findall(r"\|\s*([a-z_]+)", "".join(re.findall(r"\{[{%].*?[}%]\}", templates, re.DOTALL))))
    known = {*word_filters(Language.load("en", LOCALES)), *(used - set(DEFAULT_FILTERS))}
    assert [name for name in sorted(known) if f"`{name}`" not in text] == []


# ---- examples ----


def test_documents_in_the_examples_are_without_fault(tmp_path: Path) -> None:
    for block in BLOCK.finditer(text_of("writing.md")):
        if block["path"]:
            file = tmp_path / block["path"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block["file"], encoding="utf-8")
    assert [problem for problem in check(tmp_path, DAY.date()) if problem.severity is not Severity.INFO] == []


def key_result_examples() -> list[str]:
    return re.findall(r"^```yaml\n(- title.*?)^```$", text_of("writing.md"), re.MULTILINE | re.DOTALL)


def test_every_type_of_key_result_has_an_example() -> None:
    shown = {*re.findall(r"^  type: (\w+)$", "".join(key_result_examples()), re.MULTILINE), "number"}
    assert shown >= set(KeyResultType) - {"at_least"}


@pytest.mark.parametrize("example", key_result_examples())
def test_examples_of_key_results_are_without_fault(example: str, tmp_path: Path) -> None:
    listed = "".join(f"  {line}\n" for line in example.splitlines())
    objective = f"---\ntitle: An example\nkey_results:\n{listed}  - {{title: Another, type: boolean}}\nowner: me\nwhy: so\n---\n"
    (tmp_path / "content" / "2026-q4").mkdir(parents=True)
    (tmp_path / "content" / "index.md").write_text("---\ntitle: Company\n---\n", encoding="utf-8")
    (tmp_path / "content" / "2026-q4" / "example.md").write_text(objective, encoding="utf-8")
    assert [problem for problem in check(tmp_path, DAY.date()) if problem.severity is not Severity.INFO] == []


def configuration_examples() -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", text_of("configuration.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", configuration_examples())
def test_examples_of_the_configuration_are_without_fault(example: str) -> None:
    yaml = read_data_file("okrsite.yml", example.encode())
    read_config(yaml.value, Place("okrsite.yml", yaml.positions), yaml.diagnostics)


def test_the_objective_in_the_readme_is_the_one_in_the_documentation() -> None:
    (example,) = re.findall(r"^```md\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert example in text_of("getting-started.md")


# ---- links ----


def anchors(markdown: str) -> set[str]:
    """The ids that a page's headings have."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", markdown), re.MULTILINE)
    return {anchor(heading) for heading in headings}


def anchor(heading: str) -> str:
    """As MkDocs makes it: no marks, spaces to hyphens."""
    plain = unicodedata.normalize("NFKD", heading.replace("`", "")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip())


def links(file: Path) -> Iterator[str]:
    text = re.sub(r"`[^`\n]+`", "", FENCED.sub("", file.read_text(encoding="utf-8")))
    yield from (target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target))


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(file: Path) -> None:
    for target in links(file):
        path, _, fragment = target.partition("#")
        found = (file.parent / path).resolve() if path else file
        assert found.is_file() or (found.is_dir() and file.name == "README.md"), f"{target} leads nowhere"
        if fragment:
            assert fragment in anchors(found.read_text(encoding="utf-8")), f"{target}: no such heading"


def test_every_page_is_in_the_navigation() -> None:
    yaml = read_data_file("mkdocs.yml", (ROOT / "mkdocs.yml").read_bytes())
    assert isinstance(yaml.value, dict)
    listed = set(re.findall(r"[\w/-]+\.md", str(yaml.value["nav"])))
    assert listed == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
