"""Two versions of an organisation → what changed, in OKR terms: as values, as text, as Markdown, as JSON (FORMAT §17)."""

from okrsite.diff.compare import compare
from okrsite.diff.data import json_document
from okrsite.diff.markdown import markdown
from okrsite.diff.text import text_lines

__all__ = ["compare", "json_document", "markdown", "text_lines"]
