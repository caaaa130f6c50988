"""Tables as other systems write them: their headers are known by name, and what they mean arrives (rows about the sample company)."""

from decimal import Decimal
from pathlib import Path

from tests.importers.importing import body, documents, front, imported

REORDERS = {"id": "reorders", "title": "Reorders", "start": 2, "target": 9}


def test_peoplebox_rows_name_their_parents_and_goals_that_measure_one_are_its_key_results(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "Row ID,Parent Row IDs,Parent Goal IDs,Goal ID,Action,Goal Title,Owner Emails,Goal Cycle,Goal Type,Scope,Departments,Start Date,"
        "End Date,Description,Starting Value,Target Value,Current Value,Progress Status,Check-in Type,Tags\n"
        "1,,,,,Cities choose us,ines@wainfield.example,Q4 2026,Default Progress,Company,,10/01/2026,12/31/2026,Tenders first,,,,On Track,"
        "Auto Rollup,\"growth, cities\"\n"
        "2,1,,,,Win workshops over,\"clara@wainfield.example,baptiste@wainfield.example\",Q4 2026,Default Progress,Department,Commerce,"
        "10/01/2026,12/31/2026,,,,,,Auto Rollup,\n"
        "3,2,,,,Partner workshops,clara@wainfield.example,Q4 2026,Number,Department,Commerce,10/01/2026,12/31/2026,,12,30,18,On Track,"
        "Manual,\n"
        "4,2,,,,Service revenue,clara@wainfield.example,Q4 2026,Euro,Department,Commerce,10/01/2026,12/31/2026,,\"€100,000\",\"€250,000\","
        "\"€140,000\",Behind,Manual,\n"
        "5,2,,,,Tender won,clara@wainfield.example,Q4 2026,Binary,Department,Commerce,10/01/2026,12/31/2026,,0,1,1,On Track,Manual,\n"
        "6,\"1,2\",,,,Repair in two days,yusuf@wainfield.example,Q4 2026,Custom Percent,Department,Service,10/01/2026,12/31/2026,,40,80,55,"
        "On Track,Manual,\n"
    ))  # fmt: skip
    assert documents(project) == {
        "index.md", "2026-q4/cities-choose-us.md", "commerce/index.md", "commerce/2026-q4/win-workshops-over.md", "service/index.md",
        "service/2026-q4/repair-in-two-days.md",
    }  # fmt: skip
    workshops = front(project, "commerce/2026-q4/win-workshops-over.md")
    assert workshops["aligns_to"] == "2026-q4/cities-choose-us"
    assert (workshops["owner"], workshops["contributors"]) == ("clara", ["baptiste"])
    assert workshops["key_results"] == [
        {"id": "partner-workshops", "title": "Partner workshops", "start": 12, "target": 30, "current": 18, "status": "on_track"},
        {"id": "service-revenue", "title": "Service revenue", "start": 100000, "target": 250000, "current": 140000, "unit": "EUR",
         "status": "at_risk"},
        {"id": "tender-won", "title": "Tender won", "type": "boolean", "done": True, "status": "on_track"},
    ]  # fmt: skip
    repair = front(project, "service/2026-q4/repair-in-two-days.md")
    assert repair["aligns_to"] == ["2026-q4/cities-choose-us", "commerce/2026-q4/win-workshops-over"]
    assert repair["key_results"][0]["unit"] == "%"
    assert front(project, "2026-q4/cities-choose-us.md")["tags"] == ["growth", "cities"]
    assert body(project, "2026-q4/cities-choose-us.md").startswith("Tenders first\n")
    people = (project / "content/people.yml").read_text()
    assert "clara: {name: clara, email: clara@wainfield.example}\n" in people


