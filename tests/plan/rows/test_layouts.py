"""Layouts: plans as people and programs write them, each in three variants."""

import pytest
from plan_layouts import LAYOUTS, VARIANTS
from sheet_reading import rows_in


def said_of(row, wanted):
    """Return what a row says of what is wanted; a fault by column and row."""
    faults = [fault.column for fault in row.faults]
    said = {name: getattr(row, name) for name in wanted if name != "fault"}
    if "images" in said:
        # In one of the variants the columns are turned round.
        said["images"] = tuple(sorted(said["images"]))
    return said | {"fault": bool(faults) and (faults[0], row.number)}


def wanted_of(layout, variant):
    """Return what has to be read; of a text file less, for it is one sheet."""
    offset = 3 if variant == "as_other" and layout.header else 0
    lost = {"channels", *(["day"] if layout.merged else [])}
    for one in layout.said:
        is_less = variant == "as_text" and layout.sheets
        kept = {name: one[name] for name in one if not (is_less and name in lost)}
        column, number = one.get("fault") or (None, 0)
        yield {**kept, "fault": bool(column) and (column, number + offset)}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_right(name, variant):
    layout = LAYOUTS[name]
    rows = rows_in(getattr(layout, variant)())
    wanted = list(wanted_of(layout, variant))
    if variant == "as_text" and layout.sheets:
        wanted = wanted[: len(rows)]
        assert rows

    assert [said_of(row, one) for row, one in zip(rows, wanted, strict=True)] == wanted
