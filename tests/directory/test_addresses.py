import sys
import unicodedata
from collections import defaultdict
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.mime import address as addressed
from vorlauf.directory.addresses import comparable, plain_address
from vorlauf.errors import BadInputError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("vogt@sk.example.org", "vogt@sk.example.org"),
        ("O'Neil+posts@Example.ORG", "O'Neil+posts@example.org"),
        ("post@münchen.example.org", "post@xn--mnchen-3ya.example.org"),
    ],
)
def test_one_address_is_taken(text, address):
    assert plain_address(text) == address


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "has no @"),
        ("vogt", "has no @"),
        ("a@example.org, b@example.org", "comma"),
        ("a@example.org;b@example.org", "semicolon"),
        ("a@example.org b@example.org", "space"),
        ("a@example.org\r\nBcc: b@example.org", "line break"),
        ("a@example.org\n", "line break"),
        ("Anna <a@example.org>", "space"),
        ("<a@example.org>", "more than the address"),
        ("a@b@example.org", "more than one @"),
        ("@example.org", "before the @"),
        ("a..b@example.org", "before the @"),
        ("müller@example.org", "before the @"),
        ("a@localhost", "no domain"),
        ("a@127.0.0.1", "no domain"),
        ("a@example..org", "no domain"),
        ("a@straße.example.org", "no domain"),
        ("a" * 65 + "@example.org", "longer"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text, wrong):
    with pytest.raises(BadInputError, match=wrong):
        plain_address(text)


@given(st.text(max_size=30) | st.from_regex(r"\A[ -~]{1,9}@[ -~]{1,20}\Z"))
def test_what_is_taken_is_ascii_and_stays_as_it_is(text):
    try:
        address = plain_address(text)
    except BadInputError:
        return
    assert address.isascii()
    assert plain_address(address) == address


@given(st.from_regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,12}@[a-z0-9.-]{1,12}"))
def test_what_the_file_accepts_a_mail_can_be_addressed_to(text):
    with suppress(BadInputError):
        accepted = plain_address(text)

        assert addressed(accepted, "Ada").addr_spec == accepted


@pytest.mark.parametrize(
    "spelt",
    [
        "vogt.kim@sk.example.org",
        "Vogt.Kim@SK.Example.ORG",
        " vogt.kim@sk.example.org\r\n",
    ],
)
def test_small_and_large_letters_of_ascii_are_the_same_address(spelt):
    assert comparable(spelt) == "vogt.kim@sk.example.org"


def test_a_domain_is_the_same_in_either_spelling():
    one, other = "post@MÜNCHEN.example.org", "Post@xn--mnchen-3ya.example.org"

    assert comparable(one) == comparable(other) == "post@xn--mnchen-3ya.example.org"


def lookalikes():
    """Return for each letter of ASCII what some rule of Unicode makes of others."""
    found = defaultdict(set)
    for code in range(0x80, sys.maxunicode + 1):
        other = chr(code)
        for rule in (
            str.casefold,
            str.lower,
            str.upper,
            lambda one: unicodedata.normalize("NFKC", one),
            lambda one: unicodedata.normalize("NFKD", one)[0],
            lambda one: unicodedata.normalize("NFKC", one).casefold(),
        ):
            if (turned := rule(other)).isascii():
                found[turned.lower()].add(other)
    return found


def test_no_address_that_only_looks_like_another_is_the_same():
    address, alike = "vogt.kim-sfxz@sk.example-4711.org", lookalikes()
    tried = {
        address[:at] + other + address[at + 1 :]
        for at, letter in enumerate(address)
        for other in alike[letter]
    }

    assert "vogt.\u212aim-sfxz@sk.example-4711.org" in tried
    assert len(tried) >= 1000
    assert {comparable(one) for one in tried} & {address} == set()


@pytest.mark.parametrize("odd", ["", "@", "vogt", "a@b@example.org", "müller@a.de"])
def test_what_is_no_address_stays_as_it_is(odd):
    assert comparable(odd) == odd
