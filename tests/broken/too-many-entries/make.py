"""Writes a KPI with more values than one document may have, which would only swell the repository."""

import sys
from datetime import date, timedelta
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    days = (date(2020, 1, 1) + timedelta(days=number) for number in range(2_100))
    values = "".join(f"  {day}: 97\n" for day in days)
    text = f"---\ntype: kpi\ntitle: Deliveries on time\nunit: '%'\nvalues:\n{values}---\n"
    (project / "content" / "deliveries.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
