"""Approvals: all that waits for somebody's yes, each read and ticked by itself."""

import pytest
from dashboards import send
from statements import selects

from dashboard.lists import approvals
from states.post import PostState
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.corrections import Correction, correct

REVIEW, APPROVAL = PostState.MINISTRY_REVIEW, PostState.STAATSKANZLEI_APPROVAL
SCHEDULED = PostState.SCHEDULED


@pytest.fixture
def awaiting(desk, hand_to_review):
    """Return a function that plans posts which wait for Clara's approval."""

    def plan(number_of_them=2):
        numbers = [hand_to_review("smi") for _ in range(number_of_them)]
        for number in numbers:
            desk.do(number, "endorse", "ines")
        return numbers

    return plan


def tick(page, *numbers):
    """Return what the form of the list would send with these boxes ticked."""
    boxes = [("post", number) for number in numbers]
    return [*page.form("/approvals").fields, *boxes]


def test_everything_that_waits_is_shown_with_a_box_that_is_not_ticked(
    dashboard, awaiting
):
    numbers = awaiting()

    page = dashboard.as_("clara").see("/approvals")

    assert page.status == 200
    assert "2 Beiträge warten auf Ihre Entscheidung" in page.text
    for number in numbers:
        assert f"Gesehen und freigeben: {number}" in page.text
    assert "post" not in dict(page.form("/approvals").fields)
    assert page.text.count("Ein Tag bei der Feuerwehr.") == 6
    assert "Slot Di 21.11.2023" in page.text or "Termin Di 21.11.2023" in page.text
    assert "Mitgezeichnet, Ines Iser" in page.text


def test_what_is_ticked_is_approved_and_the_rest_still_waits(dashboard, desk, awaiting):
    (ticked, left), clara = awaiting(), dashboard.as_("clara")

    page = send(clara, "/approvals", tick(clara.see("/approvals"), ticked))

    assert "Ein Beitrag ist erledigt." in page.text
    assert desk.post(ticked).state is SCHEDULED
    assert desk.post(left).state is APPROVAL
    line = desk.rows(table_of(Audit), event="approve")[0]
    assert '"door": "dashboard"' in line.details.replace('":"', '": "')


def test_a_conflict_costs_only_the_post_it_is_about(dashboard, desk, awaiting):
    (gone, other), clara = awaiting(), dashboard.as_("clara")
    page = clara.see("/approvals")
    desk.do(gone, "withdraw", "ben", comment="Das Thema ist vorbei.")

    result = send(clara, "/approvals", tick(page, gone, other))

    assert "Mit einem Beitrag ist nichts geschehen." in result.text
    assert "Schneller war Ben Krause: Zurückgezogen" in result.text
    assert desk.post(gone).state is PostState.WITHDRAWN
    assert desk.post(other).state is SCHEDULED


def test_a_text_that_changed_meanwhile_is_not_approved(dashboard, desk, awaiting):
    (number,), clara = awaiting(1), dashboard.as_("clara")
    page = clara.see("/approvals")
    desk.save(number, texts={"linkedin": "Etwas ganz anderes."})

    result = send(clara, "/approvals", tick(page, number))

    assert "Mit einem Beitrag ist nichts geschehen." in result.text
    assert desk.post(number).state is REVIEW


def test_another_version_than_the_one_that_was_seen_is_refused(
    dashboard, desk, awaiting
):
    (number,), clara = awaiting(1), dashboard.as_("clara")
    fields = dict(tick(clara.see("/approvals"), number))

    result = clara.send("/approvals", {**fields, f"version-{number}": "2"})

    assert "Fassung" in result.text
    assert "Mit einem Beitrag ist nichts geschehen." in result.text
    assert desk.post(number).state is APPROVAL


def test_what_was_not_shown_is_left_alone(dashboard, desk, awaiting):
    (number,) = awaiting(1)

    page = dashboard.as_("clara").send("/approvals", {"post": number})

    assert "Dieser Beitrag wurde vorher nicht gezeigt" in page.text
    assert desk.post(number).state is APPROVAL


def test_sending_twice_approves_once(dashboard, desk, awaiting):
    (number,), clara = awaiting(1), dashboard.as_("clara")
    fields = tick(clara.see("/approvals"), number)
    send(clara, "/approvals", fields)

    again = send(clara, "/approvals", fields)

    assert "Schneller war Clara Müller: " in again.text
    assert len(desk.rows(table_of(Audit), event="approve")) == 1


def test_what_changed_since_it_was_seen_last_is_marked_word_by_word(
    dashboard, desk, awaiting
):
    (number,) = awaiting(1)
    texts = dict.fromkeys(
        ("instagram", "linkedin", "xing"), "Eine Nacht bei der Feuerwehr."
    )
    desk.save(number, texts=texts)
    desk.do(number, "endorse", "ines")

    page = dashboard.as_("clara").see("/approvals")

    assert "Geändert" in page.text
    assert "<del>Ein Tag </del><ins>Eine Nacht </ins>bei der" in page.html


def test_who_endorsed_still_counts_for_an_editorial_correction(
    dashboard, desk, awaiting
):
    (number,) = awaiting(1)
    typo = Correction(
        number=number, actor="ben", texts={"xing": "Ein Tag bei der Feuerwher."}
    )
    desk.ask(correct, typo)

    page = dashboard.as_("clara").see("/approvals")

    assert "Mitgezeichnet, Ines Iser" in page.text
    assert "<del>Feuerwehr.</del><ins>Feuerwher.</ins>" in page.html
    assert f'name="version-{number}" value="2"' in page.html


