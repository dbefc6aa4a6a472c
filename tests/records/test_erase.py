"""Whoever is erased stands nowhere any more, and the log is still the log it was."""

from dataclasses import replace
from datetime import date

import pytest
from erased_person import (
    ADDRESS,
    NAME,
    NEEDLES,
    file_for,
    found_in,
    hand_over,
    live,
    octets_of,
    with_her,
)
from kept_files import kept
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from vorlauf.db import audit_head, free_space
from vorlauf.db.audit_head import KeptHead
from vorlauf.db.engine import reading, trying, writing
from vorlauf.db.tables import METADATA, NoticeState
from vorlauf.directory import loader
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import attestations
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import keep_file
from vorlauf.records.erasure import erase as erasing
from vorlauf.records.erasure import findings, own_files
from vorlauf.records.erasure.erase import Erasure
from vorlauf.records.erasure.identity import Identity, somebody
from vorlauf.records.erasure.own_files import OwnFiles
from vorlauf.records.erasure.traces import Traces
from vorlauf.records.inquiries import answer_queries, answers, costs, register
from vorlauf.records.inquiries.costs import NewCost
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.records.inquiries.register import SeenInquiry
from vorlauf.settings import Settings

GROUND = "Art. 17 Abs. 1 lit. a DSGVO"
WISH = Erasure(person="ines", ground=GROUND, by="ada")
LOG, COMMENT = METADATA.tables["audit"], METADATA.tables["comment"]
CONSENT, NOTICE = METADATA.tables["consent"], METADATA.tables["notice"]
STEP, VERSION = METADATA.tables["step"], METADATA.tables["version"]


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


@pytest.fixture
def directory(directory):
    return with_her(directory)


@pytest.fixture
def file(desk, tmp_path):
    return file_for(desk, tmp_path)


@pytest.fixture
def lived(desk, file, hand_to_review, post_round):
    """The desk after a post that she was asked about, endorsed, and handed over."""
    number = hand_to_review("smi")
    post_round(desk.now)
    live(desk, number)
    hand_over(desk, file)
    return desk


def erase(desk, file, wish=WISH):
    with writing(desk.engine) as connection:
        done = erasing.erase(desk.call(connection), file, wish)
    desk.directory = loader.load(file.path)
    return done


def preview(desk, file, wish=WISH):
    with trying(desk.engine) as connection:
        return erasing.preview(desk.call(connection), file, wish)


def test_her_traces_are_everywhere(lived):
    tables = {table for table, _ in found_in(lived.engine)}

    assert tables >= {"audit", "comment", "incoming", "message", "step"}


def test_whoever_is_erased_stands_nowhere_and_the_log_fits_an_earlier_head(lived, file):
    last = lived.rows(LOG)[-1]

    done = erase(lived, file)
    left = free_space.clear(lived.engine, {*done.found.counts, "audit"})

    assert found_in(lived.engine) == set()
    assert "Zwölf" not in file.path.read_text(encoding="utf-8")
    if lived.engine.dialect.name == "sqlite":
        # When PostgreSQL lets go of dead rows depends on all that its server does.
        octets = octets_of(lived.engine)
        assert [one for one in NEEDLES if one.encode() in octets] == []
    with reading(lived.engine) as connection:
        verdict = attestations.verify(connection)
        kept = KeptHead(last.id, last.hash)
        assert audit_head.compare(connection, [kept], verdict).ok
    assert verdict.faults == ()
    assert (left is None) == (lived.engine.dialect.name == "sqlite")


def test_a_role_stands_in_place_of_the_name_and_a_new_key_in_place_of_the_old(
    lived, file
):
    done = erase(lived, file)

    step = lived.rows(STEP, kind="review")[0]
    assert step.decided_by == done.identity.role == "Ansprechperson SMI"
    assert step.asked == done.alias
    assert [row.text for row in lived.rows(COMMENT)] == [
        "Mit Ansprechperson SMI besprochen.",
        "Ansprechperson SMI ruft an.",
    ]


def test_the_log_tells_of_the_erasure_with_its_ground_and_without_the_name(lived, file):
    done = erase(lived, file)

    line = lived.rows(LOG)[-1]
    assert (line.event, line.actor, line.comment) == (
        erasing.ERASED_PERSON,
        "Ada Lorenz",
        GROUND,
    )
    assert done.alias in line.details
    assert "ines" not in line.details