def test_betterworks_milestones_measure_the_goal_above_them(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "name,type,progress,start_date,end_date,owner_email,categories,description\n"
        "Cities order again,goal,40%,2026-10-01,2026-12-31,clara@wainfield.example,growth;cities,Reorders first\n"
        "Five reorders signed,milestone,60%,2026-10-01,2026-12-31,clara@wainfield.example,,\n"
        "Depot visited,milestone,100%,2026-10-01,2026-11-30,baptiste@wainfield.example,,\n"
        "Winter of repair,goal,25%,2026-10-01,2026-12-31,yusuf@wainfield.example,,\n"
    ))  # fmt: skip
    found = front(project, "2026-q4/cities-order-again.md")
    assert found["tags"] == ["growth", "cities"]
    assert found["key_results"] == [
        {"id": "five-reorders-signed", "title": "Five reorders signed", "target": 100, "current": 60, "unit": "%"},
        {"id": "depot-visited", "title": "Depot visited", "owner": "baptiste", "due": "2026-11-30", "target": 100, "current": 100,
         "unit": "%"},
    ]  # fmt: skip
    winter = front(project, "2026-q4/winter-of-repair.md")
    assert (winter["rollup"], winter["progress"]) == ("manual", Decimal("0.25"))


def test_culture_amp_has_key_results_in_numbered_columns_and_goals_that_are_not_for_everybody(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "email,name,description,visibility,individual_emails,due_at,created_at,priority,status,completion,key_result_1_title,"
        "key_result_1_completion,key_result_2_title,key_result_2_completion\n"
        "clara@wainfield.example,Cities order again,Reorders first,everyone,baptiste@wainfield.example,2026-12-31,2026-10-02,2,ongoing,45,"
        "Reorders signed,60,Depot visited,30\n"
        "yusuf@wainfield.example,Learn to weld,,manager,,2026-12-31,2026-10-02,0,created,0,Course finished,0,,\n"
    ))  # fmt: skip
    found = front(project, "2026-q4/cities-order-again.md")
    assert [entry["current"] for entry in found["key_results"]] == [60, 30]
    assert (found["owner"], found["contributors"]) == ("clara", ["baptiste"])
    assert "visibility" not in found
    assert "- **priority:** 2" in body(project, "2026-q4/cities-order-again.md")
    assert front(project, "2026-q4/learn-to-weld.md")["visibility"] == "restricted"


def test_peoplecues_has_a_row_for_each_metric(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "Objective Title,Owner_Email_ID,Start_Date,Due_Date,Description,Metric_Name,Metric_Type,Metric_Start_Value,Metric_Target_Value\n"
        "Cities order again,clara@wainfield.example,2026-10-01,2026-12-31,Reorders first,Reorders,Number,2,9\n"
        "Cities order again,clara@wainfield.example,2026-10-01,2026-12-31,Reorders first,Share of cities,Percentage,10,45\n"
        "Winter of repair,yusuf@wainfield.example,2026-10-01,2026-12-31,,Repair revenue,Currency,\"$10,000\",\"$1.2M\"\n"
    ))  # fmt: skip
    share = {"id": "share-of-cities", "title": "Share of cities", "start": 10, "target": 45, "unit": "%"}
    assert front(project, "2026-q4/cities-order-again.md")["key_results"] == [REORDERS, share]
    (revenue,) = front(project, "2026-q4/winter-of-repair.md")["key_results"]
    assert (revenue["start"], revenue["target"], revenue["unit"]) == (10000, 1200000, "USD")


def test_mirro_goals_are_measured_themselves(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "Objective Action,Objective ID,Title,Description,Type,Type Value\n"
        "add,,Cities order again,Reorders first,percentage,100\n"
        "update,17,Partner workshops,,number,30\n"
        "delete,18,Old goal,,number,3\n"
    ), "--cycle", "2026-q4")  # fmt: skip
    assert documents(project) == {"index.md", "2026-q4/cities-order-again.md", "2026-q4/partner-workshops.md"}
    (measure,) = front(project, "2026-q4/cities-order-again.md")["key_results"]
    assert (measure["title"], measure["target"], measure["unit"]) == ("Cities order again", 100, "%")
    assert "Old goal" in body(project, "index.md")


def test_engagedly_goals_have_a_state_and_no_numbers(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "Goal,Notes,Goal Identifier,Start Date,End Date,Notification Frequency,Check-In Type,Status,Assigner\n"
        "Cities order again,Reorders first,G-1,01-Oct-2026,31-Dec-2026,Weekly,Manual,On Track,Inês Carvalho\n"
    ))  # fmt: skip
    found = front(project, "2026-q4/cities-order-again.md")
    assert found == {"title": "Cities order again", "rollup": "aligned", "status": "on_track"}
    text = body(project, "2026-q4/cities-order-again.md")
    assert "Reorders first" in text and "- **Assigner:** Inês Carvalho" in text


