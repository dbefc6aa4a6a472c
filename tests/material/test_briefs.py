"""Briefs: what is wanted, of how many pictures, and what a post then lacks."""

import pytest

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material.briefs import WantedMaterial, brief_of, set_brief


@pytest.fixture
def wish(desk):
    def write(post, actor="ada", **wanted):
        with writing(desk.engine) as connection:
            asked = WantedMaterial(**wanted)
            return set_brief(desk.call(connection), post, actor, asked)

    return write


def _brief(desk, number):
    with reading(desk.engine) as connection:
        return brief_of(connection, desk.post(number), desk.directory)


def test_without_a_brief_one_photo_in_the_usual_format_is_wanted(desk, a_post):
    brief = _brief(desk, a_post("smi"))

    assert (brief.kind, brief.number, brief.people) == ("photo", 1, "either")
    assert brief.formats == {
        "instagram": "1080x1350",
        "linkedin": "1200x1200",
        "xing": "1200x1200",
    }


def test_a_brief_names_what_is_wanted_and_stands_in_the_file(desk, a_post, wish):
    number = a_post("smi")

    wish(number, number=2, formats={"xing": "800 x 600"}, purpose=" Ausbildung ")

    brief = _brief(desk, number)
    assert (brief.number, brief.purpose, brief.written_by) == (2, "Ausbildung", "ada")
    assert brief.formats["xing"] == "800x600"
    assert brief.formats["instagram"] == "1080x1350"
    assert desk.file(number)[-1].event == "brief"


def test_of_two_pictures_the_second_one_ends_the_duty(desk, a_post, wish):
    number = a_post("smi", wants_graphics=False)
    wish(number, number=2)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines")
    after_one = desk.open_steps(number)

    desk.supply(number, "smi", "ines", sha256="b" * 64, name="b.jpg")

    assert after_one == {("assets", "smi")}
    assert desk.open_steps(number) == {("submit", "agentur")}


def test_a_brief_may_be_written_anew(desk, a_post, wish):
    number = a_post("smi")
    wish(number, number=3)

    wish(number, number=1, note="Hochformat")

    assert (_brief(desk, number).number, _brief(desk, number).note) == (1, "Hochformat")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"number": 0}, "1 to 20 pictures"),
        ({"number": 21}, "1 to 20 pictures"),
        ({"formats": {"xing": "groß"}}, "no format for xing"),
        ({"formats": {"fax": "1x1"}}, "fax"),
        ({"template": "ftp://example.org/a"}, "no web address"),
        ({"purpose": "a" * 2001}, "at most 2000 characters"),
        ({"note": "\0"}, "cannot be kept"),
    ],
)
def test_what_cannot_be_wanted_is_refused(a_post, wish, wanted, said):
    number = a_post("smi")

    with pytest.raises(BadInputError, match=said):
        wish(number, **wanted)


def test_only_a_coordinator_says_what_is_wanted(a_post, wish):
    with pytest.raises(RefusedError, match="a coordinator says"):
        wish(a_post("smi"), "ines")


def test_after_the_material_was_handed_on_no_other_is_wanted(desk, a_post, wish):
    number = a_post("smi", wants_assets=False, wants_graphics=False)
    desk.do(number, "submit")
    assert desk.post(number).state is PostState.MINISTRY_REVIEW

    with pytest.raises(RefusedError, match="request changes first"):
        wish(number)


def test_if_more_is_wanted_later_the_house_is_asked_again(desk, a_post, wish):
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines")
    assert desk.open_steps(number) == {("submit", "agentur")}

    wish(number, number=2)
    more = desk.open_steps(number)
    wish(number, number=1)

    assert more == {("assets", "smi")}
    assert desk.open_steps(number) == {("submit", "agentur")}
