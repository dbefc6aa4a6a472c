"""Posts that together have what every kind of mail tells of."""

from datetime import date, timedelta

from desk import BARE
from sqlalchemy import insert
from worker import begin as begin_sending
from worker import lease, lease_all, letter, settle

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from states.messages import msg
from states.post import DecisionWay, PostState, StepKind
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import post_of
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.tables import HoldScope, Incoming, NoticeState, table_of
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.editing.restored_versions import Restoration, restore
from vorlauf.material.consent_end import withdraw
from vorlauf.material.consents import Terms, record
from vorlauf.posts import publication_queries
from vorlauf.posts.comment_queries import NewComment, add_comment
from vorlauf.posts.hold_queries import NewHold
from vorlauf.publishing import troubles
from vorlauf.publishing.plans_ahead import add
from vorlauf.scheduling.absences import Absent, set_absence
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import begin, place
from vorlauf.scheduling.missed_slots import miss
from vorlauf.workflow.action import Recording
from vorlauf.workflow.actors import TIMETABLE
from vorlauf.workflow.manual_actions import overseer


def say(desk, number, text="Passt so."):
    post = desk.post(number)
    said = NewComment(
        post_id=post.id,
        version=1,
        step_id=None,
        house="smi",
        author="Ines Iser",
        author_key="ines",
        address="ines@smi.example.org",
        text=text,
        whole=text,
        said_at=desk.now,
    )
    with writing(desk.engine) as connection:
        add_comment(connection, said)


def be_away(desk, number):
    row = {
        "id": 1,
        "digest": "0",
        "stored_at": desk.now,
        "sender": "ines@smi.example.org",
        "subject": "Abwesenheitsnotiz",
        "size": 1,
        "content": b"",
        "is_cut": False,
        "kind": "out_of_office",
        "tries": 1,
        "result": "",
        "post_id": desk.post(number).id,
        "person": "ines",
        "absent_from": date(2023, 9, 18),
        "absent_until": date(2023, 9, 29),
    }
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Incoming)).values(row))


def enter_absence(desk, number):
    """Take over as an absence what `be_away` wrote; it lies far ahead."""
    be_away(desk, number)
    days = {"first_day": date(2024, 6, 3), "last_day": date(2024, 6, 7)}
    with writing(desk.engine) as connection:
        away = Absent(person="ines", **days, set_by="ada")
        set_absence(desk.call(connection), away)


def put_on_hold(desk, number):
    order = HoldOrder(scope=HoldScope.POSTS, numbers=(number,), reason="Trauerfall")
    with writing(desk.engine) as connection:
        place(desk.call(connection), order, overseer(desk.directory, "ada"))


def lie_on_closed_day(desk, number):
    """Hold the post as if its slot had come to lie in a blackout."""
    slot = desk.post(number).slot_at
    closed = NewHold(
        scope=HoldScope.CLOSED_DAYS,
        what=f"{slot:%Y-%m-%d}/{slot:%Y-%m-%d}",
        reason="Landestrauer",
        held_by=TIMETABLE.name,
        held_by_key=TIMETABLE.key,
        begun_at=desk.now,
        ends_at=None,
    )
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        begin(work, closed, {desk.post(number).id: slot}, TIMETABLE)
        work.write()


def taken_down(desk, a_post):
    """Publish a post whose consent is then withdrawn; return its number."""
    number = a_post("smi", **(BARE | {"wants_assets": True}))
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines", consent="", sha256="b" * 64)
    channels, today = desk.directory.campaign.channels, desk.now.date()
    terms = Terms(
        people="Mia Muster",
        channels=channels,
        purpose="Ausbildung",
        first_day=today,
        kept_at="Blatt 12",
    )
    eager = {"target": PostState.SCHEDULED, "comment": "Eilt."}
    with writing(desk.engine) as connection:
        record(desk.call(connection), number, "b" * 64, terms, "ines")
    desk.do(number, "override", **eager)
    desk.now = max(desk.now, desk.post(number).slot_at)
    proofs = {c: f"https://{c}.example.org/2" for c in channels}
    desk.do(number, "publish", proofs=proofs)
    with writing(desk.engine) as connection:
        withdraw(desk.call(connection), 1, "ada", "Bitte entfernen.")
    return number


def recorded(desk, hand_to_review):
    """Return the number of a post with a decision that was told by phone."""
    number, ada = hand_to_review("smi"), desk.directory.people["ada"]
    said = Recording(by=ada, way=DecisionWay.PHONE, said_at=desk.now)
    desk.do(number, "endorse", "ines", recording=said)
    return number


