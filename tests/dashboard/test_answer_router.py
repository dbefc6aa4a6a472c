"""Deciding by link: the page of a contact who has one mail and two minutes."""

from dataclasses import replace

import pytest
from answer_pages import link_of

from states.post import PostState, Role
from vorlauf.db.post_snapshots import STEP
from vorlauf.directory.model import Person


@pytest.fixture
def decide(dashboard):
    """Return a function that fills in the form of a link and sends it."""

    def sent(address, decision="endorse", name="Ines Iser", **more):
        stranger = dashboard.stranger()
        seen = dict(stranger.see(address).form(address).fields)
        said = {**seen, "decision": decision, "name": name, **more}
        return stranger.send(address, said)

    return sent


def test_the_page_says_what_is_asked_of_whom_and_by_when(dashboard, hand_to_review):
    address = link_of(dashboard, hand_to_review("smi", "smf"), "smi")
    page = dashboard.stranger().see(address)

    assert page.status == 200
    for words in (
        "Ines Iser, Ministerium des Innern",
        "Antwort bis",
        "16:00 Uhr",
        "Dienstag, 21. November 2023, 10:00 Uhr",
        "erfährt Ivo Jahn",
        "Ein Tag bei der Feuerwehr.",
        "Noch nicht entschieden : Ministerium der Finanzen",
    ):
        assert words in page.text


def test_no_choice_is_made_for_the_reader_and_no_script_is_there(
    dashboard, hand_to_review
):
    address = link_of(dashboard, hand_to_review("smi"), "smi")
    page = dashboard.stranger().see(address)

    fields = dict(page.form(address).fields)
    assert fields == {"seen": "1", "comment": "\n", "name": "Ines Iser"}
    assert "<script" not in page.html
    assert "checked" not in page.html


def test_an_endorsement_by_link_counts_and_the_link_shows_it(
    dashboard, desk, hand_to_review, decide
):
    number = hand_to_review("smi")
    page = decide(link_of(dashboard, number, "smi"))

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    assert page.status == 200
    assert "Ines Iser, Ministerium des Innern" in page.text
    assert page.forms == []
    line = desk.file(number)[-1]
    assert (line.event, line.actor) == ("endorse", "Ines Iser")


def test_an_approval_by_link_schedules_the_post(
    dashboard, desk, hand_to_review, decide
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    address = link_of(dashboard, number, "sk")
    page = dashboard.stranger().see(address)

    decide(address, "approve", "Clara Müller")

    assert "Freigabe: Ein Tag bei der Feuerwehr" in page.text
    assert "Mitgezeichnet : Ines Iser" in page.text
    assert desk.post(number).state is PostState.SCHEDULED


def test_a_change_needs_a_comment_and_what_was_typed_is_kept(
    dashboard, desk, hand_to_review, decide
):
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")

    page = decide(address, "request_changes", "Max Muster", comment=" ")
    assert page.status == 422
    assert "#comment" in page.links
    assert ("name", "Max Muster") in page.form(address).fields
    assert ("decision", "request_changes") in page.form(address).fields
    decide(address, "request_changes", comment="Bitte ohne Zahl.")

    (step,) = desk.rows(STEP, kind="review")
    assert (step.outcome, step.comment) == ("changes_requested", "Bitte ohne Zahl.")


@pytest.mark.parametrize("said", [{}, {"decision": "publish"}, {"decision": "approve"}])
def test_a_form_as_it_is_or_with_another_act_changes_nothing(
    dashboard, desk, hand_to_review, said
):
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")
    form = {"seen": "1", "name": "Ines Iser", **said}

    page = dashboard.stranger().send(address, form)

    assert page.status == 422
    assert "#decision" in page.links
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_a_second_click_shows_what_the_first_has_done(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")
    said = {"seen": "1", "name": "Ines Iser", "decision": "endorse", "strange": "x"}
    ines = dashboard.stranger()

    answers = [ines.post(address, said) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["location"] for answer in answers} == {address}
    assert [line.event for line in desk.file(number)].count("endorse") == 1


def test_whoever_got_the_link_passed_on_writes_their_own_name(
    dashboard, desk, hand_to_review, decide
):
    number = hand_to_review("smi")
    page = decide(link_of(dashboard, number, "smi"), name="Erika Muster")

    assert (
        "Erika Muster, über einen weitergeleiteten Link, nach eigener Angabe"
        in page.text
    )
    (step,) = desk.rows(STEP, kind="review")
    assert (step.decided_by, step.on_behalf_of) == ("Erika Muster", "")


def test_at_a_shared_mailbox_no_name_is_suggested(dashboard, desk, hand_to_review):
    mailbox = Person(
        key="presse",
        name="Pressestelle",
        role=Role.CONTACT,
        house="smi",
        email="presse@smi.example.org",
        functional=True,
    )
    desk.directory = replace(
        desk.directory, people={**desk.directory.people, "presse": mailbox}
    )
    desk.amend("houses", "smi", contact="presse")
    dashboard.wiring.directory = desk.directory
    address = link_of(dashboard, hand_to_review("smi"), "smi")

    page = dashboard.stranger().see(address)

    assert dict(page.form(address).fields)["name"] == ""
    assert "Funktionspostfach" in page.text


def test_the_author_is_told_that_they_do_not_decide(dashboard, desk, hand_to_review):
    desk.amend("houses", "smi", contact="ada")
    dashboard.wiring.directory = desk.directory
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")
    said = {"seen": "1", "name": "Max Muster", "decision": "endorse"}

    page = dashboard.stranger().send(address, said)

    assert page.status == 403
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_a_form_about_an_older_version_decides_nothing(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")
    said = {"seen": "7", "name": "Ines Iser", "decision": "endorse"}

    page = dashboard.stranger().send(address, said)

    assert page.status == 409
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_the_code_is_asked_for_and_three_wrong_ones_lock_the_link(
    dashboard, desk, hand_to_review, decide
):
    desk.amend("houses", "smi", code=True)
    dashboard.wiring.directory = desk.directory
    number = hand_to_review("smi")
    address = link_of(dashboard, number, "smi")
    issuer = dashboard.wiring.issuer
    pages = [decide(address, code="")]
    wrong = "000000"

    pages += [decide(address, code=wrong) for _ in range(3)]

    assert [page.status for page in pages] == [422, 422, 422, 410]
    assert "#code" in pages[1].links
    assert issuer.url not in pages[1].html
    assert "Dieser Link ist gesperrt" in pages[-1].text
    assert pages[-1].form(f"{address}/renew")
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_what_changed_since_the_house_saw_it_last_is_marked(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    desk.do(number, "request_changes", "ines", comment="Nacht statt Tag.")
    desk.save(number, texts={"xing": "Eine Nacht bei der Feuerwehr."})
    desk.do(number, "submit")

    page = dashboard.stranger().see(link_of(dashboard, number, "smi"))

    assert "Geändert seit der Fassung, die Sie zuletzt gesehen haben" in page.text
    assert "<ins>Eine Nacht </ins>" in page.html
