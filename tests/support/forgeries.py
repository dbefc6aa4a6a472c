"""Forged links: what somebody who holds some real ones could make of them."""

import string
from dataclasses import dataclass
from random import Random

from vorlauf.links import tokens
from vorlauf.links.tokens import LENGTH, NONCE_BYTES, SIZE, Scope

ALPHABET = string.ascii_letters + string.digits + "-_"
_STRANGE = " =+/%\n\t\0.äß\u200b\N{FULLWIDTH LATIN CAPITAL LETTER A}"


@dataclass(frozen=True)
class Forger:
    """Somebody with dice, some real links, and what can be known of them."""

    dice: Random
    real: list
    scopes: list
    key: bytes


def forged(real, scopes, key, how_many, seed=7):
    """Yield altered links (kind, words), none of which is one of the `real` ones.

    `scopes` are those of the real links; whoever forges has no `key`, and so another.
    """
    forger = Forger(Random(seed), real, scopes, key)  # noqa: S311 - repeatable
    known, count = set(real), 0
    while count < how_many:
        for kind, make in MAKERS.items():
            words = make(forger)
            if words not in known:
                count += 1
                yield kind, words
            if count == how_many:
                return


def _bit(forger):
    said = bytearray(tokens._said(forger.dice.choice(forger.real)))
    said[forger.dice.randrange(SIZE)] ^= 1 << forger.dice.randrange(8)
    return tokens._written(bytes(said))


def _sign(forger):
    words = forger.dice.choice(forger.real)
    place = forger.dice.randrange(LENGTH)
    return words[:place] + forger.dice.choice(ALPHABET + _STRANGE) + words[place + 1 :]


def _splice(forger):
    one, other = forger.dice.sample(forger.real, 2)
    place = forger.dice.choice([forger.dice.randrange(1, LENGTH), NONCE_BYTES * 4 // 3])
    return one[:place] + other[place:]


def _splice_bytes(forger):
    one, other = (tokens._said(words) for words in forger.dice.sample(forger.real, 2))
    return tokens._written(one[:NONCE_BYTES] + other[NONCE_BYTES:])


def _padding(forger):
    words = forger.dice.choice(forger.real)
    return forger.dice.choice(
        [
            words + "=" * forger.dice.randrange(1, 4),
            words + forger.dice.choice(_STRANGE),
            forger.dice.choice(_STRANGE) + words,
            words[: -forger.dice.randrange(1, 8)],
            words + words[-4:],
            words[:20] + forger.dice.choice(_STRANGE) + words[20:],
        ]
    )


def _case(forger):
    words = forger.dice.choice(forger.real)
    return forger.dice.choice(
        [
            words.swapcase(),
            words.lower(),
            words.upper(),
            words.replace("-", "+").replace("_", "/") + "=",
        ]
    )


def _other_scope(forger):
    """Keep the random half, and guess the code for something else."""
    scope = forger.dice.choice(forger.scopes)
    other = Scope(
        kind=forger.dice.choice([scope.kind, *type(scope.kind)]),
        step_id=scope.step_id + forger.dice.randrange(3),
        version=scope.version + forger.dice.randrange(3),
        recipient=forger.dice.choice([scope.recipient, "cora", "ines", "smi"]),
    )
    nonce = tokens._said(forger.dice.choice(forger.real))[:NONCE_BYTES].hex()
    own_key = bytes(forger.dice.randrange(256) for _ in range(32))
    return tokens.token(own_key, nonce, other)


def _right_key_other_scope(forger):
    """What the key would make for a step that has no such link (a leaked key aside)."""
    scope = forger.dice.choice(forger.scopes)
    nonce = tokens._said(forger.dice.choice(forger.real))[:NONCE_BYTES].hex()
    other = Scope(
        kind=scope.kind,
        step_id=scope.step_id,
        version=scope.version + 1 + forger.dice.randrange(5),
        recipient=scope.recipient,
    )
    return tokens.token(forger.key, nonce, other)


def _out_of_nothing(forger):
    return "".join(forger.dice.choice(ALPHABET) for _ in range(LENGTH))


MAKERS = {
    "bit": _bit,
    "sign": _sign,
    "splice": _splice,
    "splice of bytes": _splice_bytes,
    "padding": _padding,
    "case": _case,
    "other scope": _other_scope,
    "other scope, right key": _right_key_other_scope,
    "nothing": _out_of_nothing,
}
