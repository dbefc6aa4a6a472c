"""The catalogue of messages: complete, in German, and with every value."""

import re

from each import each
from message_templates import HOLE, bare_errors, templates, unfilled
from po_files import read

from notifications.delivery.outcomes import Stage
from notifications.i18n.catalogue import MESSAGES
from notifications.letters.mail_kinds import MAIL_KINDS
from vorlauf.directory.model import HouseKind

GERMAN = {
    (message.context, message.id): message.string
    for message in read(MESSAGES)
    if message.id
}
# Contexts whose phrases stand in a table.
OF_A_TABLE = {
    "asked",
    "dossier",
    "entry",
    "evidence",
    "house kind",
    "lacks",
    "month",
    "weekday",
    "purpose",
    "reason",
    "stage",
    "stage_name",
}
WORD = re.compile(r"[A-Za-z]{2}")
COMMAND = re.compile(r"`.*?`")
ENGLISH = re.compile(r"\b(the|is|not|with|there|this|has|of|write|look)\b")


def test_every_message_has_its_german():
    missing = [
        (said, where)
        for said, where in templates().items()
        if WORD.search(HOLE.sub("", said[1])) and said not in GERMAN
    ]
    assert missing == []


def test_no_german_is_left_of_a_message_that_nobody_says():
    gone = [said for said in GERMAN if said not in templates()]
    assert [said for said in gone if said[0] not in OF_A_TABLE] == []


@each("said", GERMAN)
def test_nothing_that_is_filled_in_gets_lost(said):
    holes = {*HOLE.findall(said[1])}
    commands = {hole for c in COMMAND.findall(said[1]) for hole in HOLE.findall(c)}
    german = {*HOLE.findall(GERMAN[said])}
    assert german <= holes
    assert holes - german <= commands


@each("said", GERMAN)
def test_it_is_german_and_ends_as_it_does_in_english(said):
    german = GERMAN[said]
    assert not ENGLISH.search(german.replace("stakeholders.toml", ""))
    assert said[1][-1] == german[-1] or said[1][-1] not in ".?:"


def test_everything_a_kind_of_mail_lacks_has_its_german():
    lacking = {("lacks", kind.lacking) for kind in MAIL_KINDS.values() if kind.lacking}
    assert lacking <= {*GERMAN}


def test_every_stage_of_a_conversation_has_its_german():
    stages = {
        (context, stage) for stage in Stage for context in ("stage", "stage_name")
    }
    assert stages <= {*GERMAN}


def test_every_kind_of_house_has_its_german():
    assert {("house kind", repr(kind.value)) for kind in HouseKind} <= {*GERMAN}


def test_every_hole_is_given_its_value():
    assert list(unfilled()) == []


def test_no_error_of_the_engine_is_made_from_bare_words():
    assert list(bare_errors()) == []
