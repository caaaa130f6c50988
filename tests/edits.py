"""A made-up company, and whatever may happen between two builds of its site: to its files, its settings, and the way that it is built.

`Company.edit` does one thing, drawn by a seed, and says which; it draws from the public methods of the three classes that it mixes.
"""

import os
import random
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from tests.generated import thousand_objectives
from tests.sites import objective, write

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
PEOPLE = {"person": "{name: Person One, email: one@acme.example}", "other": "{name: Somebody Else, role: Baker, unit: d0}"}
DAYS = ("2026-09-15", "2026-10-05", "2026-11-02", "2026-11-16", "2026-11-24", "2026-12-24", "2027-01-20")
HIDDEN = ("visibility: restricted", "visibility: board", "visibility: staff", "visibility: draft", "embargo: 2026-12-24")
_HIDES = r"^(visibility|embargo): .*\n"
SETTINGS = {
    "site": (
        "{title: Other}", "{url: https://okr.acme.example/}", "{url: https://okr.acme.example/sub/}", "{language: fr}",
        "{publish_email: true}", "{logo: picture.png}", "{url: https://okr.acme.example/, embeds: false}",
    ),
    "repository": ("{url: https://git.acme.example/okrs}", "{url: https://git.acme.example/okrs, branch: trunk}"),
    "levels": ("[firm, house, crew]", "[firm, house]"), "fiscal_year_start": ("2",),
    "cycles": ("[{id: 2026-q3, state: closed}]", "[{id: 2026-q4, title: Autumn}]", "[{id: sprint, start: 2026-11-02, end: 2026-11-29}]"),
    "status": ("{at_risk: 0.2}", "{at_risk: 0.01, off_track: 0.02}", "{stale_after: 3}", "{objective_status: worst}"),
    "unit_rollup": ("own", "tree"), "terms": ("{objective: Goal}", "{objective: Goal, key_result: Measure}"),
    "checks": ("{too-many-objectives: off}", "{key-result-count: {severity: warning, max: 2}}"),
    "theme": ('{accent: "#8c2f1b"}', "{font: serif}", "{footer: From us}", "{name: paper}", "{name: brand}", "{name: brand, tone: loud}"),
}  # fmt: skip
BRAND = {
    "brand/theme.yml": "extends: default\nsettings: {tone: calm}\n",
    "brand/static/brand.css": "h1 { letter-spacing: 0 }\n",
    "brand/templates/wins.html": '{% extends "default/wins.html" %}{% block opening %}<h1>{{ site.settings.tone }}</h1>{% endblock %}\n',
}


@dataclass(frozen=True)
class Way:
    """How a site is built."""

    as_of: str = "2026-11-23"
    audience: str = "public"
    jobs: int = 1
    waited: bool = False
    """Whether it is built long after the last change, so that the file system's times tell what is new."""


class _Base:
    """A company of some forty objectives and few people, five of them hidden, with everything that the edits work on."""

    def __init__(self, project: Path, published: Path, seed: int) -> None:
        self.project, self.published, self.rng = project, published, random.Random(seed)
        self.content, self.count, self.way = project / "content", 0, Way(jobs=1 + seed % 2)
        self.settings, self.people = {"site": "{url: https://okr.acme.example/}"}, dict(PEOPLE)
        files = {path: re.sub(r"Person \d*(\d)", r"Person \1", text) for path, text in thousand_objectives(40, seed).items()}
        files["content/2026-q4/o5.md"] += "\n![Us](../picture.png)\n"
        files["content/d0/2026-q4/o6.md"] += "\n[The plan](../plan.pdf)\n"
        write(project, {**files, **BRAND, "content/picture.png": "one", "content/d0/plan.pdf": "plan"})
        self.write_settings()
        self.write_people()
        for line in HIDDEN:
            self.say(line)

    def some(self, pattern: str = "**/o*.md", holding: str = "") -> Path:
        """A document, one that holds a pattern where there is any."""
        found = sorted(self.content.glob(pattern))
        return self.rng.choice([path for path in found if re.search(holding, path.read_text(), re.MULTILINE)] or found)

    def change(self, path: Path, pattern: str, by: str) -> None:
        path.write_text(re.sub(pattern, by, path.read_text(), count=1, flags=re.MULTILINE))

    def say(self, *lines: str, pattern: str = "**/o*.md") -> None:
        """Put lines at the head of a document's front matter."""
        self.change(self.some(pattern), r"^---$", "\n".join(["---", *lines]))

    def reference(self, path: Path) -> str:
        return path.relative_to(self.content).with_suffix("").as_posix()

    def write_settings(self) -> None:
        lines = "".join(f"{key}: {value}\n" for key, value in self.settings.items())
        write(self.project, {"okrsite.yml": "audiences: [board, staff]\n" + lines})

    def write_people(self) -> None:
        write(self.project, {"content/people.yml": "".join(f"{key}: {person}\n" for key, person in self.people.items())})