def test_the_preview_says_where_and_writes_nothing(lived, file):
    before = lived.rows(LOG)

    found = preview(lived, file)

    assert found.refusals == ()
    assert found.found.counts["comment"] == 2
    assert {one.place for one in found.found.mentions} >= {
        "comment:1.text",
        "comment:2.whole",
    }
    assert lived.rows(LOG) == before
    assert NAME in file.path.read_text(encoding="utf-8")


def test_words_that_shall_stay_do(lived, file):
    erase(lived, file, replace(WISH, left={"comment:2.text", "comment:2.whole"}))

    assert lived.rows(COMMENT)[1].text == "Frau Zwölfjäger ruft an."
    assert {table for table, _ in found_in(lived.engine)} == {"comment"}


def test_nobody_is_erased_while_a_step_waits_for_them(desk, file, hand_to_review):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError, match=rf"open steps \({number}\)"):
        erase(desk, file)


def test_nobody_is_erased_whom_the_file_still_needs(desk, file):
    with pytest.raises(RefusedError, match=r"stakeholders\.toml still needs"):
        erase(desk, file)


def test_only_a_coordinator_erases_and_nobody_themselves(lived, file):
    with pytest.raises(RefusedError, match="Only a coordinator"):
        preview(lived, file, replace(WISH, by="ivo"))
    with pytest.raises(RefusedError, match="Nobody erases themselves"):
        erase(lived, file, replace(WISH, person="ada"))


def test_an_erasure_needs_a_ground_and_a_name_to_look_for(lived, file):
    with pytest.raises(BadInputError, match="legal ground"):
        erase(lived, file, replace(WISH, ground=" "))
    with pytest.raises(BadInputError, match="too short"):
        erase(lived, file, replace(WISH, person="Li"))


def test_a_log_that_is_not_whole_is_not_told_anew(lived, file):
    with lived.engine.begin() as connection:
        forged = update(STEP).where(STEP.c.id == 1).values(comment="Nein.")
        connection.execute(forged)

    with pytest.raises(RefusedError, match="not whole"):
        erase(lived, file)
    lived.is_filled = True


def test_whoever_was_erased_is_not_found_again(lived, file):
    erase(lived, file)

    with pytest.raises(RefusedError, match="stands nowhere"):
        erase(lived, file, replace(WISH, person=NAME, also=(ADDRESS,)))


def test_a_mail_to_her_that_leaves_meanwhile_stops_the_erasure(
    lived, file, monkeypatch
):
    theirs = NOTICE.c.recipient == "ines"
    lease = {"lease_owner": "sweep-1", "lease_until": lived.now}
    leaves = update(NOTICE).where(theirs).values(state=NoticeState.SENDING, **lease)
    monkeypatch.setattr(
        erasing, "_require_whole", lambda call: call.connection.execute(leaves)
    )

    with pytest.raises(RefusedError, match="being sent at this moment"):
        erase(lived, file)

    assert NAME in file.path.read_text(encoding="utf-8")


def test_her_surname_in_notes_of_inquiries_and_costs_goes_and_an_answer_stays(
    lived, file
):
    asked = InquiryWords(
        drs="8/1",
        topic=f"Beiträge von {NAME}",
        house="sk",
        dispatched=date(2023, 9, 4),
        note="Zwölfjäger fragen.",
        questions=(SingleQuestion(words="Wie viele?", answer="Zwei, Zwölfjäger."),),
    )
    cost = NewCost(
        contractor="Agentur",
        gross_cents=100,
        first_day=date(2023, 9, 1),
        last_day=date(2023, 9, 2),
        note="Zwölfjäger fragen.",
    )
    with writing(lived.engine) as connection:
        call = lived.call(connection)
        register.add(call, asked, "ada")
        costs.add(call, [cost], "ada")
        answers.freeze(call, SeenInquiry(key=1, actor="ada"))

    shown = preview(lived, file)
    erase(lived, file)

    notes = [
        lived.rows(METADATA.tables[one])[0].note for one in ("inquiry", "cost_entry")
    ]
    assert notes == ["Ansprechperson SMI fragen."] * 2
    questions = lived.rows(METADATA.tables["inquiry"])[0].questions
    assert questions[0]["answer"] == "Zwei, Ansprechperson SMI."
    assert "inquiry_answer:1.document" in shown.found.kept
    with reading(lived.engine) as connection:
        kept = answer_queries.frozen_answer(connection, 1)
    assert NAME in kept.document["topic"]
    assert answers.is_unaltered(kept)


