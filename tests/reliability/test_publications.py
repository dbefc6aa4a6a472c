"""Publications: twice, lost, another version or a guess breaks the figure."""

from collections import Counter
from dataclasses import dataclass

import pytest

from reliability.publications import Outcome, judge
from vorlauf.db.publication_tables import PublicationState


@dataclass
class Row:
    number: str = "2026-001"
    state: PublicationState = PublicationState.DONE
    needs_person: bool = False


def found(texts=("eins",), **row):
    return Outcome(
        texts=Counter(texts),
        rows=[Row(**row)],
        wanted={"2026-001": "eins"},
        kills=1,
        went_wrong=1,
    )


OPEN = {"state": PublicationState.UNKNOWN, "needs_person": True}


@pytest.mark.parametrize(
    ("outcome", "is_blind", "failed"),
    [
        (found(), False, 0),
        (found(**OPEN), True, 0),
        (found(texts=(), **OPEN), True, 0),
        (found(**OPEN), False, 0),
        (found(texts=("eins", "eins")), False, 1),
        (found(texts=("eins", "zwei")), False, 1),
        (found(texts=()), False, 1),
        (found(state=PublicationState.WAITING), True, 1),
    ],
)
def test_the_figure_counts_what_went_wrong(outcome, is_blind, failed):
    figure = judge("SQLite", outcome, is_blind=is_blind)

    assert (figure.failed, figure.kept) == (failed, failed == 0)