def told_and_changed(desk, hand_to_review):
    """Return the number of a post whose review is due later than a mail has said."""
    number = hand_to_review("smi")
    while held := lease(desk):
        message = letter(desk, f"<told-{held[0].id}@example.org>")
        begin_sending(desk, held, message=message)
        settle(desk, held, NoticeState.SENT)
    (step,) = desk.post(number).steps
    office = desk.directory.houses["smi"].office
    until = office.calendar.add(office.day_of(step.due_at), 1)
    with writing(desk.engine) as connection:
        change = DueDateChange(number=number, step_id=step.id, until=until)
        extend(desk.call(connection), change, overseer(desk.directory, "ada"))
    return number


def asked_in_vain(desk, hand_to_review):
    """Return the number of a post of which an earlier version was restored."""
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    settle(desk, lease_all(desk), NoticeState.DEAD, error="550 No such user")
    desk.save(number, texts={"xing": "Ein Tag im Revier."})
    while held := lease(desk):
        message = letter(desk, f"<vain-{held[0].id}@example.org>")
        begin_sending(desk, held, message=message)
        settle(desk, held, NoticeState.SENT)
    desk.ask(restore, Restoration(number=number, actor="ada", version=1))
    return number


def fail_to_publish(desk, number):
    """Let an adapter give up one channel of a post."""
    way = PublishingWay.MASTODON
    target = ChannelTarget(channel="linkedin", way=way, address="https://a.example.org")
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        post = post_of(connection, number)
        key = add(work.call, post, target, state=PublicationState.WAITING)
        row = publication_queries.of_key(connection, key)
        troubles.fail(
            work, post, row, msg("The answer of {host} cannot be read.", host="a")
        )
        work.write()


def posts_of_every_kind(desk, a_post, hand_to_review):
    """Return by kind the number of a post that has what such a mail tells of."""
    drawn = a_post("smi")
    desk.do(drawn, "request_assets")
    ready = a_post("smi", wants_graphics=False)
    desk.do(ready, "request_assets")
    desk.supply(ready, "smi", "ines")
    reviewed = hand_to_review("smi")
    enter_absence(desk, reviewed)
    refused = hand_to_review("smi")
    settle(desk, lease_all(desk), NoticeState.DEAD, error="550 No such user")
    say(desk, reviewed)
    desk.do(refused, "request_changes", "ines", comment="Kürzer, bitte.")
    changed = told_and_changed(desk, hand_to_review)
    vain = asked_in_vain(desk, hand_to_review)
    late = hand_to_review("smi")
    approval, scheduled = hand_to_review("smi"), hand_to_review("smi")
    for number in (approval, scheduled):
        desk.do(number, "endorse", "ines")
    desk.do(scheduled, "approve", "clara")
    jumped = a_post("smi", **BARE)
    eager = {"target": desk.post(scheduled).state, "comment": "Eilt."}
    desk.do(jumped, "override", **eager)
    out = a_post("smi", **BARE)
    desk.do(out, "override", **eager)
    desk.now += timedelta(days=65)
    channels = desk.directory.campaign.channels
    proofs = {c: f"https://{c}.example.org/1" for c in channels}
    desk.do(out, "publish", proofs=proofs)
    desk.ask(miss, desk.post(late).id)
    fail_to_publish(desk, scheduled)
    held = a_post("smi", slot_at=desk.now + timedelta(days=41), **BARE)
    put_on_hold(desk, held)
    lie_on_closed_day(desk, held)
    down = taken_down(desk, a_post)
    told = recorded(desk, hand_to_review)
    by_step = {
        StepKind.ASSETS: drawn,
        StepKind.SUBMIT: ready,
        StepKind.APPROVAL: approval,
        StepKind.PUBLISH: scheduled,
        StepKind.TAKE_DOWN: down,
    }
    by_thing = {
        MailTopic.REFUSAL: refused,
        MailTopic.DECISION: approval,
        MailTopic.RECORDED_DECISION: told,
        MailTopic.CORRECTION: approval,
        MailTopic.PUBLICATION: out,
        MailTopic.MISSED_SLOT: late,
        MailTopic.HOLD: held,
        MailTopic.NEEDLESS_REQUEST: vain,
        MailTopic.FAILED_PUBLICATION: scheduled,
        MailTopic.CLOSED_DAYS: None,
        MailTopic.EVERYTHING: None,
        MailTopic.AUDIT_LOG: None,
    }
    found = {"digest": None}
    for purpose, kind in MAIL_KINDS.items():
        is_in_review = StepKind.REVIEW in kind.steps or kind.about is not MailTopic.STEP
        usual = reviewed if is_in_review else by_step[min(kind.steps)]
        found[purpose.value] = by_thing.get(kind.about, usual)
        if kind.tells_due:
            found[purpose.value] = changed
        if kind.is_afterwards:
            found[purpose.value] = jumped
    return found
