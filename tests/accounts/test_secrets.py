from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorlauf.accounts import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_a_ticket_is_43_plain_characters_and_never_the_same():
    made = {secrets.new() for _ in range(50)}

    assert len(made) == 50
    assert all(len(one) == 43 and set(one) <= set(ALPHABET) for one in made)


@given(st.binary(min_size=32, max_size=32))
def test_the_digest_is_that_of_the_bytes(said):
    ticket = urlsafe_b64encode(said).rstrip(b"=").decode()

    assert secrets.digest(ticket) == sha256(said).hexdigest()


@given(st.integers(0, 42), st.sampled_from(ALPHABET))
def test_another_sign_is_another_ticket_or_none(place, sign):
    ticket = secrets.new()
    altered = ticket[:place] + sign + ticket[place + 1 :]

    same = secrets.digest(altered) == secrets.digest(ticket)

    assert same == (altered == ticket)


def test_the_last_sign_has_one_spelling_of_four():
    ticket = secrets.new()

    good = [sign for sign in ALPHABET if secrets.digest(ticket[:-1] + sign)]

    assert len(good) == 16


@pytest.mark.parametrize(
    "alter",
    [
        lambda ticket: f"{ticket}=",
        lambda ticket: f" {ticket}",
        lambda ticket: f"{ticket}\n",
        lambda ticket: ticket[:-1],
        lambda ticket: f"{ticket}A",
        lambda ticket: f"{ticket[:20]}.{ticket[20:]}",
        lambda ticket: f"{ticket[:-1]}+",
        lambda ticket: f"{ticket[:-1]}ä",
        lambda ticket: ticket + ticket,
        lambda _: "",
        lambda _: "=",
    ],
)
def test_another_spelling_is_no_ticket(alter):
    assert secrets.digest(alter(secrets.new())) == ""


@given(st.text())
def test_no_text_makes_it_fail(text):
    assert len(secrets.digest(text)) in {0, 64}
