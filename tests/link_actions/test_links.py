import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorlauf.db.tables import LinkKind
from vorlauf.links import tokens
from vorlauf.links.tokens import LENGTH, Scope

KEY = bytes(range(32))
SCOPE = Scope(kind=LinkKind.DECIDE, step_id=7, version=2, recipient="albrecht")
NONCE = "00112233445566778899aabbccddeeff"
WORDS = tokens.token(KEY, NONCE, SCOPE)

SCOPES = st.builds(
    Scope,
    kind=st.sampled_from(LinkKind),
    step_id=st.integers(1, 10**9),
    version=st.integers(1, 10**6),
    recipient=st.text(min_size=1, max_size=40).filter(lambda s: s.isprintable()),
)


def test_a_link_is_for_what_it_was_made_for():
    assert len(WORDS) == LENGTH
    assert tokens.is_for(WORDS, KEY, SCOPE)
    assert len(tokens.digest(WORDS)) == 64


@given(SCOPES, SCOPES)
def test_a_link_for_one_thing_is_for_no_other(one, other):
    words = tokens.token(KEY, NONCE, one)

    assert tokens.is_for(words, KEY, other) is (one == other)


@given(st.integers(0, LENGTH - 1), st.characters(codec="utf-8"))
def test_no_other_spelling_is_a_link(place, sign):
    altered = WORDS[:place] + sign + WORDS[place + 1 :]

    assert tokens.is_for(altered, KEY, SCOPE) is (altered == WORDS)


@pytest.mark.parametrize(
    "altered",
    [
        "",
        WORDS[:-1],
        WORDS + "=",
        WORDS + "A",
        f" {WORDS}",
        WORDS.lower(),
        WORDS.replace("-", "+").replace("_", "/") + "\n",
        WORDS.encode().hex(),
    ],
)
def test_what_is_padded_cut_or_recoded_is_no_link(altered):
    assert altered == WORDS or not tokens.is_for(altered, KEY, SCOPE)


def test_another_key_makes_another_link_and_another_code():
    other = bytes(32)

    assert not tokens.is_for(WORDS, other, SCOPE)
    assert tokens.token(other, NONCE, SCOPE) != WORDS


def test_the_code_has_six_digits_and_is_no_part_of_the_link():
    codes = {tokens.code(KEY, f"{n:032x}", SCOPE) for n in range(200)}

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 190
    assert tokens.code(KEY, NONCE, SCOPE) not in WORDS
