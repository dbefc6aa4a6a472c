"""ID tokens: what a provider has signed about somebody, checked to the last claim."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Signed with the provider's own key: neither by nobody, nor with a secret we share.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
# Seconds by which clocks may differ.
LEEWAY: Final = 60


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Who must have signed, for whom, and the random word of this sign-in."""

    issuer: str
    client: str
    nonce: str


def claims(
    token: str, keys: Mapping[str, Any], expected: Expected, now: float
) -> Mapping[str, Any]:
    """Return what the token says, if it holds at `now` (seconds since 1970).

    Raises `ValueError` for one that does not, and its like for what is none at all.
    """
    try:
        return _claims(token, keys, expected, now)
    except JoseError as error:
        raise ValueError(error.error) from error


def _claims(
    token: str, keys: Mapping[str, Any], expected: Expected, now: float
) -> Mapping[str, Any]:
    known = KeySet.import_key_set({"keys": list(keys["keys"])})
    signed = jwt.decode(token, known, algorithms=list(ALGORITHMS))
    exactly = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client},
        "nonce": {"essential": True, "value": expected.nonce},
        "exp": {"essential": True},
    }
    told = CodeIDToken(
        signed.claims,
        signed.header,
        options=exactly,
        params={"nonce": expected.nonce, "client_id": expected.client},
    )
    told.validate(now=int(now), leeway=LEEWAY)
    return dict(told)
