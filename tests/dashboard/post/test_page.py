"""The page of a post: what everybody sees, what only some, and how much it costs."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from desk import BARE
from letterbox import OURS, SUBADDRESSES, Headers, Office, reply
from sqlalchemy import event
from statements import MOST_SELECTS

from states.post import PostState

LONG = "Ein Tag bei der Feuerwehr in Sachsen, #feuerwehr. " * 40


@contextmanager
def selects(engine):
    """Collect the statements that only read, inside the block."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def called(desk):
    """Everybody has a telephone."""
    for number, key in enumerate(desk.directory.people):
        desk.amend("people", key, phone=f"+49 351 0000{number:02}")
    return {key: person.phone for key, person in desk.directory.people.items()}


def test_it_says_who_is_asked_until_when_and_whom_to_call(
    called, dashboard, hand_to_review
):
    page = dashboard.as_("ada").see(f"/posts/{hand_to_review('smi')}")

    assert "Ein Tag bei der Feuerwehr" in page.text
    assert "Prüfung im Ressort" in page.text
    assert "Di 21.11.2023, 10:00" in page.text
    assert f"Ines Iser, {called['ines']}" in page.text
    assert "Der Termin ist zu halten." in page.text


def test_whoever_is_away_is_named_with_the_deputy(
    called, dashboard, hand_to_review, now
):
    number = hand_to_review("smi")
    day = f"{now:%Y-%m-%d}"
    dashboard.as_("ada").post(
        "/absences", {"person": "ines", "first": day, "last": day}
    )

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "Vertretung: Ivo Jahn" in page.text
    assert called["ivo"] in page.text


def test_a_slot_that_cannot_be_met_is_said_with_the_reason(dashboard, desk, a_post):
    number = a_post("smf")
    desk.now += timedelta(days=56)

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "zu knapp; maßgeblich ist:" in page.text
    assert "Frühester Termin" in page.text


def test_the_chain_names_what_is_over_open_and_still_to_come(dashboard, desk, a_post):
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines")

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "Geliefert: Ines Iser" in page.text
    assert "v-steps__now" in page.html
    assert page.html.count("v-steps__planned") == 3


def test_what_is_refused_for_now_stands_greyed_with_its_reason(dashboard, a_post):
    page = dashboard.as_("ada").see(f"/posts/{a_post('smi')}")

    assert 'aria-disabled="true"' in page.html
    assert "Es fehlt noch: ein Bild mit Alternativtext und Einwilligung" in page.text


@pytest.mark.parametrize(
    ("who", "sees", "misses"),
    [
        ("ada", ["/moves/request_changes", "/moves/override", "/edit"], ["/endorse"]),
        ("ines", ["/moves/endorse"], ["/moves/override", "/edit", "/remind"]),
        ("ivo", ["/moves/endorse"], ["/moves/withdraw"]),
        ("clara", ["/comments"], ["/moves/approve", "/moves/endorse"]),
        ("olga", [], ["/moves/", "/comments", "/edit", "/remind", "/pictures"]),
    ],
)
def test_everybody_is_offered_what_is_theirs(
    who, sees, misses, dashboard, hand_to_review
):
    number = hand_to_review("smi")

    page = dashboard.as_(who).see(f"/posts/{number}")
    ways = " ".join([*page.links, *(form.action for form in page.forms)])

    assert page.status == 200
    assert [way for way in sees if way not in ways] == []
    assert [way for way in misses if f"{number}{way}" in ways] == []


def test_contacts_see_the_coordinators_number_and_no_other_houses(
    called, dashboard, hand_to_review
):
    number = hand_to_review("smi", "smf")

    page = dashboard.as_("ines").see(f"/posts/{number}")

    assert called["ada"] in page.text
    assert called["frank"] not in page.text
    assert "Frank Förster" in page.text


def test_contacts_see_the_mails_of_their_own_house_only(dashboard, hand_to_review):
    number = hand_to_review("smi", "smf")

    theirs, all_ = (
        dashboard.as_(who).see(f"/posts/{number}").html.count("Vorgesehen")
        for who in ("ines", "ada")
    )

    assert 0 < theirs < all_


def test_english_readers_read_english(dashboard, hand_to_review):
    page = dashboard.as_("fay").see(f"/posts/{hand_to_review('smf')}")

    assert "What now" in page.text
    assert "The endorsement is missing" in page.text
    assert "Was jetzt" not in page.text


