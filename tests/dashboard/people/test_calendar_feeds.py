"""Calendars that programs fetch: what they show, to whom, and how they are ended."""

import re
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from desk import BARE
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from programs import program_of

from vorlauf.accounts import calendar_feeds, invitations
from vorlauf.accounts.calendar_feeds import NewFeed
from vorlauf.db.engine import writing
from vorlauf.errors import RefusedError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def feed(dashboard):
    """Return a function that makes a calendar on the page; it returns its path."""

    def made(who="ada", whose=None, label="Outlook"):
        browser = dashboard.as_(who)
        page = browser.send(
            "/me/calendars", {"whose": whose or f"person:{who}", "label": label}
        )
        (path,) = re.findall(r"/feeds/[\w-]{43}\.ics", page.html)
        return path

    return made


@pytest.fixture
def fetch(dashboard):
    """Return a function that fetches a calendar as a program does."""
    return lambda path, **headers: dashboard.stranger(**headers).get(path)


@pytest.fixture
def shown(fetch):
    """Return a function that reads a calendar: its events by id."""

    def events(path):
        calendar = Calendar.from_ical(fetch(path).content)
        return {str(one["UID"]).split("@")[0]: one for one in calendar.walk("VEVENT")}

    return events


def test_it_shows_slots_and_due_dates_of_what_is_open_and_planned(
    asked, a_post, feed, shown, desk
):
    (in_review,), draft = asked("smi"), a_post("smf", **BARE)
    first, second = (desk.post(number) for number in (in_review, draft))

    events = shown(feed())

    assert events[f"post-{first.id}-slot"].decoded("DTSTART") == first.slot_at
    assert events[f"post-{first.id}-review-smi"]["STATUS"] == "CONFIRMED"
    (step,) = first.steps
    due = events[f"post-{first.id}-review-smi"]
    assert due.decoded("DTEND") == step.due_at
    assert due["SUMMARY"].startswith("Mitzeichnung fällig: ")
    # What is only planned stands there, too.
    assert events[f"post-{first.id}-approval-sk"]["STATUS"] == "TENTATIVE"
    assert events[f"post-{second.id}-slot"]["STATUS"] == "TENTATIVE"
    assert events[f"post-{second.id}-review-smf"]["STATUS"] == "TENTATIVE"


def test_the_same_asked_twice_is_answered_in_a_word(asked, feed, fetch, desk):
    asked("smi")
    path = feed()
    desk.now += HOUR
    first = fetch(path)
    desk.now += DAY

    again = fetch(path, **{"If-None-Match": f'"other", W/{first.headers["etag"]}'})

    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"


def test_a_slot_that_moves_keeps_its_id_and_is_newer(asked, feed, shown, desk, slot):
    (number,) = asked("smi")
    path, key = feed(), f"post-{desk.post(number).id}-slot"
    before = shown(path)[key]
    desk.now += HOUR

    desk.save(number, slot_at=slot + 7 * DAY)

    after = shown(path)[key]
    assert after.decoded("DTSTART") == slot + 7 * DAY
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") == desk.now > before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTAMP") == desk.now


def test_what_is_over_is_cancelled_for_some_weeks(asked, feed, shown, desk):
    (number,) = asked("smi")
    post = desk.post(number)
    path = feed()
    before = shown(path)

    desk.do(number, "withdraw", comment="Fällt aus.")

    after = shown(path)
    for key in (f"post-{post.id}-slot", f"post-{post.id}-review-smi"):
        assert after[key]["STATUS"] == "CANCELLED"
        assert after[key]["SEQUENCE"] > before[key]["SEQUENCE"]
    assert f"post-{post.id}-approval-sk" not in after
    desk.now += 29 * DAY
    assert not [key for key in shown(path) if key.startswith("post-")]


def test_a_house_sees_its_own_and_those_who_are_asked_their_own(
    asked, feed, shown, desk
):
    ours, theirs = (desk.post(number) for number in asked("smi", "smf"))

    of_house = shown(feed("ada", "house:smi"))
    of_contact = shown(feed("ines"))

    for events in (of_house, of_contact):
        assert f"post-{ours.id}-review-smi" in events
        assert f"post-{ours.id}-approval-sk" not in events
        assert not [key for key in events if key.startswith(f"post-{theirs.id}-")]


def test_nobody_makes_one_for_a_house_of_others(dashboard):
    page = dashboard.as_("ines").send(
        "/me/calendars", {"whose": "house:smf", "label": "Outlook"}
    )

    assert page.status == 422
    assert "kann einen Kalender nur für sich und das eigene Haus" in page.text
    assert "/feeds/" not in page.html


@pytest.mark.parametrize("way", ["revoked", "shut out", "a mailbox"])
def test_it_opens_nothing_any_more(way, dashboard, desk, feed, fetch):
    path = feed("ines")
    if way == "revoked":
        (action,) = re.findall(
            r"/me/calendars/\d+/revoke", dashboard.as_("ada").see("/me/calendars").html
        )
        dashboard.as_("ada").send(action, {})
    elif way == "shut out":
        with writing(desk.engine) as connection:
            invitations.disable(desk.call(connection), "ines", "ada")
    else:
        desk.amend("people", "ines", functional=True)
        dashboard.wiring.directory = desk.directory

    answer = fetch(path)

    assert answer.status_code == 404
    assert b"BEGIN:" not in answer.content


