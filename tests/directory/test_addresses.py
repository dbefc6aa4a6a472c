from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.mime import address as addressed
from vorlauf.directory.addresses import plain_address
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