def test_the_history_names_the_deputy_the_principal_and_the_reason(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    desk.now += timedelta(days=3)
    desk.do(number, "request_changes", "ivo", comment="Das Blaulicht fehlt.")

    page = dashboard.as_("olga").see(f"/posts/{number}")

    said = "Ivo Jahn (in Vertretung von Ines Iser) hat zu Fassung 1 Änderungen erbeten"
    assert said in page.text
    assert "nach 3 Tagen" in page.text
    assert "Das Blaulicht fehlt." in page.text


def test_an_override_is_marked_for_ever(dashboard, desk, a_post):
    number = a_post("smi")
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt.")

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "Von Hand gesetzt" in page.text
    assert "nachträglich" in page.text
    assert "v-timeline__mark" in page.html


def test_details_that_are_for_the_engine_alone_are_not_shown(dashboard, hand_to_review):
    number = hand_to_review("smi")
    client = dashboard.as_("ada")
    client.post(f"/posts/{number}/moves/withdraw", {"comment": "Weg."})

    assert "cancelled" not in client.see(f"/posts/{number}").html


def test_what_looks_like_markup_is_text(dashboard, desk, a_post):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    texts = dict.fromkeys(("instagram", "linkedin", "xing"), evil)
    number = a_post("smi", title=evil, texts=texts, **BARE)
    dashboard.as_("ines").post(f"/posts/{number}/comments", {"text": evil})
    desk.save(number, texts={"xing": evil + " b"}, comment=evil)

    client = dashboard.as_("ada")
    for way in ("", "/edit", "/versions/2", "/moves/withdraw"):
        page = client.see(f"/posts/{number}{way}")
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "<img" not in page.html


@pytest.fixture
def long_lived(desk, a_post):
    """A post with forty versions of long texts and two hundred lines of history."""
    texts = dict.fromkeys(("instagram", "linkedin", "xing"), LONG)
    number = a_post("smi", "smf", texts=texts, **BARE)
    desk.do(number, "submit")
    for turn in range(39):
        desk.save(number, texts={"linkedin": f"{LONG} {turn}"}, comment="Neu. " * 20)
    for turn in range(40):
        desk.do(number, "request_changes", comment=f"Bitte anders, {turn}. " * 5)
        desk.do(number, "submit")
        desk.do(number, "withdraw", comment="Doch nicht.")
        desk.do(number, "reopen", comment="Doch.")
        desk.do(number, "submit")
    return number


@pytest.mark.slow
def test_a_long_life_stays_below_sixty_kilobytes_and_six_questions(
    dashboard, desk, long_lived
):
    client = dashboard.as_("ada")
    desk.now += timedelta(minutes=2)
    client.get(f"/posts/{long_lived}")

    with selects(desk.engine) as asked:
        page = client.see(f"/posts/{long_lived}")

    assert len(asked) <= MOST_SELECTS
    assert len(page.html.encode()) <= 60_000
    assert f"/posts/{long_lived}?all=history#history" in page.links
    everything = client.see(f"/posts/{long_lived}?all=history")
    assert everything.html.count("v-timeline__when") > 200


@pytest.mark.slow
def test_no_identifier_stands_twice_on_the_page(dashboard, long_lived):
    page = dashboard.as_("ada").see(f"/posts/{long_lived}")

    assert len(page.ids) == len(set(page.ids))


def test_a_version_is_shown_with_what_changed_word_by_word(dashboard, desk, a_post):
    number = a_post("smi")
    desk.save(
        number, texts={"xing": "Ein Jahr bei der Feuerwehr."}, link="https://a.de"
    )

    page = dashboard.as_("olga").see(f"/posts/{number}/versions/2")

    assert "<del>Tag </del><ins>Jahr </ins>" in page.html
    assert "<ins>https://a.de</ins>" in page.html


@pytest.mark.parametrize("way", ["versions/7", "versions/x", "versions/0", "nonsense"])
def test_what_does_not_exist_is_not_found(way, dashboard, a_post):
    assert dashboard.as_("ada").get(f"/posts/{a_post('smi')}/{way}").status_code == 404


def test_posts_of_other_houses_do_not_exist(dashboard, a_post):
    number = a_post("smf", wants_graphics=False)

    for way in ("", "/versions/1", "/moves/endorse", "/pictures"):
        assert dashboard.as_("ines").get(f"/posts/{number}{way}").status_code == 404


def test_a_house_that_left_the_file_does_not_break_the_page(dashboard, desk, a_post):
    number = a_post("smf")
    desk.amend("houses", "smf")
    dashboard.wiring.directory = desk.directory

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert page.status == 200
    assert "smf steht nicht mehr in stakeholders.toml" in page.text


def test_a_text_with_too_many_hashtags_says_whose_limit_that_is(dashboard, a_post):
    number = a_post(texts={"instagram": "Komm! #a #b #c #d #e #f"})

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "6 von 5 Hashtags" in page.text
    assert any("socialmediatoday" in link for link in page.links)


GATEWAY = "mx.example.org"
DMARC = f"{GATEWAY}; dmarc={{}} header.from=smi.example.org"
CHECKS = {
    "verified": (
        DMARC.format("pass"),
        "Per E-Mail, Absender geprüft durch mx.example.org: Sie kommt von smi",
    ),
    "answered": ("", "sie antwortet auf eine E-Mail, die nur diese Person von uns"),
    "unverified": ("", "Per E-Mail, Absender nicht geprüft Bitte"),
    "failed": (
        DMARC.format("fail"),
        "meldet, dass sie nicht von smi.example.org kommt",
    ),
}


@pytest.mark.parametrize("check", CHECKS)
def test_a_comment_by_mail_says_what_is_known_of_its_sender(
    desk, dashboard, hand_to_review, tmp_path, check
):
    number, (results, words) = hand_to_review("smi"), CHECKS[check]
    office = Office(desk, tmp_path / "mail", subaddresses=SUBADDRESSES, gateway=GATEWAY)
    identity = office.sent(number)
    at = office.address(identity) if check == "answered" else OURS
    mail = reply(identity, at=at)
    if results:
        mail = mail | Headers(Authentication_Results=results)
    office.lay(mail)
    office.collect()

    coordinator = dashboard.as_("ada").see(f"/posts/{number}")
    other = dashboard.as_("ivo").see(f"/posts/{number}")

    assert words in coordinator.text
    assert ("Absender nicht echt" in coordinator.text) == (check == "failed")
    # A borrowed name is for the coordinator to look into.
    assert (words in other.text) == (check != "failed")


def test_a_comment_by_account_says_nothing_of_mail(dashboard, hand_to_review):
    number = hand_to_review("smi")
    dashboard.as_("ines").post(f"/posts/{number}/comments", {"text": "Passt so."})

    page = dashboard.as_("ada").see(f"/posts/{number}")

    assert "Passt so." in page.text
    assert "Per E-Mail" not in page.text