def traces_of(name):
    return Traces(Identity(key="", names=(name,), role="ROLLE"), "erased-7")


def test_a_log_that_is_rotated_away_meanwhile_is_no_failure(tmp_path, monkeypatch):
    there, gone = tmp_path / "there.log", tmp_path / "gone.log"
    there.write_text(f"mail to {NAME}", encoding="utf-8")
    kinds = {"logs": (lambda _: iter((gone, there)), OwnFiles._lines)}
    monkeypatch.setattr(own_files, "_KINDS", kinds)
    settings = Settings(home=tmp_path, stakeholders=there, database_url="sqlite://")
    changed = OwnFiles(settings, traces_of(NAME)).clean()

    assert changed == {"logs": 1}
    assert there.read_text(encoding="utf-8") == "mail to ROLLE"


@pytest.fixture
def pictured(desk, a_post):
    """A post with a picture of Mia Muster, who is nobody's contact, and her consent."""
    number = a_post("smi", wants_graphics=False)
    desk.do(number, "request_assets")
    with writing(desk.engine) as connection:
        keep_file(desk.call(connection), kept(), "ines")
    desk.supply(number, "smi", "ines", consent="")
    terms = Terms(
        people="Mia Muster",
        channels=("instagram", "linkedin", "xing"),
        purpose="Ausbildung",
        first_day=date(2023, 9, 1),
        kept_at="Akte von Mia Muster",
    )
    with writing(desk.engine) as connection:
        record(desk.call(connection), number, "a" * 64, terms, "ada")
    return number


MIA = replace(WISH, person="Mia Muster")


def test_a_picture_must_be_down_before_who_is_shown_is_erased(desk, file, pictured):
    with pytest.raises(RefusedError, match=rf"not withdrawn \({pictured}\)"):
        erase(desk, file, MIA)


def test_whoever_is_shown_in_a_picture_goes_with_it(desk, file, pictured):
    desk.do(pictured, "withdraw", comment="Einwilligung widerrufen")

    done = erase(desk, file, MIA)

    assert done.found.pictures.files == ("a" * 64, "e" * 64)
    assert desk.rows(METADATA.tables["consent"])[0].people == "gelöschte Person"
    with reading(desk.engine) as connection:
        assert connection.execute(select(METADATA.tables["stored_file"])).all() == []
        assert attestations.verify(connection).faults == ()


def test_a_form_that_others_have_signed_goes_with_the_last_of_them(desk):
    mia, jo = "Mia Muster", "Jo Beispiel"
    row = dict.fromkeys(("channels", "purpose", "kept_at", "recorded_by"), "x")
    row |= {"withdrawn_by": "", "reason": "", "form": "f" * 64}
    row |= {"first_day": date(2023, 9, 1), "recorded_at": desk.now}
    rows = [
        {"id": 1, "people": mia, "picture": "a" * 64},
        {"id": 2, "people": jo, "picture": "b" * 64},
    ]
    gone = update(CONSENT).where(CONSENT.c.people == mia).values(people=somebody())

    with trying(desk.engine) as connection:
        connection.execute(insert(CONSENT), [row | one for one in rows])
        first = findings.shown(connection, traces_of(mia))
        connection.execute(gone)
        last = findings.shown(connection, traces_of(jo))

    assert first == {"a" * 64}
    assert last == {"b" * 64, "f" * 64}


def test_of_a_version_only_its_author_gives_way(lived):
    with writing(lived.engine) as connection:
        connection.execute(update(VERSION).values(author="erased-1"))

    with pytest.raises(DBAPIError, match="never changed"), writing(lived.engine) as one:
        one.execute(update(VERSION).values(fingerprint="0" * 64))
