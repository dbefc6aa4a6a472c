"""Who signs by a link, on SQLite: in which capacity, and in whose name nobody does."""

import json

import pytest
from answers import Links
from desk import Desk
from each import each

from states.post import Capacity, Role
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.links.signatures import signature_of
from vorlauf.text import tidy_name

AUDIT = table_of(Audit)


@pytest.fixture
def desk(sqlite_engine, directory, now):
    return Desk(sqlite_engine, directory, now)


@pytest.fixture
def links(desk):
    return Links(desk)


def last_line(desk):
    return desk.rows(AUDIT)[-1]


def test_a_colleague_on_file_signs_in_her_own_capacity_and_gets_a_receipt(
    desk, links, asked
):
    desk.amend("people", "frank", house="smi")
    (number,) = asked("smi")

    frank = desk.directory.people["frank"].name
    links.say(links.issue(number, "ines"), frank.upper())

    line, (step,) = last_line(desk), desk.rows(STEP, house="smi")
    assert (line.actor_key, line.capacity, line.on_behalf_of) == (
        "frank",
        "contact",
        "",
    )
    assert json.loads(line.details)["forwarded"] is True
    assert (step.own_account, step.issued_to) == ("", "ines")
    told = {row.recipient for row in desk.rows(NOTICE, purpose="decision_received")}
    assert told == {"frank", "ines"}


def test_a_deputy_signs_as_such_by_a_link_that_was_passed_on(desk, links, asked):
    (number,) = asked("smi")

    links.say(links.issue(number, "ines"), "Jahn, Ivo")

    line = last_line(desk)
    assert (line.actor, line.capacity) == ("Ivo Jahn", "deputy")
    assert line.on_behalf_of == "Ines Iser"


def test_whoever_is_of_the_house_without_being_a_contact_acts_by_own_account(
    desk, links, hand_to_review
):
    desk.amend("people", "frank", house="sk")
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    links.say(links.issue(number, "clara"), desk.directory.people["frank"].name)

    assert (last_line(desk).actor_key, last_line(desk).capacity) == (
        "frank",
        Capacity.FORWARDED,
    )


FOREIGN = (
    *("Clara Müller", "Mueller, Clara", "Dr. Clara Müller", "CIara MüIIer"),
    *("Clara Müller, Staatskanzlei", "i. A. Clara Müller", "ClaraMüller"),
    *("\u1d04\u029f\u1d00\u0280\u1d00 Müller", "(flow)", "(system)", "Vorlauf"),
    *("VORLAUF (Zeitsteuerung)", "flow"),
)


@each("name", FOREIGN)
def test_nobody_signs_in_the_name_of_others_or_of_the_program(desk, links, asked, name):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    before = len(desk.rows(AUDIT))

    with pytest.raises(RefusedError, match="somebody who is not asked here"):
        links.say(words, name)
    assert len(desk.rows(AUDIT)) == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Müller", "in full"),
        ("C. Müller", "in full"),
        ("Clara", "in full"),
        ("Iser", "in full"),
        ("clara@sk.example.org", "not an address"),
        ("Ines Iser <ines@smi.example.org>", "not an address"),
        ("Erika\u200b Muster", "cannot be seen"),
        ("Erika \u202eretsuM", "cannot be seen"),
        ("Erika\u3164Muster", "cannot be seen"),
        ("\U0001f1e8lara Muster", "belong to no name"),
        ("\u0415rika Muster", "several alphabets"),
        ("Erika M\u03c5ster", "several alphabets"),
    ],
)
def test_what_is_no_whole_name_is_refused_with_a_sentence(links, asked, name, sentence):
    (number,) = asked("smi")

    with pytest.raises(BadInputError, match=sentence):
        links.say(links.issue(number, "ines"), name)


def test_a_name_in_other_letters_that_look_alike_is_nobodys(desk, links, asked):
    desk.amend("people", "ines", name="Asya Copo")
    (number,) = asked("smi")
    alike = "\u0410\u0455\u0443\u0430 \u0421\u043e\u0440\u043e"

    with pytest.raises(RefusedError, match="looks like it"):
        links.say(links.issue(number, "ines"), alike)


def test_every_role_of_another_house_is_refused_at_a_link(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    others = [one for one in desk.directory.people.values() if one.house != "smi"]

    assert {one.role for one in others} >= {Role.COORDINATOR, Role.APPROVER}
    for person in others:
        with pytest.raises(VorlaufError):
            signature_of(desk.directory, opened, person.name)


def test_a_name_is_kept_as_everybody_sees_it():
    assert tidy_name("  \uff21\uff44\uff41   Lo\u0308w ") == "Ada L\u00f6w"
    assert (
        tidy_name("\u5c71\u7530 \u306f\u306a\u3053")
        == "\u5c71\u7530 \u306f\u306a\u3053"
    )