@pytest.mark.parametrize("secret", ["A" * 43, "x", "ä" * 43, "A" * 5000, "%00"])
def test_an_address_of_nobody_opens_nothing(secret, fetch):
    assert fetch(f"/feeds/{secret}.ics").status_code == 404


def test_who_has_no_account_makes_none(desk):
    wish = NewFeed(by="ines", label="Outlook", person="ines")

    with writing(desk.engine) as connection, pytest.raises(RefusedError):
        calendar_feeds.make(desk.call(connection), wish)


def test_the_secret_stands_nowhere(desk, feed, fetch):
    path = feed()
    secret = path.removeprefix("/feeds/").removesuffix(".ics")
    fetch(path)

    assert secret not in str(desk.rows(calendar_feeds.calendar_feed_queries.FEED))
    assert desk.rows(calendar_feeds.calendar_feed_queries.FEED)[0].used_at == desk.now


def test_an_independent_reader_finds_the_same_instants(asked, feed, fetch, desk, slot):
    (number,) = asked("smi")
    desk.save(
        number, title="Ein Titel, mit Komma; Strichpunkt\\ und Ümlaut " + 30 * "ß"
    )
    content = fetch(feed()).content

    read = IcsCalendarStream.calendar_from_ics(content.decode())

    (event,) = [one for one in read.events if "-slot@" in (one.uid or "")]
    assert event.dtstart.astimezone(UTC) == slot
    assert "Komma; Strichpunkt\\ und Ümlaut" in event.summary
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_holidays_and_blackouts_are_whole_days(feed, shown):
    events = shown(feed()).values()
    days = {str(one["SUMMARY"]): one for one in events if "slot" not in one["UID"]}

    assert days["Neujahr"].decoded("DTSTART").day == 1
    assert isinstance(days["Neujahr"].decoded("DTSTART"), date)
    assert days["Neujahr"].decoded("DTEND") - days["Neujahr"].decoded("DTSTART") == DAY
    assert days["Neujahr"]["TRANSP"] == "TRANSPARENT"


def test_a_house_that_has_another_key_now_keeps_its_calendar(
    desk, dashboard, feed, fetch
):
    path = feed("ada", "house:smf")
    houses = dict(desk.directory.houses)
    smf = houses.pop("smf")
    houses["smfin"] = replace(smf, key="smfin", was=("smf",))
    desk.directory = replace(desk.directory, houses=houses)
    dashboard.wiring.directory = desk.directory

    assert fetch(path).status_code == 200


def test_who_has_left_the_house_leaves_its_calendar_closed(
    desk, dashboard, feed, fetch
):
    path = feed("ines", "house:smi")
    desk.amend("people", "ines", house="smf")
    dashboard.wiring.directory = desk.directory

    assert fetch(path).status_code == 404


def test_programs_make_and_revoke_calendars_as_the_page_does(dashboard, fetch):
    ada, ines = program_of(dashboard, "ada"), program_of(dashboard, "ines")

    made = ada.send("/calendars", {"label": "Outlook", "house": "smi"}, "POST").json()
    own = ines.send("/calendars", {"label": "Telefon"}, "POST").json()
    foreign = ines.send("/calendars", {"label": "x", "person": "ada"}, "POST")
    both = ada.send(
        "/calendars", {"label": "x", "person": "ines", "house": "smi"}, "POST"
    )

    path = f"/feeds/{made['address'].partition('/feeds/')[2]}"
    assert fetch(path).status_code == 200
    held = {one["key"]: one for one in ada.get("/calendars").json()}
    assert (held[made["key"]]["house"], held[own["key"]]["person"]) == ("smi", "ines")
    assert (foreign.status_code, both.status_code) == (403, 422)
    assert "not both" in both.json()["detail"]
    gone = ada.send(f"/calendars/{made['key']}/revoke", None, "POST")
    again = ada.send(f"/calendars/{made['key']}/revoke", None, "POST")
    assert (gone.json()["label"], again.status_code) == ("Outlook", 404)
    assert fetch(path).status_code == 404


def test_a_new_password_ends_the_calendars_one_has_or_has_made(dashboard, feed, fetch):
    own, of_house, of_other = (
        feed("ada"),
        feed("ada", "house:smf"),
        feed("ines"),
    )
    ada = dashboard.as_("ada")

    page = ada.send("/me/password", {"new_password": "ein ganz neuer langer Satz"})

    assert "2 Kalender für andere Programme sind beendet" in page.html
    found = [fetch(path).status_code for path in (own, of_house, of_other)]
    assert found == [404, 404, 200]
    assert "ein neues Passwort setzt" in ada.see("/me/calendars").text
