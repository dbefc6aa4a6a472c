"""What of a line is personal, and how anybody can check it without our code."""

import hashlib
import hmac
import json
from datetime import UTC

import pytest
from log_of_people import entry, write
from sqlalchemy import select

from vorlauf.db import personal
from vorlauf.db.engine import reading
from vorlauf.db.tables import METADATA
from vorlauf.workflow.actors import TIMETABLE

LOG = METADATA.tables["audit"]


def parted(event="remind", details=None, **columns):
    """Return the document of a line of Ada without what is personal, and that."""
    row = {"actor": "Ada Lorenz", "actor_key": "ada", "on_behalf_of": "", "comment": ""}
    whole = personal.document(row | columns, details or {})
    return personal.parted(whole, event)


def told(details, event="remind"):
    """Return the places of a line's details that are personal."""
    return {place for place in parted(event, details)[1] if "details" in place}


def test_who_acts_for_whom_and_with_which_words_is_personal():
    blank, found = parted(on_behalf_of="Ines Iser, Ivo Jahn", comment="Bitte kürzen.")

    assert found == {
        "actor": "Ada Lorenz",
        "actor_key": "ada",
        "comment": "Bitte kürzen.",
        "on_behalf_of[0]": "Ines Iser",
        "on_behalf_of[1]": "Ivo Jahn",
    }
    assert blank["on_behalf_of"] == [None, None]


def test_the_timetable_is_nobody():
    blank, found = parted(actor=TIMETABLE.name, actor_key=TIMETABLE.key)

    assert found == {}
    assert blank["actor"] == TIMETABLE.name


def test_a_text_under_a_name_that_nobody_thought_of_is_personal():
    assert told({"witness": "Mia Muster"}) == {"details.witness"}


def test_it_is_found_however_deep_it_stands():
    steps = [{"kind": "review", "to": "Ines"}, {"kind": "draft", "to": "Ivo"}]

    assert told({"steps": steps}) == {"details.steps[0].to", "details.steps[1].to"}


@pytest.mark.parametrize("value", [7, True, None, 1.5, "", [], {}])
def test_what_is_no_text_is_nobody(value):
    assert told({"witness": value}) == set()


def test_what_the_public_reads_is_not_personal():
    words = [{"channel": "xing", "before": "Feuerwher", "after": "Feuerwehr"}]
    details = {"words": words, "alt_text": "Mia löscht.", "sha256": "a" * 64}
    details |= {"proofs": {"xing": "https://xing.example.org/1"}}

    assert told(details) == set()


def test_words_that_prove_a_take_down_are_somebodys():
    proofs = {"proofs": {"x-ing": "Anruf von Frau Iser"}}

    assert told(proofs, "take_down_done") == {"details.proofs.x-ing"}


def test_a_digest_of_words_that_not_everybody_may_read_could_be_guessed():
    assert told({"sha256": "a" * 64}, "comment_internal") == {"details.sha256"}


def test_a_name_that_no_place_can_be_written_with_is_refused():
    with pytest.raises(ValueError, match=r"'a\.b' can stand in no place"):
        told({"a.b": "Ines"})


def test_whoever_has_a_line_can_check_it_by_what_the_decisions_say(engine_of_its_own):
    details = {"door": "api", "to": "Clara Müller", "n": 1}
    write(engine_of_its_own, entry(1, on_behalf_of="Ines Iser", details=details))
    with reading(engine_of_its_own) as connection:
        row = connection.execute(select(LOG)).one()._asdict()
    commitments, salts = json.loads(row["commitments"]), json.loads(row["salts"])

    apart = {"hash", "content_hash", "previous", "salts"}
    plain = {name: row[name] for name in row.keys() - apart}
    plain |= {"actor": None, "actor_key": None, "comment": None, "on_behalf_of": [None]}
    plain |= {"details": {"door": "api", "to": None, "n": 1}}
    plain |= {"at": "2023-11-21T09:01:00.123456+00:00", "commitments": commitments}

    spelt = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    content = hashlib.sha256(b"vorlauf-audit-content-3\n" + spelt.encode()).hexdigest()
    link = json.dumps([row["id"], row["previous"], content], separators=(",", ":"))
    said = b"vorlauf-audit-line-3\n" + link.encode()
    assert content == row["content_hash"]
    assert row["at"].astimezone(UTC).isoformat() == plain["at"]
    assert hashlib.sha256(said).hexdigest() == row["hash"]
    said = "vorlauf-audit-value-1\0details.to\0Clara Müller".encode()
    salt = bytes.fromhex(salts["details.to"])
    assert hmac.new(salt, said, "sha256").hexdigest() == commitments["details.to"]
