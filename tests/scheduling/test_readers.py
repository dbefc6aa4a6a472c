"""Somebody is disabled: no mail of any kind goes to them, others are asked.

On both databases; mails go through a real mail server.
"""

from datetime import timedelta

import pytest
from desk_of_people import disable, enable
from letterbox import Office, reply
from sqlalchemy import update

from notifications.letters.mail_kinds import purposes_where
from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.editing.comments import comments_of
from vorlauf.mail.letters.weekly_overview import owe_overviews
from vorlauf.mail.queue.leases import lease
from vorlauf.mail.queue.outbox import FinishedMessage, OvertakenError, begin_sending
from vorlauf.posts import address_status


def recipients(mails):
    return sorted(to for to, _ in mails)


def waiting(desk, **wanted):
    return desk.rows(NOTICE, state="queued", **wanted)


def let_be_asked_for(desk, purpose, person="ines"):
    """Let a notice of this kind be due for somebody about what they are asked."""
    post = desk.post("2023-001")
    step = next(step for step in post.steps if step.asked == person)
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        new = NewNotice(purpose=purpose, recipient=person, due_at=desk.now, n=99)
        work.owe(post, step.id, step.house, [new])
        work.write()


def test_the_deputy_is_asked_once_for_what_was_asked_before(desk, asked, post_round):
    asked("smi")
    assert recipients(post_round()) == ["ines"]

    disable(desk)
    ((to, mail),) = post_round()
    again = post_round()

    text = " ".join(mail.get_body("plain").get_content().split())
    assert (to, again) == ("ivo", [])
    assert "Ines Iser wirkt nicht mehr mit." in text


def test_what_has_not_gone_out_goes_to_the_deputy_and_only_once(
    desk, asked, post_round
):
    asked("smi")

    disable(desk)

    assert recipients(post_round()) == ["ivo"]
    assert post_round() == []


def test_steps_that_begin_later_go_to_the_deputy(desk, hand_to_review, post_round):
    disable(desk)

    hand_to_review("smi")

    assert recipients(post_round()) == ["ivo"]


def test_reminders_and_escalations_never_go_to_who_is_disabled(desk, asked, post_round):
    (number,) = asked("smi")
    disable(desk)
    (step,) = desk.post(number).steps
    got = []
    for day in range(12):
        at = step.due_at.replace(hour=8) + timedelta(days=day - 3)
        desk.advance(at)
        got += recipients(post_round(at))

    assert "ines" not in got
    assert {"ivo", "ada"} <= set(got)


@pytest.mark.parametrize(
    "purpose",
    sorted(set(MailKind) - {*purposes_where(lambda kind: not kind.is_of_a_post)}),
)
def test_no_mail_of_any_kind_goes_to_who_is_disabled(desk, asked, post_round, purpose):
    asked("smi")
    post_round()
    disable(desk, "ivo")
    disable(desk)
    let_be_asked_for(desk, purpose)

    assert "ines" not in recipients(post_round())
    assert "ivo" not in recipients(post_round())
    assert waiting(desk, purpose=purpose, n=99) == []


def test_an_overview_is_owed_to_nobody_who_is_disabled(desk, asked, post_round):
    asked("smi")
    with writing(desk.engine) as connection:
        owe_overviews(desk.call(connection))
    disable(desk, "ben")
    with writing(desk.engine) as connection:
        connection.execute(update(NOTICE).values(due_at=desk.now))

    assert "ben" not in recipients(post_round())
    week = timedelta(days=7)
    with writing(desk.engine) as connection:
        owe_overviews(desk.call(connection, desk.now + week))
    owed = {row.recipient for row in waiting(desk, purpose="overview")}
    assert owed == {"ada"}


def test_what_a_worker_holds_is_not_sent_after_all(desk, asked):
    asked("smi")
    with writing(desk.engine) as connection:
        (held,) = lease(connection, "worker", desk.now)

    disable(desk)

    mail = FinishedMessage(
        message_id="<a@example.org>",
        recipient="ines",
        address="ines@smi.example.org",
        subject="Bitte",
        content=b"-",
        dated_at=desk.now,
    )
    with pytest.raises(OvertakenError), writing(desk.engine) as connection:
        begin_sending(connection, [held.id], mail, "worker", desk.now, is_new=True)
    assert len(waiting(desk, id=held.id)) == 1


def test_where_nobody_is_left_a_coordinator_hears_of_the_request(
    desk, asked, post_round
):
    disable(desk, "ivo")
    disable(desk)
    asked("smi")

    mails = post_round() + post_round()

    assert recipients(mails) == ["ada"]
    (row,) = desk.rows(NOTICE, purpose="review_request")
    assert row.state == "dead"
    said = str(unpacked(row.error))
    assert said.endswith("Ines Iser is disabled, and nobody stands in.")


