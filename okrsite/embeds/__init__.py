"""A reference and what to show of it → HTML that stands in a page of another site, such as a company's handbook.

How the parts fit together:

- `Embeds` is a project that fragments are made of: `Embeds.of(loaded, project)` from what `okrsite.reading.load` gives, or
  `Embeds(site, renderer)` where both are there already. `embeds.html(ask, root)` and `embeds.link(reference)` never raise for what
  somebody wrote: they give a note and a Diagnostic.
- `okrsite.embeds.markdown_extension.OkrExtension` is the Python-Markdown extension (entry point `okrsite`): fenced blocks and `okr:`
  links. By itself it reads the project that its options name. A program that has the project already, such as the MkDocs plugin, makes
  it with `OkrExtension(embeds=embeds, here=here, tell=tell)` and appends that instance to the host's Markdown extensions, in the place
  of one called `okrsite` that may stand there. One instance serves all pages, one after the other, and may be kept between builds:

  - `embeds` is an `Embeds`, or a function without arguments that gives the present one;
  - `here` is a function without arguments → `Here(root, file, source)`, asked once for each page: `root` leads from the page to the
    OKR pages (`../../okrs/`), `file` names the page in messages, and `source` is its whole text, with front matter, by which lines are
    found; it may be empty;
  - `tell` is a function that hears each Diagnostic (a warning with file, line, message and hint); by default they are logged as
    warnings of `mkdocs.okrsite`, which `mkdocs build --strict` counts.

  The host loads the style sheet once: `embeds.style` are its bytes, and the extension made like this adds no link to it. All rules are
  below the class `okr-embed`.
- `okrsite.embeds.macros` is the same as macros (`define_env`), for mkdocs-macros and Zensical. In MkDocs it looks for a plugin that has
  attributes or properties `embeds` (an `Embeds`) and `here` (a function as above), so that a project is read once.

Frames for wikis and badges are pages and files of the site itself: `okrsite.pages.embed`, `okrsite.publish.badge`
(`badge_svg(badge_of_objective(site, reference))`, `badge_svg(badge_of_unit(site, reference))`).
"""

from okrsite.embeds.asking import Ask
from okrsite.embeds.embeds import Embeds, Here

__all__ = ["Ask", "Embeds", "Here"]
