"""Delivering by link: files, what is said beside them, and what is still missing."""

import pytest
from answer_pages import words_of
from picture_samples import SVG, jpeg, pdf, png

from states.post import PostState, StepKind
from vorlauf.db.engine import reading
from vorlauf.material import consent_queries, file_queries
from vorlauf.material.files.storage import FileStore


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def wanted(desk, a_post):
    """Return a function that plans a post for which material is requested."""

    def plan(*houses, **more):
        number = a_post(*houses, **more)
        desk.do(number, "request_assets")
        return number

    return plan


@pytest.fixture
def link(dashboard):
    """Return a function: the address of the link to a step of a house."""

    def made(number, house="smi", **more):
        words = words_of(dashboard, number, house, **more)
        return f"/answer/{words}"

    return made


@pytest.fixture
def send(dashboard):
    """Return a function that sends files by a link."""

    def sent(address, *files, name="Ines Iser", browser=None):
        browser = browser or dashboard.stranger()
        return browser.send(
            f"{address}/files",
            {"name": name},
            files=[("file", (called, raw)) for called, raw in files],
        )

    return sent


@pytest.fixture
def say(dashboard):
    """Return a function that says something beside a picture of a link's page."""

    def said(address, key, files=None, signed="Ines Iser", **more):
        shown = dict(dashboard.stranger().see(address).forms[-1].fields)
        seen = {name: shown[name] for name in shown if name.startswith("seen-")}
        fields = seen | {f"{name}-{key}": text for name, text in more.items()}
        return dashboard.stranger().send(
            f"{address}/pictures/{key}",
            {"name": signed, **fields},
            files={f"form-{key}": file for file in files or []},
        )

    return said


def pictures_of(desk, number):
    with reading(desk.engine) as connection:
        return file_queries.pictures_of(connection, desk.post(number).id)


def test_the_page_says_what_is_wanted_by_when_and_for_what(dashboard, wanted, link):
    page = dashboard.stranger().see(link(wanted()))

    assert page.status == 200
    for words in (
        "Ines Iser, Ministerium des Innern",
        "1 Foto",
        "1200 \N{MULTIPLICATION SIGN} 1200",
    ):
        assert words in page.text
    policy = page.response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_several_files_come_at_once_and_a_bad_one_costs_only_itself(
    desk, wanted, link, send
):
    number = wanted()

    page = send(link(number), ("a.jpg", jpeg()), ("b.svg", SVG), ("c.png", png()))

    assert page.status == 422
    assert "b.svg: " in page.text
    assert [one.name for one in pictures_of(desk, number)] == ["a.jpg", "c.png"]


def test_what_is_kept_of_a_picture_says_nothing_of_where_it_was_taken(
    dashboard, desk, wanted, link, send
):
    number = wanted()
    send(link(number), ("a.jpg", jpeg()))

    (picture,) = pictures_of(desk, number)
    kept = FileStore(dashboard.wiring.settings.home / "files").path(picture.sha256)
    assert b"GEHEIMER-ORT" not in kept.read_bytes()
    assert picture.file.variants["preview"]


def test_with_alt_text_and_nobody_recognisable_nothing_is_owed_any_more(
    desk, wanted, link, send, say
):
    number = wanted(wants_graphics=False)
    address = link(number)
    assert "noch" in send(address, ("a.jpg", jpeg())).text
    (picture,) = pictures_of(desk, number)

    page = say(address, picture.id, alt_text="Ein Löschzug.", people="no")

    assert page.status == 200
    assert "Vielen Dank" in page.text
    assert (StepKind.ASSETS, "smi") not in desk.open_steps(number)
    assert "/files" not in " ".join(form.action for form in page.forms)


def test_people_need_a_consent_and_the_signed_form_is_kept(
    desk, wanted, link, send, say
):
    number = wanted(wants_graphics=False)
    address = link(number)
    send(address, ("a.jpg", jpeg()))
    (picture,) = pictures_of(desk, number)
    terms = {"channel": ["instagram", "linkedin", "xing"], "purpose": "Kampagne"}

    first = say(address, picture.id, alt_text="Ein Löschzug.", people="yes")
    second = say(
        address,
        picture.id,
        files=[("form.pdf", pdf())],
        people="yes",
        who="Mia Muster",
        first="2023-09-18",
        **terms,
    )

    assert first.status == 422
    assert "still" not in first.text
    assert second.status == 200
    with reading(desk.engine) as connection:
        (consent,) = consent_queries.of_pictures(connection, [picture.sha256])
    assert (consent.people, consent.channels) == (
        "Mia Muster",
        "instagram,linkedin,xing,",
    )
    assert len(consent.form) == 64


