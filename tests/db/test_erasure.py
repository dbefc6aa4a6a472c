"""Names and words of the audit log can be erased, and everything else still shows."""

import json

import pytest
from log_of_people import entry, verdict_on, write
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from vorlauf.db import audit_log
from vorlauf.db.commitments import ERASED, SALT_BYTES
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA
from vorlauf.errors import StoreError

LOG = METADATA.tables["audit"]
# An act for two people, which names more of them in its details.
TOLD = {
    "on_behalf_of": "Ines Iser, Ivo Jahn",
    "comment": "Mit Frau Iser besprochen.",
    "details": {
        "door": "link",
        "to": "Clara Müller",
        "steps": [{"kind": "review", "to": "Cem Aydin"}, {"kind": "draft", "to": ""}],
        "sha256": "a" * 64,
    },
}
ADA, INES = ("actor", "actor_key"), ("on_behalf_of[0]", "comment")


@pytest.fixture
def engine(engine_of_its_own):
    """An engine on a log of three lines; the second is of more people than one."""
    write(engine_of_its_own, entry(1), entry(2, **TOLD), entry(3))
    return engine_of_its_own


def line_of(engine, line=2):
    with reading(engine) as connection:
        return connection.execute(select(LOG).where(LOG.c.id == line)).one()


def erase(engine, *places, line=2):
    with writing(engine) as connection:
        audit_log.erase(connection, line, places)


def change(engine, **values):
    with writing(engine) as connection:
        connection.execute(LOG.update().where(LOG.c.id == 2).values(**values))


def salts_without(engine, *places):
    salts = json.loads(line_of(engine).salts)
    return json.dumps({k: v for k, v in salts.items() if k not in places})


def test_a_log_says_nothing_of_erasures_without_one(engine):
    assert (verdict_on(engine).ok, verdict_on(engine).erased) == (True, ())


def test_whoever_is_erased_is_gone_and_the_chain_still_fits(engine):
    head = verdict_on(engine).head

    erase(engine, *ADA)

    verdict = verdict_on(engine)
    assert (line_of(engine).actor, line_of(engine).actor_key) == (ERASED, ERASED)
    assert (verdict.ok, verdict.head) == (True, head)
    assert verdict.erased == ("line 2: actor", "line 2: actor_key")


def test_of_two_people_one_is_erased_and_the_other_is_still_proven(engine):
    erase(engine, *INES)

    line = line_of(engine)
    assert (line.on_behalf_of, line.comment) == (f"{ERASED}, Ivo Jahn", ERASED)
    assert "on_behalf_of[1]" in json.loads(line.salts)
    assert verdict_on(engine).ok


def test_a_name_deep_in_the_details_is_erased_alone(engine):
    erase(engine, "details.steps[0].to")

    details = json.loads(line_of(engine).details)
    assert [step["to"] for step in details["steps"]] == [ERASED, ""]
    assert details["to"] == "Clara Müller"
    assert verdict_on(engine).erased == ("line 2: details.steps[0].to",)


def test_erasing_one_after_the_other_comes_to_the_same(engine):
    erase(engine, "details.to")
    erase(engine, "comment", *ADA)

    assert len(verdict_on(engine).erased) == 4
    assert verdict_on(engine).ok


def test_what_is_no_personal_value_cannot_be_erased(engine):
    with pytest.raises(StoreError, match=r"no details\.sha256 to erase"):
        erase(engine, "details.sha256")


def test_what_is_erased_cannot_be_erased_again(engine):
    erase(engine, "comment")

    with pytest.raises(StoreError, match="no comment to erase"):
        erase(engine, "comment")


def test_each_value_has_a_salt_of_its_own_and_no_two_are_the_same(engine):
    salts = [
        salt
        for line in (1, 2, 3)
        for salt in json.loads(line_of(engine, line).salts).values()
    ]

    assert len(set(salts)) == len(salts) > 10
    assert {len(bytes.fromhex(salt)) for salt in salts} == {SALT_BYTES}


def test_the_same_name_is_never_committed_to_alike(engine):
    promised = [json.loads(line_of(engine, n).commitments)["actor"] for n in (1, 2, 3)]

    assert len(set(promised)) == 3


# The database lets an erasure pass, and nothing that only looks like one.
REFUSED = {
    "nothing": {"actor": "Ada Lörenz"},
    "another name": {"actor": "Niemand"},
    "a name without its salt": {"salts": ("actor",)},
    "a salt without its name": {"actor": ERASED},
    "another name for no salt": {"actor": "Niemand", "salts": ("actor",)},
    "the name of another": {"on_behalf_of": "Ines Iser, ", "salts": ("comment",)},
    "an event with a name": {"event": "save", "actor": ERASED, "salts": ("actor",)},
    "a hash with a name": {"hash": "x", "actor": ERASED, "salts": ("actor",)},
    "a promise with a name": {
        "commitments": "{}",
        "actor": ERASED,
        "salts": ("actor",),
    },
    "a digest with a name": {
        "details": json.dumps(TOLD["details"] | {"sha256": ERASED, "to": ERASED}),
        "salts": ("details.to",),
    },
    "a part of the details": {"details": "{}", "salts": ("details.to",)},
    "no salt at all": {"salts": tuple(json.loads('["actor", "comment"]'))},
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses_what_only_looks_like_an_erasure(engine, what):
    values = dict(REFUSED[what])
    if "salts" in values:
        values["salts"] = salts_without(engine, *values["salts"])
    before = line_of(engine)

    with pytest.raises(DBAPIError, match="the audit log is append-only"):
        change(engine, **values)

    assert line_of(engine) == before


def test_no_salt_can_be_put_in_the_place_of_another(engine):
    salts = json.loads(line_of(engine).salts)
    salts["comment"] = salts.pop("actor")

    with pytest.raises(DBAPIError, match="append-only"):
        change(engine, salts=json.dumps(salts), actor=ERASED)


def test_an_erased_line_cannot_be_removed(engine):
    erase(engine, *ADA)

    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as connection:
        connection.execute(text("DELETE FROM audit WHERE id = 2"))
