"""The head of the audit log by mail: to auditors who want it, and to coordinators."""

from datetime import UTC, datetime, timedelta

import pytest

from vorlauf.accounts import preferences
from vorlauf.db import accounts, audit_head
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.errors import RefusedError
from vorlauf.mail.letters.log_head import owe_heads
from vorlauf.mail.letters.weekly_overview import owe_overviews

MONDAY = datetime(2023, 9, 18, 7, 30, tzinfo=UTC)
# 3 October 2023 is a Tuesday off.
HOLIDAY = datetime(2023, 10, 3, 7, 30, tzinfo=UTC)


def owe(desk, at=MONDAY):
    desk.now = at
    with writing(desk.engine) as connection:
        return owe_heads(desk.call(connection, at))


@pytest.fixture
def olga(desk):
    """An auditor who wants the head every day."""
    person = desk.directory.people["olga"]
    with writing(desk.engine) as connection:
        accounts.add(connection, "olga", "ada", desk.now)
        preferences.keep_daily_head(connection, person, wanted=True)
    return person


def parsed(mail):
    """Return the head that stands in a mail, read as the command reads it."""
    text = mail.get_body("plain").get_content()
    start = text.index("Prüfwert:") + len("Prüfwert:")
    return audit_head.parse(text[start : text.index("Zeile vom")])


def head_now(desk):
    with reading(desk.engine) as connection:
        return audit_head.last_line(connection).head


@pytest.mark.usefixtures("olga")
def test_it_goes_out_on_every_working_day_whether_or_not_anything_was_added(desk):
    days = [MONDAY + timedelta(days=n) for n in range(7)]

    assert [owe(desk, day) for day in days] == [1, 1, 1, 1, 1, 0, 0]
    assert owe(desk, HOLIDAY) == 0
    assert owe(desk, MONDAY.replace(hour=12)) == 0


def test_only_who_wants_it_gets_it(desk, olga):
    with writing(desk.engine) as connection:
        preferences.keep_daily_head(connection, olga, wanted=False)

    assert owe(desk) == 0


def test_who_is_no_auditor_any_more_gets_none(desk, olga):
    desk.amend("people", "olga", role=desk.directory.people["ada"].role)

    assert olga.key not in {row.recipient for row in desk.rows(NOTICE)}
    assert owe(desk) == 0


@pytest.mark.usefixtures("olga")
def test_who_is_disabled_gets_none(desk):
    with writing(desk.engine) as connection:
        accounts.disable(connection, "olga", "ada", desk.now)

    assert owe(desk) == 0


@pytest.mark.parametrize("key", ["ada", "clara", "ines", "gero"])
def test_nobody_else_can_want_it(desk, key):
    person = desk.directory.people[key]

    with writing(desk.engine) as connection, pytest.raises(RefusedError):
        preferences.keep_daily_head(connection, person, wanted=True)


@pytest.mark.usefixtures("olga")
def test_the_mail_holds_the_head_as_the_command_reads_it(desk, asked, post_round):
    asked("smi")
    owe(desk)

    mails = dict(mail for mail in post_round() if mail[0] == "olga")

    kept = head_now(desk)
    mail = mails["olga"]
    assert parsed(mail) == kept
    assert f"Zeile {kept.line}" in mail["Subject"]
    text = mail.get_body("plain").get_content()
    assert kept.brief in text
    assert f"--head {kept}" in " ".join(text.split())


@pytest.mark.usefixtures("olga")
def test_a_log_that_does_not_end_right_is_told_instead(desk, asked, post_round):
    asked("smi")
    owe(desk)
    with writing(desk.engine) as connection:
        connection.exec_driver_sql("UPDATE audit_head SET last_id = last_id + 1")

    mail = dict(one for one in post_round() if one[0] == "olga")["olga"]

    assert "keiner, bitte prüfen" in mail["Subject"]
    text = " ".join(mail.get_body("plain").get_content().split())
    assert "endet nicht, wo es enden müsste" in text
    with writing(desk.engine) as connection:
        connection.exec_driver_sql("UPDATE audit_head SET last_id = last_id - 1")


def test_coordinators_find_the_head_in_their_overview(desk, asked, post_round):
    (number,) = asked("smi")
    desk.do(number, "endorse", "ines")
    with writing(desk.engine) as connection:
        owe_overviews(desk.call(connection, MONDAY))
    desk.now = MONDAY
    mails = post_round()

    texts = {to: mail.get_body("plain").get_content() for to, mail in mails}
    texts = {to: text for to, text in texts.items() if "offene" in text}
    kept = head_now(desk)
    _, _, rest = texts["ada"].partition("Protokolls zum Aufbewahren:")
    assert audit_head.parse(rest.replace("\r", "").strip().split("\n\n")[0]) == kept
    assert "Aufbewahren" not in texts["clara"]
