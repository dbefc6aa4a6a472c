from vorlauf.demo.posts import STORIES
from vorlauf.demo.sample import sample
from vorlauf.directory.loader import parse

DIRECTORY = parse(sample().decode())


def test_no_address_of_the_sample_belongs_to_anybody():
    domains = {person.email.partition("@")[2] for person in DIRECTORY.people.values()}

    assert all(domain.endswith(".example.org") for domain in domains)


def test_the_sample_has_no_channel_beside_mail():
    assert not any(house.notify for house in DIRECTORY.houses.values())


def test_every_story_is_about_houses_and_people_of_the_sample():
    for story in STORIES:
        assert set(story.houses) <= set(DIRECTORY.houses)
        assert story.silent_house in {None, *story.houses}
        assert story.turn is None or story.turn.by in DIRECTORY.people