class _Values(_Base):
    """What people write into a document."""

    def value(self) -> None:
        self.change(self.some(), r"k1: \d+", f"k1: {self.rng.randrange(900)}")

    def title(self) -> None:
        self.change(self.some(), r"^title: .*", f"title: Another title {self.count}")

    def body(self) -> None:
        with self.some().open("a") as file:
            file.write(f"\nMore to say {self.count}.\n")

    def rewrite(self) -> None:
        """Another text below front matter that stays."""
        path = self.some()
        front = "".join(path.read_text().partition("\n---\n")[:2])
        text = self.rng.choice(["Words.", "[All](/index.md)", "[Me](/2026-q4/o1.md)", "![Us](/picture.png)", "[Nothing](no.md)"])
        path.write_text(f"{front}\n{text} {self.count}\n")

    def no_body(self) -> None:
        """A text goes, and may come back with `body`."""
        path = self.some()
        path.write_text("".join(path.read_text().partition("\n---\n")[:2]))

    def same_size(self) -> None:
        """A change that neither the size of the file nor the time that it carries tells of."""
        path = self.some()
        status = path.stat()
        self.change(path, r"k0: (\d)", f"k0: {self.rng.randrange(1, 10)}")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def align(self) -> None:
        parent = self.reference(self.some("2026-q*/o*.md"))
        to = self.rng.choice([parent, f"{{to: {parent}, contributes: false}}", f"{{to: {parent}, weight: 3}}"])
        self.change(self.some("*/**/o*.md"), r"^why: .*(\naligns_to: .*)?", f"why: It matters.\naligns_to: {to}")

    def aligned_key_result(self) -> None:
        parent = self.some("2026-q*/o*.md")
        self.change(parent, r"^key_results:$", f"key_results:\n  - {{id: all{self.count}, title: All of them, type: aligned}}")
        self.say(f"aligns_to: {self.reference(parent)}#all{self.count}", pattern="d*/2026-q*/o*.md")

    def rollup(self) -> None:
        self.say(f"rollup: {self.rng.choice(['aligned', 'both'])}")

    def weight(self) -> None:
        self.say(f"weight: {self.rng.randrange(4)}", pattern=self.rng.choice(["**/o*.md", "d*/**/index.md"]))

    def hide(self) -> None:
        self.say(self.rng.choice(HIDDEN))

    def show(self) -> None:
        self.change(self.some(holding=_HIDES), _HIDES, "")

    def owner(self) -> None:
        self.change(self.some(), r"^owner: .*", f"owner: {self.rng.choice(['person', 'other', 'Person 3', 'Nobody yet'])}")

    def judgement(self) -> None:
        self.say(self.rng.choice(["status: cancelled", "status: {is: paused, since: 2026-11-10}", "status: off_track", "kind: committed"]))

    def score(self) -> None:
        self.say("score: 0.6", "score_note: Nearly", "retrospective: We learned.", pattern="**/2026-q3/o*.md")

    def carried_on(self) -> None:
        self.say(f"continues: {self.reference(self.some('**/2026-q3/o*.md'))}", pattern="**/2026-q4/o*.md")

    def reported(self) -> None:
        day = f"2026-11-{self.rng.randrange(17, 30)}"
        self.change(self.some("**/2026-q4/o*.md"), r"^checkins:$", f"checkins:\n  - {{date: {day}, confidence: 7, win: Won {self.count}}}")

    def tag(self) -> None:
        self.say(f"tags: [tag-{self.rng.randrange(9)}]", pattern="2026-q*/o*.md")


