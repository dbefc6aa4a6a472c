"""Moving a slot: what comes of it is shown before, and it is what then happens."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from dashboards import Page

from states.post import PostState
from vorlauf.directory.model import Blackout

TO = {"day": "2023-12-05", "hour": "10:00"}


@pytest.fixture
def blackout(dashboard, desk):
    """Nothing is published on 4 and 5 December."""
    pause = Blackout(first=date(2023, 12, 4), last=date(2023, 12, 5), reason="Wahlen")
    campaign = replace(desk.directory.campaign, blackouts=(pause,))
    desk.directory = replace(desk.directory, campaign=campaign)
    dashboard.wiring.directory = desk.directory


def preview_of(browser, number, **query):
    asked = {"post": number, **TO, **query}
    return Page(browser.get("/calendar/move", params=asked))


def moving(page):
    """Return what the form with the button would send."""
    form = next(
        form
        for form in page.forms
        if form.method == "post" and form.action == "/calendar/move"
    )
    return dict(form.fields)


def rows(page):
    """Return the due dates that the preview tells, by what is owed."""
    table = page.html.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in table.split("</tr>")[:-1]:
        what = row.partition('data-label="Was">')[2].partition("<")[0].split("(")[0]
        before = row.partition('data-label="Frist bisher">')[2].partition("<")[0]
        after = row.partition('data-label="Frist dann">')[2].partition("<")[0]
        found[what.strip()] = (before.strip(), after.strip())
    return found


def test_without_a_wish_the_form_has_the_slot_as_it_is(dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").see(f"/calendar/move?post={number}")

    fields = dict(
        next(
            f for f in page.forms if f.method == "get" and f.action == "/calendar/move"
        ).fields
    )
    assert (fields["day"], fields["hour"]) == ("2023-11-21", "10:00")
    assert "preview" not in page.ids


def test_a_preview_changes_nothing(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    before = desk.post(number)

    page = preview_of(dashboard.as_("ada"), number)

    assert page.status == 200
    assert "Di 05.12.2023, 10:00 ist einzuhalten." in page.text
    assert desk.post(number) == before


def test_what_the_preview_tells_is_what_happens(dashboard, desk, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    words = dashboard.parts.languages["de"]
    before = words.day(desk.post(number).steps[0].due_at)
    page = preview_of(ada, number)

    ada.post("/calendar/move", moving(page))

    post = desk.post(number)
    (step,) = post.steps
    assert rows(page)["Mitzeichnung"] == (before, words.day(step.due_at))
    assert post.slot_at == datetime(2023, 12, 5, 9, tzinfo=UTC)


def test_what_is_decided_and_becomes_void_is_said_before(
    dashboard, desk, hand_to_review
):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    page = preview_of(ada, number)

    ada.post("/calendar/move", moving(page))

    assert "Bisherige Entscheidungen werden hinfällig" in page.text
    assert "Prüfung im Ressort" in page.text
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_another_hour_of_the_same_day_voids_nothing(dashboard, desk, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    page = preview_of(ada, number, day="2023-11-21", hour="14:30")

    ada.post("/calendar/move", moving(page))

    assert "hinfällig" not in page.text
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_a_slot_too_early_says_because_of_whom_and_which_is_the_first(
    dashboard, hand_to_review
):
    page = preview_of(dashboard.as_("ada"), hand_to_review("smf"), day="2023-09-20")

    assert "zu früh; maßgeblich:" in page.text
    assert "Frühester Termin, der einzuhalten ist:" in page.text
    assert moving(page)["day"] == "2023-09-20"


def test_who_moves_a_slot_is_led_back_and_told(dashboard, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    sent = moving(preview_of(ada, number, next="/calendar?week=2023-W47"))

    page = ada.send("/calendar/move", {**sent, "comment": "Feiertag <davor>"})

    assert str(page.response.request.url).endswith("/calendar?week=2023-W47")
    assert f"{number} hat einen neuen Termin: Di 05.12.2023, 10:00." in page.text
    assert "Feiertag" in ada.see(f"/posts/{number}").text


@pytest.mark.parametrize(
    "wish", ["//evil.example", "https://evil.example", "/\\evil", ""]
)
def test_nobody_is_led_away(wish, dashboard, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")

    sent = moving(preview_of(ada, number, next=wish))
    answer = ada.post("/calendar/move", sent)

    assert answer.headers["location"] == "/calendar?month=2023-12"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2023-12-02", "kein Arbeitstag"),
        ("2023-11-22", "Buß- und Bettag"),
        ("2023-12-29", "Schließtag"),
        ("2023-09-15", "Vergangenheit"),
        ("2023-12-04", "Wahlen"),
        ("", "Tag und"),
        ("heute", "Tag und"),
        ("2023-02-30", "Tag und"),
        ("9999-12-31", "Tag und"),
        ("0001-01-01", "Tag und"),
        ("2000-01-03", ""),
    ],
)
@pytest.mark.usefixtures("blackout")
def test_a_slot_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    day, sentence, dashboard, desk, hand_to_review
):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    before, seen = desk.post(number), desk.post(number).row_version
    typed = {"post": number, "day": day, "hour": "10:30", "comment": "Auf Wunsch."}

    page = ada.send("/calendar/move", {**typed, "seen": str(seen), "next": "/board"})

    form = next(f for f in page.forms if f.action == "/calendar/move")
    kept = {**typed, "next": "/board"} | ({} if day else {"day": "2023-11-21"})
    assert page.status == 422
    assert sentence in page.text
    assert set(kept.items()) <= set(form.fields)
    assert desk.post(number) == before


@pytest.mark.parametrize("day", ["2023-12-02", "2023-12-04", "2023-09-15", "x"])
@pytest.mark.usefixtures("blackout")
def test_a_preview_of_it_is_refused_in_the_same_way(day, dashboard, hand_to_review):
    page = preview_of(dashboard.as_("ada"), hand_to_review("smi"), day=day)

    assert page.status == 422
    assert "#day" in page.links
    assert "preview" not in page.ids


def test_whoever_comes_second_hears_of_it_and_keeps_what_was_typed(
    dashboard, desk, hand_to_review
):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    sent = {
        **moving(preview_of(ada, number)),
        "comment": "Auf Wunsch.",
        "next": "/board",
    }
    desk.save(number, "ben", title="Zwei Tage bei der Feuerwehr", comment="Kürzer.")

    page = ada.send("/calendar/move", sent)
    again = moving(page)

    assert page.status == 409
    assert "Ben Krause" in page.text
    assert "Kürzer." in page.text
    assert {**sent, "seen": str(desk.post(number).row_version)} == again
    assert ada.post("/calendar/move", again).status_code == 303


def test_a_post_that_is_out_of_the_way_is_not_moved(dashboard, desk, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    sent = moving(preview_of(ada, number))
    desk.do(number, "withdraw", comment="Abgesagt.")
    seen = {"seen": str(desk.post(number).row_version)}

    looked = preview_of(ada, number)
    moved = ada.send("/calendar/move", {**sent, **seen})

    assert (looked.status, moved.status) == (403, 403)
    assert "Zurückgezogen" in looked.text
    assert "preview" not in moved.ids


@pytest.mark.parametrize("number", ["2023-999", "", "\x00", "x" * 500, "⁂"])
def test_a_post_that_is_not_there_is_not_found(number, dashboard):
    ada = dashboard.as_("ada")

    assert preview_of(ada, number).status == 404
    assert ada.post("/calendar/move", {"post": number, **TO}).status_code == 404


def test_a_slot_in_the_hour_that_comes_twice_is_one_of_them(dashboard, hand_to_review):
    page = preview_of(dashboard.as_("ada"), hand_to_review("smi"), hour="10:00+09:00")

    assert "Di 05.12.2023, 10:00" in page.text


def test_only_coordinators_move(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    seen = str(desk.post(number).row_version)

    for person in ("ines", "gero", "clara", "olga"):
        browser = dashboard.as_(person)
        assert preview_of(browser, number).status == 403
        sent = {"post": number, **TO, "seen": seen}
        assert browser.post("/calendar/move", sent).status_code == 403


def test_the_page_is_there_in_english(dashboard, hand_to_review):
    ada, number = dashboard.as_("ada"), hand_to_review("smi")
    ada.post("/me/preferences", {"language": "en"})

    page = preview_of(ada, number)

    assert f"Move the slot of {number}" in page.text
    assert "can be met." in page.text


@pytest.fixture
def asked_by_mail(desk, a_post, post_round):
    """A post whose material Frank was asked for by mail."""
    number = a_post("smf")
    desk.do(number, "request_assets")
    post_round()
    return number


def test_who_gets_a_mail_is_said_before(dashboard, asked_by_mail):
    page = preview_of(dashboard.as_("ada"), asked_by_mail)

    told = page.html.partition("<tbody>")[2].partition("</tbody>")[0]
    mails = [row.partition("<")[0] for row in told.split('data-label="E-Mail an">')[1:]]
    assert len(mails) > 1
    assert [name for name in mails if len(name) > 1] == ["Frank Förster"]


def test_the_history_says_whose_date_moved_and_why(dashboard, desk, asked_by_mail):
    ada, words = dashboard.as_("ada"), dashboard.parts.languages["de"]
    before = words.day(desk.post(asked_by_mail).steps[0].due_at)
    ada.post("/calendar/move", moving(preview_of(ada, asked_by_mail)))

    page = ada.see(f"/posts/{asked_by_mail}")

    after = words.day(desk.post(asked_by_mail).steps[0].due_at)
    assert f"{after} statt {before}" in page.text
    assert "weil der Termin auf Di 05.12.2023, 10:00 Uhr verlegt wurde" in page.text
