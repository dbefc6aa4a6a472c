"""Links by themselves: dead ones, robots on them, and what never leaves with them."""

import logging
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from answer_pages import link_of, words_of
from dashboards import Page
from desk_of_people import disable
from every_kind import put_on_hold
from kept_files import kept
from PIL import Image

from dashboard import permissions
from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import LinkEnd, LinkKind
from vorlauf.links import key_queries, link_queries
from vorlauf.links.signing_key import fingerprint
from vorlauf.links.tokens import digest
from vorlauf.material.attestations import changed_pictures
from vorlauf.material.deliveries import keep_file
from vorlauf.material.files.storage import FileStore
from vorlauf.scheduling.missed_slots import miss

NOTHING = f"/answer/{'A' * 64}"


def later(_dashboard, desk, _address):
    desk.now += timedelta(days=90)


def ended(how):
    def act(_dashboard, desk, address):
        found = digest(address.removeprefix("/answer/"))
        with writing(desk.engine) as connection:
            link = link_queries.by_digest(connection, found)
            link_queries.end(connection, link.id, how, desk.now)

    return act


def edited(_dashboard, desk, _address):
    desk.save("2023-001", texts={"xing": "Neu."})


def refused_by_another(_dashboard, desk, _address):
    desk.do("2023-001", "request_changes", "frank", comment="Nein.")


def withdrawn(_dashboard, desk, _address):
    desk.do("2023-001", "withdraw", comment="Fällt aus.")


def decided(_dashboard, desk, _address):
    desk.do("2023-001", "endorse", "ines")


def left(dashboard, desk, _address):
    desk.amend("houses", "smi", contact="ivo")
    desk.amend("people", "ines")
    dashboard.wiring.directory = desk.directory


def shut_out(_dashboard, desk, _address):
    disable(desk, "ines")


ENDS = {
    "expired": (later, "Dieser Link ist abgelaufen", True),
    "reissued": (ended(LinkEnd.REISSUED), "Es wurde ein neuerer Link", True),
    "locked": (ended(LinkEnd.LOCKED), "Dieser Link ist gesperrt", True),
    "superseded": (edited, "Es gibt eine neuere Fassung", True),
    "over": (refused_by_another, "Hierzu wird niemand mehr gefragt", False),
    "withdrawn": (withdrawn, "Der Beitrag wurde zurückgezogen", False),
    "answered": (decided, "Hierüber wurde bereits entschieden", False),
    "gone": (left, "Dieser Link gehört niemandem mehr", False),
    "disabled": (shut_out, "Dieser Link gehört niemandem mehr", False),
}


@pytest.fixture
def address(dashboard, hand_to_review):
    return link_of(dashboard, hand_to_review("smi", "smf"), "smi")


def test_a_page_says_that_the_post_rests_or_that_its_slot_has_passed(
    dashboard, desk, hand_to_review
):
    held, missed = hand_to_review("smi"), hand_to_review("smi")
    put_on_hold(desk, held)
    of_held = dashboard.stranger().see(link_of(dashboard, held, "smi")).text
    desk.now = desk.post(missed).slot_at + timedelta(hours=1)
    desk.ask(miss, desk.post(missed).id)
    of_missed = dashboard.stranger().see(link_of(dashboard, missed, "smi")).text

    assert "Dieser Beitrag ruht" in of_held
    assert "Der Termin dieses Beitrags ist verstrichen" in of_missed


@pytest.mark.parametrize(("end", "words", "may_renew"), ENDS.values(), ids=ENDS)
def test_a_dead_link_says_why_and_offers_what_helps(
    dashboard, address, end, words, may_renew
):
    end(dashboard, dashboard.desk, address)
    page = dashboard.stranger().see(address)

    assert page.status == (200 if end is decided else 410)
    assert words in page.text
    offered = [form.action for form in page.forms]
    assert offered == ([f"{address}/renew"] if may_renew else [])
    assert "ada@agentur.example.org" in page.text


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_names_a_coordinator_who_can_be_called(
    dashboard, desk, address, is_known
):
    disable(desk, "ada", by="ben")

    page = dashboard.stranger().see(address if is_known else NOTHING)

    assert "ben@agentur.example.org" in page.html
    assert "ada@agentur.example.org" not in page.html


@pytest.mark.parametrize("end", [one for one, _, _ in ENDS.values()], ids=ENDS)
def test_a_dead_link_decides_nothing(dashboard, desk, address, end):
    end(dashboard, desk, address)
    before = desk.post("2023-001")
    said = {"seen": "1", "name": "Ines Iser", "decision": "endorse"}

    answer = dashboard.stranger().post(address, said)

    assert answer.status_code in {303, 410}
    assert desk.post("2023-001") == before


