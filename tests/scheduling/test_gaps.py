"""Gaps by a change of accounts or of the file: one mail, in time, that says what."""

from datetime import timedelta

import pytest
from stakeholder_files import text_for

from vorlauf.accounts import invitations
from vorlauf.configuration import changes
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.consequences import consequences
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import trying, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.directory import loader
from vorlauf.scheduling.absences import Absent, set_absence
from vorlauf.scheduling.asked_now import SETTLES_IN
from vorlauf.scheduling.gaps import gaps

DEPUTY = ("people", "ines", "deputy")


@pytest.fixture
def file(desk, tmp_path):
    path = tmp_path / "stakeholders.toml"
    path.write_text(text_for(desk.directory), encoding="utf-8")
    found = StakeholdersFile(path, tmp_path / "kept")
    look(desk, found)
    return found


def look(desk, file):
    with writing(desk.engine) as connection:
        changes.note_edits(desk.call(connection), file)
    desk.directory = loader.load(file.path)


def edit(desk, file, wanted):
    with writing(desk.engine) as connection:
        seen = FileEdit(actor="ada", seen=file.read().digest, changes=wanted)
        changes.save(desk.call(connection), file, seen)
    desk.directory = loader.load(file.path)


def disable(desk, person):
    with writing(desk.engine) as connection:
        return invitations.disable(desk.call(connection), person, "ada")


def be_away(desk, person):
    day = desk.now.date()
    days = {"first_day": day, "last_day": day + timedelta(days=10)}
    desk.ask(set_absence, Absent(person=person, set_by="ada", **days))


def told(desk):
    rows = desk.rows(NOTICE, purpose="nobody_there")
    return [row.recipient for row in rows]


def text_of(mail):
    return " ".join(mail.get_body("plain").get_content().split())


def test_whoever_is_disabled_last_of_a_house_leaves_a_gap(
    desk, hand_to_review, post_round
):
    number = hand_to_review("smi")
    post_round()
    assert disable(desk, "ivo").unattended == ()
    assert told(desk) == []

    found = disable(desk, "ines").unattended

    assert (number, "review") in {(one.number, one.kind.value) for one in found}
    assert all(one.last_day is None for one in found)
    assert post_round() == []
    mails = post_round(desk.now + SETTLES_IN)
    ((mail,),) = [[mail for who, mail in mails if who == "ada"]]
    assert "Niemand mehr zuständig" in mail["Subject"]
    assert f"{number}" in text_of(mail)
    assert post_round(desk.now + timedelta(days=1)) is not None
    assert told(desk) == ["ada"]


def test_a_gap_that_is_mended_in_time_is_told_to_nobody(
    desk, hand_to_review, post_round
):
    hand_to_review("smi")
    post_round()
    disable(desk, "ivo")
    disable(desk, "ines")
    with writing(desk.engine) as connection:
        invitations.invite(desk.call(connection), "ivo", "ada")

    mails = post_round(desk.now + SETTLES_IN)

    assert [who for who, _ in mails if who == "ada"] == []
    assert [row.state for row in desk.rows(NOTICE, purpose="nobody_there")] == [
        "cancelled"
    ]


def test_a_deputy_who_is_taken_out_of_the_file_is_missed_while_somebody_is_away(
    desk, file, hand_to_review
):
    number = hand_to_review("smi")
    be_away(desk, "ines")
    assert told(desk) == []

    edit(desk, file, {DEPUTY: None})

    assert told(desk) == ["ada"]
    with trying(desk.engine) as connection:
        found = gaps(desk.call(connection)).steps
    assert number in {one.number for one in found}


def test_an_edit_by_hand_is_told_once(desk, file, hand_to_review):
    hand_to_review("smi")
    be_away(desk, "ines")
    text = file.path.read_text(encoding="utf-8")
    deputy = 'deputy = "ivo"\n'
    assert deputy in text

    file.path.write_text(text.replace(deputy, "", 1), encoding="utf-8")
    for _ in range(3):
        look(desk, file)

    assert told(desk) == ["ada"]


def test_the_gap_is_named_before_the_file_is_written(desk, file, hand_to_review):
    number = hand_to_review("smi")
    be_away(desk, "ines")

    wanted = changes.draft(file.read(), {DEPUTY: None})
    with trying(desk.engine) as connection:
        found = consequences(desk.call(connection), wanted.directory())

    assert number in {one.number for one in found.unattended}


def take_out(desk, file, house, *people):
    edit(desk, file, {("houses", house): None} | {("people", p): None for p in people})


def test_a_house_that_leaves_the_file_is_told_once_with_its_posts(
    desk, file, hand_to_review, post_round
):
    number = hand_to_review("smf")
    post_round()

    take_out(desk, file, "smf", *staff(desk, "smf"))
    for _ in range(3):
        look(desk, file)

    assert told(desk) == ["ada"]
    mails = post_round(desk.now + SETTLES_IN)
    (mail,) = [mail for who, mail in mails if who == "ada"]
    assert "smf" in mail["Subject"]
    assert number in text_of(mail)
    assert "vorlauf house rename" in text_of(mail)
    assert "vorlauf house replace" in text_of(mail)


def test_a_house_that_is_back_and_leaves_again_is_told_again(
    desk, file, hand_to_review, post_round
):
    hand_to_review("smf")
    text = file.path.read_text(encoding="utf-8")
    for _ in range(2):
        take_out(desk, file, "smf", *staff(desk, "smf"))
        post_round(desk.now + timedelta(hours=1))
        file.path.write_text(text, encoding="utf-8")
        look(desk, file)

    assert told(desk) == ["ada", "ada"]


def test_two_gaps_of_one_quarter_of_an_hour_are_one_mail(desk, file, hand_to_review):
    hand_to_review("smf")
    hand_to_review("smi")

    take_out(desk, file, "smf", *staff(desk, "smf"))
    take_out(desk, file, "smi", *staff(desk, "smi"))

    assert told(desk) == ["ada"]


def test_a_house_that_no_post_needs_may_leave_in_silence(desk, file):
    take_out(desk, file, "smf", *staff(desk, "smf"))

    assert told(desk) == []


def staff(desk, house):
    return [one.key for one in desk.directory.people.values() if one.house == house]
