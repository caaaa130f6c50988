"""Made-up projects for tests: one of a thousand objectives, and one with everything that a layout may break on."""

import random

_VERBS = "Become Make Win Raise Rebuild Simplify Double Open Prove Earn Shorten Grow".split()
_THINGS = (
    "the first choice of small shops|our name in the market|trust in our numbers|the way new customers begin|every answer we give|"
    "the road from order to delivery|a calm rota|the waiting list|the monthly close|quality at the first attempt"
).split("|")
_CYCLES = {"2026-q3": ("2026-08-03", "2026-09-21"), "2026-q4": ("2026-10-12", "2026-11-16")}
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "زيادة الوعي بالعلامة التجارية في السوق المحلية"


def thousand_objectives(count: int = 1000, seed: int = 1) -> dict[str, str]:
    """A company of departments and teams with so many objectives in two cycles, aligned upwards."""
    rng = random.Random(seed)
    files = {"content/index.md": "---\ntitle: Acme\nlead: Person 0\n---\n"}
    units = _units(max(3, count // 8))
    for number, unit in enumerate(units[1:], start=1):
        files[f"content/{unit}/index.md"] = f"---\ntitle: Unit {number}\nlead: Person {number % 97}\n---\n"
    for number in range(count):
        unit, cycle = units[number % len(units)], list(_CYCLES)[number // len(units) % 2]
        files["/".join(filter(None, ("content", unit, cycle, f"o{number}.md")))] = _objective(rng, number, unit, cycle)
    return files


def _units(count: int) -> list[str]:
    departments = max(2, int(count**0.5))
    teams = [f"d{index % departments}/t{index // departments}" for index in range(count - departments - 1)]
    return ["", *(f"d{index}" for index in range(departments)), *teams]


def _objective(rng: random.Random, number: int, unit: str, cycle: str) -> str:
    first, second = _CYCLES[cycle]
    title = f"{rng.choice(_VERBS)} {rng.choice(_THINGS)} {number}"
    lines = ["---", f"title: {title}", f"owner: Person {rng.randrange(97)}", "why: It matters now.", "key_results:"]
    for index in range(3):
        lines.append(f"  - {{id: k{index}, title: Measure {index} of {number}, target: {rng.randint(10, 900)}, unit: things}}")
    lines.append("checkins:")
    for day in (first, second):
        values = ", ".join(f"k{index}: {rng.randint(0, 500)}" for index in range(3))
        lines.append(f"  - {{date: {day}, by: Person {rng.randrange(97)}, values: {{{values}}}, note: A note about it.}}")
    above = unit.rpartition("/")[0] if unit else None
    if above is not None:
        lines.append(f"tags: [tag-{number % 7}]")
    return "\n".join([*lines, "---", "", "## Plan", "", "We begin with the small things.", ""])


def stress_site() -> dict[str, str]:
    """Very long words, titles and names, right-to-left text, huge and negative numbers, empty and crowded places."""
    long_title = " ".join(["An objective whose title goes on and on,"] * 6) + f" {LONG_WORD}"
    person = "Maria-Magdalena " + "von und zu " * 6 + "Hohenstaufenberg"
    key_results = "\n".join(
        f"  - {{id: k{index}, title: \"{title}\", target: {target}, current: {current}, unit: \"{unit}\"}}"
        for index, (title, target, current, unit) in enumerate(
            [
                (long_title, 123456789012345, -98765432101234, LONG_WORD),
                (ARABIC, 10, 25, "%"),
                ("Revenue", 123456789, 1234567.89, "EUR"),
                (LONG_WORD, 10, 0, LONG_WORD),
            ]
        )
    )
    objective = (
        f'---\ntitle: "{long_title}"\nid: long\nowner: {person}\nwhy: "{LONG_WORD} {LONG_WORD}"\ntags: [{LONG_WORD}, short]\n'
        f'contributors: [{", ".join(f"Contributor number {n}" for n in range(12))}]\nkey_results:\n{key_results}\n'
        f'checkins:\n  - {{date: 2026-11-02, by: "{person}", note: "{LONG_WORD * 3}", win: "{ARABIC}"}}\n---\n'
        f"# {LONG_WORD}\n\n| a | b | c | d | e | f | g |\n|---|---|---|---|---|---|---|\n|" + f" {LONG_WORD} |" * 7 + "\n\n"
        f"```\n{LONG_WORD * 4}\n```\n\n{LONG_WORD * 3}\n"
    )
    return {
        "okrsite.yml": "site: {title: " + LONG_WORD + "}\n",
        "content/index.md": f'---\ntitle: "{long_title}"\nmission: "{LONG_WORD} {ARABIC}"\nlead: {person}\n---\n',
        "content/2026-q4/long.md": objective,
        "content/2026-q4/arabic.md": f'---\ntitle: "{ARABIC}"\naligns_to: long\nkey_results: [{{title: "{ARABIC}", target: 5}}]\n---\n',
        "content/" + LONG_WORD.lower() + "/index.md": f'---\ntitle: "{LONG_WORD}"\nmembers: [{person}]\n---\n',
        "content/" + LONG_WORD.lower() + "/2026-q4/x.md": objective.replace("id: long", "id: other"),
        "content/kpi.md": (
            f'---\ntitle: "{long_title}"\ntype: kpi\nunit: {LONG_WORD}\ngood: at_least\ntarget: 5\nvalues: {{2026-11-01: 3}}\n---\n'
        ),
        "content/empty/index.md": "---\ntitle: Empty unit\n---\n",
    }
