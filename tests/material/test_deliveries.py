"""Deliveries: files become pictures, by people and by the bearers of links."""

from datetime import date

import pytest
from kept_files import kept

from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import PICTURE, STEP
from vorlauf.db.tables import LinkKind
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.verify import open_link
from vorlauf.material import file_queries
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import (
    Description,
    PictureUpload,
    deliver_file,
    describe,
    keep_file,
)
from vorlauf.material.suppliers import ByLink
from vorlauf.posts.picture_checks import AS_MADE_OF, NOBODY

MINT = LinkIssuer(key=b"k" * 32, url="https://vorlauf.example.org")
CHANNELS = ("instagram", "linkedin", "xing")


@pytest.fixture
def asked(desk, a_post):
    def plan(*houses, **wishes):
        number = a_post(*houses, **{"wants_graphics": False} | wishes)
        desk.do(number, "request_assets")
        return number

    return plan


@pytest.fixture
def link_of(desk):
    """Return a function that opens the link of somebody to their house's step."""

    def open_it(number, person="ines", name="Ines Iser"):
        house = desk.directory.people[person].house
        (step,) = (one for one in desk.post(number).steps if one.house == house)
        subject = Subject(
            step_id=step.id,
            post_id=step.post_id,
            version=step.version,
            due_at=step.due_at,
            office=desk.directory.house(step.house).office,
        )
        with writing(desk.engine) as connection:
            link = link_for(
                desk.call(connection), MINT, subject, LinkKind.DELIVER, person
            )
            opened = open_link(desk.call(connection), MINT, MINT.token(link))
        return ByLink(opened=opened, name=name)

    return open_it


@pytest.fixture
def upload(desk):
    def act(by, number, house, file=None, name="a.jpg"):
        sent = PictureUpload(number=number, house=house, kept=file or kept(), name=name)
        with writing(desk.engine) as connection:
            return deliver_file(desk.call(connection), by, sent)

    return act


@pytest.fixture
def tell(desk):
    def act(by, number, key, **said):
        with writing(desk.engine) as connection:
            told = Description(**said)
            describe(desk.call(connection), by, number, key, told)

    return act


def test_a_file_and_two_sentences_by_link_end_the_duty(
    desk, asked, link_of, upload, tell
):
    number = asked("smi")
    by = link_of(number)

    key = upload(by, number, "smi")
    still = desk.open_steps(number)
    tell(by, number, key, alt_text="Ein Löschzug.", credit="Foto: SMI", people=False)

    assert still == {("assets", "smi")}
    assert desk.open_steps(number) == {("submit", "agentur")}
    (picture,) = desk.rows(PICTURE)
    assert (picture.id, picture.consent) == (key, NOBODY)
    (shown,) = desk.post(number).content.pictures
    assert (shown.alt_text, shown.credit) == ("Ein Löschzug.", "Foto: SMI")


def test_the_file_says_by_which_link_and_who_it_was(desk, asked, link_of, upload):
    number = asked("smi")

    upload(link_of(number, name="  Bea   Blum "), number, "smi")

    line = desk.file(number)[-1]
    assert (line.event, line.actor) == ("deliver", "Bea Blum")
    assert line.capacity == "by_forwarded_link"
    assert '"issued_to":"ines"' in line.details.replace(": ", ":")
    (picture,) = desk.rows(PICTURE)
    assert (picture.delivered_by, picture.own_account) == ("Bea Blum", line.capacity)


def test_a_deputys_link_delivers_in_the_place_of_who_is_asked(
    desk, asked, link_of, upload, tell
):
    number = asked("smi")
    by = link_of(number, "ivo", "Ivo Jahn")

    key = upload(by, number, "smi")
    tell(by, number, key, alt_text="Ein Löschzug.", people=False)

    (step,) = desk.rows(STEP, kind="assets")
    assert (step.decided_by, step.on_behalf_of) == ("Ivo Jahn", "Ines Iser")


