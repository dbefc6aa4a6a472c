"""What can be done by a link instead of answering: pass on, more time, away."""

from datetime import date, timedelta

import pytest
from answer_pages import link_of, words_of

from states.post import PostState, Role
from vorlauf.db.engine import writing
from vorlauf.db.tables import Absence, LinkKind, table_of
from vorlauf.scheduling.absences import Absent, set_absence
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow.manual_actions import overseer

ABSENCE = table_of(Absence)


@pytest.fixture
def question(dashboard, hand_to_review):
    """A post of `smi` in review, and the address of the link of Ines."""
    number = hand_to_review("smi")
    return (
        number,
        f"/answer/{words_of(dashboard, number, 'smi')}",
    )


def asked(desk, number):
    (step,) = desk.post(number).steps
    return step.asked


def due(desk, number):
    (step,) = desk.post(number).steps
    return desk.directory.houses["smi"].office.day_of(step.due_at)


def test_a_question_is_passed_on_to_a_colleague_of_the_house(dashboard, desk, question):
    number, address = question
    ines = dashboard.stranger()
    page = ines.see(f"{address}/forward")
    assert "Ivo Jahn" in page.text
    assert "Frank Förster" not in page.text

    said = {"to": "ivo", "name": "Ines Iser"}
    after = ines.send(f"{address}/forward", said)

    assert asked(desk, number) == "ivo"
    assert "Weitergeleitet an Ivo Jahn" in after.text
    assert after.status == 410


def test_whoever_is_offered_is_shown_with_house_and_absence(dashboard, desk, question):
    _, address = question
    today = desk.now.date()
    desk.ask(
        set_absence, Absent(person="ivo", first_day=today, last_day=today, set_by="ada")
    )

    page = dashboard.stranger().see(f"{address}/forward")

    house = desk.directory.houses["smi"].name
    assert f"Ivo Jahn {house}; abwesend bis" in page.text
    assert "Jemand anderes: die Koordination unterrichten" in page.text


def test_whoever_knows_nobody_tells_the_coordinator(dashboard, desk, question):
    number, address = question
    said = {"to": "@agency", "name": "Ines Iser", "comment": "Das macht Haus 3."}

    after = dashboard.stranger().send(f"{address}/forward", said)

    assert "Die Koordination ist unterrichtet." in after.text
    assert asked(desk, number) == "ines"
    line = desk.file(number)[-1]
    assert (line.event, line.actor) == ("comment", "Ines Iser")


def test_where_nobody_is_known_the_page_says_what_happens(
    dashboard, desk, question, monkeypatch
):
    _, address = question
    desk.amend("people", "ivo", role=Role.AUDITOR)
    desk.amend("people", "ines", deputy=None)
    monkeypatch.setattr(dashboard.wiring, "directory", desk.directory)

    page = dashboard.stranger().see(f"{address}/forward")

    assert "so fragt sie eine andere Person" in page.text
    assert page.form(f"{address}/forward")


def test_nothing_is_passed_on_without_a_choice_or_to_another_house(
    dashboard, desk, question
):
    number, address = question
    ines = dashboard.stranger()

    nobody = ines.send(f"{address}/forward", {"name": "Ines Iser"})
    foreign = ines.send(f"{address}/forward", {"to": "frank", "name": "Ines Iser"})

    assert (nobody.status, foreign.status) == (422, 403)
    assert "#to" in nobody.links
    assert asked(desk, number) == "ines"


@pytest.fixture
def hurried(desk, question):
    """The same question, which a coordinator wants answered a week earlier."""
    number, address = question
    (step,) = desk.post(number).steps
    day = step.due_at.date() - timedelta(days=7)
    with writing(desk.engine) as connection:
        by = overseer(desk.directory, "ada")
        extend(desk.call(connection), DueDateChange(number, step.id, day), by)
    return number, address


def test_time_within_the_slack_is_given_at_once(dashboard, desk, hurried):
    number, address = hurried
    ines, before = dashboard.stranger(), due(desk, number)
    page = ines.see(f"{address}/time")
    said = {"until": "2023-11-14", "name": "Ines Iser", "reason": "Urlaub."}

    after = ines.send(f"{address}/time", said)

    assert "Ohne Folgen bis Mittwoch, 15. November 2023" in page.text
    assert "(höchstens Mi 15.11.2023) statt" in page.text
    assert "gilt sofort" in page.text
    assert "bis zur Antwort bleibt es bei" in page.text
    assert before < due(desk, number) == date(2023, 11, 14)
    assert "Sie haben Zeit bis Di 14.11.2023, 16:00." in after.text
    assert after.form(address)


def test_time_beyond_the_slot_says_what_it_costs_and_changes_nothing(
    dashboard, desk, question
):
    number, address = question
    before = due(desk, number)
    ines = dashboard.stranger()
    said = {"until": "2023-11-20", "name": "Ines Iser", "reason": "Es ist viel los."}

    page = ines.send(f"{address}/time", said)
    assert "ist der Termin nicht zu halten" in page.text
    assert ("plead", "on") in page.form(f"{address}/time").buttons
    assert ("until", "2023-11-20") in page.form(f"{address}/time").fields
    after = ines.send(f"{address}/time", {**said, "plead": "on"})

    assert "Ihr Wunsch ist an die Koordination gesandt" in after.text
    assert due(desk, number) == before
    assert "comment" in [line.event for line in desk.file(number)]


