"""The same files as a site that Hugo builds, to measure beside: a page for each unit and objective with its numbers and its text.

Hugo reads and renders here, and divides current by target. It checks nothing, rolls nothing up, and draws nothing.
"""

import shutil
from pathlib import Path

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav>{{ range .Ancestors.Reverse }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<main>{{ block "main" . }}{{ end }}</main></body></html>
"""
_SINGLE = """{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Params.why }}</p><p>{{ .Params.owner }}</p>
{{ $last := dict }}{{ range .Params.checkins }}{{ range $k, $v := .values }}{{ $last = merge $last (dict $k $v) }}{{ end }}{{ end }}
<table>{{ range .Params.key_results }}{{ $now := default 0 (index $last .id) }}
<tr><th>{{ .title }}</th><td>{{ $now }} of {{ .target }} {{ .unit }}</td>
<td>{{ lang.FormatPercent 0 (mul 100.0 (div (float $now) .target)) }}</td></tr>
{{ end }}</table>
<ul>{{ range .Params.checkins }}<li>{{ .date }} {{ .by }}: {{ .note }}</li>{{ end }}</ul>
{{ .Content }}{{ end }}
"""
_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""


def hugo_site(place: Path) -> Path:
    """Make the site beside `place/okrs`, once; its folder."""
    site = place / "hugo"
    if site.exists():
        return site
    layouts = site / "layouts/_default"
    layouts.mkdir(parents=True)
    (site / "hugo.toml").write_text('baseURL = "https://okr.acme.example/"\ntitle = "Acme"\ndisableKinds = ["RSS", "taxonomy", "term"]\n')
    for name, text in (("baseof", _FRAME), ("single", _SINGLE), ("list", _LIST)):
        (layouts / f"{name}.html").write_text(text)
    shutil.copytree(place / "okrs/content", site / "content")
    for index in (site / "content").rglob("index.md"):
        index.rename(index.with_name("_index.md"))
    return site
