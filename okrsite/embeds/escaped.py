"""Finished HTML → the same HTML in a form that a Markdown converter hands on as it is, wherever in a text it stands.

A block of HTML is handed on anyway, but what stands between the tags of a line is read as Markdown: a title with stars in it would become
bold, and one with brackets a link. So every mark is written as a character reference; in values, those that are looked for before tags.
"""

import re

_TAG = re.compile(r"<[^>]*>")
_MARK_IN_VALUE = re.compile(r"[`\\\[\]!$]")
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_REFERENCE = re.compile(r"&(?:[a-z]+|#\d+);")


def markdown_proof(html: str) -> str:
    """HTML of our own templates, whose texts and values hold no marks of Markdown afterwards, on one line."""
    parts, position = [], 0
    for tag in _TAG.finditer(html):
        parts += [_proof(html[position : tag.start()]), _MARK_IN_VALUE.sub(_coded, tag[0])]
        position = tag.end()
    return "".join([*parts, _proof(html[position:])]).replace("\n", " ")


def _proof(text: str) -> str:
    """A text with its punctuation as references; references that are there stay."""
    parts, position = [], 0
    for reference in _REFERENCE.finditer(text):
        parts += [_MARK.sub(_coded, text[position : reference.start()]), reference[0]]
        position = reference.end()
    return "".join([*parts, _MARK.sub(_coded, text[position:])])


def _coded(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
