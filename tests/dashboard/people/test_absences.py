"""The page of absences: who is away, noting it, and ending it."""

from datetime import timedelta

import pytest
from statements import selects

from vorlauf.db.post_snapshots import NOTICE
from vorlauf.posts.absence_queries import ABSENCE

AUTUMN = {"first": "2023-10-04", "last": "2023-10-06"}


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def row_of(page, name):
    _, _, after = page.html.partition(f'data-label="Wer">{name}<')
    return after.partition("</tr>")[0]


def ending(page):
    return [form.action for form in page.forms if form.action.endswith("/end")]


def test_an_absence_that_is_noted_is_there_with_its_deputy(dashboard):
    typed = {**AUTUMN, "person": "ines", "comment": "Urlaub"}

    page = dashboard.as_("ada").send("/absences", typed)

    assert "Die Abwesenheit von Ines Iser ist vermerkt." in page.text
    row = row_of(page, "Ines Iser")
    for words in ("Mi 04.10.2023", "Fr 06.10.2023", "Ivo Jahn", "Ada Lorenz", "Urlaub"):
        assert words in row


def test_what_follows_is_shown_before_anything_is_noted(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    typed = {**AUTUMN, "person": "ines", "comment": "Urlaub"}
    ada = dashboard.as_("ada")

    page = ada.send("/absences/preview", typed)

    assert "stattdessen wird Ivo Jahn gefragt" in page.text
    assert f"{number}" in page.text
    assert "Niemand ist abwesend." in page.text
    assert desk.rows(ABSENCE) == []
    assert set(typed.items()) <= set(page.form("/absences/preview").fields)
    noted = ada.send("/absences", dict(page.form("/absences").fields))
    assert row_of(noted, "Ines Iser")


def test_it_warns_of_duties_for_which_nobody_is_there(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    desk.let_be_away("ivo", days=60)
    away = {"person": "ines", "first": "2023-09-18", "last": "2023-10-20"}

    page = dashboard.as_("ada").send("/absences/preview", away)

    assert "Dafür ist niemand da" in page.text
    assert number in page.text
    assert desk.rows(NOTICE, purpose="absence_told") == []


def test_what_cannot_be_is_said_before_it_is_noted(dashboard):
    turned = {"person": "ines", "first": "2023-10-06", "last": "2023-10-04"}

    page = dashboard.as_("ada").send("/absences/preview", turned)

    assert page.status == 422
    assert set(turned.items()) <= set(page.form("/absences/preview").fields)


def test_after_a_quarter_of_an_hour_it_is_ended_and_not_taken_back(dashboard, desk):
    ada = dashboard.as_("ada")
    ada.send("/absences", {**AUTUMN, "person": "ines"})

    desk.now += timedelta(minutes=15)

    assert "Beenden" in row_of(ada.see("/absences"), "Ines Iser")


def test_an_absence_that_is_ended_is_gone(dashboard):
    ada = dashboard.as_("ada")
    (action,) = ending(ada.send("/absences", {**AUTUMN, "person": "ines"}))

    page = ada.send(action)

    assert "Die Abwesenheit ist beendet." in page.text
    assert "Niemand ist abwesend." in page.text
    assert ada.post(action).status_code == 404


def test_what_overlaps_is_refused_and_nothing_typed_is_lost(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/absences", {**AUTUMN, "person": "ines"})
    typed = {
        "person": "ines",
        "first": "2023-10-06",
        "last": "2023-10-09",
        "comment": "Dienstreise <Bonn>",
    }

    page = ada.send("/absences", typed)

    assert page.status == 409
    assert "Ines Iser" in page.text
    assert set(typed.items()) <= set(page.form("/absences/preview").fields)
    assert len(ending(page)) == 1


@pytest.mark.parametrize(
    "days",
    [
        ("", ""),
        ("heute", "morgen"),
        ("2023-10-06", "2023-10-04"),
        ("2023-09-01", "2023-09-15"),
        ("2023-10-01", "2025-10-01"),
        ("0001-01-01", "9999-12-31"),
        ("2023-02-30", "2023-03-01"),
    ],
)
def test_days_that_cannot_be_have_a_sentence(days, dashboard):
    first, last = days

    page = dashboard.as_("ines").send("/absences", {"first": first, "last": last})

    assert page.status == 422
    assert "#first" in page.links
    assert "first" in page.ids
    assert "Niemand ist abwesend." in page.text


def test_what_cannot_be_written_down_is_refused_and_kept(dashboard):
    typed = {**AUTUMN, "comment": "a\x00b"}

    page = dashboard.as_("ines").send("/absences", typed)

    assert page.status == 422
    assert "Niemand ist abwesend." in page.text


def test_a_contact_notes_only_her_own(dashboard):
    ines = dashboard.as_("ines")

    other = ines.send("/absences", {**AUTUMN, "person": "ivo"})
    own = ines.send("/absences", AUTUMN)

    assert (other.status, own.status) == (403, 200)
    assert "darf" in other.text
    assert "person" not in dict(own.form("/absences/preview").fields)
    everybody = dashboard.as_("ada").see("/absences")
    assert "Zurücknehmen" in row_of(own, "Ines Iser")
    assert "Zurücknehmen" in row_of(everybody, "Ines Iser")
    assert row_of(everybody, "Ivo Jahn") == ""


def test_a_contact_ends_nobody_elses(dashboard):
    (action,) = ending(
        dashboard.as_("ada").send("/absences", {**AUTUMN, "person": "ivo"})
    )
    ines = dashboard.as_("ines")

    assert ending(ines.see("/absences")) == []
    assert ines.post(action).status_code == 403
    assert row_of(dashboard.as_("ada").see("/absences"), "Ivo Jahn")


@pytest.mark.parametrize("key", ["0", "x", "1", "99999999999999999999", "²", "-1"])
def test_an_absence_that_is_not_there_is_not_found(key, dashboard):
    assert dashboard.as_("ada").post(f"/absences/{key}/end").status_code == 404


def test_an_address_may_name_the_person(dashboard):
    page = dashboard.as_("ada").see("/absences?person=gero")

    assert ("person", "gero") in page.form("/absences/preview").fields


def test_who_has_left_the_file_does_not_stop_the_page(dashboard, desk):
    dashboard.as_("ada").post("/absences", {**AUTUMN, "person": "gero"})
    desk.amend("people", "gero")
    dashboard.wiring.directory = desk.directory

    assert dashboard.as_("ada").see("/absences").status == 200


def test_auditors_have_no_such_page(dashboard):
    assert dashboard.as_("olga").get("/absences").status_code == 403


def test_the_page_is_there_in_english(dashboard):
    fay = dashboard.as_("fay")

    page = fay.send("/absences", AUTUMN)

    assert "The absence of Fay O'Neil is noted." in page.text
    assert "Absences from today on" in page.text


def test_few_questions_are_asked_of_the_database(dashboard, desk):
    ada = dashboard.as_("ada")
    ada.post("/absences", {**AUTUMN, "person": "ines"})

    with selects(desk.engine) as seen:
        ada.get("/absences")

    assert len(seen) <= 6


def test_where_nobody_is_left_the_steps_are_named_at_once_and_today(
    desk, dashboard, hand_to_review
):
    number, ada = hand_to_review("smi"), dashboard.as_("ada")
    desk.do(number, "endorse", "ines")
    days = {"first": "2023-09-18", "last": "2023-09-22"}

    ada.send("/absences", {**days, "person": "cem"})
    page = ada.send("/absences", {**days, "person": "clara"})

    assert "Für 1 Vorgang ist dann niemand da; er steht unten." in page.text
    for words in (number, "niemand für Clara Müller vom Mo 18.09.2023", "Termin Di"):
        assert words in page.text
    assert "Niemand ist da 1" in " ".join(ada.see("/").text.split())
    assert "Niemand ist da" not in dashboard.as_("cem").see("/absences").text
    assert "Niemand ist da" in dashboard.as_("clara").see("/absences").text