class _Files(_Base):
    """What people do to documents as files."""

    def add(self) -> None:
        write(self.some().parent, {f"o{1000 + self.count}.md": objective(f"New {self.count}", "owner: person", "rollup: both", KEY_RESULT)})

    def remove(self) -> None:
        self.some().unlink()

    def move(self) -> None:
        self.some().rename(self.some().parent / f"o{2000 + self.count}.md")

    def rename(self) -> None:
        path = self.some()
        path.rename(path.with_name(f"o{3000 + self.count}.md"))

    def exchange(self) -> None:
        """Two documents take each other's place."""
        one, other = self.rng.sample(sorted(self.content.glob("**/o*.md")), 2)
        between = one.rename(self.content / "between")
        other.rename(one)
        between.rename(other)

    def unit(self) -> None:
        self.change(self.some("**/index.md"), r"^title: .*", f"title: Renamed {self.count}\nmission: Work well {self.count}")

    def new_unit(self) -> None:
        place = self.content / f"d0/n{self.count}"
        write(place, {"index.md": "---\ntitle: New team\n---\n", "2026-q4/o1.md": objective("First", KEY_RESULT)})

    def _team(self) -> Path:
        """The folder of a unit within another one; a new one, where all have been removed."""
        if not any(self.content.glob("d*/*/index.md")):
            self.new_unit()
        return self.some("d*/*/index.md").parent

    def move_unit(self) -> None:
        self._team().rename(self.content / f"d1/m{self.count}")

    def remove_unit(self) -> None:
        shutil.rmtree(self._team())

    def page(self) -> None:
        write(self.content, {"how.md": objective(f"How we work {self.count}", "type: page") + "\nLike this.\n"})

    def review(self) -> None:
        review = objective(f"What we learned {self.count}", "type: review", "date: 2026-10-02")
        write(self.some("**/2026-q3/o*.md").parent, {"review.md": review})

    def kpi(self) -> None:
        write(self.content, {"pulse.md": objective("Pulse", "type: kpi", f"values: {{2026-11-01: {self.count}}}")})
        self.change(self.some(), r"id: k0, ", "id: k0, kpi: pulse, ")

    def kpi_of_a_file(self) -> None:
        """A job adds a row to the file of a KPI, which some day begins to be, or is hidden."""
        way = self.rng.choice(["", "visibility: board"])
        write(self.content, {"d0/rate.md": objective("Rate", "type: kpi", "values_from: rate.csv", *filter(None, [way]))})
        with (self.content / "d0/rate.csv").open("a") as file:
            file.write(f"{2000 + self.count}-01-01,{self.rng.randrange(99)}\n")

    def alias(self) -> None:
        self.say(f"aliases: [old/name-{self.count}]")

    def link(self) -> None:
        target = os.path.relpath(self.some(), self.content / "2026-q4")
        with self.some("2026-q4/o*.md").open("a") as file:
            file.write(f"\nSee ![x](../picture.png) and [that]({target}).\n")

    def attachment(self) -> None:
        write(self.content, {self.rng.choice(["picture.png", "d0/plan.pdf"]): f"changed {self.count}"})

    def attach(self) -> None:
        write(self.content, {f"d0/more{self.count}.pdf": "more"})
        with self.some("d0/2026-q*/o*.md").open("a") as file:
            file.write(f"\n[More](../more{self.count}.pdf)\n")

    def detach(self) -> None:
        (self.content / "d0/plan.pdf").unlink(missing_ok=True)


