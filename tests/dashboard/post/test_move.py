"""Moves by the forms of a post: made, refused, in conflict, and taken back."""

from datetime import timedelta

import pytest
from dashboards import seen
from desk import BARE

from states.post import PostState

STATES = PostState


@pytest.fixture
def filled():
    """Return a function that fills in a form of a page as a browser would."""

    def fill(page, action, **typed):
        form = page.form(action)
        return {**dict(form.fields), **typed}

    return fill


@pytest.fixture
def move(dashboard, filled):
    """Return a function that opens the form of a move, fills it in and sends it."""

    def make(who, number, trigger, query="", **typed):
        client, way = dashboard.as_(who), f"/posts/{number}/moves/{trigger}"
        return client.send(way, filled(client.see(way + query), way, **typed))

    return make


def test_a_direct_button_hands_the_post_to_review(dashboard, desk, a_post, filled):
    number = a_post("smi", **BARE)
    client, way = dashboard.as_("ada"), f"/posts/{number}/moves/submit"

    page = client.send(way, filled(client.see(f"/posts/{number}"), way))

    assert desk.post(number).state is STATES.MINISTRY_REVIEW
    assert "ist jetzt im Zustand „Prüfung im Ressort“" in page.text
    assert f"/posts/{number}/undo" in [form.action for form in page.forms]


@pytest.mark.parametrize(
    ("trigger", "state"),
    [("withdraw", STATES.WITHDRAWN), ("request_changes", STATES.DRAFT)],
)
def test_a_move_with_a_reason_is_made_by_its_form(
    trigger, state, desk, hand_to_review, move
):
    number = hand_to_review("smi")

    page = move("ada", number, trigger, comment="Der Anlass ist entfallen.")

    assert page.status == 200
    assert desk.post(number).state is state
    assert desk.file(number)[-1].comment == "Der Anlass ist entfallen."


@pytest.mark.parametrize("trigger", ["withdraw", "request_changes"])
def test_without_a_reason_nothing_is_done(trigger, desk, hand_to_review, move):
    number = hand_to_review("smi")

    page = move("ada", number, trigger, comment="  ")

    assert page.status == 422
    assert "Bitte geben Sie" in page.text or "Begründung" in page.text
    assert desk.post(number).state is STATES.MINISTRY_REVIEW


def test_the_contact_endorses_what_she_sees(desk, hand_to_review, move, dashboard):
    number = hand_to_review("smi")

    form = dashboard.as_("ines").see(f"/posts/{number}/moves/endorse")
    move("ines", number, "endorse")

    assert "Darüber wird entschieden: Fassung 1" in form.text
    assert "Ein Tag bei der Feuerwehr." in form.text
    assert desk.post(number).state is STATES.STAATSKANZLEI_APPROVAL


def test_the_approver_approves(desk, hand_to_review, move):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    move("clara", number, "approve")

    assert desk.post(number).state is STATES.SCHEDULED


