"""Pages that would show a version which was changed beside the log say so instead."""

import pytest
from answer_pages import link_of
from forged_versions import alter
from programs import program_of

from vorlauf.db import versions
from vorlauf.db.engine import reading
from vorlauf.jobs import timed_moves
from vorlauf.jobs.metrics import exposition

CHANNELS = ("instagram", "linkedin", "xing")
WORDS = "Fassung 1 ist nicht die, die das Protokoll kennt"
PAGES = {
    "ada": (
        "/posts/2023-001",
        "/posts/2023-001/versions/1",
        "/posts/2023-001/edit",
        "/posts/2023-001/moves/withdraw",
    ),
    "ines": ("/posts/2023-001", "/posts/2023-001/moves/endorse"),
}
LISTS = ("/", "/board", "/posts", "/calendar", "/posts/export")


@pytest.fixture
def altered(dashboard, desk, asked):
    """The address of a link to a post in review; then its text is changed."""
    asked("smi", "smf")
    address = link_of(dashboard, "2023-001", "smi")
    alter(desk)
    return address


@pytest.mark.parametrize("person", PAGES)
@pytest.mark.usefixtures("altered")
def test_no_page_shows_it(dashboard, person):
    browser = dashboard.as_(person)
    for path in PAGES[person]:
        response = browser.get(path)

        assert (response.status_code, WORDS in response.text) == (409, True), path
        assert "Polizei" not in response.text, path


def test_no_link_shows_it_or_takes_a_decision_on_it(dashboard, desk, altered):
    for answer in (
        dashboard.stranger().get(altered),
        dashboard.stranger().post(altered, {"decision": "endorse"}),
    ):
        assert (answer.status_code, "Polizei" in answer.text) == (409, False)
    assert desk.open_steps("2023-001") == {("review", "smi")}


def test_the_approvals_name_it(dashboard, desk, asked):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    alter(desk)

    response = dashboard.as_("clara").get("/approvals")

    assert (response.status_code, WORDS in response.text) == (409, True)
    assert "Polizei" not in response.text


@pytest.mark.usefixtures("altered")
def test_lists_and_other_posts_go_on(dashboard):
    browser = dashboard.as_("ada")
    for path in (*LISTS, "/posts/2023-002"):
        response = browser.get(path)

        assert response.status_code == 200, path
        assert "Polizei" not in response.text, path


@pytest.fixture
def scheduled(dashboard, desk, hand_to_review, slot):
    """A post that was approved, altered in the database, and whose slot has come."""
    number = hand_to_review("smi")
    for move, who in (("endorse", "ines"), ("approve", "clara")):
        desk.do(number, move, who)
    dashboard.as_("ada")
    alter(desk)
    desk.now = slot
    return number


def test_it_is_not_published_by_hand_by_a_program_or_by_the_clock(
    dashboard, desk, scheduled
):
    links = {f"proof-{name}": f"https://{name}.example/1" for name in CHANNELS}
    seen = {"seen": "4", "version": "1"}
    ada, program = dashboard.as_("ada"), program_of(dashboard, "ada")
    move = {"trigger": "publish", "seen_row_version": 4, "seen_version": 1}

    by_hand = ada.post(f"/posts/{scheduled}/moves/publish", links | seen)
    proof = ada.post(f"/posts/{scheduled}/proofs", links | seen)
    by_program = program.send(f"/posts/{scheduled}/moves", move)
    report = timed_moves.advance_due(desk.engine, desk.directory, desk.now)

    for answer in (by_hand, proof, by_program):
        assert (answer.status_code, "Polizei" in answer.text) == (409, False)
    assert "version 1 is not the one" in by_program.json()["detail"]
    assert report.moves == []
    with reading(desk.engine) as connection:
        assert versions.altered(connection) == (scheduled,)
    assert "vorlauf_versions_altered 1.0" in exposition(desk.engine, desk.now).decode()


@pytest.mark.usefixtures("altered")
def test_programs_read_nothing_of_it(dashboard):
    program = program_of(dashboard, "ada")

    one, listed = program.get("/posts/2023-001"), program.get("/posts")
    edited = program.send(
        "/posts/2023-001", {"title": "Neu", "seen_row_version": 2}, "PATCH"
    )

    assert (one.status_code, edited.status_code) == (409, 409)
    assert listed.status_code == 200
    assert all("Polizei" not in answer.text for answer in (one, listed, edited))
