"""What the engine says can be read in German, every sentence of it."""

import re
import ssl
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from each import each
from engine_sentences import UNSAID, sentences
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dashboard.i18n.catalogue import LOCALE, SENTENCES
from dashboard.i18n.language import languages
from dashboard.i18n.sentences import in_german
from notifications.delivery import mail_url, outcomes
from notifications.delivery.outcomes import Stage
from notifications.delivery.socket_lines import Reply
from notifications.i18n.catalogue import read
from notifications.letters.formatting import short_day
from notifications.letters.labels import CHANNELS
from states.post import LABELS, PostState, Trigger
from states.purpose import MailKind
from vorlauf.directory.addresses import plain_address
from vorlauf.directory.model import HouseKind
from vorlauf.errors import BadInputError, NotFoundError

CATALOG = [message for message in read(LOCALE / "de" / SENTENCES) if message.id]
WHOLE = [message for message in CATALOG if not message.context]
LISTS = {"who": (" or ", " oder "), "material": ("; ", "; ")}
HOLE = re.compile(r"\{(\d)(?::(\w+))?\}")
MAIL_URL = "smtp://mail.example.org:25?from=a@example.org"
OF_THE_MAIL = ("The mail server", "No hint could be posted ")
ENGLISH_WORDS = re.compile(r"\b(the|is|not|with|there|this|has|of|write|look)\b")


def test_everything_the_engine_says_has_its_german():
    known = {message.id for message in CATALOG}
    missing = {
        said: where
        for said, where in sentences().items()
        if said not in known and said not in UNSAID
    }
    assert not missing, f"add these to {SENTENCES}: {missing}"


@each("message", CATALOG)
def test_nothing_that_was_put_in_gets_lost(message):
    english = {hole[1] for hole in HOLE.finditer(message.id)}
    commands = {
        hole[1] for c in re.findall(r"`.*?`", message.id) for hole in HOLE.finditer(c)
    }
    german = {hole[1] for hole in HOLE.finditer(message.string)}
    assert german <= english
    assert english - german <= commands
    assert not message.fuzzy


@each("message", CATALOG)
def test_it_is_german_and_ends_as_it_does_in_english(message):
    assert not ENGLISH_WORDS.search(message.string.replace("stakeholders.toml", ""))
    assert message.id[-1] == message.string[-1] or message.id[-1] not in ".?:"


def _same(strategy):
    return strategy.map(lambda value: (value, value))


def _pairs(words, shown="{}"):
    return st.sampled_from([(key, shown.format(word)) for key, word in words.items()])


def _several(pairs, between=", ", joined=", "):
    listed = st.lists(pairs, min_size=1, max_size=3)
    return listed.map(
        lambda these: (
            between.join(english for english, _ in these),
            joined.join(german for _, german in these),
        )
    )


ODD = st.text("abXé '\"`:.,;?!\\„“()[]-1", min_size=1, max_size=20)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))
CLOCK = st.times().map(lambda time: f"{time:%H:%M}")
TRIGGERS = _pairs({trigger: LABELS[trigger] for trigger in Trigger}, "„{}“")
CHANNEL = _pairs({**CHANNELS, "radio": "radio"})
GERMAN = languages(ZoneInfo("Europe/Berlin"))["de"]
KINDS = {
    "text": _same(ODD),
    "quoted": ODD.map(lambda value: (repr(value), f"„{value}“")),
    "key": _same(st.from_regex(r"[a-z0-9][a-z0-9.-]{0,9}", fullmatch=True)),
    "number": _same(st.from_regex(r"20[0-9]{2}-[0-9]{3}", fullmatch=True)),
    "count": st.integers(0, 99_999).map(
        lambda n: (f"{n:,}", f"{n:,}".replace(",", "."))
    ),
    "day": DAYS.map(lambda day: (str(day), short_day(day, "de"))),
    "moment": st.tuples(DAYS, CLOCK).map(
        lambda at: (f"{at[0]} {at[1]}", f"{short_day(at[0], 'de')}, {at[1]} Uhr")
    ),
    "occasion": st.tuples(DAYS, CLOCK).map(
        lambda at: (
            f"on {at[0]} at {at[1]}",
            f"am {short_day(at[0], 'de')} um {at[1]} Uhr",
        )
    ),
    "state": _pairs({state: LABELS[state] for state in PostState}, "„{}“"),
    "trigger": TRIGGERS,
    "triggers": _several(TRIGGERS),
    "purpose": _pairs({one: GERMAN.purpose_label(one) for one in MailKind}),
    "house_kind": _pairs(
        {repr(one.value): GERMAN.house_kind_label(one) for one in HouseKind}, "„{}“"
    ),
    "channel": CHANNEL,
    "channels": _several(CHANNEL),
    "sentence": st.sampled_from([(m.id, m.string) for m in WHOLE if "{" not in m.id]),
    "alternatives": _several(_same(st.sampled_from(["ada", "bo"])), " or ", " oder "),
}


