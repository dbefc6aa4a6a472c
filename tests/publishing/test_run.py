"""A run of publishing, on a real database and against a server on a real socket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import BARE
from forged_versions import alter
from publishers import Publisher
from publishing_servers import FakeMastodon, FakePostiz, Reply, WebhookReceiver, served

from states.post import PostState
from vorlauf.db.engine import writing
from vorlauf.db.publication_tables import PublicationState as State
from vorlauf.db.tables import HoldScope
from vorlauf.directory.model import Blackout
from vorlauf.directory.targets import PublishingWay
from vorlauf.errors import SettingsError
from vorlauf.material.files.storage import FileStore
from vorlauf.posts import listing
from vorlauf.scheduling import holds
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.workflow import permalinks
from vorlauf.workflow.manual_actions import overseer

MINUTE = timedelta(minutes=1)
LINKEDIN = ("linkedin",)


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "files")


@pytest.fixture
def scheduled(desk, a_post):
    """Return a function that plans a post and has it approved."""

    def plan(channels=LINKEDIN, picture=None):
        number = a_post("smi", channels=channels, **BARE)
        if picture:
            desk.supply(number, "smi", "ada", sha256=picture)
        desk.do(number, "submit")
        desk.do(number, "endorse", "ines")
        desk.do(number, "approve", "clara")
        return number

    return plan


@pytest.fixture
def mastodon():
    with served(FakeMastodon()) as fake:
        yield fake


@pytest.fixture
def publisher(desk, mastodon, files):
    return Publisher(desk, mastodon, files)


def test_a_post_goes_out_at_its_slot_once_and_is_published(
    desk, scheduled, mastodon, publisher, slot
):
    number = scheduled(picture=publisher.files.keep(b"\xff\xd8bild"))
    other = scheduled(("linkedin", "xing"))

    assert publisher.run(slot - MINUTE).outcomes == []
    report = publisher.run(slot)
    again = publisher.run(slot + 5 * MINUTE)

    assert (len(report.outcomes), report.failed, again.outcomes) == (2, [], [])
    first, second = mastodon.statuses
    (medium,) = mastodon.media.values()
    assert medium == {
        "looks": 2,
        "content": b"\xff\xd8bild",
        "description": "Ein Löschzug.",
    }
    row = publisher.row(number)
    assert (row.state, row.permalink) == (State.DONE, first["url"])
    assert publisher.events(number) == ["begun", "done"]
    assert desk.post(number).state is PostState.PUBLISHED
    # The other channel of the second post is published by hand.
    assert desk.post(other).state is PostState.SCHEDULED
    with writing(desk.engine) as connection:
        shown = listing.permalinks(connection, desk.post(other).id)
    assert shown == {"linkedin": second["url"]}


# What happens between the claim and the last check, and what becomes of it.
CHANGES = {
    "hold": State.WAITING,
    "blackout": State.WAITING,
    "forged": State.WAITING,
    "missed": State.WAITING,
    "request_changes": State.CANCELLED,
    "withdraw": State.CANCELLED,
    "edit": State.CANCELLED,
    "by_hand": State.CANCELLED,
    "proof": State.BY_HAND,
}


def happen(desk, number, what):
    if what == "hold":
        order = HoldOrder(scope=HoldScope.POSTS, numbers=(number,), reason="Trauer")
        who = overseer(desk.directory, "ada")
        desk.ask(lambda call, _: holds.place(call, order, who), None)
    elif what == "blackout":
        today = desk.directory.agency.office.day_of(desk.now)
        closed = Blackout(first=today, last=today, reason="Trauer")
        campaign = replace(desk.directory.campaign, blackouts=(closed,))
        desk.directory = replace(desk.directory, campaign=campaign)
    elif what == "forged":
        alter(desk)
    elif what == "missed":
        with writing(desk.engine) as connection:
            connection.exec_driver_sql("UPDATE post SET slot_missed = true")
        desk.is_filled = True
    elif what == "edit":
        desk.save(number, texts={"linkedin": "Eine Nacht bei der Feuerwehr."})
    elif what == "by_hand":
        desk.directory = replace(desk.directory, targets={})
    elif what == "proof":
        facts = {"channel": "linkedin", "permalink": "https://www.example.org/x"}
        desk.ask(
            lambda call, _: permalinks.record_proof(
                call, number=number, actor="ada", **facts
            ),
            None,
        )
    else:
        desk.do(number, what, comment="Bitte nicht.")


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_goes_out_that_may_not_at_the_last_moment(
    desk, scheduled, publisher, slot, what
):
    number = scheduled()
    done = []

    def meddle():
        done.append(happen(desk, number, what))

    publisher.meddle = meddle
    publisher.run(slot)

    assert len(done) == 1
    # The run had begun by the old rules; the next one knows the new.
    if what in {"blackout", "by_hand"}:
        publisher.fake.statuses.clear()
        return
    assert (publisher.fake.statuses, publisher.row(number).attempts) == ([], 0)
    publisher.meddle = None
    publisher.run(slot + 11 * MINUTE)
    (row,) = publisher.rows(number)
    assert (publisher.fake.statuses, row.state) == ([], CHANGES[what])


@pytest.mark.parametrize("what", ["blackout", "by_hand"])
def test_changed_rules_hold_from_the_next_run_on(
    desk, scheduled, publisher, slot, what
):
    number = scheduled()
    publisher.fake.faults = lambda _: "429"
    publisher.run(slot)
    publisher.fake.faults = None
    happen(desk, number, what)

    publisher.run(slot + 11 * MINUTE)

    (row,) = publisher.rows(number)
    assert (publisher.fake.statuses, row.state) == ([], CHANGES[what])


def test_a_server_that_wants_to_be_left_alone_is_asked_later(
    scheduled, mastodon, publisher, slot
):
    number = scheduled()
    mastodon.faults = lambda _: "429"

    publisher.run(slot)

    row = publisher.row(number)
    assert (row.state, row.begun_at) == (State.WAITING, None)
    assert slot + 5 * MINUTE <= row.due_at
    assert "too many" in str(row.error) or "slow" in str(row.error)
    mastodon.faults = None
    assert publisher.run(row.due_at - MINUTE).outcomes == []
    publisher.run(row.due_at)
    assert publisher.row(number).state is State.DONE


def test_what_will_never_succeed_is_left_to_a_person(
    scheduled, mastodon, publisher, slot
):
    for status in (401, 403, 410, 422):
        publisher.desk.now = slot - timedelta(days=30)
        number = scheduled()
        mastodon.faults = lambda _, no=status: Reply(no, {"error": "No."})

        publisher.run(slot)

        row = publisher.row(number)
        assert (row.state, row.needs_person) == (State.FAILED, True)
        assert str(row.error) == f"127.0.0.1 answers HTTP {status}: No."
        assert publisher.desk.post(number).state is PostState.SCHEDULED
    mastodon.faults = None
    assert publisher.run(slot + 60 * MINUTE).outcomes == []
    assert publisher.events(number) == ["begun", "failed"]


@pytest.mark.parametrize(
    "fault", ["cut_before", "cut_after", "500_after", "500_before"]
)
def test_a_lost_answer_is_made_good_under_the_same_key(
    scheduled, mastodon, publisher, slot, fault
):
    number = scheduled()
    mastodon.faults = lambda _: fault

    publisher.run(slot)

    row = publisher.row(number)
    assert (row.state, row.needs_person, row.begun_at) == (State.UNKNOWN, False, slot)
    mastodon.faults = None
    publisher.run(row.due_at)
    assert publisher.row(number).state is State.DONE
    assert len(mastodon.statuses) == 1
    assert publisher.events(number) == ["begun", "unknown", "begun", "done"]


@pytest.mark.parametrize("is_out", [True, False])
def test_after_the_hour_the_newest_statuses_are_asked(
    scheduled, mastodon, publisher, slot, is_out
):
    number = scheduled()
    mastodon.faults = lambda _: "cut_after" if is_out else "cut_before"
    publisher.run(slot)
    mastodon.faults, mastodon.keeps_keys = None, False
    key = publisher.row(number).key

    publisher.run(slot + 61 * MINUTE)

    row = publisher.row(number)
    assert row.state is (State.DONE if is_out else State.WAITING)
    publisher.run(slot + 66 * MINUTE)
    row = publisher.row(number)
    assert (row.state, len(mastodon.statuses)) == (State.DONE, 1)
    assert (row.key == key) is is_out


def test_what_cannot_be_found_out_is_shown_to_a_person_and_never_repeated(
    desk, scheduled, mastodon, publisher, slot
):
    number = scheduled()
    mastodon.faults = lambda _: "cut_after"
    publisher.run(slot)
    for other in range(40):
        mastodon.statuses.append({**mastodon.statuses[0], "content": str(other)})
    mastodon.statuses[0]["content"] = "anders"
    mastodon.faults, mastodon.keeps_keys = None, False

    publisher.run(slot + 61 * MINUTE)

    row = publisher.row(number)
    assert (row.state, row.needs_person) == (State.UNKNOWN, True)
    assert "cannot be seen from the newest posts" in str(row.error)
    assert publisher.run(slot + 300 * MINUTE).outcomes == []
    assert len(mastodon.asked("POST", "/api/v1/statuses")) == 1
    # The account's own address of another post proves nothing.
    with writing(desk.engine) as connection:
        assert listing.permalinks(connection, desk.post(number).id) == {}


def test_a_worker_that_ends_leaves_what_it_did_in_doubt(
    scheduled, mastodon, publisher, slot
):
    number = scheduled()
    publisher.run_killed(slot)
    assert publisher.row(number).state is State.SENDING
    assert publisher.run(slot + 5 * MINUTE).outcomes == []

    report = publisher.run(slot + 16 * MINUTE)

    assert (report.recovered, publisher.row(number).state) == (1, State.DONE)
    assert len(mastodon.statuses) == 1
    assert publisher.events(number) == ["begun", "unknown", "begun", "done"]


def test_a_slot_that_is_long_over_is_left_alone(scheduled, mastodon, publisher, slot):
    number = scheduled()
    mastodon.faults = lambda _: "429"
    publisher.run(slot + timedelta(hours=11))
    mastodon.faults = None

    publisher.run(slot + timedelta(hours=24))

    assert (publisher.row(number).state, mastodon.statuses) == (State.FAILED, [])


def test_another_version_does_not_follow_by_itself_what_is_out(
    desk, scheduled, mastodon, publisher, slot
):
    number = scheduled(("linkedin", "xing"))
    publisher.run(slot)
    desk.do(number, "request_changes", comment="Der Text ist falsch.")
    desk.save(number, texts={"linkedin": "Anders.", "xing": "Anders."})
    for trigger, who in (("submit", "ada"), ("endorse", "ines"), ("approve", "clara")):
        desk.do(number, trigger, who)
    desk.is_filled = True
    with writing(desk.engine) as connection:
        connection.exec_driver_sql("UPDATE post SET slot_missed = false")

    publisher.run(slot + 5 * MINUTE)

    assert len(publisher.rows(number)) == len(mastodon.statuses) == 1


def test_pictures_and_secrets_that_are_not_right_are_told(scheduled, publisher, slot):
    def none(_name):
        raise SettingsError("There is no secret.")

    digest = publisher.files.keep(b"\xff\xd8bild")
    number, other = scheduled(picture=digest), scheduled()
    publisher.files.path(digest).write_bytes(b"anderes Bild")

    publisher.run(slot)
    third = scheduled()
    publisher.run(slot, adapter_of=none)

    row = publisher.row(number)
    assert (row.state, row.attempts) == (State.FAILED, 0)
    assert "not kept here as it was approved" in str(row.error)
    assert publisher.row(other).state is State.DONE
    row = publisher.row(third)
    assert (row.state, str(row.error)) == (State.FAILED, "There is no secret.")


def test_a_webhook_repeats_its_key_and_may_not_say_where_the_post_is(
    desk, scheduled, files, slot
):
    number, other = scheduled(), scheduled()
    with served(WebhookReceiver()) as receiver:
        publisher = Publisher(desk, receiver, files, PublishingWay.WEBHOOK)
        receiver.faults = lambda _: "cut_after"
        publisher.run(slot)
        receiver.faults, receiver.says_where = None, False
        publisher.run(slot + 8 * MINUTE)

        assert len(receiver.events) == 2
        assert set(receiver.times.values()) == {2}
        row = publisher.row(number)
        assert (row.state, row.permalink) == (State.DONE, "")
        assert desk.post(other).proofs == frozenset()
        assert desk.post(number).state is PostState.SCHEDULED


def test_postiz_publishes_later_and_is_asked_until_it_has(desk, scheduled, files, slot):
    number, other = scheduled(), scheduled()
    account = {"integration": "abc", "network": "linkedin-page"}
    with served(FakePostiz()) as postiz:
        publisher = Publisher(desk, postiz, files, PublishingWay.POSTIZ, **account)
        postiz.faults = lambda r: "cut_after" if r.method == "PUT" else None
        publisher.run(slot)
        assert publisher.row(number).state is State.UNKNOWN
        postiz.faults = None
        publisher.run(slot + 6 * MINUTE)
        assert publisher.row(number).state is State.ACCEPTED
        postiz.work()
        (first, second) = postiz.posts.values()
        second["state"] = "DRAFT"
        publisher.run(slot + 20 * MINUTE)

        states = {publisher.row(one).state for one in (number, other)}
        assert states == {State.DONE, State.UNKNOWN}
        assert len(postiz.asked("PUT", f"/public/v1/posts/{first['id']}/status")) == 1
        assert len(postiz.posts) == 2
