"""Renamed people: another key in the file, and everything is theirs as before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from answers import Links

from states.post import PostState
from vorlauf.accounts import invitations
from vorlauf.db import accounts
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing import owners
from vorlauf.editing.owners import HandOver
from vorlauf.errors import RefusedError
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.links.verify import LinkState
from vorlauf.mail.inbox.incoming_queries import latest_to
from vorlauf.mail.queue.notice_list import NoticeFilter, notices
from vorlauf.posts.absence_queries import ABSENCE
from vorlauf.scheduling.absences import Absent, end_absence, set_absence
from vorlauf.workflow.manual_actions import overseer

AUDIT = table_of(Audit)


def rename(desk, old, new):
    """Give a person another key in the file, as somebody would who marries."""
    directory = desk.directory
    people, houses = dict(directory.people), dict(directory.houses)
    person = people.pop(old)
    renamed = replace(person, key=new, was=(old, *person.was))
    people = {
        key: replace(one, deputy=new) if one.deputy == old else one
        for key, one in people.items()
    }
    houses = {
        key: replace(one, contact=new) if one.contact == old else one
        for key, one in houses.items()
    }
    desk.directory = replace(directory, people={**people, new: renamed}, houses=houses)
    sweep(desk)


def sweep(desk):
    advance_due(desk.engine, desk.directory, desk.now)


def asked(desk, number):
    return [step.asked for step in desk.post(number).steps]


def test_their_steps_and_waiting_mails_are_theirs_and_nobody_is_asked_again(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")
    post_round()
    sweep(desk)

    rename(desk, "ines", "ines-neu")

    assert asked(desk, number) == ["ines-neu"]
    asked_again = {who for who, _ in post_round(desk.now + timedelta(minutes=20))}
    assert not asked_again & {"ines", "ines-neu", "ivo"}
    assert desk.rows(NOTICE, recipient="ines") == []
    desk.do(number, "endorse", "ines-neu")
    (entry,) = desk.rows(AUDIT, event="person_rename")
    assert '"old":"ines"' in entry.details


def test_an_absence_goes_on_and_can_be_ended(desk, hand_to_review, post_round):
    hand_to_review("smi")
    day = desk.now.date()
    last = day + timedelta(days=7)
    wish = Absent(person="ines", first_day=day, last_day=last, set_by="ada")
    key = desk.ask(set_absence, wish).id

    rename(desk, "ines", "ines-neu")

    assert [row.person for row in desk.rows(ABSENCE)] == ["ines-neu"]
    assert {who for who, _ in post_round(desk.now + timedelta(days=1))} >= {"ivo"}
    with writing(desk.engine) as connection:
        end_absence(desk.call(connection), key, "ines-neu")


def test_posts_stay_with_a_coordinator_who_has_another_key(desk, hand_to_review):
    number = hand_to_review("smi")
    by = overseer(desk.directory, "ada")
    desk.ask(owners.hand_over, HandOver(numbers=[number], to="ben", by=by))

    rename(desk, "ben", "ben-neu")

    with reading(desk.engine) as connection:
        assert owners.posts_of(desk.call(connection), "ben-neu") == [number]


def test_who_wrote_a_post_does_not_approve_it_under_another_key(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    people = {k: one for k, one in desk.directory.people.items() if k != "ada"}
    ada = replace(
        desk.directory.people["ada"],
        key="ada-neu",
        was=("ada",),
        role=people["clara"].role,
        house="sk",
    )
    desk.directory = replace(desk.directory, people={**people, "ada-neu": ada})

    with pytest.raises(RefusedError):
        desk.do(number, "approve", "ada-neu")


def test_an_account_follows_with_its_disabling(desk):
    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ivo", "ada")

    rename(desk, "ivo", "ivo-neu")

    with reading(desk.engine) as connection:
        assert accounts.disabled(connection) == {"ivo-neu"}


def test_a_person_renamed_twice_is_found_by_the_first_key(desk, hand_to_review):
    number = hand_to_review("smi")
    person = desk.directory.people["ines"]
    desk.directory = replace(
        desk.directory,
        people={**desk.directory.people, "ines": replace(person, was=("irma", "iris"))},
    )
    with writing(desk.engine) as connection:
        connection.execute(
            ABSENCE.insert().values(
                id=7,
                person="irma",
                first_day=date(2023, 9, 18),
                last_day=date(2023, 9, 20),
                set_by="iris",
                set_at=desk.now,
                comment="",
                came_by="",
            )
        )

    sweep(desk)

    (row,) = desk.rows(ABSENCE)
    assert (row.person, row.set_by) == ("ines", "ines")
    assert asked(desk, number) == ["ines"]


def test_a_sweep_without_a_renamed_person_writes_nothing(desk, hand_to_review):
    hand_to_review("smi")
    rename(desk, "ines", "ines-neu")
    before = len(desk.rows(AUDIT))

    sweep(desk)

    assert len(desk.rows(AUDIT)) == before


def test_a_link_that_was_mailed_before_still_decides_and_a_new_one_too(
    desk, hand_to_review
):
    links = Links(desk)
    first, second = hand_to_review("smi"), hand_to_review("smi")
    words = links.issue(first, "ines")

    rename(desk, "ines", "ines-neu")

    links.say(words, "Ines Iser")
    links.say(links.issue(second, "ines-neu"), "Ines Iser")
    for number in (first, second):
        assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_who_is_shut_out_under_the_new_key_opens_no_old_link(desk, hand_to_review):
    links = Links(desk)
    words = links.issue(hand_to_review("smi"), "ines")
    rename(desk, "ines", "ines-neu")

    with writing(desk.engine) as connection:
        invitations.disable(desk.call(connection), "ines-neu", "ada")

    assert links.open(words).state is LinkState.GONE


def test_an_account_of_the_new_key_goes_before_that_of_the_old_one(desk):
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")
    directory = desk.directory
    ines = replace(directory.people["ines"], key="ines-neu")
    desk.directory = replace(directory, people={**directory.people, "ines-neu": ines})
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines-neu")
    desk.directory = directory

    rename(desk, "ines", "ines-neu")
    sweep(desk)

    with reading(desk.engine) as connection:
        assert accounts.account_of(connection, "ines") is None
        assert accounts.account_of(connection, "ines-neu") is not None
    # What is done is done: the next sweep has nothing to say.
    assert len(desk.rows(AUDIT, event="person_rename")) <= 1


def test_mails_to_their_former_key_are_theirs(desk, hand_to_review, post_round):
    number = hand_to_review("smi")
    ((_, first),) = post_round()
    sweep(desk)
    rename(desk, "ines", "ines-neu")
    ines = desk.directory.people["ines-neu"]

    waiting = desk.rows(NOTICE, recipient=ines.key, state="queued")
    reminded = post_round(min(row.due_at for row in waiting))
    again = [mail for who, mail in reminded if who == "ines"]

    # It answers the mail that she had got before.
    assert number in again[0]["Subject"]
    assert first["Message-ID"] in again[0]["References"]
    with reading(desk.engine) as connection:
        sought = NoticeFilter(person=ines.key, formerly=ines.was)
        found = notices(connection, sought)
        latest = latest_to(connection, ines)
    assert {one.message_id for one in found} >= {first["Message-ID"]}
    assert latest is not None
