"""Somebody is disabled: no link opens, no mail goes to them, others are asked.

On both databases; mails go through a real mail server.
"""

from datetime import timedelta

import pytest
from answers import MINT, Links
from desk_of_people import disable, enable
from letterbox import Office, reply
from sqlalchemy import update

from vorlauf.answering.forwarding import receivers
from vorlauf.answering.renewing import renew
from vorlauf.answering.taking_back import take_back
from vorlauf.comments import comments_of
from vorlauf.errors import RefusedError
from vorlauf.links.opening import LinkState
from vorlauf.outbox import OvertakenError, Rendered, begin_sending, lease
from vorlauf.overview import owe_overviews
from vorlauf.remarks import say
from vorlauf.store.changes import Changes, NewNotice
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import NOTICE
from vorlauf.store.step_links import LINK
from vorlauf.store.tables import LinkKind, Purpose


@pytest.fixture
def links(desk):
    return Links(desk)


def recipients(mails):
    return sorted(to for to, _ in mails)


def waiting(desk, **wanted):
    return desk.rows(NOTICE, state="queued", **wanted)


def let_be_asked_for(desk, purpose, person="ines"):
    """Let a notice of this kind be due for somebody about what they are asked."""
    case = desk.case("2023-001")
    step = next(step for step in case.steps if step.asked == person)
    with writing(desk.engine) as connection:
        changes = Changes(connection, desk.now)
        new = NewNotice(purpose=purpose, recipient=person, due_at=desk.now, n=99)
        changes.owe(case, step.id, step.house, [new])
        changes.write()


# Links.


@pytest.mark.parametrize("kind", LinkKind)
def test_no_kind_of_link_opens_anything_for_who_is_disabled(desk, links, asked, kind):
    (number,) = asked("smi")
    words = links.issue(number, "ines", kind=kind)

    disable(desk)

    opened = links.open(words)
    assert (opened.state, opened.recipient) == (LinkState.GONE, None)


def test_a_link_that_was_opened_before_decides_nothing_after(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))

    disable(desk)

    with pytest.raises(RefusedError, match="does not take part any more"):
        links.say_opened(opened, "Ines Iser")
    assert desk.open_steps(number) == {("review", "smi")}


def test_a_link_that_was_made_at_the_same_moment_is_dead_as_well(desk, links, asked):
    (number,) = asked("smi")
    disable(desk)

    words = links.issue(number, "ines")

    assert links.open(words).state is LinkState.GONE


def test_nobody_who_is_disabled_takes_a_decision_back(desk, links, asked):
    (number,) = asked("smi")
    links.say(links.issue(number, "ines"), "Ines Iser")
    receipt = links.open(links.receipt(number, "ines"))

    disable(desk)

    with pytest.raises(RefusedError, match="does not take part any more"):
        links.act(take_back, receipt, "Ines Iser", desk.now)


def test_nobody_who_is_disabled_gets_a_new_link(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")
    disable(desk)

    with (
        pytest.raises(RefusedError, match="nothing is asked of you here"),
        writing(desk.engine) as connection,
    ):
        renew(connection, MINT, desk.directory, words, desk.now)
    assert desk.rows(NOTICE, purpose="link_renewed") == []


def test_a_name_that_was_shut_out_is_not_taken_by_a_forwarded_link(desk, links, asked):
    (number,) = asked("smi")
    disable(desk, "ines")
    words = links.issue(number, "ivo")

    with pytest.raises(RefusedError, match="Ines Iser does not take part any more"):
        links.say(words, "ines  ISER")


def test_nothing_is_passed_on_to_somebody_who_is_disabled(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    assert [one.key for one in receivers(desk.directory, opened)] == ["ivo"]

    disable(desk, "ivo")

    again = links.open(links.issue(number, "ines"))
    assert receivers(desk.directory, again) == ()


def test_the_link_of_the_deputy_is_good(desk, links, asked):
    (number,) = asked("smi")
    disable(desk)

    links.say(links.issue(number, "ivo"), "Ivo Jahn")

    line = desk.file(number)[-1]
    assert (line.actor, line.on_behalf_of) == ("Ivo Jahn", "Ines Iser")


def test_who_comes_back_gets_a_new_link_and_the_old_one_stays_dead(
    desk, links, asked, post_round
):
    (number,) = asked("smi")
    post_round(mint=MINT)
    (old,) = desk.rows(LINK, recipient="ines")
    disable(desk)
    post_round(mint=MINT)

    enable(desk)
    mails = post_round(mint=MINT)

    assert recipients(mails) == ["ines"]
    *_, fresh = desk.rows(LINK, recipient="ines")
    assert (fresh.id > old.id, fresh.ended_at) == (True, None)
    assert [row.ended_how for row in desk.rows(LINK, id=old.id)] == ["reissued"]
    assert links.open(links.issue(number, "ines")).state is LinkState.GOOD


# Mails.


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
    (step,) = desk.case(number).steps
    got = []
    for day in range(12):
        at = step.due_at.replace(hour=8) + timedelta(days=day - 3)
        desk.advance(at)
        got += recipients(post_round(at))

    assert "ines" not in got
    assert {"ivo", "ada"} <= set(got)


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.OVERVIEW}))
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
        owe_overviews(connection, desk.directory, desk.now)
    disable(desk, "ben")
    with writing(desk.engine) as connection:
        connection.execute(update(NOTICE).values(due_at=desk.now))

    assert "ben" not in recipients(post_round())
    week = timedelta(days=7)
    with writing(desk.engine) as connection:
        owe_overviews(connection, desk.directory, desk.now + week)
    owed = {row.recipient for row in waiting(desk, purpose="overview")}
    assert owed == {"ada"}


def test_what_a_worker_holds_is_not_sent_after_all(desk, asked):
    asked("smi")
    with writing(desk.engine) as connection:
        (held,) = lease(connection, "worker", desk.now)

    disable(desk)

    mail = Rendered(
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
    assert row.error.startswith("Ines Iser is disabled, and nobody stands in;")


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
        say(connection, desk.directory, number, "ines", "Eine Frage.", desk.now)

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
        say(connection, desk.directory, number, "ada", "@ines @ivo Bitte.", desk.now)

    assert [row.recipient for row in desk.rows(NOTICE, purpose="mentioned")] == ["ivo"]


def test_a_reply_of_somebody_who_is_disabled_is_a_strangers(desk, asked, tmp_path):
    (number,) = asked("smi")
    office = Office(desk, tmp_path / "mail")
    identity = office.sent(number)
    disable(desk)
    office.lay(reply(identity, "Alles freigegeben."))

    office.collect()

    with reading(desk.engine) as connection:
        (said,) = comments_of(connection, desk.case(number).id)
    assert (said.author, said.author_key) == ("ines@smi.example.org", "")
    assert office.owed("reply_received") == []
    assert [row.recipient for row in office.owed("comment_received")] == ["ada"]


# What follows is said.


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
    assert ines[0].due_at == desk.case("2023-001").steps[0].due_at


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