class _Surroundings(_Base):
    """Settings, theme, people, and how the site is built."""

    def configure(self) -> None:
        key = self.rng.choice(sorted(SETTINGS))
        self.settings[key] = self.rng.choice(SETTINGS[key])
        self.write_settings()

    def back_to_default(self) -> None:
        self.settings.pop(self.rng.choice(sorted(self.settings) or [""]), None)
        self.write_settings()

    def person(self) -> None:
        other = f"{{name: Somebody Else {self.count % 2}, role: Baker {self.count}}}"
        self.people |= self.rng.choice([{"other": other}, {"person": "{name: Person One, avatar: picture.png}"}])
        self.write_people()

    def newcomer(self) -> None:
        self.people[f"new{self.count}"] = f"{{name: New {self.count}}}"
        self.say(f"contributors: [new{self.count}]")
        self.write_people()

    def leaver(self) -> None:
        self.people.pop(self.rng.choice(sorted(self.people)), None)
        self.write_people()

    def nobody_listed(self) -> None:
        (self.content / "people.yml").unlink(missing_ok=True)

    def override(self) -> None:
        files = {
            "overrides/_partials/footer.html": f"<p>Footer {self.count}</p>\n",
            "overrides/wins.html": f'{{% extends "default/wins.html" %}}{{% block opening %}}<h1>Won {self.count}</h1>{{% endblock %}}\n',
            "overrides/static/extra.css": f"h2 {{ margin: {self.count}px }}\n",
        }
        path = self.rng.choice(sorted(files))
        write(self.project, {path: files[path]})

    def no_override(self) -> None:
        found = sorted(path for path in (self.project / "overrides").rglob("*") if path.is_file())
        self.rng.choice(found).unlink() if found else self.override()

    def own_theme(self) -> None:
        path = self.rng.choice(sorted(BRAND))
        write(self.project, {path: BRAND[path].replace("calm", f"calm {self.count}") + "\n" * self.rng.randrange(1, 3)})

    def day(self) -> None:
        self.way = replace(self.way, as_of=self.rng.choice(DAYS))

    def audience(self) -> None:
        self.way = replace(self.way, audience=self.rng.choice(["public", "board", "staff"]))

    def jobs(self) -> None:
        self.way = replace(self.way, jobs=self.rng.choice([1, 2, 3]))

    def wait(self) -> None:
        self.way = replace(self.way, waited=not self.way.waited)

    def tamper(self) -> None:
        """Somebody changes, adds or removes a published page by hand."""
        pages = sorted(self.published.rglob("*.html"))
        if pages:
            page = self.rng.choice(pages)
            self.rng.choice([lambda: page.write_text("not ours"), page.unlink, lambda: (page.parent / "mine.txt").write_text("mine")])()

    def forget(self) -> None:
        shutil.rmtree(self.rng.choice([self.published, self.project / ".okrsite"]), ignore_errors=True)


class Company(_Values, _Files, _Surroundings):
    """The company with all that may be done to it."""

    def edit(self) -> str:
        """Do something; its name."""
        family = self.rng.choices([_Values, _Files, _Surroundings], [5, 4, 3])[0]
        kinds = [name for name, made in vars(family).items() if callable(made) and not name.startswith("_")]
        return self._do(self.rng.choice(kinds))

    def edit_texts(self) -> str:
        """The same in a company that hides nothing, where mostly texts change, with what they link to."""
        if self.rng.random() < 0.1:
            self.edit()
        for path in self.content.glob("**/*.md"):
            self.change(path, _HIDES, "")
        return self._do(self.rng.choice(["body", "body", "no_body", "link", "attachment", "rewrite", "rewrite", "rewrite"]))

    def _do(self, name: str) -> str:
        getattr(self, name)()
        self.count += 1
        return name