def test_burningokr_tells_values_by_start_and_end_and_the_company_by_its_name(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "team,objective,progress,parentUnitGoal,keyResult,description,start,end,actual,unit\n"
        "Commerce,Cities order again,0.43,Cities choose us,Reorders,,2,9,5,orders\n"
        "Company,Cities choose us,0.9,,Tenders won,,0,3,1,tenders\n"
    ), "--cycle", "2026-q4")  # fmt: skip
    found = front(project, "commerce/2026-q4/cities-order-again.md")
    assert found["aligns_to"] == "2026-q4/cities-choose-us"
    assert found["key_results"] == [{**REORDERS, "current": 5, "unit": "orders"}]
    assert body(project, "commerce/2026-q4/cities-order-again.md") == ""
    assert "progress:** 0.9" in body(project, "2026-q4/cities-choose-us.md")  # which the numbers contradict


def test_viva_goals_says_of_each_row_what_it_is(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, (
        "OKR Reference,Parent OKR,Title,Owner,Type,Time period,Team,Metric name,Start value,Target value,Current value,Status\n"
        "O1,,Cities choose us,Inês Carvalho,Objective,Q4 2026,,,,,,On track\n"
        "KR1,O1,Tenders won,Clara Weidmann,Key Result,Q4 2026,,Tenders,0,3,1,Behind\n"
        "O2,O1,Cities order again,Clara Weidmann,Objective,Q4 2026,Commerce,,,,,At risk\n"
        "KR2,O2,Reorders,Clara Weidmann,Key Result,Q4 2026,Commerce,,2,9,5,On track\n"
        "I1,O2,Call every city,Baptiste Rouvière,Initiative,Q4 2026,Commerce,,,,,Completed\n"
    ))  # fmt: skip
    company, commerce = front(project, "2026-q4/cities-choose-us.md"), front(project, "commerce/2026-q4/cities-order-again.md")
    assert [entry["title"] for entry in company["key_results"]] == ["Tenders won"]
    assert commerce["initiatives"] == [{"title": "Call every city", "status": "done", "owner": "baptiste-rouvière"}]
    assert commerce["status"] == "at_risk" and commerce["key_results"][0]["status"] == "on_track"


def test_a_french_table_with_merged_cells_and_decimal_commas(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    result = imported(project, (
        "Objectif;Résultat clé;Responsable;Équipe;Trimestre;Valeur de départ;Cible;Valeur actuelle;Début;Fin;Statut;Confiance\n"
        "Les villes recommandent;Commandes;Clara Weidmann;Commerce;T4 2026;1 000;1 500,5;1.200;01/10/2026;31/12/2026;En bonne voie;7\n"
        ";Part des villes;Baptiste Rouvière;;;10 %;45 %;20 %;01/10/2026;15/12/2026;À risque;6\n"
        ";Appel d'offres gagné;;;;;;oui;;;;\n"
        "Un hiver de réparations;Chiffre d'affaires;Yusuf Demirel;Service;T4 2026;0 €;1,2 M€;200 k€;01/10/2026;31/12/2026;En retard;0\n"
    ).encode("cp1252"))  # fmt: skip
    assert "Windows-1252" in result.output
    assert front(project, "commerce/2026-q4/les-villes-recommandent.md")["key_results"] == [
        {"id": "commandes", "title": "Commandes", "confidence": 7, "status": "on_track", "start": 1000, "target": Decimal("1500.5"),
         "current": 1200},
        {"id": "part-des-villes", "title": "Part des villes", "owner": "baptiste-rouvière", "confidence": 6, "due": "2026-12-15",
         "status": "at_risk", "start": 10, "target": 45, "current": 20, "unit": "%"},
        {"id": "appel-d-offres-gagné", "title": "Appel d'offres gagné", "type": "boolean", "done": True},
    ]  # fmt: skip
    (sales,) = front(project, "service/2026-q4/un-hiver-de-réparations.md")["key_results"]
    assert (sales["target"], sales["current"], sales["unit"], sales["status"]) == (1200000, 200000, "EUR", "off_track")
