"""The copy pack: what to publish by hand, and the permalinks that come back."""

import html
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from programs import program_of

from states.post import PostState
from vorlauf.channels.limits import ChannelSettings
from vorlauf.channels.link_parameters import LinkParameters
from vorlauf.copy_packs import by_hand
from vorlauf.copy_packs.by_hand import PublishedByHand
from vorlauf.copy_packs.pack import copy_pack
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import StoredFile
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.material import file_queries
from vorlauf.posts import listing

DIGITS = "7123456789012345678"
LINKEDIN = f"https://www.linkedin.com/feed/update/urn:li:activity:{DIGITS}/"
OUT = {
    "linkedin": LINKEDIN,
    "xing": "https://www.xing.com/discover/detail-activities/1.a",
    "instagram": "https://www.instagram.com/p/C4aB_x9/",
}
LINK = "https://www.sachsen.de/karriere#jetzt"
# Four letters of mathematics that look bold.
BOLD = "\U0001d5d9\U0001d5f2\U0001d601\U0001d601"
TEXT = f"{BOLD} wird gesucht: {LINK} #a #b #c #d #e #f"


@pytest.fixture
def scheduled(desk, a_post):
    """A post with a picture that is too narrow for Instagram, approved."""
    with_parameters(desk)
    number = a_post(
        "smi",
        wants_graphics=False,
        link=LINK,
        texts=dict.fromkeys(OUT, TEXT),
    )
    desk.supply(number, "smi", "ada", consent="no people shown")
    desk.is_filled = True
    with writing(desk.engine) as connection:
        file_queries.keep(
            connection,
            StoredFile(
                sha256="a" * 64,
                media_type="image/jpeg",
                size=6_200_000,
                width=1000,
                height=2000,
                original="f" * 64,
                has_original=False,
                variants={"preview": "e" * 64, "linkedin": "d" * 64},
                stored_at=desk.now,
                stored_by="ines",
            ),
        )
    for trigger, who in (("submit", "ada"), ("endorse", "ines"), ("approve", "clara")):
        desk.do(number, trigger, who)
    return number


def with_parameters(desk):
    parameters = LinkParameters({"utm_source": "{channel}", "utm_content": "{number}"})
    channels = {"linkedin": ChannelSettings(link_parameters=parameters)}
    desk.directory = replace(desk.directory, channels=channels)


def pack_of(desk, number):
    with reading(desk.engine) as connection:
        pack = copy_pack(desk.call(connection), desk.post(number))
    return {one.channel: one for one in pack.channels}


def test_a_pack_has_the_approved_text_and_says_what_the_network_does_not_take(
    desk, scheduled
):
    found = pack_of(desk, scheduled)

    assert {one.text.text for one in found.values()} == {TEXT}
    assert found["linkedin"].link == (
        f"https://www.sachsen.de/karriere?utm_source=linkedin&utm_content={scheduled}"
        "#jetzt"
    )
    assert (found["xing"].link, found["xing"].added) == (LINK, "")
    assert [one.pictures[0].variant for one in found.values()] == [
        "master",
        "linkedin",
        "master",
    ]
    said = {name: " ".join(map(str, one.remarks)) for name, one in found.items()}
    assert all(f"only look bold: '{BOLD}'" in words for words in said.values())
    assert "6 hashtags, and 5 are taken" in said["instagram"]
    assert "cannot be clicked" in said["instagram"]
    assert "the link without what is added" in said["linkedin"]
    pictures = {name: str(one.pictures[0].remarks) for name, one in found.items()}
    assert "it would be cut" in str(found["instagram"].pictures[0].remarks[0])
    assert "0.50" in pictures["instagram"]
    assert "6.2 megabytes" in str(found["linkedin"].pictures[0].remarks[0])
    assert pictures["xing"] == "()"


def test_a_channel_with_an_adapter_is_taken_over_before_it_is_published_by_hand(
    desk, scheduled
):
    target = ChannelTarget(
        channel="xing", way=PublishingWay.WEBHOOK, address="https://a.example"
    )
    desk.directory = replace(desk.directory, targets={"xing": target})

    found = pack_of(desk, scheduled)

    assert "take it over" in str(found["xing"].remarks[0])
    assert "take it over" not in str(found["linkedin"].remarks[0])