def test_nothing_is_called_changed_for_whoever_sees_it_for_the_first_time(
    dashboard, awaiting
):
    awaiting(1)

    page = dashboard.as_("clara").see("/approvals")

    assert "<ins>" not in page.html


def test_a_deputy_sees_for_whom_and_approves_in_their_place(dashboard, desk, awaiting):
    (number,), cem = awaiting(1), dashboard.as_("cem")
    page = cem.see("/approvals")
    assert (
        "Sie entscheiden für: Sächsische Staatskanzlei (in Vertretung von Clara"
        in page.text
    )

    send(cem, "/approvals", tick(page, number))

    line = desk.rows(table_of(Audit), event="approve")[0]
    assert (line.actor, line.on_behalf_of) == ("Cem Aydin", "Clara Müller")


def test_a_contact_endorses_what_is_hers_and_sees_nothing_else(dashboard, desk, asked):
    (hers, foreign), ines = asked("smi", "smf"), dashboard.as_("ines")

    page = ines.see("/approvals")
    assert f"Gesehen und mitzeichnen: {hers}" in page.text
    assert "Ausgewählte mitzeichnen" in page.text
    assert foreign not in page.html
    send(ines, "/approvals", tick(page, hers))

    assert desk.post(hers).state is APPROVAL


def test_the_author_is_told_why_there_is_no_box(dashboard, desk, hand_to_review):
    desk.amend("people", "ines", deputy="ada")
    dashboard.wiring.directory = desk.directory
    desk.let_be_away("ines")
    number, ada = hand_to_review("smi"), dashboard.as_("ada")

    page = ada.see("/approvals")

    assert number in page.text
    assert "Über einen eigenen Text entscheidet niemand selbst" in page.text
    assert "mitzeichnen" not in page.text
    result = ada.send(
        "/approvals",
        {"post": number, f"seen-{number}": "2", f"version-{number}": "1"},
    )
    assert "Mit einem Beitrag ist nichts geschehen." in result.text
    assert desk.post(number).state is REVIEW


def test_what_is_asked_for_afterwards_is_there_too(dashboard, desk, awaiting):
    (number,) = awaiting(1)
    desk.do(number, "override", "ada", target=SCHEDULED, comment="Es eilt sehr.")
    clara = dashboard.as_("clara")

    page = clara.see("/approvals")
    assert "nachträglich" in page.text
    send(clara, "/approvals", tick(page, number))

    line = desk.rows(table_of(Audit), event="approve")[0]
    assert '"retrospective"' in line.details
    assert desk.post(number).state is SCHEDULED


def test_many_are_shown_page_by_page(dashboard, awaiting, monkeypatch):
    monkeypatch.setattr(approvals, "MOST", 2)
    first, second, third = awaiting(3)
    clara = dashboard.as_("clara")

    page, rest = clara.see("/approvals"), clara.see("/approvals?page=2")

    assert (first in page.html, second in page.html, third in page.html) == (
        True,
        True,
        False,
    )
    assert "Seite 1 von 2" in page.text
    assert third in rest.html
    assert clara.get("/approvals?page=9").headers["location"] == "/approvals"


@pytest.mark.slow
def test_a_page_of_twenty_asks_little(dashboard, desk, awaiting):
    numbers, clara = awaiting(22), dashboard.as_("clara")

    with selects(desk.engine) as asked:
        page = clara.see("/approvals")

    assert page.text.count("Gesehen und freigeben") == approvals.MOST
    assert numbers[0] in page.html
    assert len(asked) <= 7, asked


def test_nothing_to_decide_is_said(dashboard, a_post):
    a_post("smi")

    page = dashboard.as_("gero").see("/approvals")

    assert "Nichts wartet auf Ihre Entscheidung." in page.text


def test_without_a_tick_nothing_happens(dashboard, desk, awaiting):
    (number,), clara = awaiting(1), dashboard.as_("clara")

    page = send(clara, "/approvals", tick(clara.see("/approvals")))

    assert page.status == 422
    assert "Kreuzen Sie mindestens einen Beitrag an." in page.text
    assert desk.post(number).state is APPROVAL


def test_a_foreign_post_is_not_there(dashboard, desk, asked):
    (foreign,) = asked("smf")

    page = dashboard.as_("ines").send(
        "/approvals",
        {"post": foreign, f"seen-{foreign}": "2", f"version-{foreign}": "1"},
    )

    assert "Mit einem Beitrag ist nichts geschehen." in page.text
    assert desk.post(foreign).state is REVIEW


def test_today_leads_to_the_list_if_something_waits(dashboard, awaiting):
    clara = dashboard.as_("clara")
    assert "Alles lesen und entscheiden" not in clara.see("/").text

    awaiting(1)

    assert "Alles lesen und entscheiden" in clara.see("/").text


def test_each_house_has_a_box_of_its_own(desk, dashboard, hand_to_review):
    desk.amend("people", "frank", deputy="ines")
    dashboard.wiring.directory = desk.directory
    number, ines = hand_to_review("smi", "smf"), dashboard.as_("ines")
    assert "Ministerium der Finanzen mitzeichnen" not in ines.see("/approvals").text
    desk.let_be_away("frank")
    page = ines.see("/approvals")
    assert "Gesehen und für Ministerium der Finanzen mitzeichnen" in page.text

    send(ines, "/approvals", tick(page, f"{number}/smi", f"{number}/smf"))

    lines = [one for one in desk.file(number) if one.event == "endorse"]
    assert [(one.house, one.on_behalf_of) for one in lines] == [
        ("smi", ""),
        ("smf", "Frank Förster"),
    ]