@pytest.mark.parametrize("was_told", [True, False])
def test_a_deputy_who_is_named_afterwards_is_asked_once(
    desk, asked, post_round, was_told
):
    desk.amend("people", "ines", deputy=None)
    asked("smi")
    if was_told:
        post_round()
    disable(desk)
    post_round()
    desk.advance(desk.now)
    desk.amend("people", "ines", deputy="ivo")

    desk.advance(desk.now)
    mails = post_round()
    desk.advance(desk.now)

    assert [to for to, _ in mails if to in {"ines", "ivo"}] == ["ivo"]
    assert [to for to, _ in post_round() if to in {"ines", "ivo"}] == []


def test_an_address_that_takes_no_mail_is_not_tried_again_and_again(
    desk, asked, post_round
):
    asked("smi")
    disable(desk)
    with writing(desk.engine) as connection:
        address_status.suppress(connection, "ivo@smi.example.org", "Ada", desk.now)
    for _ in range(3):
        post_round()
        desk.advance(desk.now)

    assert len(desk.rows(NOTICE, purpose="review_request")) == 1


def test_who_is_let_in_again_is_asked_for_what_had_nobody(desk, asked, post_round):
    desk.amend("people", "ines", deputy=None)
    asked("smi")
    disable(desk)
    post_round()

    enable(desk)

    assert "ines" in recipients(post_round())


def test_who_reads_for_somebody_away_is_followed_as_well(desk, asked, post_round):
    asked("smi")
    desk.amend("people", "ivo", deputy="frank")
    disable(desk)
    assert recipients(post_round()) == ["ivo"]

    disable(desk, "ivo")

    assert recipients(post_round()) == ["frank"]


def test_a_disabled_approver_is_followed_by_the_deputy(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    follows = disable(desk, "clara").handovers

    assert [(one.kind, one.to.key) for one in follows] == [("approval", "cem")]


def test_a_coordinator_without_deputy_is_followed_by_any_other(desk, asked, post_round):
    (number,) = asked("smi")
    desk.amend("people", "ada", deputy=None)
    disable(desk, "ada", by="ben")
    with writing(desk.engine) as connection:
        say(desk.call(connection), Remark(number, "ines", "Eine Frage."))

    mails = post_round()

    assert recipients(mails) == ["ben", "ines"]


def test_no_mail_names_a_disabled_coordinator_as_the_one_to_turn_to(
    desk, asked, post_round
):
    disable(desk, "ada", by="ben")
    asked("smi")

    ((_, mail),) = post_round()

    assert "ada@agentur.example.org" not in str(mail)
    assert mail["Reply-To"].addresses[0].addr_spec == "ben@agentur.example.org"


def test_nobody_who_is_disabled_is_told_of_being_named(desk, asked):
    (number,) = asked("smi")
    disable(desk)

    with writing(desk.engine) as connection:
        say(desk.call(connection), Remark(number, "ada", "@ines @ivo Bitte."))

    assert [row.recipient for row in desk.rows(NOTICE, purpose="mentioned")] == ["ivo"]


def test_a_reply_of_somebody_who_is_disabled_is_a_strangers(desk, asked, tmp_path):
    (number,) = asked("smi")
    office = Office(desk, tmp_path / "mail")
    identity = office.sent(number)
    disable(desk)
    office.lay(reply(identity, "Alles freigegeben."))

    office.collect()

    with reading(desk.engine) as connection:
        (said,) = comments_of(connection, desk.post(number).id)
    assert (said.author, said.author_key) == ("ines@smi.example.org", "")
    assert office.owed("reply_received") == []
    assert [row.recipient for row in office.owed("comment_received")] == ["ada"]


def test_what_follows_names_every_step_and_who_is_asked_now(desk, asked):
    asked("smi", "smf")
    disable(desk, "fay")

    ines, frank = disable(desk).handovers, disable(desk, "frank").handovers

    assert [(one.number, one.house, one.to.key) for one in ines] == [
        ("2023-001", "smi", "ivo")
    ]
    assert [(one.number, one.house, one.to) for one in frank] == [
        ("2023-002", "smf", None)
    ]
    assert ines[0].due_at == desk.post("2023-001").steps[0].due_at


def test_the_line_of_the_file_says_who_reads_now(desk, asked):
    (number,) = asked("smi")

    disable(desk)

    with reading(desk.engine) as connection:
        details = (
            connection.exec_driver_sql("SELECT details FROM audit ORDER BY id DESC")
            .scalars()
            .first()
        )
    assert f'"post":"{number}"' in details
    assert '"to":"Ivo Jahn"' in details