def test_the_page_gives_everything_to_copy_and_publishes_with_the_last_permalink(
    desk, scheduled, dashboard
):
    desk.now = desk.post(scheduled).slot_at + timedelta(minutes=5)
    client, way = dashboard.as_("ada"), f"/posts/{scheduled}/pack"

    page = client.see(way)
    form = dict(page.form(way).fields)
    wrong = client.send(way, form | {"proof-instagram": LINKEDIN, "proof-xing": "x"})
    some = client.send(way, form | {"proof-linkedin": f"Neu: {LINKEDIN}?utm_source=x"})
    every = client.send(way, form | {f"proof-{c}": link for c, link in OUT.items()})

    assert page.status == 200
    assert html.unescape(page.html).count(TEXT) >= 3
    assert "utm_source=linkedin" in page.html
    assert "Ein Löschzug." in page.html
    assert wrong.status == 422
    assert LINKEDIN in wrong.html
    assert desk.post(scheduled).state is PostState.PUBLISHED
    assert "Es fehlen noch: Instagram, Xing." in some.text
    assert "Der Beitrag ist veröffentlicht" in every.text
    with reading(desk.engine) as connection:
        assert listing.permalinks(connection, desk.post(scheduled).id) == OUT
    fingerprint = desk.post(scheduled).fingerprint
    entries = desk.file(scheduled)[-2:]
    assert [(one.event, json.loads(one.details)["pack"]) for one in entries] == [
        ("proof", fingerprint),
        ("publish", fingerprint),
    ]


def test_a_program_reads_the_pack_and_sends_the_permalinks_back(
    desk, scheduled, dashboard
):
    program = program_of(dashboard, "ada")
    way = f"/posts/{scheduled}/pack"

    pack = program.get(way).json()
    early = program.send(way, {"fingerprint": pack["fingerprint"], "proofs": OUT})
    desk.now = desk.post(scheduled).slot_at
    old = program.send(way, {"fingerprint": "0" * 64, "proofs": OUT})
    done = program.send(way, {"fingerprint": pack["fingerprint"], "proofs": OUT})

    assert pack["channels"][1]["pictures"][0]["variant"] == "linkedin"
    assert (early.status_code, old.status_code, done.status_code) == (403, 409, 200)
    assert done.json() == {
        "recorded": ["linkedin", "xing", "instagram"],
        "missing": [],
        "is_published": True,
    }


def test_who_published_another_version_is_told_and_compares_before_it_is_recorded(
    desk, scheduled, dashboard
):
    desk.now = desk.post(scheduled).slot_at + timedelta(minutes=5)
    client, way = dashboard.as_("ada"), f"/posts/{scheduled}/pack"
    opened = dict(client.see(way).form(way).fields)
    desk.save(scheduled, texts=dict.fromkeys(OUT, "Ganz anders."))
    for trigger, who in (("endorse", "ines"), ("approve", "clara")):
        desk.do(scheduled, trigger, who)
    typed = {f"proof-{c}": link for c, link in OUT.items()}

    late = client.send(way, opened | typed)

    assert late.status == 409
    assert "freigegeben ist jetzt Fassung 3" in late.text
    assert desk.post(scheduled).state is PostState.SCHEDULED
    again = dict(late.form(way).fields) | {"pack_now": desk.post(scheduled).fingerprint}
    assert again["proof-linkedin"] == LINKEDIN
    assert client.send(way, again).status == 200
    assert desk.post(scheduled).state is PostState.PUBLISHED


def test_there_is_no_pack_of_what_is_not_approved_and_an_early_one_asks_why(
    desk, scheduled, hand_to_review, dashboard
):
    reviewed = hand_to_review("smi")
    client = dashboard.as_("ada")

    sent_on = client.get(f"/posts/{reviewed}/pack")
    assert (sent_on.status_code, sent_on.headers["location"]) == (
        303,
        f"/posts/{reviewed}",
    )
    assert dashboard.as_("clara").see(f"/posts/{scheduled}/pack").status == 403

    def publish(**more):
        with writing(desk.engine) as connection:
            mark = desk.post(scheduled).fingerprint
            facts = {"number": scheduled, "actor": "ada", "fingerprint": mark} | more
            return by_hand.record(desk.call(connection), PublishedByHand(**facts))

    for error, more in (
        (RefusedError, {"proofs": OUT}),
        (BadInputError, {"proofs": {"linkedin": " "}}),
        (ConflictError, {"proofs": OUT, "fingerprint": "0" * 64}),
    ):
        with pytest.raises(error):
            publish(**more)
    done = publish(proofs=OUT, reason="Das Haus hat ihn schon gezeigt.")
    assert (done.missing, done.is_published) == ((), False)
    assert desk.file(scheduled)[-1].event == "proof_early"
