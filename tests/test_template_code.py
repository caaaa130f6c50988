"""Templates are compiled for speed: whatever they say stays what Jinja's own compiler makes them say, in each site's own language."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from okrsite.html_text import escaped
from okrsite.pages.parts import Link
from okrsite.reading import load
from okrsite.render import Renderer
from okrsite.site import site_files
from okrsite.template_code import TemplateCode, TemplateEnvironment, rendered
from okrsite.theme import Theme

from .sites import AS_OF, objective, with_company, write
from .theme_sites import sample

PROJECT = with_company({"content/2026-q4/goal.md": objective("Grow <fast> & 'well'", "key_results:", "  - {title: A <b>, target: 9}")})

# What templates of a site's own may hold: each is an override of the page of objectives.
TEMPLATES = {
    "a block in a block with what it had": '{% extends "default/objective.html" %}{% block who %}[{{ super() }}]{% endblock %}',
    "a block shown twice": '{% extends "frame.html" %}{% block main %}'
    '{% block a %}{{ page.title }}{% endblock %}{{ self.a() }}{% endblock %}',
    "no frame": "{{ page.title }}{% for n in range(3) %}{{ loop.index }}{% else %}none{% endfor %}",
    "a parent that is chosen": "{% if page.title %}{% extends 'frame.html' %}{% endif %}{% block main %}{{ _('Status') }}{% endblock %}",
    "a loop in itself": "{% for n in [[[]], []] recursive %}<i>{{ loop.depth }}{{ loop(n) }}</i>{% endfor %}",
    "a macro, its caller and a filter": "{% macro m(x) %}<b>{{ x }}{{ caller() }}</b>{% endmacro %}"
    "{% call m('<') %}{{ page.title }}{% endcall %}"
    "{% filter upper %}{{ page.title }}{% endfilter %}",
    "macros that are called in every way": ""
    "{% macro m(a, b='<') %}{{ a }}{{ b }}{{ varargs|list }}{{ kwargs|length }}{% endmacro %}"
    "{% macro two(a, b=page.title) %}<i>{{ a }}{{ b }}</i>{% endmacro %}{{ two('<') }}{{ two('<', '>') }}"
    "{{ two('<', b=1) }}{{ two(1, none) }}"
    "{{ m('<') }}{{ m('<', 2) }}{{ m(1, 2, 3) }}{{ m(1, c=3) }}{% for n in [1, 2] %}{{ two(n, two(n, loop.index)) }}{% endfor %}"
    "{% autoescape false %}{{ two('<', '>') }}{% endautoescape %}{{ two('<', '>')|length }}{{ range(3)|list }}{{ dict(a=1).get('a', 2) }}"
    "{% macro c(a) %}{{ a }}{{ caller(1) if caller is defined }}{% endmacro %}{{ c(1) }}{% call(n) c('<') %}{{ n }}{% endcall %}",
    "what other templates have": ""
    "{% from 'embeds/parts.html' import link, status as shown %}{{ link('a', '<', root, true) }}{{ shown('at_risk') }}"
    "{% import 'embeds/parts.html' as parts %}{{ parts.link('a', '<', root, false) }}"
    "{% import 'embeds/parts.html' as with_all with context %}"
    "{{ with_all.figure({'score': none, 'progress': none}) }}"
    "{% set name = 'embeds/parts.html' %}{% from name import health %}{{ health('watch') }}",
    "a partial with what is named around it": "{% set unit = page %}"
    "{% with budget = [] %}{% include '_partials/budget.html' %}{% endwith %}"
    "{% include 'nowhere.html' ignore missing %}",
    "attributes, items that are asked for like them, and what is not there": ""
    "{% set known = {'a': 1, 'items': {'b': '<'} } %}{{ known.a }}{{ known['items'].b }}{{ known.keys()|list }}"
    "{{ page.nowhere is defined }}{{ page.nowhere|default('<') }}{{ page.cycle.nowhere|default('none') }}"
    "{% macro m(x) %}{{ x.title }}{{ x.cycle.title }}{% endmacro %}{{ m(page) }}"
    "{% for link in page.breadcrumb if link.title %}{{ link.title }}{{ loop.length }}{% endfor %}",
    "partials with what is known at their place": "{% macro m(budget) %}{% include '_partials/budget.html' %}{% endmacro %}{{ m([]) }}"
    "{% for budget in [[], []] %}{% include '_partials/budget.html' %}{% endfor %}"
    "{% if page.title %}{% set budget = [] %}{% endif %}{% include ['nowhere.html', '_partials/budget.html'] %}"
    "{% include '_partials/budget.html' %}{% set part = '_partials/budget.html' %}{% include part %}",
    "words with messages, quotes and nothing as their values": ""
    "{{ _('Due %(day)s', day=_('Status')) }}{{ _('Due %(day)s', day=page.title) }}"
    "{{ _('Due %(day)s', day=_('Updated %(day)s', day='<')) }}{{ _('50%% of <b>') }}{{ _('Due %(day)s', day='a\\0b') }}"
    "{{ _('%(a)s%(b)s%(a)s', a=page.title, b=1) }}{{ _('Due %(day)s', day=none) }}{{ _('Due %(n)d', n=1) if not page }}"
    "{% autoescape false %}{{ _('Due %(day)s', day=page.title) }}{% endautoescape %}{{ _('Due %(day)s', day='<')|upper }}",
    "words with values": "{{ _('Updated %(day)s', day='<b>') }}{{ _('Status') ~ '<' }}"
    "{{ ngettext('%(num)s day left', '%(num)s days left', 2) }}"
    "{{ pgettext('the end of a list', '%(first)s and %(last)s', first='<', last='>') }}",
    "words of the template's own": "{% macro loud(text, n=0) %}{{ text|upper }}{{ n }}{% endmacro %}"
    "{% macro m(_) %}{{ _('Status') }}{{ _('Status', 1) }}{% endmacro %}{{ m(loud) }}",
    "values of every kind": "{{ 1 }}{{ true }}{{ 1.0 }}{{ none }}{{ page.cycle.start }}{{ ['<'] }}"
    "{% set x %}<b>{{ page.title }}</b>{% endset %}{{ x }}",
    "nothing escaped": "{% autoescape false %}{{ page.title }}{{ _('Status') }}{% endautoescape %}{{ page.title }}",
}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_says_what_jinja_would_make_it_say(template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = write(tmp_path, PROJECT | {"okrsite.yml": "", "overrides/objective.html": template})
    shown = dict(site_files(load(project, AS_OF), project))["2026-q4/goal/index.html"]
    monkeypatch.setattr(TemplateEnvironment, "code_generator_class", CodeGenerator)
    assert shown == dict(site_files(load(project, AS_OF), project))["2026-q4/goal/index.html"]
    assert shown


def test_every_page_of_the_sample_is_what_jinja_would_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemplateEnvironment, "code_generator_class", CodeGenerator)
    plain = Renderer(Theme.load(), sample().site)
    for name, (page, text) in sample().pages.items():
        assert plain.render(page).decode() == text, name


def test_words_in_a_template_are_those_of_its_own_site(tmp_path: Path) -> None:
    words = {}
    for language in ("en", "fr", "de"):
        project = write(tmp_path / language, PROJECT | {"okrsite.yml": f"site: {{language: {language}}}\n"})
        words[language] = dict(site_files(load(project, AS_OF), project))["2026-q4/goal/index.html"].decode()
    assert "Supported by" in words["en"]
    assert "Supported by" not in words["fr"] + words["de"]
    assert len({text.partition('id="supported-by">')[2].partition("<")[0] for text in words.values()}) == 3


VALUES = (Markup("<b>"), "<b>", True, 1, 1.0, Decimal(1), None, date(2026, 1, 2), ["<"], Markup("1"), "1", "")


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_escaped_as_its_own_kind_asks(value: object) -> None:
    """Values that are equal, such as a text and the same as Markup, or 1 and true, are written each in its own way."""
    for equal in ("<b>", Markup("<b>"), 1, True, "1", Markup("1")):
        escaped(equal)
    assert escaped(value) == str(escape(value))


def test_the_pages_are_made_with_it() -> None:
    assert Theme.load().environment().code_generator_class is TemplateCode


def test_a_template_that_asks_for_what_is_no_attribute_is_compiled_with_care_and_no_other_is() -> None:
    environment = Theme.load().environment()
    environment.loader = DictLoader({"plain": "{{ value.title }}", "keys": "{{ value.key }}{{ value.nowhere is defined }}"})
    plain, keys = environment.get_template("plain"), environment.get_template("keys")
    assert rendered(plain, value=Link("a", "b")) == "a"
    assert [rendered(keys, value={"key": number}) for number in (1, 2)] == ["1False", "2False"]
    assert environment.with_care == {"keys"}


def test_a_page_of_the_default_theme_needs_no_care(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = Renderer(Theme.load(), sample().site)
    needed = set[str]()
    monkeypatch.setattr(TemplateEnvironment, "with_care", needed)
    for page, _ in sample().pages.values():
        renderer.render(page)
    assert needed <= {"_partials/head.html", "_partials/header.html", "_partials/footer.html"}  # which many pages share


def test_an_error_in_a_partial_names_its_file_and_line(tmp_path: Path) -> None:
    faulty = {"okrsite.yml": "", "overrides/_partials/pace.html": "<p>\n{{ nowhere.at_all }}\n</p>"}
    project = write(tmp_path, PROJECT | faulty)
    with pytest.raises(UndefinedError, match="'nowhere' is undefined") as raised:
        dict(site_files(load(project, AS_OF), project))
    last = [(Path(entry.path).name, entry.lineno + 1) for entry in raised.traceback if Path(entry.path).suffix == ".html"][-1]
    assert last == ("pace.html", 2)
