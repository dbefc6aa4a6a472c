from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stakeholder_files import RandomChanges, files

from vorlauf.directory.differences import difference, tree_of
from vorlauf.directory.loader import check
from vorlauf.directory.toml_edit import edited
from vorlauf.errors import BadInputError

SAMPLE = (Path(__file__).parents[2] / "stakeholders.toml").read_text(encoding="utf-8")
SEEDS = st.integers(0, 2**32)
ADDRESS = ("people", "petzold", "email")


def changed_lines(before, after):
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in list(lines)[2:] if line[0] in "+-"]


def comments(text):
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def test_one_address_is_one_line():
    after = edited(SAMPLE, {ADDRESS: "petzold@neu.example.org"})

    assert changed_lines(SAMPLE, after) == [
        '-email = "jana.petzold@redaktion.example.org"',
        '+email = "petzold@neu.example.org"',
    ]


def test_a_remark_behind_a_value_stays():
    after = edited(SAMPLE, {("campaign", "land"): "ST"})

    assert 'land = "ST"                        # whose public holidays count' in after


def test_a_day_more_leaves_the_rows_of_the_others():
    days = [*tree_of(SAMPLE)["campaign"]["closing_days"], date(2028, 12, 24)]

    after = edited(SAMPLE, {("campaign", "closing_days"): days})

    assert "    2026-12-24, 2026-12-31,\n" in after
    assert tree_of(after)["campaign"]["closing_days"] == days


def test_a_new_person_is_a_table_like_the_others():
    new = {"name": "Neu", "role": "contact", "house": "smi", "email": "n@example.org"}

    after = edited(SAMPLE, {("people", "neu"): new})

    assert after.startswith(SAMPLE)
    assert '\n[people.neu]\nname = "Neu"\n' in after
    assert check(after) == []


def test_blackouts_are_added_changed_and_taken_out():
    path = ("campaign", "blackouts")
    one = {"first": date(2027, 1, 1), "last": date(2027, 1, 2), "reason": "a"}
    other = {"first": date(2028, 1, 1), "last": date(2028, 1, 2), "reason": "b"}

    two = edited(SAMPLE, {(*path, "1"): one, (*path, "2"): other})
    changed = edited(two, {(*path, "2", "reason"): "c"})
    left = edited(changed, {(*path, "1"): None})

    assert tree_of(two)["campaign"]["blackouts"] == [one, other]
    assert tree_of(left)["campaign"]["blackouts"] == [{**other, "reason": "c"}]
    assert edited(left, {(*path, "1"): None}) == SAMPLE


def test_a_lead_time_of_its_own_opens_the_table_that_was_missing():
    after = edited(SAMPLE, {("houses", "geosn", "lead_times", "review"): 9})

    assert "+lead_times = { review = 9 }" in changed_lines(SAMPLE, after)


def test_blackouts_that_are_written_in_one_line_stay_so():
    line = 'blackouts = [{ first = 2027-01-01, last = 2027-01-02, reason = "a" }]'
    text = SAMPLE.replace("\nland =", f"\n{line}\nland =")

    after = edited(text, {("campaign", "blackouts", "1", "reason"): "b"})

    assert after == text.replace('"a" }]', '"b" }]')
    assert edited(after, {("campaign", "blackouts", "1"): None}) == SAMPLE


def test_what_is_no_toml_is_refused():
    with pytest.raises(BadInputError, match="not TOML"):
        edited("[campaign", {ADDRESS: "a@example.org"})


def test_a_path_through_a_value_is_refused():
    with pytest.raises(BadInputError, match="no table"):
        edited(SAMPLE, {("campaign", "name", "first"): "a"})


@settings(max_examples=30)
@given(files())
def test_no_change_is_no_change_of_a_byte(text):
    assert check(text) == []
    assert edited(text, {}) == text


@settings(max_examples=30)
@given(files(), SEEDS)
def test_only_the_changed_values_differ(text, seed):
    changes = RandomChanges(seed).changes(text)

    after = edited(text, changes)

    assert check(after) == []
    expected = {path for path in changes if path[:2] != ("campaign", "blackouts")}
    differing = {one.path for one in difference(text, after)}
    # A table that is emptied, or made for its first value, differs itself, too.
    expected |= {path[:size] for path in expected for size in range(2, len(path))}
    assert {path for path in differing if "blackouts" not in path} <= expected
    assert comments(after) == comments(text)
    kept = [line for line in changed_lines(text, after) if line[0] == "-"]
    assert len(kept) <= 1 + text.count("closing_days") * 8


@settings(max_examples=30)
@given(files(), SEEDS)
def test_a_change_that_is_taken_back_leaves_the_same_values(text, seed):
    changes = RandomChanges(seed).changes(text)
    after = edited(text, changes)
    back = {path: _value_at(tree_of(text), path) for path in changes}

    # A table that is left without a value is taken out with its last one.
    left = difference(text, edited(after, back))
    assert [one for one in left if one.before != one.after] == []


def _value_at(tree, path):
    for key in path:
        if isinstance(tree, list):
            tree = tree[int(key) - 1] if int(key) <= len(tree) else None
        else:
            tree = (tree or {}).get(key)
    return tree
