"""Visibility: who may see which posts."""

from dataclasses import replace

import pytest

from states.post import Role
from vorlauf.directory.model import HouseKind
from vorlauf.posts.visibility import EVERYTHING, Visibility, sees, visibility_of


@pytest.fixture
def visibility(directory):
    """Return a function that says how far somebody of the small campaign sees."""
    return lambda key: visibility_of(directory, directory.people[key])


@pytest.mark.parametrize("key", ["ada", "clara", "cem", "olga"])
def test_who_coordinates_approves_or_audits_sees_every_post(visibility, key):
    assert visibility(key) == EVERYTHING


def test_a_contact_sees_what_her_house_takes_part_in(visibility):
    assert visibility("ines") == Visibility(frozenset({"smi"}))


def test_a_contact_sees_the_sub_organisations_below_her_house(directory):
    polizei = replace(
        directory.houses["smi"],
        key="polizei",
        kind=HouseKind.SUB_ORGANISATION,
        parent="smi",
        contact="paul",
        deputies=(),
    )
    revier = replace(polizei, key="revier", parent="polizei", contact="rita")
    houses = {**directory.houses, "polizei": polizei, "revier": revier}
    larger = replace(directory, houses=houses)
    paul = replace(directory.people["ines"], key="paul", house="polizei")

    assert visibility_of(larger, paul).houses == {"polizei", "revier"}
    assert visibility_of(larger, larger.people["ines"]).houses == {
        "smi",
        "polizei",
        "revier",
    }


def test_a_deputy_sees_what_she_would_have_to_decide(directory):
    smf = replace(directory.houses["smf"], deputies=("fay", "ivo"))
    larger = replace(directory, houses={**directory.houses, "smf": smf})

    assert visibility_of(larger, directory.people["ivo"]).houses == {"smf", "smi"}


def test_the_graphics_agency_sees_what_wants_its_pictures(visibility, desk, a_post):
    drawn, plain = a_post("smi"), a_post("smi", wants_graphics=False)

    assert visibility("gero") == Visibility(frozenset({"grafik"}), graphics=True)
    assert sees(visibility("gero"), desk.post(drawn))
    assert not sees(visibility("gero"), desk.post(plain))


def test_a_post_of_other_houses_is_out_of_reach(visibility, desk, a_post):
    post = desk.post(a_post("smi"))

    assert sees(visibility("ines"), post)
    assert sees(visibility("olga"), post)
    assert not sees(visibility("frank"), post)


def test_every_role_sees_something(directory, visibility):
    roles = {one.role: key for key, one in directory.people.items()}

    assert roles.keys() == set(Role)
    assert all(visibility(key).houses != frozenset() for key in roles.values())