def test_who_delivers_is_asked_for_where_the_link_went_to_a_mailbox(wanted, link, send):
    number = wanted()

    page = send(link(number), ("a.jpg", jpeg()), name=" ")

    assert page.status == 422
    assert "#name" in page.links


def test_a_file_comes_in_pieces_and_goes_on_where_it_stopped(
    dashboard, desk, wanted, link
):
    number, raw = wanted(), jpeg()
    way, browser = f"{link(number)}/pieces", dashboard.stranger()
    binary = {"Content-Type": "application/octet-stream"}

    def told(query, piece=b""):
        return browser.post(f"{way}?{query}", content=piece, headers=binary)

    key = told(f"name=a.jpg&size={len(raw)}").json()["id"]
    told(f"id={key}&offset=0", raw[:700])
    twice = told(f"id={key}&offset=0", raw[:700])
    assert (twice.status_code, twice.json()) == (409, {"offset": 700})
    assert told(f"id={key}").json()["offset"] == 700
    told(f"id={key}&offset=700", raw[700:])
    browser.post(f"{link(number)}/files", {"name": "Ines Iser", "staged": key})

    assert [one.name for one in pictures_of(desk, number)] == ["a.jpg"]


@pytest.mark.parametrize("query", ["", "size=x", "size=999999999999", "id=../../x"])
def test_odd_pieces_are_refused_with_a_sentence(dashboard, wanted, link, query):
    way = f"{link(wanted())}/pieces?{query}"

    answer = dashboard.stranger().post(way)

    assert answer.status_code in {404, 422}
    assert answer.json()["problem"]


def test_a_link_for_a_decision_takes_no_files(
    dashboard, desk, hand_to_review, link, send
):
    number = hand_to_review("smi")

    page = send(link(number), ("a.jpg", jpeg()))

    # What belongs to another kind of link leads back to the page of this one.
    assert page.form(link(number))
    assert pictures_of(desk, number) == []
    assert dashboard.stranger().post(f"{link(number)}/pieces").status_code == 410
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_the_graphics_agency_gets_the_raw_pictures(dashboard, wanted, link, send, say):
    desk, number = dashboard.desk, wanted()
    send(link(number), ("zug.jpg", jpeg()))
    (picture,) = pictures_of(desk, number)
    say(link(number), picture.id, alt_text="Ein Löschzug.", people="no")
    address = link(number, "grafik")

    page = dashboard.stranger().see(address)

    assert f"{address}/files/{picture.sha256}?download=1" in page.links
    send(address, ("fertig.png", png()), name="Gero Wolff")
    made = pictures_of(desk, number)[-1]
    described = say(address, made.id, alt_text="Ein Löschzug.", signed="Gero Wolff")
    assert described.status == 200


def test_a_wrong_picture_is_taken_out_and_can_be_sent_again(
    dashboard, desk, wanted, link, send
):
    number = wanted("smi")
    address = link(number)
    send(address, ("falsch.jpg", jpeg()))
    with reading(desk.engine) as connection:
        (picture,) = file_queries.pictures_of(connection, desk.post(number).id)
    before = desk.post(number)
    somebody = dashboard.stranger()
    page = f"{address}/pictures/{picture.id}"

    kept = somebody.send(page, {"name": "Ines Iser"})
    unchosen = desk.post(number)
    shown = dict(somebody.see(address).forms[-1].fields)
    gone = somebody.send(page, {**shown, f"out-{picture.id}": "on"})

    assert kept.status == gone.status == 200
    assert unchosen == before
    after = desk.post(number)
    assert [one.name for one in before.content.pictures] == ["falsch.jpg"]
    assert after.content.pictures == ()
    assert [step.kind for step in after.steps] == [StepKind.ASSETS]
    assert "Es ist nicht mehr Teil des Beitrags." in gone.text
    line = desk.file(number)[-1]
    assert (line.event, line.actor) == ("picture_taken_out", "Ines Iser")
    send(address, ("falsch.jpg", jpeg()))
    assert [one.name for one in desk.post(number).content.pictures] == ["falsch.jpg"]
