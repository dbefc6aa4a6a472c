from dataclasses import replace
from pathlib import Path

import pytest

from states.post import Role
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.roster.stakeholder_file import load

SAMPLE = Path(__file__).parents[1] / "stakeholders.toml"


@pytest.fixture(scope="module")
def directory():
    return load(SAMPLE)


@pytest.mark.parametrize(
    "who",
    ["haase", "Cornelia Haase", "cornelia HAASE", "Cornelia.Haase@smi.example.org"],
)
def test_a_person_is_found_by_key_name_or_address(directory, who):
    assert directory.person(who).key == "haase"


def test_a_person_spelt_wrongly_is_answered_with_the_nearest_name(directory):
    with pytest.raises(NotFoundError, match="did you mean 'Cornelia Haase'"):
        directory.person("Cornelia Hase")


def test_a_house_spelt_wrongly_is_answered_with_the_nearest_key(directory):
    with pytest.raises(NotFoundError, match="did you mean 'smekul'"):
        directory.house("smekull")


def test_a_name_that_two_people_have_asks_for_the_key(directory):
    namesake = replace(directory.people["nguyen"], name="Cornelia Haase")
    people = {**directory.people, "nguyen": namesake}

    with pytest.raises(BadInputError, match="use haase or nguyen"):
        replace(directory, people=people).person("Cornelia Haase")


def test_deputies_come_nearest_first_and_a_circle_ends(directory):
    assert [one.key for one in directory.deputies_of("lindner")] == ["haase", "nguyen"]
    assert [one.key for one in directory.deputies_of("petzold")] == ["oyelaran"]
    assert directory.deputies_of("krahl") == ()


def test_a_mailbox_is_contact_but_no_member(directory):
    contact = directory.contact_of("sms")

    assert contact.functional
    assert contact not in directory.members("sms", Role.CONTACT)
    assert len(directory.members("sms", Role.CONTACT)) == 2


def test_the_houses_with_a_part_of_their_own_are_known(directory):
    assert directory.chancellery.key == "sk"
    assert directory.agency.key == "redaktion"
    assert directory.graphics.key == "grafik"
    assert directory.coordinator.key == "petzold"
    assert directory.approver.key == "vogt"


def test_a_new_name_changes_no_digest_but_a_lead_time_does(directory):
    house = directory.house("smi")
    slower = replace(house.lead_times, review=7)

    assert replace(house, name="Inneres").digest == house.digest
    assert replace(house, lead_times=slower).digest != house.digest


def test_corpus_christi_counts_only_where_a_house_says_so(directory):
    free = [h.key for h in directory.houses.values() if h.corpus_christi]

    assert free == ["smwk", "slub", "lfa"]


def test_no_repr_shows_the_notify_urls(directory):
    house = replace(directory.house("smi"), notify=("tgram://geheim/chat",))

    assert "geheim" not in repr(house)
