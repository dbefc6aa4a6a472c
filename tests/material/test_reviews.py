"""Reviews: accepted, not sufficient, declined, and what a house then owes."""

from datetime import date

import pytest

from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, PICTURE, STEP
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.material import file_queries, reviews
from vorlauf.posts.picture_checks import AS_MADE_OF, shown_pictures


@pytest.fixture
def say(desk):
    """Return a function that answers the picture with a key."""

    def answer(how, number, key, **more):
        said = {"comment": "Bitte im Hochformat.", "due": None, "actor": "ada"} | more
        desk.ask(getattr(reviews, how), reviews.PictureReview(number, key, **said))

    return answer


@pytest.fixture
def delivered(desk, a_post):
    """Return a function that plans a post whose houses have delivered."""

    def plan(*houses, **wishes):
        number = a_post(*houses, **wishes)
        desk.do(number, "request_assets")
        for house in houses:
            desk.supply(number, house, desk.directory.houses[house].contact)
        return number

    return plan


def test_an_accepted_picture_stays_so_when_it_is_described_again(desk, delivered, say):
    number = delivered("smi")

    say("accept", number, 1, comment="")
    desk.supply(number, "smi", "ada", alt_text="Ein anderer Satz.")

    (picture,) = desk.rows(PICTURE)
    assert (picture.id, picture.answer, picture.answered_by) == (
        1,
        "accepted",
        "Ada Lorenz",
    )
    assert "picture_accepted" in {line.event for line in desk.file(number)}


def test_what_is_not_sufficient_is_asked_for_again_by_another_day(desk, delivered, say):
    number = delivered("smi", wants_graphics=False)

    say("insufficient", number, 1, due=date(2023, 10, 12))

    assert desk.open_steps(number) == {("assets", "smi")}
    (step,) = (one for one in desk.rows(STEP, kind="assets") if not one.outcome)
    assert desk.directory.house("smi").office.day_of(step.due_at) == date(2023, 10, 12)
    owed = desk.rows(NOTICE, step_id=step.id, purpose="material_request")
    assert [notice.recipient for notice in owed] == ["ines"]
    with reading(desk.engine) as connection:
        (back,) = file_queries.sent_back(connection, 1, "smi")
    assert back.answer_comment == "Bitte im Hochformat."


def test_another_picture_takes_the_place_of_what_was_not_sufficient(
    desk, delivered, say
):
    number = delivered("smi", wants_graphics=False)
    say("insufficient", number, 1)

    desk.supply(number, "smi", "ines", sha256="b" * 64, name="b.jpg")

    assert [one.name for one in desk.post(number).content.pictures] == ["b.jpg"]
    assert desk.open_steps(number) == {("submit", "agentur")}
    desk.do(number, "submit")


def test_of_two_houses_only_the_one_is_asked_again(desk, delivered, say):
    number = delivered("smi", "smf")
    assert desk.open_steps(number) == {("graphics", "grafik")}

    say("insufficient", number, 2)

    assert desk.open_steps(number) == {("assets", "smf")}


def test_a_declined_picture_leaves_the_post(desk, delivered, say):
    number = delivered("smi", wants_graphics=False)
    before = desk.post(number).version

    say("decline", number, 1)

    post = desk.post(number)
    assert (post.content.pictures, post.version) == ((), before + 1)
    assert desk.open_steps(number) == {("assets", "smi")}
    with pytest.raises(RefusedError, match="a picture with alt text and consent"):
        desk.do(number, "submit")


def test_a_graphic_goes_back_with_the_picture_it_is_made_of(desk, delivered, say):
    number = delivered("smi")
    drawn = {"sha256": "c" * 64, "name": "c.png", "consent": AS_MADE_OF}
    desk.supply(number, "grafik", "gero", **drawn)
    assert desk.open_steps(number) == {("submit", "agentur")}

    say("insufficient", number, 1)
    at_once = desk.open_steps(number)
    desk.supply(number, "smi", "ines", sha256="b" * 64, name="b.jpg")

    assert at_once == {("assets", "smi")}
    assert desk.open_steps(number) == {("graphics", "grafik")}
    shown = shown_pictures(desk.post(number), desk.directory)
    assert [one.name for one in shown] == ["b.jpg"]


def test_the_graphics_agency_is_asked_again_for_its_own(desk, delivered, say):
    number = delivered("smi")
    drawn = {"sha256": "c" * 64, "name": "c.png", "consent": AS_MADE_OF}
    desk.supply(number, "grafik", "gero", **drawn)

    say("insufficient", number, 2)

    assert desk.open_steps(number) == {("graphics", "grafik")}


@pytest.mark.parametrize(
    "case",
    [
        ({"comment": " "}, BadInputError, "what is to be different"),
        ({"due": date(2023, 9, 18)}, BadInputError, "cannot be due"),
        ({"due": date(2023, 11, 21)}, BadInputError, "cannot be due"),
        ({"due": date(2023, 10, 3)}, BadInputError, "no working day of smi"),
        ({"actor": "ines"}, RefusedError, "a coordinator answers"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(desk, delivered, say, case):
    number, (more, error, said) = delivered("smi"), case
    before = desk.post(number)

    with pytest.raises(error, match=said):
        say("insufficient", number, 1, **more)

    assert desk.post(number) == before


def test_there_is_no_answer_to_what_there_is_not(delivered, say):
    with pytest.raises(NotFoundError, match="no picture 9"):
        say("accept", delivered("smi"), 9)


def test_after_the_material_was_handed_on_nothing_is_sent_back(desk, delivered, say):
    number = delivered("smi", wants_graphics=False)
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="request changes first"):
        say("decline", number, 1)
    assert desk.post(number).state is PostState.MINISTRY_REVIEW