def test_nobody_decides_on_a_version_that_was_not_shown(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")

    page = dashboard.as_("ines").send(f"/posts/{number}/moves/endorse", {})

    assert page.status == 422
    assert desk.post(number).state is STATES.MINISTRY_REVIEW


def test_whoever_is_asked_for_two_houses_chooses_for_which(
    desk, dashboard, hand_to_review, move
):
    desk.amend("people", "frank", deputy="ines")
    dashboard.wiring.directory = desk.directory
    desk.let_be_away("frank")
    number = hand_to_review("smi", "smf")

    page = dashboard.as_("ines").see(f"/posts/{number}/moves/endorse")
    move("ines", number, "endorse", **{"for": "smf/frank"})

    assert "in Vertretung von Frank Förster" in page.text
    assert desk.open_steps(number) == {("review", "smi")}
    assert desk.file(number)[-1].on_behalf_of == "Frank Förster"


def test_what_the_state_does_not_know_is_said_and_offers_no_form(dashboard, a_post):
    page = dashboard.as_("ada").see(f"/posts/{a_post('smi')}/moves/approve")

    assert "ist dieser Schritt nicht vorgesehen" in page.text
    assert not [form for form in page.forms if form.action.endswith("/approve")]


def test_what_is_for_others_is_refused(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").send(
        f"/posts/{number}/moves/endorse",
        {"version": "1", "comment": "Schon gut.", **seen(desk, number)},
    )

    assert page.status == 409
    assert "Schon gut." in page.html
    assert desk.post(number).state is STATES.MINISTRY_REVIEW


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_publishing_takes_the_permalinks_with_it(scheduled, desk, move, slot):
    desk.now = slot + timedelta(minutes=5)
    links = {f"proof-{c}": f"https://{c}.example.org/1" for c in ("instagram", "xing")}

    short = move("ada", scheduled, "publish", **links)
    done = move(
        "ada",
        scheduled,
        "publish",
        **links,
        **{"proof-linkedin": "https://l.example.org/1"},
    )

    assert short.status == 409
    assert "https://xing.example.org/1" in short.html
    assert done.status == 200
    assert desk.post(scheduled).state is STATES.PUBLISHED


def test_permalinks_can_be_recorded_before_with_a_reason(scheduled, dashboard, desk):
    way = f"/posts/{scheduled}/proofs"
    client = dashboard.as_("ada")
    xing = {"proof-xing": "https://xing.example.org/1"}
    early = {"early": "Das Haus hat ihn schon gezeigt."}

    unexplained = client.send(way, xing | seen(desk, scheduled))
    good = client.send(way, xing | early | seen(desk, scheduled))
    bad = client.send(
        way, {"proof-linkedin": "javascript:alert(1)"} | early | seen(desk, scheduled)
    )

    assert unexplained.status == 409
    assert 'value="https://xing.example.org/1"' in unexplained.html

    assert "https://xing.example.org/1" in good.links
    assert bad.status == 422
    assert 'value="javascript:alert(1)"' in bad.html
    assert desk.post(scheduled).proofs == {"xing"}


def test_an_override_names_its_consequences_first(dashboard, a_post):
    number = a_post("smi")

    page = dashboard.as_("ada").see(f"/posts/{number}/moves/override?target=scheduled")

    assert "dauerhaft in der Akte" in page.text
    assert "nachträglich erbeten: Ines Iser" in page.text
    assert "nachträglich erbeten: Clara Müller" in page.text
    assert "Die Staatskanzlei hat diese Fassung nicht freigegeben." in page.text
    assert "Es fehlt ein Bild" in page.text


def test_an_override_needs_a_reason_and_the_box(desk, a_post, move):
    number = a_post("smi")
    to = {"query": "?target=scheduled"}

    unread = move("ada", number, "override", **to, comment="Eilt.")
    unsaid = move("ada", number, "override", **to, read="on")

    assert unread.status == unsaid.status == 422
    assert "Eilt." in unread.html
    assert "#read-on" in unread.links
    assert "#comment" in unsaid.links
    assert desk.post(number).state is STATES.DRAFT

    move("ada", number, "override", **to, comment="Eilt.", read="on")

    assert desk.post(number).state is STATES.SCHEDULED
    assert desk.post(number).overridden


@pytest.mark.parametrize("target", ["", "draft", "nonsense"])
def test_an_override_to_nowhere_asks_where_to(target, dashboard, a_post):
    number = a_post("smi")
    way = f"/posts/{number}/moves/override"
    client = dashboard.as_("ada")

    assert client.see(f"{way}?target={target}").status == 200
    typed = {"target": target, "comment": "Eilt.", "read": "on"}
    assert client.send(way, typed).status in {409, 422}


def test_the_second_hears_who_was_first_and_loses_nothing(
    dashboard, desk, a_post, filled
):
    number = a_post("smi", **BARE)
    client, way = dashboard.as_("ada"), f"/posts/{number}/moves/withdraw"
    form = filled(client.see(way), way, comment="Mein langer Grund.")
    desk.save(number, "ben", texts={"xing": "Ein Jahr bei der Feuerwehr."})

    page = client.send(way, form)

    assert page.status == 409
    assert "Ben Krause" in page.text
    assert "<ins>Jahr </ins>" in page.html
    assert "Mein langer Grund." in page.html
    assert desk.post(number).state is STATES.DRAFT

    client.send(way, filled(page, way))

    assert desk.post(number).state is STATES.WITHDRAWN


def test_a_second_click_on_the_same_button_is_no_conflict(
    dashboard, desk, a_post, filled
):
    number = a_post("smi", **BARE)
    client, way = dashboard.as_("ada"), f"/posts/{number}/moves/submit"
    form = filled(client.see(f"/posts/{number}"), way)

    first, second = client.send(way, form), client.send(way, form)

    assert first.status == second.status == 200
    assert [line.event for line in desk.file(number)] == ["add", "submit"]


def test_a_move_is_taken_back_from_the_page(dashboard, desk, hand_to_review, move):
    number = hand_to_review("smi")
    page = move("ada", number, "withdraw", comment="Ein Versehen.")
    way = f"/posts/{number}/undo"

    after = dashboard.as_("ada").send(way, dict(page.form(way).fields))

    assert desk.post(number).state is STATES.MINISTRY_REVIEW
    assert "ist wieder im Zustand „Prüfung im Ressort“" in after.text


def test_the_page_offers_it_as_long_as_it_can_be_done(
    dashboard, desk, hand_to_review, move
):
    number = hand_to_review("smi")
    move("ada", number, "withdraw", comment="Ein Versehen.")
    way = f"/posts/{number}/undo"
    client = dashboard.as_("ada")

    assert client.see(f"/posts/{number}").form(way)
    assert way not in [f.action for f in dashboard.as_("ben").see(way[:-5]).forms]

    desk.now += timedelta(seconds=31)

    assert way not in [form.action for form in client.see(f"/posts/{number}").forms]
    late = client.send(way, seen(desk, number))
    assert late.status == 409
    assert "30 Sekunden" in late.text


def test_after_a_move_the_reader_goes_back_where_they_came_from(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    way = f"/posts/{number}/moves/withdraw"
    typed = {"comment": "Weg.", "next": "/board?house=smi", **seen(desk, number)}

    answer = dashboard.as_("ada").post(way, typed)

    assert answer.headers["location"] == "/board?house=smi"


def test_nobody_is_led_to_a_foreign_page(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    typed = {"comment": "Weg.", "next": "//evil.example.org", **seen(desk, number)}

    answer = dashboard.as_("ada").post(f"/posts/{number}/moves/withdraw", typed)

    assert answer.headers["location"] == f"/posts/{number}"


@pytest.mark.parametrize("odd", ["\0", "x" * 200_000, "🚒" * 99])
def test_odd_reasons_get_a_page(odd, dashboard, hand_to_review):
    number = hand_to_review("smi")

    page = dashboard.as_("ada").send(
        f"/posts/{number}/moves/withdraw", {"comment": odd}
    )

    assert page.status in {200, 422}


def test_the_form_speaks_english(dashboard, hand_to_review):
    number = hand_to_review("smf")

    page = dashboard.as_("fay").see(f"/posts/{number}/moves/request_changes")

    assert "Your reason" in page.text
    assert "Ihre Begründung" not in page.text
