"""Consequences of another stakeholders.toml, shown before it is written."""

from datetime import date

import pytest
from stakeholder_files import text_for

from vorlauf.configuration.consequences import consequences
from vorlauf.db.engine import trying
from vorlauf.directory.loader import parse
from vorlauf.directory.toml_edit import edited
from vorlauf.posts import open_step_queries
from vorlauf.scheduling.changed_rules import apply_rules


def follow(desk, changes):
    after = parse(edited(text_for(desk.directory), changes))
    with trying(desk.engine) as connection:
        return consequences(desk.call(connection), after)


def dues(desk):
    with trying(desk.engine) as connection:
        return open_step_queries.open_duties(connection)


@pytest.fixture
def post(hand_to_review):
    return hand_to_review("smi")


def test_a_longer_lead_time_moves_the_open_step_and_nothing_is_written(desk, post):
    before = dues(desk)

    found = follow(desk, {("houses", "smi", "lead_times", "approval"): 8})

    (step,) = found.steps
    assert (step.number, step.house, step.is_moved) == (post, "smi", True)
    assert step.due_after < step.due_before
    assert dues(desk) == before


@pytest.mark.usefixtures("post")
def test_what_is_shown_is_what_the_timetable_does(desk):
    changes = {("houses", "smi", "lead_times", "approval"): 8}
    (step,) = follow(desk, changes).steps
    after = parse(edited(text_for(desk.directory), changes))

    desk.ask(lambda call, _: apply_rules(call), None)
    desk.directory = after
    desk.ask(lambda call, _: apply_rules(call), None)

    assert [one.due_at for one in dues(desk)] == [step.due_after]


@pytest.mark.usefixtures("post")
def test_another_contact_is_who_is_asked(desk):
    found = follow(desk, {("houses", "smi", "contact"): "ivo"})

    (step,) = found.steps
    assert (step.asks_before, step.asks_after) == ("Ines Iser", "Ivo Jahn")


def test_a_house_that_leaves_strands_its_posts(desk, post):
    changes = {("houses", "smi"): None}
    changes |= {("people", key): None for key in ("ines", "ivo")}

    (stranded,) = follow(desk, changes).stranded

    assert (stranded.number, stranded.houses) == (post, ("smi",))


def test_a_blackout_over_a_slot_names_the_post(desk, post, slot):
    blackout = {"first": slot.date(), "last": slot.date(), "reason": "Trauer"}

    found = follow(desk, {("campaign", "blackouts", "1"): blackout})

    assert [one.number for one in found.closed] == [post]


def test_a_closing_day_on_a_slot_names_the_post(desk, post, slot):
    days = [date(2023, 12, 29), slot.date()]

    found = follow(desk, {("campaign", "closing_days"): days})

    assert [one.number for one in found.closed] == [post]


def test_a_coordinator_who_is_none_any_more_is_named(desk):
    changes = {("people", "ben"): None, ("people", "ada", "deputy"): None}

    assert follow(desk, changes).leaving == ("Ben Krause",)


@pytest.mark.usefixtures("post")
def test_a_telephone_number_has_no_consequences(desk):
    assert not follow(desk, {("people", "ines", "phone"): "030 12345"}).are_any
