"""A simulated year keeps every promise, and its checks would see a broken one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from states.fingerprint import Content, fingerprint
from states.post import PostState, StepKind
from states.purpose import MailKind
from vorlauf.db.tables import NoticeState
from vorlauf.demo.year.checks import Evidence, history_is_state, violations
from vorlauf.demo.year.received_mails import ReceivedMail
from vorlauf.demo.year.run import simulate
from vorlauf.directory.loader import load
from vorlauf.errors import BadInputError
from vorlauf.posts.history import DecisionEntry, NoticeRecord, PostRecord, StepRecord

TUESDAY_NOON = datetime(2023, 11, 21, 11, 0, tzinfo=UTC)
CONTENT = Content(texts={"xing": "Mach was!"}, slot_date=TUESDAY_NOON.date())
PRINT = fingerprint(CONTENT)
MAIL = ReceivedMail(
    at=TUESDAY_NOON,
    recipient="ines@smi.example.org",
    message_id="<1@example.org>",
    subject="Mitzeichnung bis Di. 21.11.2023: 2023-001",
)
NOTICE = NoticeRecord(
    id=1,
    step_id=1,
    version=1,
    purpose=MailKind.REMINDER,
    recipient="ines",
    house="smi",
    n=1,
    due_at=TUESDAY_NOON,
    state=NoticeState.SENT,
    message_id="<1@example.org>",
)
STEP = StepRecord(
    id=1,
    kind=StepKind.REVIEW,
    house="smi",
    opened_at=TUESDAY_NOON - timedelta(days=7),
    closed_at=TUESDAY_NOON + timedelta(days=7),
    outcome="endorsed",
    escalation=0,
)
POST = PostRecord(
    id=1,
    number="2023-001",
    author="ada",
    state=PostState.PUBLISHED,
    houses=("smi",),
    version=1,
    fingerprint=PRINT,
    content=CONTENT,
    first_slot_at=TUESDAY_NOON,
    published_at=TUESDAY_NOON,
)


def deed(event, actor="ines", **changed):
    line = DecisionEntry(
        id=1,
        post_id=1,
        event=event,
        source="",
        dest="",
        actor_key=actor,
        house="smi",
        version=1,
        fingerprint=PRINT,
    )
    return replace(line, **changed)


APPROVED = (deed("endorse"), deed("approve", "clara"), deed("publish", "ada"))


@pytest.fixture
def ines(directory):
    return next(p for p in directory.people.values() if p.key == "ines")


@pytest.fixture
def found(directory, ines):
    """Return what the checks find in a year of one mail and one post."""

    def check(**changed):
        mail = replace(MAIL, recipient=ines.email)
        whole = Evidence(
            received=[mail],
            late_mails=frozenset(),
            notices=[NOTICE],
            steps=[STEP],
            posts=[POST],
            deeds=APPROVED,
            ended_at=TUESDAY_NOON + timedelta(days=30),
        )
        changed = {name: make(mail) for name, make in changed.items()}
        return violations(replace(whole, **changed), directory)

    return check


def test_a_year_as_it_should_be_breaks_no_promise(found):
    assert not found().any


@pytest.mark.parametrize(
    ("at", "broken"),
    [
        (datetime(2023, 11, 21, 20, 0, tzinfo=UTC), "outside_office_hours"),
        (datetime(2023, 11, 22, 11, 0, tzinfo=UTC), "on_holiday"),  # Buß- und Bettag
        (datetime(2023, 11, 25, 11, 0, tzinfo=UTC), "on_holiday"),  # a Saturday
    ],
)
def test_a_mail_at_a_wrong_hour_is_seen(found, at, broken):
    seen = found(received=lambda mail: [replace(mail, at=at)])

    assert getattr(seen, broken) == 1


def test_a_mail_after_the_decision_is_seen(found):
    assert found(late_mails=lambda mail: frozenset({mail.message_id})).after_decision


def test_a_mail_that_came_twice_is_seen(found):
    assert found(received=lambda mail: [mail, mail]).twice == 1


def test_a_mail_that_was_planned_twice_is_seen(found):
    again = replace(NOTICE, id=2, n=2, message_id="<2@example.org>")

    seen = found(
        notices=lambda _: [NOTICE, again],
        received=lambda mail: [mail, replace(mail, message_id=again.message_id)],
    )

    assert (seen.twice, seen.lost) == (1, 0)


def test_a_mail_that_never_arrived_is_seen(found):
    assert found(received=lambda _: []).lost == 1


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {"sent", "cancelled"}))
def test_a_notice_that_was_never_settled_is_seen(found, state):
    assert found(notices=lambda _: [replace(NOTICE, state=state)]).lost == 1


@pytest.mark.parametrize(("days", "lost"), [(-1, 0), (1, 1)])
def test_a_notice_cancelled_while_its_step_was_open_is_seen(found, days, lost):
    cancelled = replace(NOTICE, state=NoticeState.CANCELLED)
    step = replace(STEP, closed_at=TUESDAY_NOON + timedelta(days=days))

    seen = found(notices=lambda _: [cancelled], steps=lambda _: [step])

    assert seen.lost == lost


def test_a_post_that_came_to_no_end_is_seen(found):
    waiting = replace(POST, state=PostState.SCHEDULED, published_at=None)

    assert found(posts=lambda _: [waiting]).lost == 1


@pytest.mark.parametrize(
    "deeds",
    [
        APPROVED[1:],
        (APPROVED[0], APPROVED[2]),
        (deed("endorse", "ada"), *APPROVED[1:]),
        (deed("endorse", fingerprint="another text"), *APPROVED[1:]),
        (APPROVED[0], APPROVED[2], APPROVED[1]),
        (APPROVED[0], deed("request_changes"), *APPROVED[1:]),
    ],
    ids=[
        "no endorsement",
        "no approval",
        "by the author",
        "old text",
        "afterwards",
        "before a no",
    ],
)
def test_a_publication_without_every_approval_is_seen(found, deeds):
    assert found(deeds=lambda _: deeds).published_without_approval == 1


def test_a_text_that_was_changed_behind_the_engine_is_seen(found):
    forged = replace(POST, content=replace(CONTENT, texts={"xing": "Mach nichts!"}))

    assert found(posts=lambda _: [forged]).published_without_approval == 1


@pytest.mark.parametrize(("dest", "is_so"), [("published", True), ("withdrawn", False)])
def test_the_file_must_lead_to_the_state(dest, is_so):
    file = [deed("add", dest="draft"), deed("publish", source="draft", dest=dest)]
    evidence = Evidence(
        received=[],
        late_mails=frozenset(),
        notices=[],
        steps=[],
        posts=[POST],
        deeds=file,
        ended_at=TUESDAY_NOON,
    )

    assert history_is_state(evidence) is is_so


@pytest.fixture(scope="module")
def saxony():
    return load(Path(__file__).parents[2] / "stakeholders.toml")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_keeps_every_promise_for_any_seed(saxony, seed):
    result = simulate(saxony, year=2023, posts=14, seed=seed)

    assert result.ok, result.violations
    assert result.working_days == 250
    assert result.posts == 14
    assert result.reminders > 0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_year(saxony):
    first, second = (simulate(saxony, year=2024, posts=4, seed=9) for _ in range(2))

    assert replace(first, seconds=0) == replace(second, seconds=0)


@pytest.mark.parametrize(("year", "posts"), [(1900, 5), (2023, 0), (2023, 5000)])
def test_a_year_that_cannot_be_is_refused_in_a_sentence(saxony, year, posts):
    with pytest.raises(BadInputError):
        simulate(saxony, year=year, posts=posts, seed=1)
