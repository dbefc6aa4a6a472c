"""Mastodon's counters, read over a real socket from a server that counts as it does."""

from datetime import UTC, datetime

import pytest
from each import each
from publishing_servers import FakeMastodon, served

from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.evaluation.figure_files import FileKind
from vorlauf.evaluation.mastodon_figures import fetched_figures
from vorlauf.evaluation.metrics import Metric
from vorlauf.publishing.adapters.configured import Adapters
from vorlauf.publishing.failures import PublishingError

NOW = datetime(2023, 6, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def mastodon():
    with served(FakeMastodon()) as fake:
        here = {"created_at": "2023-05-12T16:30:00Z"}
        fake.statuses = [{"id": "11223", "url": f"{fake.base}/@s/11223", **here}]
        fake.counts = {
            "favourites_count": 31,
            "reblogs_count": 4,
            "replies_count": 0,
        }
        yield fake


def counters(fake):
    target = ChannelTarget(
        channel="mastodon",
        way=PublishingWay.MASTODON,
        address=fake.base,
        private_address=True,
    )
    adapters = Adapters({"mastodon": target}, lambda: {"mastodon": fake.token})
    return adapters.counters("mastodon")


def fetched(fake, *paths):
    addresses = [f"https://127.0.0.1/@s/{path}" for path in paths]
    return fetched_figures(counters(fake), addresses, channel="mastodon", now=NOW)


def test_what_a_server_counts_are_figures_and_reach_is_not_among_them(mastodon):
    found = fetched(mastodon, "11223")

    (post,) = found.posts
    (followers,) = found.days
    assert (found.kind, found.as_of) == (FileKind.MASTODON, NOW)
    assert post.values == {
        Metric.REACTIONS: 31,
        Metric.SHARES: 4,
        Metric.COMMENTS: 0,
    }
    assert (followers.metric, followers.value) == (Metric.FOLLOWERS, 5600)


def test_a_post_that_is_gone_or_elsewhere_is_a_note(mastodon):
    found = fetched(mastodon, "99999", "11223")
    elsewhere = "https://other.example/@s/11223"

    other = fetched_figures(
        counters(mastodon), [elsewhere], channel="mastodon", now=NOW
    )

    assert len(found.posts) == 1
    assert "/@s/99999' is not, or not any more, at 127.0.0.1" in str(found.notes[0])
    assert (other.posts, len(other.notes)) == ((), 1)


@each(
    "answer",
    [
        {"favourites_count": -1, "reblogs_count": 1, "replies_count": 1},
        {"favourites_count": True, "reblogs_count": 1, "replies_count": 1},
        {"favourites_count": 1, "created_at": "yesterday"},
        {"favourites_count": None},
    ],
)
def test_what_is_no_count_is_refused_in_a_sentence(answer):
    with served(FakeMastodon()) as fake:
        fake.statuses = [{"id": "11223", "url": "x", "created_at": "2023-05-12T16:30Z"}]
        fake.counts = {"reblogs_count": 1, "replies_count": 1, **answer}
        with pytest.raises(PublishingError, match="cannot be read"):
            fetched(fake, "11223")


def test_a_server_that_is_at_fault_is_named(mastodon):
    mastodon.faults = lambda _: "429"

    with pytest.raises(PublishingError, match="HTTP 429"):
        fetched(mastodon, "11223")


def test_only_a_channel_of_mastodon_has_counters():
    target = ChannelTarget(
        channel="linkedin", way=PublishingWay.WEBHOOK, address="https://example.org"
    )

    assert Adapters({"linkedin": target}, dict).counters("linkedin") is None
    assert Adapters({}, dict).counters("xing") is None
