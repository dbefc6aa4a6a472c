"""Pictures: pictures come in, with alt text and consent, on both databases."""

import pytest

from states.post import PostState
from vorlauf.db.post_snapshots import PICTURE, STEP
from vorlauf.errors import BadInputError, NotFoundError, RefusedError


@pytest.fixture
def asked(desk, a_post):
    """Return a function that plans a post and asks its houses for material."""

    def plan(*houses, **wishes):
        number = a_post(*houses, **wishes)
        desk.do(number, "request_assets")
        return number

    return plan


def test_the_last_house_hands_on_to_the_graphics_agency(desk, asked):
    number = asked("smi", "smf")
    desk.supply(number, "smf", "frank")
    waiting = desk.open_steps(number)

    desk.supply(number, "smi", "ivo")

    assert waiting == {("assets", "smi")}
    assert desk.open_steps(number) == {("graphics", "grafik")}
    (step,) = desk.rows(STEP, kind="assets", house="smi")
    assert (step.outcome, step.decided_by, step.on_behalf_of) == (
        "delivered",
        "Ivo Jahn",
        "Ines Iser",
    )


def test_without_graphics_the_coordinator_is_next(desk, asked):
    number = asked("smi", wants_graphics=False)

    desk.supply(number, "smi", "ines")

    assert desk.open_steps(number) == {("submit", "agentur")}


@pytest.mark.parametrize(
    ("missing", "said"), [("alt_text", "the alt text"), ("consent", "the consent")]
)
def test_without_alt_text_or_consent_the_house_still_owes_it(
    desk, asked, missing, said
):
    number = asked("smi")

    desk.supply(number, "smi", "ines", **{missing: "  "})

    assert desk.open_steps(number) == {("assets", "smi")}
    assert len(desk.rows(PICTURE)) == 1
    with pytest.raises(RefusedError, match=rf"{said} for a\.jpg \(smi\)"):
        desk.do(number, "submit")


def test_the_same_file_again_replaces_itself(desk, asked):
    number = asked("smi")
    desk.supply(number, "smi", "ines", consent="")

    desk.supply(number, "smi", "ines", consent="Akte 12")

    (picture,) = desk.rows(PICTURE)
    assert picture.consent == "Akte 12"
    assert desk.open_steps(number) == {("graphics", "grafik")}


def test_what_was_said_of_a_file_once_need_not_be_said_again(desk, asked):
    number = asked("smi")
    desk.supply(number, "smi", "ines", consent="Akte 12")

    desk.supply(number, "smi", "ada", consent="", alt_text="")

    (picture,) = desk.rows(PICTURE)
    assert (picture.consent, picture.alt_text) == ("Akte 12", "Ein Löschzug.")


def test_a_picture_is_part_of_what_is_decided_on(desk, asked):
    number = asked("smi")

    desk.supply(number, "smi", "ines")

    post = desk.post(number)
    assert (post.version, post.version_author) == (2, "ada")
    assert post.content.pictures[0].alt_text == "Ein Löschzug."
    *_, line = desk.file(number)
    assert (line.event, line.house, line.actor) == ("deliver", "smi", "Ines Iser")


def test_a_coordinator_supplies_what_came_by_mail(desk, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.supply(number, "smi", "ada")

    desk.do(number, "submit")

    assert desk.post(number).state is PostState.MINISTRY_REVIEW


@pytest.mark.parametrize(
    ("house", "actor", "sentence"),
    [
        ("smf", "frank", "smf takes no part in it"),
        ("smi", "frank", "Frank Förster is not asked for material"),
    ],
)
def test_whoever_is_not_asked_supplies_nothing(desk, asked, house, actor, sentence):
    with pytest.raises(RefusedError, match=sentence):
        desk.supply(asked("smi"), house, actor)


def test_a_house_that_is_none_supplies_nothing(desk, asked):
    with pytest.raises(NotFoundError, match="There is no house 'smx'"):
        desk.supply(asked("smi"), "smx", "ines")


def test_after_the_material_was_handed_on_it_stays(desk, a_post):
    number = a_post("smi", wants_assets=False, wants_graphics=False)
    desk.do(number, "submit")

    with pytest.raises(RefusedError, match="to change its pictures, request changes"):
        desk.supply(number, "smi", "ines")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "a\nb.jpg"}, "needs a file name in one line"),
        ({"sha256": "abc"}, "'abc' is no SHA-256"),
        ({"alt_text": "\0"}, "The alt text holds characters"),
        ({"consent": "\udcfe"}, "The consent holds characters"),
    ],
)
def test_a_picture_without_name_or_checksum_is_refused(desk, asked, wrong, sentence):
    with pytest.raises(BadInputError, match=sentence):
        desk.supply(asked("smi"), "smi", "ines", **wrong)


def test_material_that_comes_before_it_is_requested_leaves_the_handing_over(
    desk, a_post
):
    number = a_post("smi")
    waiting = desk.open_steps(number)

    desk.supply(number, "smi", "ada")
    desk.supply(number, "grafik", "ada")

    assert waiting == set()
    assert desk.post(number).request_by is None
    assert desk.open_steps(number) == {("submit", "agentur")}