@pytest.mark.parametrize(
    "path", [NOTHING, "/answer/x", f"{NOTHING}A", "/answer/%F0%9F%92%A9"]
)
def test_what_is_no_link_is_not_known(dashboard, path):
    page = dashboard.stranger().see(path)

    assert page.status == 404
    assert "nicht bekannt" in page.text
    assert page.forms == []


def test_a_new_link_is_owed_and_the_page_says_the_same_for_all(
    dashboard, desk, address
):
    later(dashboard, desk, address)
    stranger = dashboard.stranger()

    renewed = stranger.send(f"{address}/renew", {"wanted": "yes"})
    unknown = stranger.send(f"{NOTHING}/renew", {"wanted": "yes"})

    assert renewed.status == unknown.status == 200
    assert renewed.text == unknown.text
    assert [row.recipient for row in desk.rows(NOTICE, purpose="link_renewed")] == [
        "ines"
    ]


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({}, 422, "Bitte wählen Sie eine der beiden Antworten."),
        ({"wanted": "no"}, 410, "Es wird kein neuer Link gesendet."),
    ],
    ids=["unchosen", "no"],
)
def test_no_new_link_is_owed_unless_it_is_wanted(
    dashboard, address, said, status, words
):
    later(dashboard, dashboard.desk, address)
    page = dashboard.stranger().send(f"{address}/renew", said)

    assert (page.status, words in page.text) == (status, True)
    assert dashboard.desk.rows(NOTICE, purpose="link_renewed") == []


PAGES = ("", "/forward", "/time", "/away")
VERBS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def test_looking_and_other_verbs_change_nothing(dashboard, desk, address):
    stranger, before = dashboard.stranger(), desk.file("2023-001")

    for path in PAGES:
        for verb in ("GET", "HEAD"):
            answer = stranger.client.request(verb, f"{address}{path}")
            assert answer.status_code == 200
        for verb in VERBS:
            answer = stranger.client.request(verb, f"{address}{path}")
            assert answer.status_code == 405
    for path in ("renew", "take-back", "report", "object"):
        assert stranger.get(f"{address}/{path}").status_code == 405

    assert desk.file("2023-001") == before
    assert desk.post("2023-001").state is PostState.MINISTRY_REVIEW


def test_no_override_of_the_method_is_heard(dashboard, desk, address):
    said = "?decision=endorse&name=Ines+Iser&seen=1&_method=POST"
    stranger = dashboard.stranger(**{"X-HTTP-Method-Override": "POST"})

    assert stranger.get(f"{address}{said}").status_code == 200
    assert desk.post("2023-001").state is PostState.MINISTRY_REVIEW


@pytest.mark.parametrize("path", ["", "/forward", "/time", "/away", "/renew"])
def test_a_form_from_another_site_changes_nothing(dashboard, desk, address, path):
    before = desk.file("2023-001")
    foreign = dashboard.stranger(**{"Sec-Fetch-Site": "cross-site"})
    said = {"seen": "1", "name": "Ines Iser", "decision": "endorse", "to": "ivo"}

    page = foreign.send(f"{address}{path}", said)

    assert page.status == 403
    assert "<script" not in page.html
    assert desk.file("2023-001") == before


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_kept_by_nobody_and_runs_no_script(dashboard, address, path):
    answer = dashboard.stranger().get(f"{address}{path}")

    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text


def test_the_dashboard_keeps_its_own_policy(dashboard):
    answer = dashboard.stranger().get("/sign-in")

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_link_stands_in_no_log_even_when_something_breaks(
    dashboard, address, caplog, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("dashboard.answer_router.opened_by", lambda *_: 1 / 0)

    answer = dashboard.stranger().get(address)

    assert answer.status_code == 500
    ours = [one for one in caplog.records if one.name.startswith("vorlauf")]
    assert ours
    for record in ours:
        said = logging.Formatter("%(message)s").format(record)
        assert address.removeprefix("/answer/") not in said


def test_nothing_leads_elsewhere_with_the_link(dashboard, desk, a_post):
    number = a_post(
        "smi", link="https://fremd.example/", wants_assets=False, wants_graphics=False
    )
    desk.do(number, "submit")
    words = words_of(dashboard, number, "smi")
    page = dashboard.stranger().see(f"/answer/{words}")

    foreign = [one for one in page.links if one.startswith("http")]
    assert foreign == ["https://fremd.example/"]
    assert 'rel="noopener noreferrer nofollow"' in page.html


def test_the_language_is_that_of_the_recipient_until_another_is_chosen(
    dashboard, hand_to_review
):
    address = link_of(dashboard, hand_to_review("smf"), "smf", to="fay")
    stranger = dashboard.stranger()

    english, german = stranger.see(address), stranger.see(f"{address}?lang=de")

    assert "Please endorse this post" in english.text
    assert "Bitte zeichnen Sie" in german.text
    assert german.form(address).action == f"{address}?lang=de"


@pytest.fixture
def photo(dashboard, desk, a_post):
    """A post with a picture that is kept, and the SHA-256 of it."""
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    lines = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(lines, "JPEG")
    content = lines.getvalue()
    sha256 = FileStore(dashboard.wiring.settings.home / "files").keep(content)
    desk.supply(number, "smi", "ines", sha256=sha256)
    with writing(desk.engine) as connection:
        file = replace(kept(), sha256=sha256, variants={"preview": sha256})
        keep_file(desk.call(connection), file, "ines")
    return number, sha256, content


def test_a_picture_of_the_post_is_shown_with_its_words(dashboard, desk, photo):
    number, sha256, content = photo
    desk.do(number, "submit")
    address = link_of(dashboard, number, "smi")
    stranger = dashboard.stranger()

    page, answer = stranger.see(address), stranger.get(f"{address}/files/{sha256}")

    assert f'src="{address}/files/{sha256}" alt="Ein Löschzug."' in page.html
    assert "Alternativtext: Ein Löschzug." in page.text
    assert answer.content == content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["", "?download=1"])