def test_a_link_is_good_for_its_house_and_its_step_alone(asked, link_of, upload, tell):
    number = asked("smi", "smf")
    by = link_of(number)
    assert by.opened.matter.house == "smi"

    with pytest.raises(RefusedError, match="for material of smi"):
        upload(by, number, "smf")
    key = upload(by, number, "smi")
    tell(by, number, key, alt_text="Ein Löschzug.", people=False)
    with pytest.raises(ConflictError, match="nothing more is asked"):
        upload(by, number, "smi", kept("b"))


def test_each_change_of_a_picture_is_a_version(desk, asked, link_of, upload, tell):
    number = asked("smi")
    by = link_of(number)

    key = upload(by, number, "smi")
    tell(by, number, key, alt_text="Ein Löschzug.")
    tell(by, number, key, alt_text="Ein Löschzug.")

    assert desk.post(number).version == 3


def test_people_are_shown_after_all(desk, asked, link_of, upload, tell):
    number = asked("smi", "smf")
    by = link_of(number)
    key = upload(by, number, "smi")
    tell(by, number, key, people=False)

    tell(by, number, key, alt_text="Mia löscht.", people=True)

    assert desk.rows(PICTURE)[0].consent == ""
    assert ("assets", "smi") in desk.open_steps(number)


def test_a_consent_with_its_form_comes_by_the_same_link(
    desk, asked, link_of, upload, tell
):
    number = asked("smi")
    by = link_of(number)
    key = upload(by, number, "smi")
    tell(by, number, key, alt_text="Mia löscht.", people=True)
    terms = Terms(
        people="Mia Muster",
        channels=CHANNELS,
        purpose="Ausbildung",
        first_day=date(2023, 9, 1),
        form="d" * 64,
    )

    with writing(desk.engine) as connection:
        keep_file(desk.call(connection), kept("d", "application/pdf"), by)
        record(desk.call(connection), number, "a" * 64, terms, by)

    assert desk.open_steps(number) == {("submit", "agentur")}


def test_several_pictures_must_all_be_complete(desk, asked, link_of, upload, tell):
    number = asked("smi")
    by = link_of(number)
    first, second = upload(by, number, "smi"), upload(by, number, "smi", kept("b"))
    tell(by, number, first, alt_text="Ein Löschzug.", people=False)
    after_one = desk.open_steps(number)

    tell(by, number, second, alt_text="Eine Leiter.", people=False)

    assert after_one == {("assets", "smi")}
    assert desk.open_steps(number) == {("submit", "agentur")}


def test_a_graphic_has_the_consent_of_what_it_is_made_of(
    desk, asked, link_of, upload, tell
):
    number = asked("smi", wants_graphics=True)
    desk.supply(number, "smi", "ines")
    by = link_of(number, "gero", "Gero Wolff")

    key = upload(by, number, "grafik", kept("c"), "c.png")
    tell(by, number, key, alt_text="Löschzug mit Schriftzug.")

    assert desk.rows(PICTURE, house="grafik")[0].consent == AS_MADE_OF
    assert desk.open_steps(number) == {("submit", "agentur")}


def test_the_same_file_in_two_posts_is_kept_once(desk, asked, upload):
    upload("ines", first := asked("smi"), "smi")
    upload("ines", asked("smi"), "smi")

    with reading(desk.engine) as connection:
        (picture,) = file_queries.pictures_of(connection, desk.post(first).id)
        shown = file_queries.shown_files(connection, desk.post(first).id)

    assert (picture.file.width, picture.file.stored_by) == (1600, "ines")
    assert shown == {"a" * 64, "e" * 64}


@pytest.mark.parametrize("name", ["", "  ", "a" * 121, "Bea\nBlum"])
def test_whoever_delivers_by_link_has_a_name(asked, link_of, upload, name):
    number = asked("smi")

    with pytest.raises(BadInputError, match="name"):
        upload(link_of(number, name=name), number, "smi")


def test_a_text_without_end_is_no_alt_text(asked, upload, tell):
    number = asked("smi")
    key = upload("ines", number, "smi")

    with pytest.raises(BadInputError, match="write 1000 at most"):
        tell("ines", number, key, alt_text="a" * 1001)
