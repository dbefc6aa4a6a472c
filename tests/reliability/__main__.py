"""Measure delivery under fire: `python -m reliability [--short] [--only N] …`."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from reliability import (
    contract,
    damaged_exports,
    damaged_plans,
    decision_races,
    doors,
    faulty_server,
    forged_mails,
    forgeries,
    kept_heads,
    kills,
    lead_time_bounds,
    look_alike_names,
    notice_hours,
    postfix_kills,
    publications,
    quoted_secrets,
    races,
    report,
    restores,
    secrets_in_logs,
    smtp_matrix,
    speed,
    stores,
    workers,
)
from reliability.figures import Figure

Found: TypeAlias = "Figure | Iterable[Figure]"
Measure: TypeAlias = Callable[..., Found]

# The number of the figure → what measures it, and whether it asks which database.
ALL: Final[dict[int, tuple[Measure, bool]]] = {
    1: (kills.run, True),
    2: (postfix_kills.run, True),
    3: (faulty_server.run, True),
    4: (smtp_matrix.run, False),
    5: (workers.run, True),
    6: (races.run, True),
    7: (notice_hours.run, False),
    8: (contract.run, False),
    9: (secrets_in_logs.run, False),
    10: (speed.run, False),
    11: (decision_races.run, True),
    12: (quoted_secrets.run, True),
    13: (kept_heads.run, True),
    14: (forged_mails.run, False),
    15: (forgeries.run, False),
    16: (doors.run, False),
    17: (look_alike_names.run, False),
    18: (lead_time_bounds.run, False),
    19: (damaged_plans.run, False),
    20: (publications.run, True),
    21: (damaged_exports.run, False),
    22: (restores.run, True),
}
_DATABASES: Final = {kind.casefold(): kind for kind in stores.BOTH}


def main(words: list[str]) -> int:
    """Measure, print a line for each figure; 1 if a promise is not kept.

    A short run says how quick we are, but is not failed by it: machines are busy.
    """
    wishes = _parser().parse_args(words)
    # Whoever ends it early leaves no server and no database behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    on = [_DATABASES[wishes.on]] if wishes.on else list(stores.BOTH)
    rows = []
    for number in wishes.only or ALL:
        for figure, seconds in _measured(number, on, short=wishes.short):
            print(figure.line(seconds), flush=True)
            rows.append(report.Row(figure, seconds))
    if wishes.write:
        before = wishes.write.read_text("utf-8") if wishes.only else ""
        wishes.write.write_text(report.page(rows, before), encoding="utf-8")
    return int(any(row.figure.is_broken(short=wishes.short) for row in rows))


def _measured(
    number: int, on: list[str], *, short: bool
) -> Iterator[tuple[Figure, float]]:
    """Yield each figure of this number with how many seconds it took."""
    measure, asks = ALL[number]
    wanted = (
        partial(measure, short=short, on=on) if asks else partial(measure, short=short)
    )
    began = time.monotonic()
    found = wanted()
    for figure in [found] if isinstance(found, Figure) else found:
        yield figure, time.monotonic() - began
        began = time.monotonic()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reliability",
        description="Measure what docs/reliability.md promises.",
    )
    parser.add_argument("--short", action="store_true", help="try less of everything")
    parser.add_argument(
        "--only", type=int, action="append", choices=list(ALL), help="one figure"
    )
    parser.add_argument("--on", choices=list(_DATABASES), help="one database")
    parser.add_argument(
        "--write",
        type=Path,
        help="write the page to this file; with --only its other figures stay",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
