"""People who act while an adapter publishes, or while nobody knows what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import BARE
from publishers import Publisher
from publishing_servers import FakeMastodon, WebhookReceiver, served

from states.post import PostState
from states.purpose import MailKind
from vorlauf.channels.limits import ChannelSettings
from vorlauf.channels.link_parameters import LinkParameters
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.publication_tables import PublicationState as State
from vorlauf.directory.targets import PublishingWay
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.jobs.metrics import exposition
from vorlauf.material.files.storage import FileStore
from vorlauf.posts import listing, publication_queries
from vorlauf.publishing import acts
from vorlauf.publishing.acts import PublicationAct
from vorlauf.workflow import permalinks
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def publisher(desk, tmp_path):
    with served(FakeMastodon()) as fake:
        yield Publisher(desk, fake, FileStore(tmp_path / "files"))


@pytest.fixture
def scheduled(desk, a_post):
    def plan(channels=("linkedin", "xing")):
        number = a_post("smi", channels=channels, **BARE)
        approve(desk, number)
        return number

    return plan


def approve(desk, number):
    for trigger, who in (("submit", "ada"), ("endorse", "ines"), ("approve", "clara")):
        desk.do(number, trigger, who)


def record(desk, number, permalink="https://www.example.org/x"):
    def act(call, _):
        permalinks.record_proof(
            call, number=number, actor="ada", channel="linkedin", permalink=permalink
        )

    desk.ask(act, None)


def take_over(desk, number):
    by = overseer(desk.directory, "ada")
    act = PublicationAct(number=number, channel="linkedin", by=by)
    with writing(desk.engine) as connection:
        return acts.leave_by_hand(desk.call(connection), act)


def shown(desk, number):
    with reading(desk.engine) as connection:
        return listing.permalinks(connection, desk.post(number).id)


def in_trouble(desk):
    with reading(desk.engine) as connection:
        listed = publication_queries.needing_person(connection, 9)
        assert publication_queries.count_in_trouble(connection) == len(listed)
    return [row.number for row in listed]


def test_a_permalink_by_hand_waits_for_what_is_sent_and_settles_what_is_not_known(
    desk, scheduled, publisher, slot
):
    number, other = scheduled(), scheduled()
    publisher.run_killed(slot)

    with pytest.raises(ConflictError, match="is being published at this moment"):
        record(desk, number)
    assert shown(desk, number) == {}
    # The worker is gone, and nobody has looked yet.
    desk.now = publisher.row(number).lease_until + timedelta(minutes=1)
    record(desk, number)

    row = publisher.row(number)
    assert (row.state, row.due_at, row.lease_owner) == (State.BY_HAND, None, None)
    publisher.fake.faults = lambda _: "cut_after"
    publisher.run()
    assert publisher.row(other).state is State.UNKNOWN
    record(desk, other, "https://www.example.org/y")
    assert publisher.row(other).state is State.BY_HAND


@pytest.mark.parametrize("trigger", ["withdraw", "request_changes"])
def test_what_may_be_out_of_a_post_that_is_not_wanted_is_left_to_a_person(
    desk, scheduled, publisher, slot, trigger
):
    number = scheduled()
    publisher.fake.faults = lambda _: "cut_after"
    publisher.run(slot)
    publisher.fake.faults = None
    desk.do(number, trigger, comment="Bitte nicht.")

    publisher.run(publisher.row(number).due_at)

    row = publisher.row(number)
    assert (row.state, row.needs_person) == (State.UNKNOWN, True)
    assert row.permalink == publisher.fake.statuses[0]["url"]
    assert "It is out, though" in str(row.error)
    assert (shown(desk, number), in_trouble(desk)) == ({}, [number])
    (notice,) = desk.rows(NOTICE, purpose=MailKind.PUBLICATION_FAILED)
    assert notice.n == row.id
    assert publisher.run().outcomes == []

    take_over(desk, number)

    assert (publisher.row(number).state, in_trouble(desk)) == (State.BY_HAND, [])
    assert publisher.events(number)[-1] == "by_hand"
    with pytest.raises(RefusedError):
        take_over(desk, number)
    assert desk.post(number).state is not PostState.SCHEDULED
    if trigger == "request_changes":
        desk.save(number, texts={"linkedin": "Anders.", "xing": "Anders."})
        approve(desk, number)
        publisher.run()
        assert len(publisher.fake.statuses) == 1


def test_only_the_pictures_that_were_shown_go_out_with_the_link_of_the_campaign(
    desk, a_post, publisher, slot
):
    parameters = LinkParameters({"utm_source": "{channel}"})
    settings = {"linkedin": ChannelSettings(link_parameters=parameters)}
    desk.directory = replace(desk.directory, channels=settings)
    keep = publisher.files.keep
    house, agency = keep(b"\xff\xd8roh"), keep(b"\xff\xd8grafik")
    number = a_post("smi", channels=("linkedin",), link="https://www.sachsen.de/a#b")
    desk.supply(number, "smi", "ada", sha256=house)
    desk.supply(number, desk.directory.graphics.key, "ada", sha256=agency)
    approve(desk, number)

    publisher.fake.faults = lambda r: "cut_after" if "statuses" in r.path else None
    publisher.run(slot)
    publisher.fake.faults, publisher.fake.keeps_keys = None, False
    # What was sent is looked for, not what would be sent by now.
    desk.directory = replace(desk.directory, channels={})
    publisher.run(slot + timedelta(minutes=61))

    media = [one["content"] for one in publisher.fake.media.values()]
    (status,) = publisher.fake.statuses
    assert media == [b"\xff\xd8grafik"]
    assert status["text"].endswith("https://www.sachsen.de/a?utm_source=linkedin#b")
    assert publisher.row(number).state is State.DONE


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("http://linkedin.example.org/7#x", "https://linkedin.example.org/7"),
        ("https://linkedin.example.org/1", ""),
        ("https://internal.sachsen.de/p/1", "https://internal.sachsen.de/p/1"),
    ],
)
def test_a_permalink_of_a_server_is_kept_plain_and_is_of_one_post(
    desk, scheduled, slot, said, kept
):
    first, number = scheduled(), scheduled()
    desk.now = slot
    record(desk, first, "https://linkedin.example.org/1")
    with served(WebhookReceiver()) as receiver:
        receiver.where = said
        made = Publisher(desk, receiver, None, PublishingWay.WEBHOOK)
        made.run(slot)

    assert shown(desk, number).get("linkedin", "") == kept
    assert in_trouble(desk) == ([] if kept else [number])


def test_a_lease_begins_when_it_is_taken_and_not_with_its_run(
    scheduled, publisher, slot
):
    number = scheduled()
    late = slot + timedelta(minutes=2)
    publisher.fake.faults = lambda _: "cut_after"

    publisher.run(slot, clock=lambda: late)

    assert publisher.row(number).begun_at == late


def test_what_is_seen_too_late_is_left_to_a_person_once_and_everybody_counts_it(
    desk, scheduled, publisher, slot
):
    number, later = scheduled(), slot + timedelta(hours=13)

    first, again = publisher.run(later), publisher.run(later + timedelta(hours=1))

    assert (first.planned, first.outcomes, again.outcomes) == (0, [], [])
    row = publisher.row(number)
    assert (row.state, row.attempts) == (State.FAILED, 0)
    assert "nothing goes out by itself so late" in str(row.error)
    assert len(desk.rows(NOTICE, purpose=MailKind.PUBLICATION_FAILED)) == 1
    assert (publisher.fake.statuses, in_trouble(desk)) == ([], [number])
    text = exposition(desk.engine, desk.now).decode()
    assert "vorlauf_publications_troubled 1.0" in text
    assert 'vorlauf_publications{state="failed"} 1.0' in text
    other = scheduled()
    publisher.run(slot + timedelta(days=8))
    assert publisher.rows(other) == []


def test_a_receiver_that_is_gone_is_not_called_until_a_person_says_so(
    desk, scheduled, slot
):
    first, second = scheduled(), scheduled()
    with served(WebhookReceiver(status=410)) as receiver:
        made = Publisher(desk, receiver, None, PublishingWay.WEBHOOK)
        made.run(slot)
        called = len(receiver.asked("POST", "/"))
        receiver.status = 200

        states = {made.row(one).state for one in (first, second)}
        assert (called, states) == (1, {State.FAILED})
        assert "wants nothing more" in str(made.row(second).error)
        by = overseer(desk.directory, "ada")
        again = PublicationAct(number=second, channel="linkedin", by=by)
        with writing(desk.engine) as connection:
            acts.publish_again(desk.call(connection), again)
        made.run(slot + timedelta(minutes=5))
        assert made.row(second).state is State.DONE
