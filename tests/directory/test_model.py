from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from states.post import Role
from vorlauf.directory.loader import load
from vorlauf.directory.model import Blackout
from vorlauf.errors import BadInputError, NotFoundError

SAMPLE = Path(__file__).parents[2] / "stakeholders.toml"


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


def test_who_uses_a_former_key_is_told_the_present_one(directory):
    houses = {**directory.houses, "smi": replace(directory.houses["smi"], was=("im",))}
    person = replace(directory.people["haase"], was=("meier",))
    renamed = replace(
        directory, houses=houses, people={**directory.people, "haase": person}
    )

    with pytest.raises(NotFoundError, match="'im' is called 'smi' now"):
        renamed.house("im")
    with pytest.raises(NotFoundError, match="'Meier' is called 'haase' now"):
        renamed.person("Meier")


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


def test_ten_houses_have_a_tenth_of_the_posts_each(directory):
    shares = directory.agreed_shares()

    assert list(shares)[:3] == ["sk", "smi", "smf"]
    assert set(shares.values()) == {0.1}
    assert len(shares) == 10


def test_a_share_is_a_part_of_all_shares_and_changes_no_plan(directory):
    twice = replace(directory.house("smi"), share=2)
    changed = replace(directory, houses={**directory.houses, "smi": twice})

    shares = changed.agreed_shares()

    assert shares["smi"] == 2 * shares["sk"]
    assert sum(shares.values()) == pytest.approx(1)
    assert twice.digest == directory.house("smi").digest


def test_a_blackout_holds_its_first_and_its_last_day(directory):
    first, last = date(2024, 8, 3), date(2024, 9, 1)
    election = Blackout(first=first, last=last, reason="Landtagswahl")
    campaign = replace(directory.campaign, blackouts=(election,))

    found = [
        campaign.blackout_on(day)
        for day in (date(2024, 8, 2), first, last, date(2024, 9, 2))
    ]

    assert found == [None, election, election, None]
