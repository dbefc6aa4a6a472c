"""A text loses the one person who is meant, and nobody whose name begins alike."""

import pytest

from vorlauf.records.erasure.identity import Identity
from vorlauf.records.erasure.traces import Traces

EVA = Identity(
    key="schmid",
    names=("Eva Schmid",),
    keys=("schmid",),
    addresses=("eva.schmid@smi.de",),
    role="ROLLE",
)
MUELLER = Identity(key="ines", names=("Ines Müller",), keys=("ines",), role="ROLLE")


def traces(identity=EVA, *, is_alone=True):
    known = {**vars(identity), "is_alone": is_alone}
    return Traces(Identity(**known), "erased-7")


@pytest.mark.parametrize(
    "text",
    [
        "Eva Schmidt ruft an.",
        "Frau Schmidt ruft an.",
        "E. Schmidt ruft an.",
        "Schmidt, Eva",
        "Frau Schmidtmann",
        "eva.schmid@smi.dev",
        "eva.schmid@smi.de.example.org",
        "eva.schmid@smi.de-mail.example",
        "@schmid-meyer",
        "people.schmidt.email",
        "schmidt, vogt",
    ],
)
def test_whoever_is_called_alike_stays(text):
    assert traces().without(text, surname=True) == text
    assert not traces().names(text)
    assert not traces().is_key(text)


@pytest.mark.parametrize(
    "text", ["Frau Petra Schmid", "Frau Schmid", "E. Schmid", "Herr Dr. Schmid"]
)
def test_somebody_with_the_same_surname_stays(text):
    assert traces(is_alone=False).without(text, surname=True) == text


def test_whoever_is_named_beside_her_stays():
    text = "Herr Krause und Schmid kommen."

    assert traces().without(text, surname=True) == "Herr Krause und ROLLE kommen."
    assert traces().without("Frau Petra Schmid") == "Frau Petra Schmid"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Eva Schmids Entwurf", "ROLLEs Entwurf"),
        ("Schmid, Eva", "ROLLE"),
        ("Frau Dr. Schmid: ja", "ROLLE: ja"),
        ("Frau Prof. Dr.-Ing. Schmid", "ROLLE"),
        ("Frau von Schmid", "ROLLE"),
        ("Frau Eva Schmid", "ROLLE"),
        ("E. Schmid, Berlin", "ROLLE, Berlin"),
        ("an eva.schmid@smi.de.", "an erased-7@erased.invalid."),
        ("eva.schmid%40smi.de&x=1", "erased-7@erased.invalid&x=1"),
        ("frage @schmid.", "frage ROLLE."),
        ("frage @schmid, bitte", "frage ROLLE, bitte"),
        ("siehe people.schmid.email", "siehe people.erased-7.email"),
    ],
)
def test_of_her_nothing_stays(text, after):
    assert traces().without(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Ines Müller",
        "Ines Mu\u0308ller",
        "Ines Mueller",
        r"Ines M\u00fcller",
        "Ines%20M%C3%BCller",
        "Ines+M%C3%BCller",
        "Ines Müller".encode().decode("latin-1"),
        "Ines\n Müller",
    ],
)
def test_her_name_is_known_in_every_spelling(text):
    assert traces(MUELLER).without(f"({text})") == "(ROLLE)"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("schmid", "erased-7"),
        ("schmid,vogt", "erased-7,vogt"),
        ("petzold, schmid", "petzold, erased-7"),
        ("people.schmid", "people.erased-7"),
        ("people.schmid.email", "people.erased-7.email"),
    ],
)
def test_her_key_gives_way_in_lists_and_places_of_the_file(text, after):
    assert traces().is_key(text)
    assert traces().without_key(text) == after
