"""The words that give a title away, by language: what is made, gone on with, done, or only said to get better.

A language has its own lists, because verbs are found by form: English and French titles open with them, German ones may end with them.
Rules listen to English ones everywhere, since companies of many countries write in it.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from msgspec import Struct

LONGEST_PHRASE: Final = 3
# Numbers that are no amounts: within names (B2B, ISO 27001, v2, Stage 4) and years.
_NAMED = re.compile(
    r"\b[A-Z]{2,}[ -]?\d[\d.:-]*|(?<=\S )[A-Z][a-z]+ \d+(?:\W{1,4}\d+)*|\w*[^\W\d]\d\w*|\w*\d[^\W\d]\w*|\b(?:19|20|21)\d\d\b|\b24/7\b"
)
_THINGS = ("building", "engineering", "everything", "marketing", "something", "spring")  # no verbs, for all their endings
# Signs that set an amount as a target, whatever the language.
_LIMIT = re.compile(r"%|[≤≥<>]\s*\d|\d\s*\+|\d/\d")


class Vocabulary(Struct, frozen=True):
    """What titles open with, or in some languages end with: `outputs` (things made), `habits` (going on), `activities`, `vague` verbs.

    `purposes` are words after which a title says what something is good for; `intangible` things are no outputs, whoever builds them; with
    `particles` right after the verb, no thing is named at all: “deliver on the promised day”. `limits` are words that set an amount as a
    target: “within 25 minutes”.
    """

    outputs: frozenset[str]
    habits: frozenset[str]
    activities: frozenset[str]
    vague: frozenset[str]
    purposes: frozenset[str]
    intangible: frozenset[str]
    particles: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    ends_with_verbs: bool = False

    def __or__(self, other: "Vocabulary") -> "Vocabulary":
        return Vocabulary(
            self.outputs | other.outputs, self.habits | other.habits, self.activities | other.activities, self.vague | other.vague,
            self.purposes | other.purposes, self.intangible | other.intangible, self.particles | other.particles,
            self.limits | other.limits, self.ends_with_verbs or other.ends_with_verbs,
        )  # fmt: skip

    def names_output(self, title: str) -> str | None:
        """The verb with which a title names what will be made, and nothing of what that is good for."""
        verb, words = self._verb(title, self.outputs), words_of(title)
        if not verb or set(words) & (self.purposes | self.intangible):
            return None
        after = words[len(verb.split()) :][:1]
        return None if set(after) & self.particles else verb

    def names_habit(self, title: str) -> str | None:
        """The words with which a title asks to go on as before."""
        words = words_of(title)
        keeps_doing = words[:1] == ["keep"] and len(words) > 1 and words[1].endswith("ing") and words[1] not in _THINGS
        return " ".join(words[:2]) if keeps_doing else self._verb(title, self.habits)

    def names_task(self, title: str) -> str | None:
        """The verb that makes a title a task."""
        return self._verb(title, self.activities | self.outputs)

    def names_wish(self, title: str) -> str | None:
        """The verb with which a title says that something gets better, and not how much."""
        return self._verb(title, self.vague)

    def names_limit(self, title: str) -> bool:
        """Whether a title sets an amount as a target."""
        words = f" {' '.join(words_of(title))} "
        return counts_something(title) and (bool(_LIMIT.search(title)) or any(f" {limit} " in words for limit in self.limits))

    def _verb(self, title: str, verbs: frozenset[str]) -> str | None:
        words = words_of(title)
        phrases = [" ".join(words[:length]) for length in range(LONGEST_PHRASE, 0, -1)]
        if self.ends_with_verbs:
            phrases += words[-1:]
        return next((phrase for phrase in phrases if phrase in verbs), None)


def counts_something(title: str) -> bool:
    """Whether there is a number in a title that is an amount."""
    return any(character.isdigit() for character in _NAMED.sub(" ", title))


def words_of(title: str) -> list[str]:
    """The words of a title in small letters, without what stands in square brackets before it."""
    return re.findall(r"\w+", re.sub(r"^\s*\[[^\]]*\]", "", title).casefold())


@cache
def vocabulary_for(language: str) -> Vocabulary:
    """English words, and those of a language such as fr or de-AT where there are some."""
    own = _VOCABULARIES.get(re.split("[-_]", language)[0])
    return _ENGLISH | own if own else _ENGLISH


def _listed(text: str, *phrases: str) -> frozenset[str]:
    return frozenset((*text.split(), *phrases))


def _english(text: str, *phrases: str) -> frozenset[str]:
    """English verbs with what they are called while they go on and once they are over."""
    return frozenset((*(form for verb in text.split() for form in _forms(verb)), *phrases))


def _forms(verb: str) -> Iterable[str]:
    stem = verb.removesuffix("e")
    return verb, f"{stem}ing", f"{stem}ed"


_ENGLISH = Vocabulary(
    outputs=_english(
        "launch build ship implement create deliver release complete develop deploy write publish migrate hire redesign"
        " install produce",
        "built", "shipping", "shipped", "wrote", "written", "set up", "setting up", "roll out", "rolled out", "rolling out", "put in place",
    ),
    habits=_english("continue maintain remain sustain", "keep on", "keep up", "carry on", "go on", "stay"),
    activities=_english(
        "analyse analyze assemble assess attend audit automate begin conduct configure define design document draft"
        " establish evaluate finalise finalize finish identify integrate investigate organise organize plan prepare"
        " recruit refactor research review schedule start train update upgrade visit",
        "began", "begun", "hold", "held", "meet", "run", "ran", "map", "mapped", "planning", "planned", "set", "test", "tested",
    ),
    vague=_english(
        "accelerate boost decrease enable encourage enhance facilitate foster grow help improve increase lower maximise"
        " maximize minimise minimize optimise optimize promote raise reduce simplify streamline strengthen support",
        "better", "cut", "grew", "more", "less", "work on",
    ),
    purposes=_listed(
        "because better cheaper easier faster fewer less more only safer so sooner than that to where which who whom"
        " whose without"
    ),
    intangible=_listed(
        "brand community company confidence culture experience excellence growth habit loyalty momentum organisation"
        " organization partnership quality promise promised relationships reputation resilience results satisfaction service services"
        " support team teams trust value"
    ),
    particles=_listed("against for in on right up upon with"),
    limits=_listed(
        "above below over under within", "at least", "at most", "less than", "more than", "fewer than", "or less", "or more", "up to",
    ),
)  # fmt: skip

_FRENCH = Vocabulary(
    outputs=_listed(
        "lancer lancement construire construction créer création livrer livraison déployer déploiement développer"
        " publier publication rédiger rédaction écrire migrer migration embaucher implémenter implémentation installer"
        " installation concevoir refondre refonte produire",
        "mettre en place", "mise en place", "mettre en service", "mise en service", "mettre en œuvre", "mise en œuvre", "mettre en ligne",
        "mise en ligne",
    ),
    habits=_listed("continuer maintenir poursuivre pérenniser rester demeurer"),
    activities=_listed(
        "analyser analyse animer assister auditer audit automatiser commencer configurer définir définition démarrer"
        " documenter élaborer établir étudier évaluer évaluation examiner finaliser finir former identifier intégrer"
        " mener organiser organisation planifier préparer préparation recenser rechercher recruter recrutement réaliser"
        " rencontrer tester tenir terminer visiter",
        "mettre à jour", "mise à jour",
    ),
    vague=_listed(
        "accélérer accroître aider améliorer amélioration appuyer augmenter baisser booster consolider diminuer"
        " dynamiser encourager faciliter favoriser fluidifier maximiser mieux minimiser moderniser optimiser"
        " optimisation promouvoir réduire renforcer simplifier soutenir",
        "plus de", "moins de", "contribuer à",
    ),
    purposes=_listed("afin car davantage dont mieux moins où parce plus pour que qu qui sans"),
    intangible=_listed(
        "communauté confiance croissance culture délais entreprise équipe équipes expérience fidélité heure jour marque"
        " partenariat qualité relation relations réputation satisfaction service temps valeur"
    ),
    particles=_listed("à au aux contre dans en sur"),
    limits=_listed("maximum minimum", "au moins", "au plus", "moins de", "plus de", "ou moins", "ou plus", "jusqu à"),
)  # fmt: skip

_GERMAN = Vocabulary(
    outputs=_listed(
        "bauen aufbauen aufbau ausliefern auslieferung ausrollen bereitstellen bereitstellung einführen einführung"
        " einrichten einrichtung einstellen entwickeln entwicklung erstellen erstellung fertigstellen fertigstellung"
        " implementieren implementierung launchen migrieren migration produzieren schreiben umsetzen umsetzung"
        " veröffentlichen veröffentlichung"
    ),
    habits=_listed("aufrechterhalten beibehalten bleiben fortführen fortsetzen weiterführen weiterhin weitermachen"),
    activities=_listed(
        "abhalten abschließen analysieren analyse aktualisieren aktualisierung auswerten automatisieren beginnen"
        " bewerten definieren definition dokumentieren dokumentation durchführen durchführung entwerfen entwurf"
        " erarbeiten erarbeitung erheben evaluieren festlegen identifizieren integrieren konzipieren organisieren planen"
        " planung prüfen recherchieren schulen starten testen untersuchen vorbereiten vorbereitung"
    ),
    vague=_listed(
        "ausbauen beschleunigen erhöhen erleichtern fördern förderung maximieren mehr minimieren optimieren optimierung"
        " reduzieren senken stärken stärkung steigern steigerung unterstützen unterstützung verbessern verbesserung"
        " vereinfachen verringern weiterentwickeln"
    ),
    purposes=_listed("besser damit dass mehr ohne schneller sodass um weil weniger wo"),
    intangible=_listed("erfahrung gemeinschaft kultur marke qualität ruf team unternehmen vertrauen wachstum wert zufriedenheit"),
    limits=_listed("höchstens mindestens unter über binnen innerhalb maximal", "mehr als", "weniger als"),
    ends_with_verbs=True,
)

_SPANISH = Vocabulary(
    outputs=_listed(
        "lanzar lanzamiento construir construcción crear creación entregar entrega implementar implementación implantar"
        " implantación desarrollar desarrollo desplegar despliegue publicar publicación redactar redacción escribir"
        " migrar migración contratar instalar instalación producir rediseñar",
        "poner en marcha", "puesta en marcha", "poner en producción",
    ),
    habits=_listed("continuar mantener permanecer proseguir seguir", "seguir siendo"),
    activities=_listed(
        "actualizar analizar análisis asistir auditar automatizar capacitar celebrar comenzar configurar definir"
        " definición diseñar documentar elaborar empezar establecer estudiar evaluar evaluación examinar finalizar"
        " formar identificar integrar investigar iniciar organizar planificar planificación preparar preparación probar"
        " realizar reclutar revisar revisión terminar visitar",
        "llevar a cabo",
    ),
    vague=_listed(
        "acelerar apoyar aumentar ayudar consolidar disminuir facilitar fomentar fortalecer impulsar incrementar"
        " maximizar mejor mejora mejorar minimizar modernizar optimizar optimización potenciar promover reducir reforzar"
        " simplificar",
        "más", "menos", "contribuir a",
    ),
    purposes=_listed("cuando donde más mejor menos para porque que quien quienes sin"),
    intangible=_listed(
        "calidad comunidad confianza crecimiento cultura empresa equipo equipos experiencia fidelidad marca relaciones"
        " reputación satisfacción servicio valor"
    ),
    particles=_listed("a al contra en sobre"),
    limits=_listed("máximo mínimo", "al menos", "como máximo", "menos de", "más de", "o menos", "o más", "por debajo de", "por encima de"),
)  # fmt: skip

_VOCABULARIES = {"fr": _FRENCH, "de": _GERMAN, "es": _SPANISH}
