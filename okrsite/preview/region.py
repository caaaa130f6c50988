"""What is wrong with a newer build → the region that the preview adds to a page: a banner, and a panel with the problems.

It is made by the preview and for it: no theme knows of it, and it is never part of a site. Everything in it is escaped.
"""

from markupsafe import Markup

from okrsite.diagnostics import Diagnostic
from okrsite.preview.shown import State

_MOST = 50
_REGION = Markup("""
<aside id="okrsite-preview" class="okrsite-preview" aria-label="Preview" lang="en" dir="ltr" data-build="{build}" data-problems="{number}">
{banner}<div id="okrsite-preview-problems" aria-live="polite">{panel}</div>
</aside>
<link rel="stylesheet" href="/{own}preview.css">
<script src="/{own}preview.js"></script>
""")
_BANNER = Markup('<p class="okrsite-preview-banner">Preview with drafts</p>\n')
_PANEL = Markup("""<section class="okrsite-preview-panel" aria-labelledby="okrsite-preview-title">
<div class="okrsite-preview-head">
<h2 id="okrsite-preview-title">{count}: {consequence}</h2>
<button type="button" data-okrsite-close>Close</button>
</div>
<div class="okrsite-preview-list" role="group" aria-label="Problems" tabindex="0">
<ol>{items}</ol>{more}
</div>
</section>""")
_ITEM = Markup("<li><code><bdi>{file}</bdi>:{line}:{column}</code> <bdi>{message}</bdi>{hint}</li>")
_HINT = Markup(' <span class="okrsite-preview-hint">Hint: <bdi>{hint}</bdi></span>')
_MORE = Markup("<p>And {count} more, which the terminal lists.</p>")
_PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview: nothing to show yet</title>
</head>
<body class="okrsite-preview-page">
<main>
<h1>Nothing to show yet</h1>
<p>The site will be here as soon as it can be built.</p>
</main>
{region}</body>
</html>
""")


def region(state: State, own: str, *, drafts: bool) -> Markup:
    """The region for the end of a page; `own` is where the preview's own files are."""
    return _REGION.format(
        build=build_name(state), number=state.number, banner=_BANNER if drafts else "", panel=panel(state), own=own,
    )  # fmt: skip


def panel(state: State) -> Markup:
    """The panel with the problems; empty where there are none."""
    if not state.errors:
        return Markup()
    count = len(state.errors)
    more = _MORE.format(count=count - _MOST) if count > _MOST else ""
    return _PANEL.format(
        count="1 error" if count == 1 else f"{count} errors",
        consequence="this is how the site was before" if state.build else "the site cannot be built",
        items=Markup("\n").join(map(_item, state.errors[:_MOST])),
        more=more,
    )


def page_without_build(state: State, own: str, *, drafts: bool) -> bytes:
    """What is shown before the first good build."""
    return _PAGE.format(region=region(state, own, drafts=drafts)).encode("utf-8", "backslashreplace")


def build_name(state: State) -> str:
    """What pages and headers call a build; empty before the first one."""
    return state.build.name if state.build else ""


def _item(problem: Diagnostic) -> Markup:
    file, line, column = problem.location
    hint = _HINT.format(hint=problem.hint) if problem.hint else ""
    return _ITEM.format(file=file, line=line, column=column, message=problem.message, hint=hint)