@pytest.mark.parametrize(
    "until", ["", "bald", "2023-13-40", "2020-01-01", "9999-12-31", "0001-01-01"]
)
def test_a_day_that_cannot_be_is_sent_back_with_what_was_typed(
    dashboard, desk, question, until
):
    number, address = question
    before = due(desk, number)
    said = {"until": until, "name": "Ines Iser", "reason": "Weil."}

    page = dashboard.stranger().send(f"{address}/time", said)

    assert page.status == 422
    assert "#until" in page.links
    assert "Weil." in page.html
    assert due(desk, number) == before


def test_an_absence_is_noted_and_the_deputy_is_asked(dashboard, desk, question):
    _, address = question
    ines = dashboard.stranger()
    assert "Ivo Jahn" in ines.see(f"{address}/away").text
    said = {"first": "2023-09-18", "last": "2023-09-29", "name": "Ines Iser"}

    page = ines.send(f"{address}/away", said)

    assert "Ihre Abwesenheit bis Fr 29.09.2023 ist eingetragen" in page.text
    (row,) = desk.rows(ABSENCE)
    assert (row.person, row.set_by) == ("ines", "ines")


def test_an_absence_by_link_is_shown_before_it_is_noted(dashboard, desk, question):
    number, address = question
    said = {"first": "2023-09-18", "last": "2023-09-29", "name": "Ines Iser"}

    page = dashboard.stranger().send(f"{address}/away/preview", said)

    assert "stattdessen wird Ivo Jahn gefragt" in page.text
    assert f"Beitrag {number}" in page.text
    assert desk.rows(ABSENCE) == []
    assert set(said.items()) <= set(page.form(f"{address}/away/preview").fields)
    noted = dict(page.form(f"{address}/away").fields)
    dashboard.stranger().send(f"{address}/away", noted)
    assert [row.person for row in desk.rows(ABSENCE)] == ["ines"]


def test_the_preview_of_an_absence_by_link_asks_for_the_days_and_the_name(
    dashboard, question
):
    _, address = question
    stranger = dashboard.stranger()

    empty = stranger.send(f"{address}/away/preview", {"first": "", "name": ""})
    other = stranger.send(
        f"{address}/away/preview",
        {"first": "2023-09-18", "last": "2023-09-29", "name": "Max Muster"},
    )

    assert (empty.status, other.status) == (422, 403)
    assert "stattdessen wird" not in other.text


def test_an_absence_by_link_is_undone_by_the_mail_that_confirms_it(
    dashboard, desk, question
):
    number, address = question
    ines = dashboard.stranger()
    said = {"first": "2023-09-18", "last": "2023-09-29", "name": "Ines Iser"}
    ines.send(f"{address}/away", said)
    mailed = link_of(dashboard, number, "smi", LinkKind.ABSENCE)
    key = str(desk.rows(ABSENCE)[0].id)

    shown = ines.see(mailed)
    unchosen = ines.post(f"{mailed}/own-absence", {"absence": key})
    kept = ines.send(f"{mailed}/own-absence", {"absence": key, "right": "yes"})
    (before,) = desk.rows(ABSENCE)
    page = ines.send(f"{mailed}/own-absence", {"absence": key, "right": "no"})

    assert "Abwesend vom" in shown.text
    assert unchosen.status_code == 422
    assert "nichts geändert" in kept.text
    assert before.ended_at is None
    assert "Abwesenheit ist beendet" in page.text
    assert desk.rows(ABSENCE)[0].ended_at is not None


def test_an_absence_by_link_stands_on_today_until_it_was_seen(
    dashboard, desk, question
):
    _, address = question
    said = {"first": "2023-09-18", "last": "2023-09-29", "name": "Ines Iser"}
    dashboard.stranger().send(f"{address}/away", said)
    ben, key = dashboard.as_("ben"), desk.rows(ABSENCE)[0].id

    before = ben.see("/")
    after = ben.send(f"/absences/{key}/seen", {})

    assert "über einen Link; die Person wurde per E-Mail unterrichtet" in before.text
    assert "Über Link oder E-Mail eingetragene Abwesenheiten" not in after.text
    assert desk.rows(ABSENCE)[0].seen_at is not None


def test_nobody_else_says_that_somebody_is_away(dashboard, desk, question):
    _, address = question
    said = {"first": "2023-09-18", "last": "2023-09-29", "name": "Max Muster"}

    page = dashboard.stranger().send(f"{address}/away", said)

    assert page.status == 403
    assert "Max Muster" in page.html
    assert desk.rows(ABSENCE) == []


@pytest.mark.parametrize("page", ["forward", "time", "away"])
def test_a_dead_link_has_no_asides(dashboard, desk, question, page):
    number, address = question
    desk.do(number, "endorse", "ines")
    stranger = dashboard.stranger()

    answers = [
        stranger.get(f"{address}/{page}"),
        stranger.post(f"{address}/{page}", {"name": "X Y"}),
    ]

    assert all("<form" not in answer.text for answer in answers)
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
