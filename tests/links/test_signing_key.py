"""The key of links: one for all machines that share a database."""

import stat
import subprocess
import sys
import threading

import pytest
from sqlalchemy import func, select

from states.post import StepKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkKind
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import LinkKeyError, SettingsError
from vorlauf.link_actions import key_change
from vorlauf.links import key_queries
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.link_queries import LINK
from vorlauf.links.signing_key import (
    NAME,
    SIZE,
    examine,
    fingerprint,
    link_key,
    require,
)
from vorlauf.links.verify import LinkState, open_link
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def homes(tmp_path):
    """The folders of two machines."""
    return tmp_path / "one", tmp_path / "two"


def known(desk):
    with reading(desk.engine) as connection:
        return key_queries.known(connection)


def refusal(act, *given):
    """The one sentence of a refusal."""
    with pytest.raises(LinkKeyError) as refused:
        act(*given)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def adopt(desk, home, actor="ada"):
    with writing(desk.engine) as connection:
        work = UnitOfWork(desk.call(connection))
        return key_change.adopt(work, home, overseer(desk.directory, actor))


def sent_link(desk, number, key):
    """The words of a link to the review of a post, as a mail has them."""
    step = next(s for s in desk.post(number).steps if s.kind is StepKind.REVIEW)
    subject = Subject(
        step_id=step.id,
        post_id=step.post_id,
        version=step.version,
        due_at=step.due_at,
        office=desk.directory.house("smi").office,
    )
    issuer = LinkIssuer(key=key, url="")
    with writing(desk.engine) as connection:
        link = link_for(
            desk.call(connection), issuer, subject, LinkKind.DECIDE, step.asked
        )
    return issuer.token(link)


