"""A coordinator's day in a browser: what changes is typed in, mails are read."""

from datetime import UTC, datetime, timedelta

import pytest
from browsers import served_empty
from desk import Desk

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.directory import loader
from vorlauf.editing.closed_days import hold_closed
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.scheduling.changed_rules import apply_rules

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(900)]
NOVEMBER = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXTS = dict.fromkeys(("linkedin", "xing", "instagram"), "Mach was Wichtiges.")
HOUR = timedelta(hours=1)


@pytest.fixture
def site(tmp_path):
    """A dashboard over the sample campaign, in November, without a post."""
    with served_empty(tmp_path, NOVEMBER) as wiring:
        yield wiring


@pytest.fixture
def desk(site):
    return Desk(site.engine, site.directory, site.at)


@pytest.fixture
def plan(desk):
    """Return a function that plans a post at a local day's ten o'clock."""

    def act(*houses, slot, **more):
        wants = {"wants_assets": False, "wants_graphics": False, **more}
        new = NewPost(
            title="Ein Tag im Finanzamt",
            author="petzold",
            houses=houses,
            slot_at=datetime.fromisoformat(f"{slot}T09:00Z"),
            texts=TEXTS,
            **wants,
        )
        return desk.ask(add, [new])[0]

    return act


@pytest.fixture
def arrive(site, desk, post_round):
    """Return a function that lets time go on; it returns the subjects by reader."""

    def act(at=None):
        site.at = desk.now = at or desk.now + HOUR
        desk.directory = loader.load(site.settings.stakeholders)
        with writing(desk.engine) as connection:
            apply_rules(desk.call(connection))
            hold_closed(desk.call(connection))
        mails = post_round()
        return [(to.replace(".", " "), str(mail["Subject"])) for to, mail in mails]

    return act


def at(day, hour=9):
    return datetime.fromisoformat(f"{day}T{hour:02}:00Z")


def history(somebody, number):
    """Return what the file of a post says, as it is read aloud."""
    page = somebody.go(f"/posts/{number}?all=history")
    page.locator("#history-lines").evaluate("one => one.open = true")
    lines = page.locator(".v-timeline li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def picture(somebody, name):
    somebody.page.screenshot(path=f"/tmp/day-{name}.png", full_page=True)


def test_a_slot_that_moves_is_told_once_to_whoever_was_told_another_date(
    seat, desk, plan, arrive
):
    number = plan("smf", slot="2027-02-16", wants_assets=True)
    desk.do(number, "request_assets", "petzold")
    assert arrive() != []
    arrive(at("2027-01-05"))
    somebody = seat()

    somebody.go(f"/calendar/move?post={number}&day=2027-01-14&hour=10:00")
    picture(somebody, "move")
    somebody.click("form[action='/calendar/move'][method=post] .kern-btn--primary")

    told = arrive()
    assert [subject for _, subject in told if "Frist geändert" in subject] != []
    step = min(desk.post(number).steps, key=lambda one: one.due_at)
    assert step.due_at == datetime(2027, 1, 6, 15, tzinfo=UTC)
    assert not any("berfällig" in subject for _, subject in told)
    assert any("Frist" in line for line in history(somebody, number))
    picture(somebody, "history")
    assert somebody.faults == []


def test_an_absence_entered_in_advance_leads_the_request_to_the_deputy(
    seat, desk, plan, arrive
):
    number, somebody = plan("smf", slot="2027-01-20"), seat()
    asked = "kretzschmar"
    page = somebody.go("/absences")
    page.select_option("#person", asked)
    page.fill("[name=first]", "2026-12-10")
    page.fill("[name=last]", "2026-12-18")
    somebody.click("form[action='/absences/preview'] .kern-btn--primary")
    picture(somebody, "absence")
    somebody.click("form[action='/absences'] .kern-btn--primary")

    arrive(at("2026-12-11"))
    desk.do(number, "submit", "petzold")
    mails = arrive()

    readers = {to for to, _ in mails}
    assert readers
    assert not any(asked in to for to in readers)


def test_a_blackout_over_a_slot_holds_the_post(seat, desk, plan, arrive):
    number = plan("smf", slot="2027-01-12")
    target = {"target": PostState.SCHEDULED, "comment": "Am Telefon freigegeben."}
    desk.do(number, "override", "petzold", **target)
    arrive(at("2027-01-11", 8))
    somebody = seat()
    page = somebody.go("/configuration/blackouts")
    typed = {"first": "2027-01-11", "last": "2027-01-13", "reason": "Staatstrauer"}
    for name, said in typed.items():
        page.locator(f"[name^='campaign.blackouts.'][name$='.{name}']").last.fill(said)
    somebody.click("form.v-config .kern-btn--primary")
    picture(somebody, "blackout")
    somebody.click("button[name=act][value=write]")

    told = arrive()

    assert desk.post(number).held_since is not None
    assert not any("veröffentlichen" in subject for _, subject in told)
    assert "Staatstrauer" in somebody.go(f"/posts/{number}").inner_text("main")
    picture(somebody, "held")


def test_a_house_is_replaced_and_who_was_asked_hears_it(seat, desk, plan, arrive):
    number, somebody = plan("smf", slot="2027-02-16"), seat()
    desk.do(number, "submit", "petzold")
    arrive()

    somebody.go("/house-replacement?old=smf&new=smwa&comment=Umbildung")
    picture(somebody, "replace")
    somebody.click("form[action='/house-replacement'][method=post] .kern-btn--primary")
    assert desk.post(number).houses == ("smwa",)

    assert any("nicht mehr nötig" in subject for _, subject in arrive())
    assert any("Umbildung" in line for line in history(somebody, number))


def test_what_was_said_by_telephone_counts_and_names_both(seat, desk, plan, arrive):
    number, somebody = plan("smf", slot="2027-02-16"), seat()
    desk.do(number, "submit", "petzold")
    arrive()

    page = somebody.go(f"/posts/{number}/record")
    page.locator("[name=who]").first.check()
    page.fill("[name=day]", "2026-11-23")
    page.fill("[name=hour]", "10:30")
    somebody.click("form[action$='/record'] .kern-btn--primary")

    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    line = next(line for line in history(somebody, number) if "mitgezeichnet" in line)
    assert "hat Fassung 1 mitgezeichnet" in line
    assert "Jana Petzold" in line


def test_a_missed_slot_stands_first_and_a_yes_of_an_earlier_round_is_over(
    seat, desk, plan, arrive
):
    number = plan("smf", slot="2026-12-15")
    desk.do(number, "submit", "petzold")
    target = {"target": PostState.SCHEDULED, "comment": "Freigegeben."}
    desk.do(number, "withdraw", "petzold", comment="Skandal")
    desk.do(number, "reopen", "petzold", comment="Doch nicht.")
    desk.do(number, "submit", "petzold")
    arrive(at("2026-12-16"))
    somebody = seat()

    today = somebody.go("/").inner_text("main")
    picture(somebody, "missed")

    assert "verpasst" in today.lower()
    desk.do(number, "override", "petzold", **target)
    asked = {step.kind.value for step in desk.post(number).steps if step.retrospective}
    assert asked == {"review", "approval"}
    told = history(somebody, number)
    assert "Jana Petzold hat den Beitrag zurückgezogen." in " ".join(told)
    assert "Jana Petzold hat den Stand des Beitrags von Hand gesetzt." in told[0]
