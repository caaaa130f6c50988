"""Numbers in the words of a key result: those that a reader would call start and target, and no others."""

from decimal import Decimal

import pytest

from okrsite.importers.targets import target_of

READINGS = [
    ("200k views per 30 days of Node.js Collection articles (current is 125k)", "125000 to 200000 views"),
    ("Drop from 60 to 47", "60 to 47"),
    ("Reduce churn from 4.5 % to 3 %", "4.5 to 3 %"),
    ("Grow ARR from $1.2M to $2M", "1200000 to 2000000 USD"),
    ("Activation 45% → 60%", "45 to 60 %"),
    ("From 1.2 to 2M users", "1200000 to 2000000 users"),
    ("From 900 to 1.2k", "900 to 1200"),
    ("Faire passer le NPS de 60 à 47", "60 to 47"),
    ("Mean time to restore under 1 hour (currently 4 hours)", "4 to 1 hour"),
    ("NPS of 50 (from 32)", "32 to 50"),
    ("Customer satisfaction of at least 4.8", "at least 4.8"),
    ("Obtenir une note d'au moins 4,5", "at least 4.5"),
    ("Availability ≥ 90 %", "at least 90 %"),
    ("NPS > 50", "at least 50"),
    ("Win rate above 25%", "at least 25 %"),
    ("Final Q3 hiring is 85%+ of the plan.", "at least 85 %"),
    ('Average score of 4+ ("Strongly agree" = 5, "Agree" = 4) on team survey', "at least 4"),
    ("Maintain 99.9% uptime", "at least 99.9 %"),
    ("Answer tickets in under 3 days", "at most 3 days"),
    ("Average time-to-fill (from date the job is opened) is ≤45 days.", "at most 45 days"),
    ("All interviews 5.5-hours total or less", "at most 5.5 hours"),
    ("95th percentile latency of authorization (i.e. `authzFilter`) is below 10ms.", "at most 10 ms"),
    ("Merged PRs land on staging within 25 minutes", "at most 25 minutes"),
    ("Month-end close entirely in-house, completed in 5 business days", "at most 5 business days"),
    ("Applicants reviewing time fall to 5 days in average", "at most 5 days"),
    ("0 critical bugs", "at most 0 critical bugs"),
    ("100% of roles have a structured interview plan", "0 to 100 %"),
    ("Ensure that 100% of teammates have gone through training by the end of Q3.", "0 to 100 %"),
    ("100% of teammates onboarded with a 75% reduction in time spent", "0 to 100 %"),
    ("Increase number of total active contributors by 3%", "0 to 3 %"),
    ("Publish 5 blog posts with key ecosystem projects", "0 to 5 blog posts"),
    ("Add and retain 5 members to the committee", "0 to 5 members"),
    ("Hire at least two Customer Engineers", "0 to 2 Customer Engineers"),
    ("Have over 50 users in the first month after public release", "0 to 50 users"),
    ("Publish 2 articles (in partnership with Marketing) to drive a 10% increase in applicants", "0 to 2 articles"),
    ("Lookout featured at 3 meetups", "0 to 3 meetups"),
    ("Reach 1,000 cumulative upvotes of new blog posts on Reddit", "0 to 1000 cumulative upvotes"),
    ("Signer 40 contrats au T3 2025", "0 to 40 contrats"),
    ("Recruter 3 commerciaux avant le 30 juin", "0 to 3 commerciaux"),
    ("1 000 nouveaux clients", "0 to 1000 nouveaux clients"),
    ("3 of 5 pilots convert", "0 to 3 of 5 pilots"),
    ("3/3 monthly releases do not require a patch within 7 days of release", "0 to 3 monthly releases"),
    ("Hiring: DR (1 Senior) [P1]", "0 to 1 Senior"),
    ("NPS: 40", "0 to 40"),
    ("Revenue of $3M", "0 to 3000000 USD"),
    ("[P0] Conduct 15 user research interviews", "0 to 15 user research interviews"),
]
NO_NUMBERS = [
    "2x cloud weekly activation rate to N7",
    "SOC 2 Type 2 audit window started",
    "Make UAST v2 the standard interface for Babelfish",
    "Improve the Stage 2 -> 3 conversion rate of opportunities",
    "Any Tier 1 or Tier 2 customers with an adoption score of 50 or less have increased adoption scores by EOQ",
    "Fast and relevant search results over 5.5M repos.",
    "Close at least 2 Tier 1 deals and get at least 10 new logos",
    "20% variance to IARR and 10% variance to spend forecasts monthly",
    "Launch by June 2025 for 2026",
    "Release 2.0 of the app",
    "Python 3 migration done",
    "Prepare beta announcement with top 3 analyzers",
    "Plan participation until 1st half of 2019",
    "FY23 annual and quarterly budgets are set",
    "Drop the budget from 2024 to 2025",
    "Policies (including initial stages of ISO 27001 and SOC 2) are created",
    "Run gitbase playground locally (with 1 command, for 1 user)",
    "Support 24/7",
    "Hire 2-3 engineers",
    "Meet on 2026-03-04",
    "99999999999999999999999999 users",
    "1" * 2_000,
    "",
]


@pytest.mark.parametrize(("text", "taken"), READINGS)
def test_numbers_that_are_meant_are_taken(text: str, taken: str) -> None:
    target = target_of(text)
    assert target is not None and _plain(target.taken) == taken


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_that_are_none_are_left(text: str) -> None:
    assert target_of(text) is None


def test_where_it_stands_today_is_start_and_current() -> None:
    target = target_of("200k views (current is 125k)")
    assert target is not None
    assert target.keys == {"start": Decimal(125000), "target": Decimal(200000), "current": Decimal(125000), "unit": "views"}


def _plain(taken: str) -> str:
    return taken.replace("1200000.0", "1200000")
