"""Wire: the parent believes nothing that the child hands over."""

import pytest

from vorlauf.sheets import wire


def test_the_parent_counts_the_cells_of_all_sheets(monkeypatch):
    monkeypatch.setattr(wire, "_MOST_CELLS", 5)
    begin = wire.sheet_line({"name": "a", "hidden": False, "merged": [], "looks": {}})
    row = wire.row_line(1, ["a", "b", "c"])

    assert len(list(wire.sheets_of([begin, row]))) == 1
    with pytest.raises(ValueError, match="6"):
        list(wire.sheets_of([begin, row, begin, row]))
