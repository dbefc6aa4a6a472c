"""What the adapters say to servers that behave as documented, over real sockets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from publishing_servers import (
    FakeMastodon,
    FakePostiz,
    Reply,
    WebhookReceiver,
    served,
)

from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.errors import SettingsError
from vorlauf.publishing.adapters.adapter import OutgoingPicture, OutgoingPost
from vorlauf.publishing.adapters.configured import adapter_of, lacks_of
from vorlauf.publishing.adapters.http_calls import is_public
from vorlauf.publishing.failures import Failure, PublishingError, wait_of

NOW = datetime(2023, 11, 21, 9, 0, tzinfo=UTC)
PICTURE = OutgoingPicture(
    name="wache.jpg",
    media_type="image/jpeg",
    content=b"\xff\xd8bild",
    alt_text="Eine Polizistin lächelt",
)
POST = OutgoingPost(
    number="2023-001",
    version=2,
    channel="mastodon",
    fingerprint="f" * 64,
    text="Ein Tag bei der Polizei & mehr\nZeile zwei\n\n<Absatz>",
    link="https://www.example.org/karriere",
    pictures=(PICTURE,),
    key="k" * 32,
    slot_at=NOW,
    now=NOW,
)


def target(fake, way, **more):
    base = {"channel": "mastodon", "address": fake.base, "private_address": True}
    return ChannelTarget(way=way, **{**base, **more})


def adapter(fake, way=PublishingWay.MASTODON, secret=None, **more):
    return adapter_of(
        target(fake, way, **more), secret or getattr(fake, "token", "") or fake.secret
    )


def prepared(made, post=POST):
    return replace(post, remote=made.prepare(post))


@pytest.fixture
def mastodon():
    with served(FakeMastodon()) as fake:
        yield fake


def test_a_status_goes_out_once_with_its_picture_and_is_found_again(mastodon):
    made = replace(adapter(mastodon), wait=lambda _: None)
    post = prepared(made)

    first, again = made.publish(post), made.publish(post)

    (status,) = mastodon.statuses
    assert first.permalink == again.permalink == status["url"]
    assert status["text"] == f"{POST.text}\n\n{POST.link}"
    assert (status["language"], status["media"]) == ("de", ["1"])
    assert mastodon.media["1"]["content"] == PICTURE.content
    assert mastodon.media["1"]["description"] == PICTURE.alt_text
    keys = {
        r.headers["idempotency-key"] for r in mastodon.asked("POST", "/api/v1/statuses")
    }
    assert keys == {POST.key}
    late = replace(post, begun_at=NOW, now=NOW + timedelta(hours=3))
    assert made.look_up(late).permalink == status["url"]
    assert made.look_up(replace(late, text="Etwas anderes")) is None
    # A name may be written in another way there, so nobody can be sure.
    with pytest.raises(PublishingError) as unsure:
        made.look_up(replace(late, text="Mit @polizei"))
    assert unsure.value.failure is Failure.UNKNOWN
    assert "geheim" not in repr(made) + str(unsure.value)
    found = made.check()
    assert (found.account, len(found.remarks)) == ("@sachsen@127.0.0.1", 1)
    mastodon.scopes = ("read",)
    with pytest.raises(PublishingError, match="may read, but not publish"):
        made.check()


@pytest.mark.parametrize(
    ("fault", "failure", "words"),
    [
        ("cut_before", Failure.UNKNOWN, "The answer of 127.0.0.1 was lost"),
        ("cut_after", Failure.UNKNOWN, "whether it has published is not known"),
        ("500_before", Failure.UNKNOWN, "HTTP 503: down"),
        ("429", Failure.TEMPORARY, "HTTP 429"),
        (Reply(401, {"error": "token geheim-1 is bad"}), Failure.PERMANENT, r"\*\*\*"),
        (Reply(403), Failure.PERMANENT, "does not allow"),
        (Reply(422, {"error": "too long"}), Failure.PERMANENT, "too long"),
        (
            Reply(302, {}, {"Location": "http://127.0.0.1/"}),
            Failure.PERMANENT,
            "redirect",
        ),
        (Reply(200, "no object"), Failure.UNKNOWN, "cannot be read"),
        (Reply(200, {"url": "javascript:x"}), Failure.UNKNOWN, "cannot be read"),
        (Reply(200, "x" * 4_100_000), Failure.UNKNOWN, "was lost"),
    ],
)
def test_each_failure_says_whether_it_may_be_tried_again(
    mastodon, fault, failure, words
):
    made = adapter(mastodon)
    mastodon.faults = lambda _: fault

    with pytest.raises(PublishingError, match=words) as error:
        made.publish(POST)

    assert error.value.failure is failure
    if fault == "429":
        assert error.value.wait == timedelta(minutes=5)


def test_nothing_is_sent_to_private_addresses_or_to_nobody(mastodon):
    hidden = adapter(mastodon, private_address=False)
    with pytest.raises(PublishingError, match="lies in a private network") as error:
        hidden.publish(POST)
    assert (error.value.failure, mastodon.requests) == (Failure.PERMANENT, [])
    closed = adapter(mastodon, address="http://127.0.0.1:9")
    with pytest.raises(PublishingError, match="no connection") as error:
        closed.publish(POST)
    assert error.value.failure is Failure.TEMPORARY
    private = ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0"]
    private += [
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "224.0.0.1",
        "0.0.0.0",  # noqa: S104, no server
    ]
    assert not any(map(is_public, private))
    assert all(map(is_public, ["8.8.8.8", "2001:4860:4860::8888"]))


def test_a_webhook_is_signed_and_repeats_its_key():
    with served(WebhookReceiver()) as receiver:
        made = adapter(receiver, PublishingWay.WEBHOOK)
        post = prepared(made)

        where = made.publish(post).permalink
        later = made.publish(replace(post, now=NOW + timedelta(minutes=7)))

        assert (
            where
            == later.permalink
            == f"https://www.example.org/beitrag/msg_{POST.key}"
        )
        (event,) = receiver.events.values()
        assert event["type"] == "post.due"
        assert (event["data"]["number"], event["data"]["text"]) == (
            "2023-001",
            POST.text,
        )
        assert event["data"]["pictures"][0]["alt_text"] == PICTURE.alt_text
        bodies = {request.body for request in receiver.requests}
        stamps = {r.headers["webhook-timestamp"] for r in receiver.requests}
        assert (len(bodies), len(stamps)) == (1, 2)
        receiver.says_where = False
        assert made.publish(post).permalink == ""
        assert made.check().account == "127.0.0.1"
        with pytest.raises(PublishingError, match="20000 bytes"):
            made.prepare(replace(post, text="x" * 20_000))
        old = "whsec_" + "b2xk" * 8
        both = adapter(receiver, PublishingWay.WEBHOOK, f"{old} {receiver.secret}")
        assert both.publish(post) is not None
        receiver.status = 410
        with pytest.raises(PublishingError, match="wants nothing more") as error:
            made.publish(post)
        assert error.value.failure is Failure.PERMANENT
    for wrong in ("kurz", "whsec_AAAA", "whsec_!"):
        with pytest.raises(SettingsError, match="is none for a webhook"):
            adapter_of(target(receiver, PublishingWay.WEBHOOK), wrong)


def test_postiz_gets_a_draft_that_is_scheduled_once():
    with served(FakePostiz()) as postiz:
        account = {"integration": "abc", "network": "linkedin-page"}
        made = adapter(postiz, PublishingWay.POSTIZ, **account)
        post = prepared(made)
        # Its key was lost: the draft is found by its words.
        assert made.prepare(POST) == post.remote
        assert made.prepare(post) == post.remote
        assert len(postiz.posts) == 1
        assert made.look_up(post) is None

        taken = made.publish(post)

        assert (taken.awaits, taken.permalink) == (True, "")
        assert made.look_up(post).awaits
        postiz.work()
        assert made.look_up(post).permalink.startswith("https://www.linkedin.com/")
        assert postiz.published == [POST.whole_text]
        (kept,) = postiz.posts.values()
        assert kept["tags"][0]["value"] == "vorlauf 2023-001 v2"
        kept["state"] = "ERROR"
        with pytest.raises(PublishingError, match="reports an error"):
            made.look_up(post)
        postiz.posts.clear()
        with pytest.raises(PublishingError, match="does not know the post"):
            made.look_up(post)
        assert made.check().account == "Sachsen"
        with pytest.raises(PublishingError, match="has no account"):
            adapter(postiz, PublishingWay.POSTIZ, integration="x", network="y").check()
        told = " ".join(
            map(str, lacks_of(target(postiz, PublishingWay.POSTIZ, **account)))
        )
        assert "alt texts" in told


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Tue, 21 Nov 2023 09:01:00 GMT"}, 60),
        ({"x-ratelimit-reset": "2023-11-21T09:05:00.000Z"}, 300),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30),
        ({"retry-after": "99999999999"}, 86_400),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_a_server_says_how_long_it_wants_to_be_left_alone(headers, seconds):
    found = wait_of(headers, NOW)
    assert (found and found.total_seconds()) == seconds
