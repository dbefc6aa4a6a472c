"""ID tokens, signed by hand."""

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from dashboard.clients.id_tokens import LEEWAY, Expected, claims

KEY = ECKey.generate_key("P-256")
KEYS = {"keys": [KEY.as_dict(private=False)]}
EXPECTED = Expected(issuer="https://id.example.org", client="vorlauf", nonce="once")
NOW = 1_796_000_000
TRUE = {
    "iss": EXPECTED.issuer,
    "sub": "4711",
    "aud": EXPECTED.client,
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": EXPECTED.nonce,
}
MISSING = [{name: None} for name in TRUE]
ODD = [
    {"iss": [EXPECTED.issuer]},
    {"sub": ""},
    {"aud": []},
    {"aud": ["vorlauf", "another"]},
    {"aud": ["vorlauf", "another"], "azp": "another"},
    {"aud": {"vorlauf": True}},
    {"azp": "another"},
    {"azp": ""},
    {"azp": ["vorlauf"]},
    {"nonce": ["once", "another"]},
    {"nonce": {"once": True}},
    {"exp": NOW - LEEWAY},
    {"exp": "tomorrow"},
    {"exp": True},
    {"exp": float("nan")},
    {"exp": float("inf")},
    {"iat": NOW + LEEWAY + 1},
    {"nbf": NOW + LEEWAY + 1},
    {"nbf": "now"},
]
EVEN_SO = [
    {},
    {"aud": ["vorlauf"]},
    {"aud": ["vorlauf", "another"], "azp": "vorlauf"},
    {"azp": "vorlauf"},
    {"exp": NOW - LEEWAY + 1},
    {"iat": NOW + LEEWAY},
    {"nbf": NOW + LEEWAY},
    {"exp": NOW + 0.5},
]


def signed(**said):
    told = {name: value for name, value in (TRUE | said).items() if value is not None}
    return jwt.encode({"alg": "ES256"}, told, KEY)


@pytest.mark.parametrize("said", EVEN_SO, ids=str)
def test_a_true_token_says_what_it_says(said):
    told = claims(signed(**said), KEYS, EXPECTED, NOW)

    assert told == TRUE | said


@pytest.mark.parametrize("said", [*MISSING, *ODD], ids=str)
def test_a_token_that_is_not_true_is_refused(said):
    with pytest.raises(ValueError, match=r"_claim|expired_token"):
        claims(signed(**said), KEYS, EXPECTED, NOW)


@pytest.mark.parametrize("odd", ["", "x", "a.b", "a.b.c", "a.b.c.d.e", "ä"])
def test_what_is_no_token_is_refused(odd):
    with pytest.raises((ValueError, LookupError, TypeError)):
        claims(odd, KEYS, EXPECTED, NOW)
