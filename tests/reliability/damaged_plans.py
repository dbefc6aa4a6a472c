"""Damaged plans: editorial plans of every layout, damaged, and read as plans."""

import json
import sys
from typing import Final

from plan_layouts import LAYOUTS, VARIANTS
from sheet_reading import CHANNELS, campaign

from reliability.damaged_sheets import FEW, Counted, counted, measured
from reliability.figures import Figure
from vorlauf.plan.rows.interpretation import plan_rows
from vorlauf.plan.rows.tables import tables_of

NUMBER: Final = 19
TITLE: Final = "damaged spreadsheets"
MANY: Final = 20_000


def run(*, short: bool) -> Figure:
    """Read damaged plans; count what is no clean refusal."""
    return measured(NUMBER, TITLE, "damaged_plans", FEW if short else MANY)


def plans(count: int) -> Counted:
    """Read so many damaged plans."""
    plan = campaign()
    bases = [
        getattr(layout, variant)()
        for layout in LAYOUTS.values()
        for variant in VARIANTS
    ]
    return counted(
        count, bases, lambda book: plan_rows(tables_of(book, CHANNELS).tables, plan)
    )


if __name__ == "__main__":
    print(json.dumps(vars(plans(int(sys.argv[1])))))