def _phrases(context):
    messages = [message for message in CATALOG if message.context == context]
    one = st.sampled_from(messages).flatmap(_spoken)
    if context in LISTS:
        return _several(one, *LISTS[context])
    return one


def _spoken(message):
    """Return a strategy for what the engine makes of a sentence, and its German."""
    named = {hole[1]: hole[2] or "text" for hole in HOLE.finditer(message.string)}
    holes = {
        hole[1]: _kind(named.get(hole[1], "text")) for hole in HOLE.finditer(message.id)
    }
    return st.fixed_dictionaries(holes).map(
        lambda put_in: (
            HOLE.sub(lambda hole: put_in[hole[1]][0], message.id),
            HOLE.sub(lambda hole: put_in[hole[1]][1], message.string),
        )
    )


def _kind(name):
    return KINDS[name] if name in KINDS else _phrases(name)


WHOLE_SENTENCES = st.sampled_from(WHOLE).flatmap(_spoken)


@each("message", WHOLE)
@settings(max_examples=12)
@given(chance=st.data())
def test_whatever_is_put_in_the_sentence_is_found_again(message, chance):
    english, german = chance.draw(_spoken(message))
    assert in_german(english) == german


UNSENT = (
    (
        "The mail to 1 has not left. "
        "No house is named from which material could be requested."
    ),
    (
        "Die E-Mail an 1 ist nicht hinausgegangen. "
        "Es ist kein Ressort genannt, bei dem Material angefragt werden könnte."
    ),
)


@example(number=("2023-001", "2023-001"), first=UNSENT, second=UNSENT)
@given(number=KINDS["number"], first=WHOLE_SENTENCES, second=WHOLE_SENTENCES)
def test_several_sentences_are_each_said_in_german(number, first, second):
    assume(not second[0].startswith(" "))
    english = f"{number[0]}: {first[0]} {second[0]}"
    said = in_german(english)
    assert said == f"{number[0]}: {first[1]} {second[1]}"


@given(ODD)
def test_what_is_not_known_stays_as_it_is(text):
    assert in_german(text) == text


@pytest.mark.parametrize("text", ["a, b", "a b", "<a@b.de>", "a", "a@b@c", "ä@b.de"])
def test_what_is_wrong_with_an_address_is_german(text):
    with pytest.raises(BadInputError) as error:
        plain_address(text)
    said = in_german(f"The address {text!a} {error.value}.")
    assert said.startswith("Die Adresse „")
    assert str(error.value) not in said


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("lines", [("no such user here",), ()])
def test_what_a_mail_server_refuses_is_german(stage, lines):
    server = mail_url.read(MAIL_URL)
    error = outcomes.refusal(server, stage, Reply(550, lines))
    said = in_german(str(error))
    assert said.startswith(f"Der Mailserver {server} hat ")
    assert " mit 550 abgelehnt" in said


@pytest.mark.parametrize(
    "error", [TimeoutError(), ssl.SSLError(), OSError(5, "no way"), OSError("so")]
)
def test_what_broke_the_connection_is_german(error):
    server = mail_url.read(MAIL_URL)
    for stage in Stage:
        sentence = str(outcomes.broken_off(server, stage, error))
        assert in_german(sentence).startswith(f"Der Mailserver {server} ")


def test_a_misspelt_house_is_german(directory):
    with pytest.raises(NotFoundError) as error:
        directory.house("smu")
    assert in_german(str(error.value)).startswith("Das Ressort „smu“ gibt es nicht")


READS_WELL = {
    "2023-001: A post in state draft does not know approve; possible: submit, "
    "withdraw. Dr. Ada could: submit.": (
        "2023-001: Im Zustand „Entwurf“ ist „Freigeben“ nicht möglich; möglich "
        "sind: „Zur Prüfung geben“, „Zurückziehen“. Dr. Ada könnte: „Zur Prüfung "
        "geben“."
    ),
    "The slot 2026-11-21 is no working day (a Saturday); the next one is 2026-11-23.": (
        "Der Termin Sa 21.11.2026 ist kein Arbeitstag (ein Samstag); "
        "der nächste ist Mo 23.11.2026."
    ),
    "The slot 2026-11-18 is no working day (Buß- und Bettag); "
    "the next one is 2026-11-19.": (
        "Der Termin Mi 18.11.2026 ist kein Arbeitstag (Buß- und Bettag); "
        "der nächste ist Do 19.11.2026."
    ),
    "approve is for the approver who is asked or the deputy of whoever is asked.": (
        "„Freigeben“ ist der für die Freigabe zuständigen Person oder der "
        "Vertretung der gefragten Person vorbehalten."
    ),
}


@pytest.mark.parametrize("english", READS_WELL)
def test_it_reads_well(english):
    assert in_german(english) == READS_WELL[english]
