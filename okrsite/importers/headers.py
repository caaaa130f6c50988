"""The headers under which other systems and people keep OKRs in spreadsheets, English and French, by what the columns hold.

Known are those of Peoplebox, Betterworks, Culture Amp, PeopleCues, Mirro, Engagedly, BurningOKR, Viva Goals and Jira, and what people
call such columns when they make them by hand. They are compared in small letters, without accents, words parted by single blanks.
"""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "objective": "the objective, or a goal of any kind",
    "key_result": "the key result of the row's objective",
    "level": "whether the row is an objective, a key result or an initiative",
    "row_id": "what other rows call this one",
    "parents": "the rows that it supports, by id or title, several with commas between them",
    "description": "more about it, which becomes text of the document",
    "why": "why it matters now",
    "owner": "who is accountable",
    "email": "their mail address",
    "contributors": "who works on it too",
    "key_result_owner": "who is accountable for the key result",
    "division": "the unit, one level below the company",
    "department": "the unit, below a division",
    "team": "the unit, below a department",
    "subteam": "the unit, below a team",
    "unit_path": "the unit with those above it: Marketing > Growth",
    "scope": "whether it is the company's: Company, Department, Individual",
    "cycle": "the cycle: Q4 2026, FY26 Q1, 2026",
    "start_date": "its first day",
    "end_date": "its last day, or when it is due",
    "type": "how it is measured: number, percentage, binary, at least",
    "start": "the value at the start",
    "target": "the value to reach",
    "current": "the value now",
    "measured_in": "what is counted",
    "progress": "how far it is, in percent",
    "status": "how it is going",
    "objective_progress": "how far the objective is, in percent",
    "objective_status": "how the objective is going",
    "confidence": "how sure they are, 0 to 10",
    "weight": "its share",
    "kind": "aspirational or committed",
    "tags": "words to find it by",
    "visibility": "who may see it",
    "initiative": "work towards it",
    "note": "what was reported last",
    "updated": "on which day that was",
    "url": "where the number comes from",
    "action": "what the other system should do with the row",
    "text": "nothing that okrsite has a key for: it is kept in the text",
    "ignore": "nothing that is to be kept",
}
"""What a column may hold, by the name that `--map` takes; for numbered key results with a number behind it: `target_2`."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "objective": (
        "objective", "objectives", "objective title", "objective name", "okr", "goal", "goals", "goal title", "goal name", "objectif",
        "objectifs", "intitule de l objectif", "titre de l objectif", "titre", "title", "name", "nom", "summary", "ziel",
    ),
    "key_result": (
        "key result", "key results", "keyresult", "key result title", "key result name", "kr", "krs", "kr title", "kr name",
        "metric name", "metric", "measure", "resultat cle", "resultats cles", "resultat", "indicateur", "outcome", "schlusselergebnis",
    ),
    "level": (
        "level", "okr type", "item type", "object type", "niveau", "row type", "issue type", "work item type",
    ),
    "row_id": (
        "row id", "id", "okr reference", "reference", "goal id", "objective id", "goal identifier", "okr id", "identifiant", "no",
        "nr", "#", "ref", "external id", "issue id", "issue key", "work item id", "key",
    ),
    "parents": (
        "parent row ids", "parent row id", "parent goal ids", "parent goal id", "parent okr", "parent okrs", "parent", "parents",
        "parent id", "parent ids", "parent objective", "parent objectives", "parent goal", "parent title", "aligned to", "aligns to",
        "supports", "parent unit goal", "objectif parent", "contribue a", "aligne sur", "parent reference", "parent key", "parent issue",
    ),
    "description": (
        "description", "details", "objective description", "goal description", "notes", "beschreibung", "descriptif",
    ),
    "why": (
        "why", "rationale", "reason", "pourquoi", "raison", "motivation",
    ),
    "owner": (
        "owner", "owners", "owner name", "lead", "responsible", "accountable", "assignee", "assigned to", "dri", "objective owner",
        "goal owner", "responsable", "porteur", "pilote", "proprietaire", "referent", "verantwortlich",
    ),
    "key_result_owner": (
        "key result owner", "kr owner", "responsable du resultat cle", "porteur du resultat cle",
    ),
    "email": (
        "owner email", "owner emails", "owner e mail", "owner email id", "email", "e mail", "email address", "courriel",
        "adresse e mail", "mail",
    ),
    "contributors": (
        "contributors", "collaborators", "individual emails", "members", "participants", "contributeurs", "contributors emails",
    ),
    "division": (
        "division", "business unit", "business area", "direction", "pole", "branche",
    ),
    "department": (
        "department", "departments", "dept", "departement", "departements", "service", "area", "function", "abteilung",
    ),
    "team": (
        "team", "teams", "team name", "owner team", "squad", "group", "equipe", "equipes", "org unit", "organization unit",
        "unite organisationnelle",
    ),
    "subteam": (
        "sub team", "subteam", "sub group", "sous equipe", "cell", "pod", "chapter",
    ),
    "unit_path": (
        "unit path", "hierarchy", "path", "team path", "hierarchie", "organisation", "organization", "org",
    ),
    "scope": (
        "scope", "portee", "goal scope",
    ),
    "cycle": (
        "cycle", "goal cycle", "period", "time period", "timeframe", "time frame", "quarter", "session", "planning session", "term",
        "trimestre", "periode", "semestre", "year", "annee",
    ),
    "start_date": (
        "start date", "starts", "starts on", "starts at", "from", "date de debut", "debut le", "begin date",
    ),
    "end_date": (
        "end date", "ends", "due", "due date", "due at", "deadline", "due on", "target date", "date de fin", "echeance",
        "date d echeance", "date cible", "by when",
    ),
    "type": (
        "type", "goal type", "metric type", "key result type", "measurement type", "measurement", "kr type", "type de mesure",
        "unit type", "tracking type", "kind of metric",
    ),
    "start": (
        "start value", "starting value", "initial value", "baseline", "initial", "metric start value", "from value",
        "valeur de depart", "valeur initiale", "depart", "point de depart", "base", "reference value",
    ),
    "target": (
        "target", "target value", "goal value", "metric target value", "type value", "to value", "cible", "valeur cible", "but",
        "objectif chiffre", "a atteindre", "ziel wert",
    ),
    "current": (
        "current", "current value", "actual", "actual value", "latest", "latest value", "value", "now", "result",
        "metric current value", "valeur actuelle", "actuel", "realise", "valeur", "a date", "aktuell",
    ),
    "measured_in": (
        "measured in", "unit of measure", "uom", "metric unit", "unite", "unite de mesure", "currency", "devise",
    ),
    "progress": (
        "progress", "progress %", "% progress", "% complete", "completion", "percent complete", "complete", "progress percent",
        "avancement", "progression", "% avancement", "% atteint", "taux de realisation", "score %", "attainment",
        "key result progress", "kr progress",
    ),
    "objective_progress": (
        "objective progress", "goal progress", "okr progress", "avancement de l objectif",
    ),
    "status": (
        "status", "progress status", "state", "health", "rag", "statut", "etat", "meteo", "key result status", "kr status",
    ),
    "objective_status": (
        "objective status", "goal status", "statut de l objectif",
    ),
    "confidence": (
        "confidence", "confidence level", "confidence score", "confiance", "niveau de confiance",
    ),
    "weight": (
        "weight", "weighting", "contribution", "ponderation", "poids", "weightage",
    ),
    "kind": (
        "kind", "commitment", "aspirational or committed", "ambition", "objective kind",
    ),
    "tags": (
        "tags", "tag", "labels", "label", "categories", "category", "themes", "theme", "etiquettes", "mots cles", "categorie",
        "thematique",
    ),
    "visibility": (
        "visibility", "privacy", "visibilite", "confidentialite", "private",
    ),
    "initiative": (
        "initiative", "initiatives", "action plan", "actions", "tasks", "projects", "project", "taches", "projet", "plan d action",
    ),
    "note": (
        "comment", "comments", "check in", "check in note", "last check in", "latest update", "commentaire", "commentaires",
        "remarque", "remarques", "last comment",
    ),
    "updated": (
        "updated", "last updated", "last update", "updated at", "date of update", "last check in date", "mis a jour le",
        "date de mise a jour", "derniere mise a jour",
    ),
    "url": (
        "url", "link", "source", "data source", "lien", "dashboard",
    ),
    "action": (
        "action", "objective action", "goal action",
    ),
}  # fmt: skip
"""The headers of each field."""
