import pytest

from vorlauf.accounts import password_rules
from vorlauf.errors import BadInputError

GOOD = (
    "Pferd Akku Heftklammer",
    "kanadische Rundreise",
    "Sommerregen am Elbufer",
    "x7#Kq9!vLm2$",
    "Über den Dächern ü",
    "Z" + "abcdefgh" * 31,
)
TRIED_FIRST = (
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "123456789012",
    "098765432109",
    "abcdefghijkl",
    "qwertzuiopüa",
    "Passwort2026!",
    "Sommer2026!!!!",
    "hallo-hallo-1",
    "Vorlauf-Sachsen 1",
)
OWN = ("Ines Iser wird 40", "xx iser xx iser x", "ines@smi und mehr")


@pytest.fixture
def ines(directory):
    return directory.people["ines"]


@pytest.mark.parametrize("password", GOOD)
def test_what_is_long_and_odd_is_a_password(ines, password):
    password_rules.check(ines, password)


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_what_is_tried_first_is_none(ines, password):
    with pytest.raises(BadInputError, match="tried first"):
        password_rules.check(ines, password)


@pytest.mark.parametrize("password", OWN)
def test_ones_own_name_is_none(ines, password):
    with pytest.raises(BadInputError, match="your name or your address"):
        password_rules.check(ines, password)


@pytest.mark.parametrize("length", [0, 11, 257])
def test_the_length_has_limits(ines, length):
    with pytest.raises(BadInputError, match=f"12 to 256 characters, this one {length}"):
        password_rules.check(ines, "x7#Kq9!vLm2$"[:length].ljust(length, "x"))


def test_what_cannot_be_kept_is_refused(ines):
    with pytest.raises(BadInputError, match="cannot be kept"):
        password_rules.check(ines, "Pferd Akku \udc80 Klammer")