def opened(desk, words, key):
    issuer = LinkIssuer(key=key, url="")
    with reading(desk.engine) as connection:
        return open_link(desk.call(connection), issuer, words)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(desk, homes):
    keys = []
    askers = [
        threading.Thread(
            target=lambda: keys.append(link_key(desk.engine, homes[0], desk.now))
        )
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert (len(keys), len(set(keys))) == (8, 1)
    assert [file.name for file in homes[0].iterdir()] == [NAME]
    assert stat.S_IMODE((homes[0] / NAME).stat().st_mode) == 0o600


def test_a_damaged_key_is_named_with_the_cure(desk, tmp_path):
    (tmp_path / NAME).write_bytes(b"short")

    with pytest.raises(SettingsError, match="has 5 bytes, not 32; put back"):
        link_key(desk.engine, tmp_path, desk.now)


def test_the_database_keeps_a_digest_from_which_nobody_learns_the_key(desk, homes):
    key = link_key(desk.engine, homes[0], desk.now)

    assert known(desk).digest == fingerprint(key)
    assert key.hex() not in known(desk).digest
    assert known(desk).host


def test_a_machine_without_the_key_makes_no_second_one(desk, homes):
    link_key(desk.engine, homes[0], desk.now)

    sentence = refusal(link_key, desk.engine, homes[1], desk.now)

    assert f"There is no key of links {homes[1] / NAME}" in sentence
    assert f"that of {known(desk).host}; copy it here" in sentence
    assert "`vorlauf links adopt --as PERSON`" in sentence
    assert not homes[1].exists()


def test_a_machine_with_another_key_refuses(desk, homes):
    link_key(desk.engine, homes[0], desk.now)
    homes[1].mkdir()
    (homes[1] / NAME).write_bytes(bytes(SIZE))

    assert "is not the one" in refusal(link_key, desk.engine, homes[1], desk.now)
    assert (homes[1] / NAME).read_bytes() == bytes(SIZE)


def test_a_machine_with_the_same_key_is_welcome(desk, homes):
    key = link_key(desk.engine, homes[0], desk.now)
    homes[1].mkdir()
    (homes[1] / NAME).write_bytes(key)

    assert link_key(desk.engine, homes[1], desk.now) == key


START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from vorlauf.errors import LinkKeyError
from vorlauf.links.signing_key import link_key
from vorlauf.db.engine import make_engine
engine = make_engine(sys.argv[1])
sys.stdin.readline()
try:
    link_key(engine, Path(sys.argv[2]), datetime.now(UTC))
except LinkKeyError as error:
    sys.exit(str(error))
"""


@pytest.mark.program
def test_of_machines_that_start_at_once_one_makes_the_key(desk, tmp_path):
    url = desk.engine.url.render_as_string(hide_password=False)
    machines = [
        subprocess.Popen(
            [sys.executable, "-c", START, url, tmp_path / str(n)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    for machine in machines:
        machine.stdin.write("go\n")
        machine.stdin.flush()
    said = [machine.communicate()[1] for machine in machines]

    assert sorted(machine.returncode for machine in machines) == [0, 1, 1, 1]
    refused = [one for one in said if one]
    assert all(one.startswith("There is no key of links") for one in refused)
    assert len(list(tmp_path.glob(f"*/{NAME}"))) == 1


def test_links_older_than_the_digest_say_which_key_made_them(desk, asked, homes):
    (number,) = asked("smi")
    sent_link(desk, number, bytes(range(SIZE)))
    for home, key in zip(homes, (bytes(range(SIZE)), bytes(SIZE)), strict=True):
        home.mkdir()
        (home / NAME).write_bytes(key)

    assert "has not made" in refusal(link_key, desk.engine, homes[1], desk.now)
    assert link_key(desk.engine, homes[0], desk.now) == bytes(range(SIZE))


def test_a_backup_without_its_key_is_noticed(desk, asked, homes):
    (number,) = asked("smi")
    sent_link(desk, number, bytes(range(SIZE)))

    sentence = refusal(link_key, desk.engine, homes[0], desk.now)

    assert "were made with one; copy it from a backup" in sentence
    assert not homes[0].exists()


def test_looking_makes_nothing(desk, homes):
    with reading(desk.engine) as connection:
        examine(connection, homes[0])

    assert (known(desk), homes[0].exists()) == (None, False)


def test_with_another_key_no_link_is_opened_and_none_is_called_unknown(
    desk, asked, homes
):
    key = link_key(desk.engine, homes[0], desk.now)
    (number,) = asked("smi")
    words = sent_link(desk, number, key)

    assert opened(desk, words, key).state is LinkState.GOOD
    assert "another key" in refusal(opened, desk, words, bytes(SIZE))
    assert "another key" in refusal(opened, desk, "x" * 64, bytes(SIZE))


def test_a_new_key_ends_what_was_sent_and_its_reader_may_have_a_new_link(
    desk, asked, homes
):
    lost = link_key(desk.engine, homes[0], desk.now)
    (number,) = asked("smi")
    words = sent_link(desk, number, lost)

    assert adopt(desk, homes[1]) == 1

    new = link_key(desk.engine, homes[1], desk.now)
    again = sent_link(desk, number, new)
    assert opened(desk, words, new).state is LinkState.REISSUED
    assert opened(desk, again, new).state is LinkState.GOOD
    with reading(desk.engine) as connection:
        assert require(connection, new).replaced_at == desk.now
        assert connection.scalar(select(func.count()).select_from(LINK)) == 2


def test_the_machine_with_the_old_key_stops_at_once(desk, homes):
    old = link_key(desk.engine, homes[0], desk.now)
    adopt(desk, homes[1])

    with reading(desk.engine) as connection:
        assert "with another key by now" in refusal(require, connection, old)
    assert "is not the one" in refusal(link_key, desk.engine, homes[0], desk.now)


def test_the_key_that_is_in_use_is_not_adopted_again(desk, homes):
    link_key(desk.engine, homes[0], desk.now)

    assert "already" in refusal(adopt, desk, homes[0])
