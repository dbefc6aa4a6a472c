from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vorlauf.directory.loader import check, parse

SMALL = (Path(__file__).parents[1] / "small_stakeholders.toml").read_text("utf-8")
ROWS = SMALL.split("\n")
NOISE = [
    "[[houses]]",
    "[[campaign.blackouts]]",
    "houses = 1",
    "[people]",
    "a.b = 1",
    '"""',
    "x = [",
    "= 1",
    "[",
    "",
]


@st.composite
def spoilt(draw):
    """The small file with some rows lost, moved or replaced by noise."""
    rows = list(ROWS)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(rows) - 1))
        rows[at] = draw(st.sampled_from(NOISE + ROWS) | st.text(max_size=20))
    return "\n".join(rows)


@settings(max_examples=60, deadline=None)
@given(st.text() | spoilt())
def test_whatever_comes_in_the_faults_lie_within_the_text(text):
    faults = check(text)

    last = text.count("\n") + 1
    assert all(1 <= fault.line <= last for fault in faults)
    if not faults:
        assert parse(text).chancellery


VALUES = [
    "[]",
    "{}",
    "0xffffffffffffffffffffffffff",
    "nan",
    "-1",
    "1979-05-27",
    "07:32:00",
]
VALUES += ["''", "'x'", "[[[1]]]", "[{a = 1}]", "{ a = { b = 1 } }", "true", "'a\\b'"]
KEYS = sorted({row.split(" = ")[0] for row in ROWS if " = " in row})
KEYS += [
    "blackouts",
    "blackouts.x",
    "phone",
    "share",
    "deputy",
    "functional",
    "notify",
    "closing_days",
    "parent",
    "contact",
]


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
def test_no_value_of_any_key_breaks_the_check(value):
    for table in ("campaign", "campaign.defaults", "houses.smi", "people.haase"):
        for key in KEYS:
            rows = [row for row in ROWS if not row.startswith(f"{key} ")]
            at = rows.index(f"[{table}]")
            text = "\n".join([*rows[: at + 1], f"{key} = {value}", *rows[at + 1 :]])
            assert all(fault.line <= len(rows) + 1 for fault in check(text))
