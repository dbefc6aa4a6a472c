"""ID tokens: every claim that a provider has signed about somebody is checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidClaimError, JoseError
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
    told = jwt.decode(token, known, algorithms=list(ALGORITHMS)).claims
    exactly = jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": expected.client},
        exp={"essential": True},
        iat={"essential": True},
    )
    exactly.validate(told)
    if told.get("nonce") != expected.nonce:
        raise InvalidClaimError("nonce")
    if not _is_for(expected.client, told):
        raise InvalidClaimError("azp")
    return told


def _is_for(client: str, told: Mapping[str, Any]) -> bool:
    """Whether this client asked for the token, not only another of its audience.

    A token for several must name whom it was issued to (OpenID Connect Core, 3.1.3.7).
    """
    named = told.get("azp")
    return named == client if named is not None else told["aud"] in (client, [client])
