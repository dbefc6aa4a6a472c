"""Redaction: secrets that we gave out are struck from what people and servers send us.

Replies quote our mails. A link, a code, a session or a token in them would be kept, be
shown, and go on to others. So every text passes here where it comes in, before anybody
reads, hashes or writes it. A token is known by its digest in the database, so that no
word of anybody's is taken for one; a code is six digits of a link that is concerned.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from vorlauf import secret_forms
from vorlauf.db import issued_secrets
from vorlauf.db.issued_secrets import Concerned
from vorlauf.errors import VorlaufError
from vorlauf.links.issue import LinkIssuer
from vorlauf.secret_forms import Patience, SecretCandidate

# Pieces of texts that are looked at; a page of prose has none.
_MOST_LOOKS: Final = 300_000
_NUMBER: Final = re.compile(r"\b20\d\d-\d{3,6}\b")

Reading = Callable[[], AbstractContextManager[Connection]]


@dataclass(kw_only=True)
class Redaction:
    """Strikes secrets from texts, at `now` (aware UTC).

    `reading` opens a transaction, and only for a text that may hold a secret. `issuer`
    returns what makes codes, None where none are made. `concerned` says whose codes
    count; the links that were `found` in a text before count as well.
    """

    reading: Reading
    now: datetime
    issuer: Callable[[], LinkIssuer | None] = lambda: None
    concerned: Concerned = field(default_factory=Concerned)
    found: set[str] = field(default_factory=set)
    patience: Patience = field(default_factory=lambda: Patience(_MOST_LOOKS))

    def clean(self, text: str) -> str:
        """Return a text with a mark in the place of each secret of ours."""
        return self.clean_all([text])[0]

    def clean_all(self, texts: Sequence[str]) -> list[str]:
        """Return texts as `clean` does, with one look into the database."""
        pieces = [secret_forms.candidates(one, self.patience) for one in texts]
        spans = [secret_forms.addresses(one) for one in texts]
        has_digits = any(map(secret_forms.has_digits, texts))
        if not (any(pieces) or any(spans) or has_digits):
            return list(texts)
        with self.reading() as connection:
            digests = {one.digest for found in pieces for one in found}
            ours = issued_secrets.known(connection, digests)
            self.found |= ours
            codes = self._codes(connection) if has_digits else frozenset()
        return [
            secret_forms.struck(text, [*known, *_of_ours(found, ours)], codes)
            for text, found, known in zip(texts, pieces, spans, strict=True)
        ]

    def _codes(self, connection: Connection) -> frozenset[str]:
        about = replace(self.concerned, digests=self.concerned.digests | self.found)
        links = issued_secrets.with_codes(connection, about, self.now)
        issuer = self._issuer() if links else None
        return frozenset(map(issuer.code, links)) if issuer else frozenset()

    def _issuer(self) -> LinkIssuer | None:
        try:
            return self.issuer()
        except VorlaufError:
            return None  # a machine with another key knows no code, and answers none


def numbers_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the numbers of posts that are named in these texts."""
    return frozenset(one for text in texts for one in _NUMBER.findall(text))


def _of_ours(
    found: Iterable[SecretCandidate], ours: Collection[str]
) -> Iterator[tuple[int, int]]:
    return ((one.start, one.end) for one in found if one.digest in ours)
