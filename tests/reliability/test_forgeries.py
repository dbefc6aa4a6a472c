"""The figure of forgeries counts what is not found, and breaks its promise by it."""

from reliability import forgeries
from reliability.forgeries import Forgery
from reliability.report import page
from vorlauf.db.coverage import COLUMNS_LEFT_OUT, TABLES_LEFT_OUT


def test_ten_of_a_thousand_may_be_missed_and_are_named():
    missed = [Forgery("update", "step", "asked")] * 10

    found = forgeries.figure(1_000, missed)

    assert (found.kept, found.failed) == (True, 10)
    assert "update step.asked (10)" in found.details
    assert not forgeries.figure(1_000, [*missed, Forgery("delete", "post")]).kept
    assert not forgeries.figure(0, []).kept


def test_what_is_left_out_stands_on_the_page_with_its_reason():
    text = page([])

    for name, reason in (TABLES_LEFT_OUT | COLUMNS_LEFT_OUT).items():
        assert f"`{name}`" in text
        assert reason in text
