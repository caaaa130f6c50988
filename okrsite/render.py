"""A theme and a site's words → a function from pages to bytes.

What is the same on many pages (head, header, footer) is rendered once for each depth and handed to the templates as Markup; so are
small things that recur, such as a status or a person. Everything that a template may use besides `page` is listed in `Look` and in
`Renderer._filters`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from okrsite import charts, urls
from okrsite.accent import theme_css
from okrsite.cycles import State
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status
from okrsite.pages import Page, RedirectPage, Site
from okrsite.pages.parts import PersonLink, StatusCount
from okrsite.theme import Theme, hashed_name
from okrsite.words import Language

_GENERATED = "theme.css"