def test_a_picture_whose_bytes_were_changed_is_not_shown(
    dashboard, desk, photo, caplog, query
):
    number, sha256, content = photo
    desk.do(number, "submit")
    address = link_of(dashboard, number, "smi")
    store = FileStore(dashboard.wiring.settings.home / "files")
    store.path(sha256).write_bytes(content + b"!")

    answer = dashboard.stranger().get(f"{address}/files/{sha256}{query}")
    by_account = dashboard.as_("ada").get(f"/files/{number}/{sha256}/master")

    assert answer.status_code == by_account.status_code == 409
    assert content[:40] not in answer.content
    assert f"The file {sha256[:12]} was changed" in caplog.text
    with reading(desk.engine) as connection:
        assert changed_pictures(connection, store) == (
            f"{number}: the file {sha256} is gone or was changed",
        )


def test_no_other_file_is_shown_by_a_link(dashboard, photo, hand_to_review):
    _, sha256, _ = photo
    address = link_of(dashboard, hand_to_review("smi"), "smi")
    stranger = dashboard.stranger()

    for name in (sha256, "f" * 64, "..%2f..%2flinks.key", "originals"):
        assert stranger.get(f"{address}/files/{name}").status_code == 404
    assert stranger.get(f"{NOTHING}/files/{sha256}").status_code == 404


def test_a_correction_is_shown_and_objected_to(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    address = link_of(dashboard, number, "smi", LinkKind.OBJECT)
    stranger = dashboard.stranger()

    page = stranger.see(address)
    silent = stranger.send(f"{address}/object", {"name": "Ines Iser"})
    said = {"name": "Ines Iser", "comment": "Das ändert den Sinn."}
    unchosen = stranger.send(f"{address}/object", said)
    agreed = stranger.send(f"{address}/object", {**said, "agree": "yes"})
    before = desk.post(number)
    stranger.send(f"{address}/object", {**said, "agree": "no"})

    assert "Korrigiert: Ein Tag bei der Feuerwehr" in page.text
    assert silent.status == 422
    assert {"#agree", "#comment"} <= set(silent.links)
    assert (unchosen.status, "#agree" in unchosen.links) == (422, True)
    assert "Ihre Entscheidung gilt weiter." in agreed.text
    assert (before.state, before.version) == (PostState.STAATSKANZLEI_APPROVAL, 1)
    post = desk.post(number)
    assert (post.state, post.version) == (PostState.MINISTRY_REVIEW, 2)
    assert "object" in [line.event for line in desk.file(number)]


BY_LINK = [
    page for page in permissions.PAGES if page.path.startswith("/answer/{token}")
]


@pytest.mark.parametrize("entry", BY_LINK, ids=lambda entry: entry.name)
def test_with_another_key_a_link_is_answered_as_a_fault_of_ours(
    dashboard, asked, caplog, entry
):
    (number,) = asked("smi")
    words = words_of(dashboard, number, "smi")
    with writing(dashboard.wiring.engine) as connection:
        since = key_queries.known(connection).known_since
        key_queries.remember(connection, fingerprint(bytes(32)), "two", since)
    path = entry.path.format(token=words, sha256="a" * 64, picture=1)

    page = Page(dashboard.stranger().client.request(entry.method, path))

    assert page.status == 503
    assert "Links lassen sich zurzeit nicht öffnen" in page.text
    assert "Schlüssel" not in page.text
    assert "with another key by now, that of two" in caplog.text
    assert words not in caplog.text
