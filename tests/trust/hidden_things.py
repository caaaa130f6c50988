"""A made-up organisation → the same with hidden things among its own, as plain data, and what is left of it for one audience.

Who may see a thing is worked out here from what was planted, not with the program. Each kind of hidden thing is chosen to reach a
published one through something that the two share: a number, a name, an order, an address, a suggestion, a limit.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.oracle.organisations import Data, Organisation, files, join, key_result_id, objective_ref, span, yaml_text
from tests.trust.canaries import canary, picture

AUDIENCES = ("board", "investors")
# What hides a thing: a visibility, and the day from which it is not hidden by a date.
Hiding = tuple[str, date | None]
Chain = tuple[Hiding, ...]


@dataclass
class Planted:
    """Files by path; what hides some of them; and the entries of people.yml, with the files that name each person."""

    files: dict[str, str | bytes]
    hidden: dict[str, Chain] = field(default_factory=dict)
    people: dict[str, Data] | None = None
    named_in: dict[str, set[str]] = field(default_factory=dict)

    def everything(self) -> dict[str, str | bytes]:
        """The repository as it is."""
        return self._with_people(self.files, self.people)

    def left_for(self, audience: str | None, as_of: date) -> dict[str, str | bytes]:
        """The repository of somebody who never held what this audience may not see."""
        left = {path: text for path, text in self.files.items() if _shown(self.hidden.get(path, ()), audience, as_of)}
        people = self.people and {key: entry for key, entry in self.people.items() if not self._is_hidden(key, left)}
        return self._with_people(left, people)

    def _is_hidden(self, key: str, left: Iterable[str]) -> bool:
        return key in self.named_in and not self.named_in[key] & set(left)

    @staticmethod
    def _with_people(held: dict[str, str | bytes], people: Data | None) -> dict[str, str | bytes]:
        return dict(held) if people is None else {**held, "content/people.yml": yaml_text(people)}


def _shown(chain: Chain, audience: str | None, as_of: date) -> bool:
    return all(name in ("public", audience) and (day is None or day <= as_of) for name, day in chain)


def plant(made: Organisation, rng: random.Random) -> Planted:
    """An organisation with things among its own that are hidden from some."""
    return _Planter(made, rng).planted()


class _Planter:
    """Plants kind after kind, in the order of `planted`."""

    def __init__(self, made: Organisation, rng: random.Random) -> None:
        self.made, self.rng, self.count = made, rng, 0
        made.config["audiences"] = list(AUDIENCES)
        made.config["checks"] = {"too-many-objectives": {"max": 2, "company": 2}}
        people = dict(made.people or {})
        made.people = None
        self.result = Planted({**files(made), **self.published()}, people=people)

    def published(self) -> dict[str, str | bytes]:
        """Things for everybody that come near to hidden ones: people nearly called like theirs, a picture of the same name."""
        cycle = min(objective["cycle"] for objective in self.made.objectives)
        near = {"title": "Published", "owner": "zoee", "contributors": ["zz-kof"], "key_results": [{"title": "One", "target": 3}]}
        return {
            join("content", cycle, "published.md"): f"---\n{yaml_text(near)}---\n<!-- {canary(0)} -->\n",
            "content/pictures.md": "---\ntype: page\ntitle: Pictures\n---\n![x](same.png)\n",
            "content/same.png": picture("for everybody"),
        }

    def planted(self) -> Planted:
        for kind in (
            self.twins, self.feeders, self.other_cycles, self.documents, self.address_takers, self.units, self.people,
            self.broken, self.unfit_folders, self.attachments,
        ):  # fmt: skip
            if self.rng.random() < 0.8:
                kind()
        return self.result

    # -- small draws --

    def word(self) -> str:
        self.count += 1
        return canary(self.rng.randrange(10) * 100 + self.count)

    def hiding(self) -> Hiding:
        """What hides a thing from some or from all."""
        return self.rng.choice([self.never(), *((name, None) for name in AUDIENCES)])

    def never(self) -> Hiding:
        """What hides a thing from every build of the day: it may be in the way of published things, or faulty."""
        later = self.made.as_of + timedelta(days=self.rng.choice([1, 30, 4000]))
        return self.rng.choice([("restricted", None), ("draft", None), ("public", later), ("board", later)])

    def unit(self) -> str:
        return self.rng.choice(sorted(self.made.units))

    def cycle(self) -> str:
        return str(self.rng.choice(sorted({objective["cycle"] for objective in self.made.objectives})))

    def document(self, path: str, front: Data, around: Chain = (), own: Hiding | None = None, body: str = "") -> None:
        """A document of a hidden thing; where nothing around it hides it, it hides itself."""
        own = own or (None if around and self.rng.random() < 0.7 else self.narrower(around))
        front = {**front, **written(own)}
        path = join("content", path)
        self.result.files[path] = f"---\n# {self.word()}\n{yaml_text(front)}---\n\n{body or self.word()}\n"
        self.result.hidden[path] = (*around, *((own,) if own else ()))

    def narrower(self, around: Chain) -> Hiding:
        """What may stand in a thing that is enclosed: never wider."""
        return self.rng.choice([*around, ("restricted", None)]) if around else self.hiding()

    def objective(self, **more: Any) -> Data:
        first, last = span(self.cycle(), self.made.config)
        key_results = [
            {"id": "kr-1", "title": self.word(), "target": 10, "current": 9, "unit": "EUR"},
            {"id": "kr-2", "title": self.word(), "target": 10, "current": 1},
        ]
        return {
            "title": self.word(), "why": self.word(), "tags": [self.word(), "shared"], "weight": 5, "key_results": key_results,
            "budget": {"amount": 1000, "currency": "EUR", "spent": 10}, "resources": [self.word()],
            "initiatives": [{"title": self.word(), "status": "doing", "due": last}], "status": {"is": "off_track", "since": first}, **more,
        }  # fmt: skip

    # -- kinds of hidden things --

    def twins(self) -> None:
        """Objectives with the bare id of a published one, in the same cycle and in others, so that references could become ambiguous."""
        for twin in self.rng.sample(self.made.objectives, min(3, len(self.made.objectives))):
            path = join(self.unit(), self.rng.choice([twin["cycle"], self.cycle()]), f"zz-{self.word()}.md")
            front = self.objective(id=twin["id"], aligns_to=objective_ref(twin)) if twin["unit"] not in path else self.objective()
            self.document(path, front, own=self.never())

    def feeders(self) -> None:
        """Objectives that would count in published ones: aligned to them, to their key results, or fed into their sums."""
        for parent in self.made.objectives:
            path = join(self.unit(), parent["cycle"], f"{self.word()}.md")
            front = self.objective(aligns_to=[{"to": objective_ref(parent), "weight": 9}])
            for above in parent["front"].get("key_results", [])[:1]:
                front["key_results"][0] = {
                    **{key: value for key, value in front["key_results"][0].items() if key != "unit"},
                    **({"unit": above["unit"]} if "unit" in above else {}),
                    "aligns_to": f"{objective_ref(parent)}#{key_result_id(above)}",
                }
            for kpi in self.made.kpis[:1]:
                front["key_results"][1]["kpi"] = join(kpi["unit"], kpi["id"])
            self.document(path, front)

    def other_cycles(self) -> None:
        """Objectives and reviews of cycles that nothing published is in: shorter ones, enclosing ones, the one of the day."""
        today = self.made.as_of
        for cycle in (f"{today:%Y-%m}", f"{today:%Y}-h{1 + (today.month > 6)}", f"{today.year - 1}", f"{today.year + 1}-t2"):
            self.document(join(self.unit(), cycle, f"{self.word()}.md"), self.objective())
            review = {"type": "review", "title": self.word(), "date": today}
            self.document(join(self.unit(), cycle, f"{self.word()}.md"), review)
        earlier = [o for o in self.made.objectives if span(o["cycle"], self.made.config)[1] < today]
        for objective in earlier[:1]:
            front = self.objective(continues=objective_ref(objective))
            self.document(join(self.unit(), f"{today.year + 1}", f"{self.word()}.md"), front)

    def documents(self) -> None:
        """KPIs, pages and reviews, some with the name of a published KPI."""
        for kpi in [*self.made.kpis, {"id": self.word()}]:
            values = {"values": {self.made.as_of: 3}, "tags": ["shared", self.word()]}
            self.document(join(self.unit(), f"a-{kpi['id']}.md"), {"type": "kpi", "title": self.word(), **values})
        unit, name = self.unit(), self.word()
        self.document(join(unit, f"{name}.md"), {"type": "kpi", "title": self.word(), "values_from": f"{name}.csv"})
        path = join("content", unit, f"{name}.csv")
        self.result.files[path] = f"date,{self.word()}\n{self.made.as_of},3\n"
        self.result.hidden[path] = self.result.hidden[join("content", unit, f"{name}.md")]
        self.document(join(self.unit(), f"{self.word()}.md"), {"type": "page", "title": self.word()})
        review = {"type": "review", "title": self.word(), "date": self.made.as_of}
        self.document(join(self.unit(), self.cycle(), f"{self.word()}.md"), review)

    def address_takers(self) -> None:
        """Things that want the address of a published thing, or one that the site needs for itself."""
        for taken in self.rng.sample(self.made.objectives, min(2, len(self.made.objectives))):
            reference = objective_ref(taken)
            self.document(join(self.cycle(), f"{self.word()}.md"), self.objective(aliases=[reference]), own=self.never())
            other = {**self.objective(id=taken["id"], cycle=taken["cycle"])}
            self.document(join(taken["unit"], f"zz-{self.word()}.md"), other, own=self.never())
        self.document("map.md", {"type": "page", "title": self.word()}, own=self.never())
        self.document("people/index.md", {"title": self.word()}, own=self.never())
        for unit in [unit for unit in self.made.units if "s" in unit][:1]:
            self.document(join(unit.replace("s", "ſ", 1), "index.md"), {"title": self.word()}, own=self.never())

    def units(self) -> None:
        """Units with units, objectives, documents and attachments below them, a draft within an audience, and faults."""
        for _ in range(self.rng.randint(1, 3)):
            unit, own = join(self.unit(), self.word()), self.hiding()
            self.document(join(unit, "index.md"), {"title": self.word(), "weight": 7, "lead": self.word()}, own=own)
            team = join(unit, "a-team")
            self.document(join(team, "index.md"), {"title": self.word(), "members": [self.word()]}, (own,), own=own)
            for folder in (unit, team):
                around = (own,) if folder == unit else (own, own)
                self.document(join(folder, self.cycle(), "focus.md"), self.objective(rollup="both"), around)
                self.document(join(folder, f"{self.word()}.md"), {"type": "kpi", "title": self.word()}, around, body="![x](same.png)")
                self.attachment(join(folder, "same.png"), around)
            self.document(join(unit, "no-index", f"{self.word()}.md"), {"title": self.word()}, (own,), own=("restricted", None))
            self.document(join(unit, self.cycle(), "wider.md"), self.objective(), (own,), own=own)

    def people(self) -> None:
        """People whom only hidden things name: one for each way in which a name could show."""
        unit, own = join(self.unit(), self.word()), self.never()
        self.document(join(unit, "index.md"), {"title": self.word()}, own=own)
        entries = {
            "zoe": {"name": "Objective Zoe " + self.word(), "role": self.word(), "unit": unit, "email": f"{canary(1)}@a.example"},
            "Ana": {"name": self.word(), "avatar": "faces/zoe.png"},
            "zz-kofy": {"name": "Sample " + self.word()},
            "zz-bad": {"name": self.word(), "avatar": "faces/none.png", "unit": self.word()},
        }
        self.attachment("faces/zoe.png", (("restricted", None),))
        for key, entry in entries.items():
            path = join(unit, self.cycle(), f"{self.word()}.md")
            self.document(path, self.objective(owner=key, contributors=[key]), (own,))
            assert self.result.people is not None
            self.result.people[key] = entry
            self.result.named_in[key] = {join("content", path)}

    def broken(self) -> None:
        """Documents with errors that no build may see or count."""
        never: Hiding = ("restricted", None)
        for front in (
            self.objective(unknown=self.word()), self.objective(aligns_to=self.word()), self.objective(key_results=[]),
            self.objective(progress=3), {"type": self.word(), "title": 3}, {"title": self.word(), "cycle": self.word()},
        ):  # fmt: skip
            self.document(join(self.unit(), self.cycle(), f"{self.word()}.md"), front, own=never, body=f"[x]({self.word()}.md)")
        ring = [self.word(), self.word()]
        for one, other in (ring, ring[::-1]):
            self.document(join(self.cycle(), f"{one}.md"), self.objective(aligns_to=other), own=never)

    def unfit_folders(self) -> None:
        """Folders that are neither units nor cycles, and folders in cycle folders, with nothing but hidden documents in them."""
        page = {"type": "page", "title": self.word()}
        self.document(join(self.unit(), self.word(), f"{self.word()}.md"), page, own=self.never())
        self.document(join(self.unit(), self.cycle(), self.word(), f"{self.word()}.md"), self.objective(), own=("restricted", None))

    def attachments(self) -> None:
        """Pictures to which hidden documents alone link, beside and below published ones of the same name."""
        self.attachment("faces/same.png", (("restricted", None),))
        body = "![x](/faces/same.png)"
        self.document(f"{self.word()}.md", {"type": "page", "title": self.word()}, own=("restricted", None), body=body)

    def attachment(self, path: str, chain: Chain) -> None:
        path = join("content", path)
        self.result.files[path] = picture(self.word(), packed=self.rng.random() < 0.5)
        self.result.hidden[path] = chain


def written(own: Hiding | None) -> Data:
    """The lines of front matter that hide a thing."""
    name, day = own or ("public", None)
    return {**({"visibility": name} if name != "public" else {}), **({"embargo": day} if day else {})}

