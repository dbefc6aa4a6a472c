"""Today: what is late, what will be, because of whom, and what to do now."""

from dataclasses import replace
from datetime import timedelta

import pytest
from statements import MOST_SELECTS, selects
from today_page import change, filled, html_of, part

from vorlauf.db.post_snapshots import STEP
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def amend(dashboard, desk):
    """Return a function that changes people of the file, for the dashboard as well."""

    def change(key, **values):
        desk.amend("people", key, **values)
        dashboard.wiring.directory = desk.directory

    return change


@pytest.fixture
def be_away(desk):
    """Return a function by which somebody is away today."""

    def go(person, days=2):
        today = desk.directory.agency.office.day_of(desk.now)
        absence = Absent(
            person=person,
            first_day=today,
            last_day=today + days * DAY,
            set_by=person,
        )
        desk.ask(absences.set_absence, absence)

    return go


@pytest.fixture
def late_review(desk, hand_to_review):
    """Hand a post of `smi` to review, and let the clock stand past its due instant."""
    number = hand_to_review("smi")
    desk.now = desk.post(number).steps[0].due_at + HOUR
    return number


def test_without_anything_late_the_page_says_so(dashboard):
    page = dashboard.as_("ada").see("/")

    assert "Nichts ist überfällig" in page.text
    assert filled(page) == []
    assert "<title>Heute \N{EN DASH} Vorlauf</title>" in page.html


def test_what_is_late_is_counted_in_the_title(dashboard, late_review):
    page = dashboard.as_("ada").see("/")

    assert "<title>(1) Heute \N{EN DASH} Vorlauf</title>" in page.html
    assert filled(page) == ["at-risk"]
    said = part(page, "at-risk")
    for words in (
        "Termine, die nicht zu halten sind 1",
        late_review,
        "Ministerium des Innern",
        "Ines Iser",
    ):
        assert words in said
    assert "Termin Di 21.11.2023, 10:00" in said


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(-2, "due-today"), (-26, "this-week"), (1, "at-risk"), (-24 * 14, None)],
)
@pytest.mark.usefixtures("late_review")
def test_a_duty_stands_where_its_time_belongs(hours, kind, dashboard, desk):
    desk.now += (hours - 1) * HOUR

    page = dashboard.as_("ada").see("/")

    assert filled(page) == ([kind] if kind else [])


@pytest.mark.usefixtures("late_review")
def test_whom_to_call_is_named_with_the_number(dashboard, amend):
    amend("ines", phone="+49 351 5640")

    page = dashboard.as_("ada").see("/")

    assert "Ines Iser, +49 351 5640" in part(page, "at-risk").replace(" ,", ",")
    assert "tel:+493515640" in page.links


@pytest.mark.usefixtures("late_review")
def test_of_somebody_away_the_deputy_is_named(dashboard, amend, be_away):
    amend("ivo", phone="0351 77")
    be_away("ines")

    page = dashboard.as_("ada").see("/")

    said = part(page, "at-risk")
    assert "abwesend bis" in said
    assert "Ivo Jahn" in said
    assert "tel:035177" in page.links


@pytest.mark.usefixtures("late_review")
def test_numbers_of_other_houses_are_for_coordinators(dashboard, amend):
    amend("ines", phone="0351 5640")

    phones = {
        person: "tel:03515640" in dashboard.as_(person).see("/").links
        for person in ("ada", "ines", "ivo", "clara", "olga")
    }

    assert phones == {
        "ada": True,
        "ines": False,
        "ivo": True,
        "clara": False,
        "olga": False,
    }


@pytest.mark.usefixtures("late_review")
def test_ones_own_duty_says_so_and_can_be_done(dashboard):
    page = dashboard.as_("ines").see("/")

    assert filled(page) == ["mine"]
    assert "Sie selbst" in part(page, "mine")
    assert "Ines Iser" not in part(page, "mine")
    assert "Entscheiden" in part(page, "mine")


def test_what_a_coordinator_can_do_is_offered(dashboard, late_review, desk):
    page = dashboard.as_("ada").see("/")

    (step,) = desk.post(late_review).steps
    assert dict(page.form(f"/posts/{late_review}/remind").fields) == {
        "house": "smi",
        "next": "/",
        "at": "2023-11-16T09:00+01:00",  # the office is closed
    }
    for link in (
        f"/posts/{late_review}/steps/{step.id}/extend?next=/",
        "/absences?person=ines",
        f"/posts/{late_review}/moves/override?next=/",
    ):
        assert link in page.links
        assert dashboard.as_("ada").get(link).status_code == 200


def test_the_button_reminds_and_leads_back(dashboard, late_review):
    ada = dashboard.as_("ada")
    form = ada.see("/").form(f"/posts/{late_review}/remind")

    page = ada.send(form.action, dict(form.fields))

    assert page.response.request.url.path == "/"
    assert "v-said" in page.html


def test_a_refusal_is_said_where_the_button_was(dashboard, late_review):
    ada = dashboard.as_("ada")
    form = ada.see("/").form(f"/posts/{late_review}/remind")

    first, second = (ada.send(form.action, dict(form.fields)) for _ in range(2))

    assert second.response.request.url.path == "/"
    assert "wird hieran bereits von Hand erinnert" in second.text
    assert "Erinnern: wieder ab" in part(first, "at-risk")


@pytest.mark.parametrize("person", ["olga", "clara", "ivo"])
def test_to_whoever_only_looks_on_nothing_is_offered(person, dashboard, late_review):
    page = dashboard.as_(person).see("/")

    assert late_review in part(page, "at-risk")
    html = html_of(page, "at-risk")
    assert "<form" not in html
    assert "kern-btn" not in html


