from datetime import timedelta

import pytest
from sqlalchemy import select

from vorlauf.accounts import api_tokens, invitations
from vorlauf.accounts.api_token_queries import TOKEN
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, table_of
from vorlauf.errors import BadInputError, NotFoundError, RefusedError

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
AUDIT = table_of(Audit)


@pytest.fixture
def make(desk):
    """Return a function that makes a token of Ines, who has an account."""
    with writing(desk.engine) as connection:
        invitations.grant(desk.call(connection), "ines")

    def made(label="Kalender", by="ines", person="ines", ends_at=None):
        wish = NewToken(person=person, label=label, by=by, ends_at=ends_at)
        with writing(desk.engine) as connection:
            return api_tokens.make(desk.call(connection), wish)

    return made


def bearer(desk, secret, after=timedelta(0)):
    with reading(desk.engine) as connection:
        return api_tokens.of_token(desk.call(connection, desk.now + after), secret)


def revoke(desk, key, by="ines"):
    with writing(desk.engine) as connection:
        return api_tokens.revoke(desk.call(connection), key, by)


def kept(desk):
    with reading(desk.engine) as connection:
        return api_tokens.of(connection, "ines")


def test_a_program_acts_for_the_person_of_its_token(desk, make):
    key, secret = make()

    assert secret.startswith("vorlauf_")
    assert (bearer(desk, secret).key, bearer(desk, secret).person) == (key, "ines")


def test_the_secret_is_kept_nowhere(desk, make):
    _, secret = make()

    with reading(desk.engine) as connection:
        (row,) = connection.execute(select(TOKEN)).all()
        (line,) = connection.execute(select(AUDIT)).all()
    assert secret.removeprefix("vorlauf_") not in f"{row} {line}"
    assert (line.event, line.post_id) == ("token_make", None)


@pytest.mark.parametrize(
    "alter",
    [
        lambda secret: secret.removeprefix("vorlauf_"),
        lambda secret: f"{secret}=",
        str.upper,
        lambda secret: secret.replace("_", "-", 1),
        lambda _: "",
        lambda _: "vorlauf_",
        lambda _: "vorlauf_ä",
    ],
)
def test_an_altered_secret_is_nobodys(desk, make, alter):
    _, secret = make()

    assert bearer(desk, alter(secret)) is None


def test_a_token_ends_when_it_was_said_to(desk, make):
    _, secret = make(ends_at=desk.now + HOUR)

    assert bearer(desk, secret)
    assert bearer(desk, secret, HOUR) is None


def test_a_token_without_an_end_of_its_own_holds_for_ninety_days(desk, make):
    _, secret = make()

    assert kept(desk)[0].ends_at == desk.now + 90 * DAY
    assert bearer(desk, secret, 90 * DAY - HOUR)
    assert bearer(desk, secret, 90 * DAY) is None


def test_no_token_holds_for_more_than_a_year(desk, make):
    make(ends_at=desk.now + 366 * DAY)

    with pytest.raises(BadInputError, match="at most 366 days"):
        make(ends_at=desk.now + 366 * DAY + HOUR)


def test_tokens_that_are_over_take_no_room(desk, make):
    for _ in range(20):
        make(ends_at=desk.now + HOUR)
    desk.now += HOUR

    make()


def test_a_revoked_token_holds_no_longer(desk, make):
    key, secret = make()

    assert revoke(desk, key) == "Kalender"
    assert bearer(desk, secret) is None
    assert kept(desk) == []
    with pytest.raises(NotFoundError, match=f"no token {key}"):
        revoke(desk, key)


def test_another_persons_token_is_revoked_by_coordinators_only(desk, make):
    key, _ = make()

    with pytest.raises(NotFoundError):
        revoke(desk, key, by="ivo")
    assert revoke(desk, key, by="ada") == "Kalender"


def test_another_persons_token_is_made_by_coordinators_only(desk, make):
    with pytest.raises(RefusedError, match="Ivo Jahn may not make a token"):
        make(by="ivo")
    make(by="ada")

    assert [one.made_by for one in kept(desk)] == ["ada"]


def test_its_use_is_written_down_once_an_hour(desk, make):
    _, secret = make()

    for minutes in (0, 59, 61):
        at = desk.now + timedelta(minutes=minutes)
        with writing(desk.engine) as connection:
            found = api_tokens.of_token(desk.call(connection, at), secret)
            api_tokens.touch(connection, found, at)
        expected = 61 if minutes == 61 else 0
        assert kept(desk)[0].used_at == desk.now + timedelta(minutes=expected)


def test_whoever_leaves_the_file_or_becomes_a_mailbox_acts_by_no_token(desk, make):
    _, secret = make()

    desk.amend("people", "ines", functional=True)
    assert bearer(desk, secret) is None
    desk.amend("people", "ines")
    assert bearer(desk, secret) is None


@pytest.mark.parametrize("label", ["", "  ", "x" * 61, "a\nb"])
def test_an_odd_name_is_refused(make, label):
    with pytest.raises(BadInputError, match="name of"):
        make(label)


def test_a_token_that_has_ended_is_not_made(desk, make):
    with pytest.raises(BadInputError, match="ended before it began"):
        make(ends_at=desk.now)


def test_without_an_account_there_is_no_token(make):
    with pytest.raises(RefusedError, match="Ivo Jahn has no account"):
        make(person="ivo", by="ada")


def test_twenty_tokens_are_enough(desk, make):
    for _ in range(20):
        make()

    with pytest.raises(RefusedError, match="20 tokens already"):
        make()
    revoke(desk, kept(desk)[0].key)
    make()
