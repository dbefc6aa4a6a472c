"""Each post says for which channels it is, on both databases."""

from dataclasses import replace

import pytest

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.posts import writes
from vorlauf.posts.channels import channels_of
from vorlauf.workflow.move_facts import missing_texts

BARE = {"wants_assets": False, "wants_graphics": False}
TEXT = {"linkedin": "Ein Tag bei der Feuerwehr."}


@pytest.fixture
def narrow(a_post):
    """A complete post for LinkedIn alone."""
    return a_post("smi", channels=("linkedin",), texts=TEXT, **BARE)


def with_mastodon(desk):
    campaign = desk.directory.campaign
    more = replace(campaign, channels=(*campaign.channels, "mastodon"))
    desk.directory = replace(desk.directory, campaign=more)


def scheduled(desk, number):
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_a_post_for_one_channel_owes_one_text_and_one_proof(desk, narrow, slot):
    scheduled(desk, narrow)
    desk.now = slot

    desk.do(narrow, "publish", proofs={"linkedin": "https://example.org/1"})

    assert desk.post(narrow).state is PostState.PUBLISHED


def test_a_new_channel_of_the_campaign_concerns_no_decided_post(desk, a_post, slot):
    number = scheduled(desk, a_post("smi", **BARE))
    before = channels_of(desk.post(number), desk.directory)
    with_mastodon(desk)

    assert channels_of(desk.post(number), desk.directory) == before
    desk.now = slot
    proofs = {name: f"https://{name}.example.org/1" for name in before}
    desk.do(number, "publish", proofs=proofs)


def test_a_new_channel_of_the_campaign_concerns_drafts_that_are_for_all(
    desk, a_post, narrow
):
    number = a_post("smi", **BARE)
    with_mastodon(desk)

    assert missing_texts(desk.post(number), desk.directory) == ("mastodon",)
    assert missing_texts(desk.post(narrow), desk.directory) == ()
    with pytest.raises(RefusedError, match="no text yet for mastodon"):
        desk.do(number, "submit")


def test_a_choice_of_channels_is_a_new_version_that_is_decided_on_anew(desk, a_post):
    number = scheduled(desk, a_post("smi", **BARE))

    saved = desk.save(number, channels=("linkedin",))

    post = desk.post(number)
    assert (saved.version, post.state) == (2, PostState.MINISTRY_REVIEW)
    assert "channels" in saved.changed
    assert list(post.content.texts) == ["linkedin"]
    assert channels_of(post, desk.directory) == ("linkedin",)


def test_the_same_channels_are_no_change(desk, a_post, narrow):
    every = desk.directory.campaign.channels

    assert desk.save(a_post("smi"), channels=every).changed == ()
    assert desk.save(narrow, channels=("linkedin",)).changed == ()


def test_a_channel_joins_an_approved_post_by_an_edit(desk, a_post):
    number = scheduled(desk, a_post("smi", **BARE))
    with_mastodon(desk)
    every = desk.directory.campaign.channels

    desk.save(number, channels=every, texts={"mastodon": "Ein Tag."})

    post = desk.post(number)
    assert channels_of(post, desk.directory) == every
    assert post.content.texts["mastodon"] == "Ein Tag."


@pytest.mark.parametrize(
    ("channels", "words"), [((), "needs a channel"), (("fax",), "no channel 'fax'")]
)
def test_a_post_is_for_channels_of_the_campaign(desk, a_post, channels, words):
    with pytest.raises(BadInputError, match=words):
        desk.save(a_post("smi"), channels=channels)


def test_the_clock_publishes_when_its_own_channels_have_proofs(desk, narrow, slot):
    scheduled(desk, narrow)
    proofs = {"linkedin": "https://example.org/1"}
    desk.advance(slot)
    assert desk.post(narrow).state is PostState.SCHEDULED
    with writing(desk.engine) as connection:
        writes.keep_proofs(
            connection, desk.post(narrow).id, proofs, by="ada", at=desk.now
        )

    report = desk.advance(slot)

    assert (desk.post(narrow).state, report.faults) == (PostState.PUBLISHED, [])