@pytest.mark.usefixtures("late_review")
def test_an_auditor_has_no_buttons_at_all(dashboard, desk):
    change(desk, STEP, STEP.c.id > 0, asked="olga")

    page = dashboard.as_("olga").see("/")

    assert filled(page) == ["mine"]
    assert "kern-btn" not in html_of(page, "mine")


def test_a_contact_sees_only_her_own_house(dashboard, late_review):
    assert late_review not in dashboard.as_("frank").see("/").text
    assert late_review in dashboard.as_("ivo").see("/").text


@pytest.mark.usefixtures("late_review")
def test_in_whose_place_i_stand_is_mine_today(dashboard, be_away):
    before = filled(dashboard.as_("ivo").see("/"))
    be_away("ines")
    page = dashboard.as_("ivo").see("/")

    assert (before, filled(page)) == (["at-risk"], ["mine"])
    assert "Entscheiden" in part(page, "mine")
    assert "Ines Iser" in part(page, "mine")


@pytest.mark.usefixtures("late_review")
def test_the_second_deputy_is_meant_when_the_first_is_away(dashboard, be_away):
    be_away("ines")
    be_away("ivo")

    assert "mine" not in filled(dashboard.as_("ivo").see("/"))


def test_the_mailbox_of_my_house_is_mine(dashboard, desk, amend, late_review):
    ines = desk.directory.people["ines"]
    desk.directory = replace(
        desk.directory,
        people={
            **desk.directory.people,
            "post-smi": replace(ines, key="post-smi", name="Poststelle", deputy=None),
        },
    )
    amend("post-smi", functional=True)
    change(desk, STEP, STEP.c.id > 0, asked="post-smi")

    assert late_review in part(dashboard.as_("ivo").see("/"), "mine")
    assert "mine" not in filled(dashboard.as_("clara").see("/"))


@pytest.fixture
def eleven(desk, asked):
    """Eleven posts whose review is late, and the last one by name."""
    numbers = asked(*["smi"] * 11)
    desk.now = desk.post(numbers[-1]).steps[0].due_at + HOUR
    return numbers


@pytest.mark.slow
@pytest.mark.usefixtures("eleven")
def test_what_is_too_much_is_one_click_away(dashboard):
    of_ada, of_ines = (dashboard.as_(one).see("/") for one in ("ada", "ines"))

    assert "<title>(11) Heute" in of_ada.html
    assert html_of(of_ada, "at-risk").count("data-row") == 8
    assert "/posts?late=at_risk" in of_ada.links
    assert "von 11" in dashboard.as_("ada").see("/posts?late=at_risk").text
    assert "/posts?person=ines" in of_ines.links
    assert dashboard.as_("ines").get("/posts?person=ines").status_code == 200


@pytest.mark.usefixtures("eleven")
def test_few_questions_are_asked_of_the_database(dashboard, desk):
    ada = dashboard.as_("ada")
    ada.get("/")

    with selects(desk.engine) as seen:
        ada.get("/")

    assert len(seen) <= MOST_SELECTS


@pytest.mark.usefixtures("eleven")
def test_every_id_is_there_once(dashboard, be_away):
    be_away("ines")

    ids = dashboard.as_("ivo").see("/").ids

    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("late_review")
def test_the_page_is_there_in_english(dashboard):
    ada = dashboard.as_("ada")
    ada.post("/me/preferences", {"language": "en"})

    page = ada.see("/")

    assert "<title>(1) Today \N{EN DASH} Vorlauf</title>" in page.html
    assert "The endorsement is missing" in part(page, "at-risk")
    assert "Remind: Thu 16 Nov 2023, 09:00" in part(page, "at-risk")


def test_a_proposed_slot_is_taken_by_one_click_and_given_back(
    dashboard, desk, late_review
):
    ada, before = dashboard.as_("ada"), desk.post(late_review).slot_at
    form = ada.see("/").form("/calendar/move")
    assert "frühestens möglich" in part(ada.see("/"), "at-risk")

    page = ada.send(form.action, dict(form.fields))
    after = desk.post(late_review).slot_at

    assert page.response.request.url.path == "/"
    assert after > before
    assert filled(page) != ["at-risk"]
    back = page.form("/calendar/move")
    ada.send(back.action, dict(back.fields))
    assert desk.post(late_review).slot_at == before


def test_a_slot_whose_move_voids_decisions_is_looked_at_first(
    dashboard, desk, late_review
):
    desk.do(late_review, "endorse", "ines")
    desk.now = desk.post(late_review).slot_at + HOUR

    page = dashboard.as_("ada").see("/")

    assert "frühestens möglich" in part(page, "missed")
    assert "/calendar/move" not in [form.action for form in page.forms]


def test_of_a_draft_that_came_back_what_is_really_missing_is_said(
    dashboard, desk, a_post, hand_to_review
):
    written = hand_to_review("smi")
    desk.do(written, "request_changes", "ines", comment="Bitte ohne Namen.")
    unwritten = a_post("smi", texts={"linkedin": "Ein Tag."}, wants_assets=False)
    desk.now = desk.post(unwritten).steps[0].due_at + HOUR

    page = dashboard.as_("ada").see("/")

    assert "nicht fertig" not in page.text
    assert "Es fehlt noch: der Text für Instagram, Xing" in page.text
    assert f"{written} " in page.text
    assert "Zur Prüfung zu geben" in page.text
