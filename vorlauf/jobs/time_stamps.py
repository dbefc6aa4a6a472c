"""Time stamps: an authority signs that a head of the audit log was there (RFC 3161).

A stamp is a file `LINE-HASH.tsr`, the authority's answer as it came; stamped are the
octets `LINE:HASH`. So `openssl ts -verify` can check it without Vorlauf, too.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

import httpx

from states.messages import Message, msg
from vorlauf.db.audit_head import KeptHead
from vorlauf.errors import SettingsError, StoreError, VorlaufError
from vorlauf.jobs.der_order import with_ordered_certificates
from vorlauf.setting_meanings import STAMP_URL

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

# Seconds for the whole question; bytes of one answer, which has a few thousand.
PATIENCE: Final = 20.0
LONGEST: Final = 200_000
_QUERY: Final = "application/timestamp-query"
_NAME: Final = re.compile(r"([0-9]{1,18})-([0-9a-f]{64})\.tsr")


class StampError(VorlaufError):
    """A stamp that was not given, or does not hold."""


@dataclass(frozen=True)
class Stamp:
    """A kept stamp: of which head, and the authority's answer as it came."""

    head: KeptHead
    answer: bytes = field(repr=False)


@dataclass(frozen=True)
class Certificates:
    """Whom stamps are believed: the certificates of a file in PEM."""

    path: Path

    def stamped_at(
        self, head: KeptHead, answer: bytes, *, nonce: int | None = None
    ) -> datetime:
        """Return when (aware UTC) the head was stamped; asks no network.

        Certificates need to have been valid then, not today. Raises `StampError` for a
        stamp that is not of this head or not of these certificates, `SettingsError`
        if those cannot be read or the extra is missing.
        """
        _require_extra()
        from rfc3161_client import (  # noqa: PLC0415, an extra
            VerificationError,
            VerifierBuilder,
            decode_timestamp_response,
        )

        believed = VerifierBuilder(roots=self._read(), nonce=nonce).build()
        try:
            response = decode_timestamp_response(with_ordered_certificates(answer))
            believed.verify_message(response, str(head).encode())
            at = response.tst_info.gen_time
        except (VerificationError, ValueError) as error:
            raise StampError(
                msg(
                    "The time stamp of head {head} does not hold: {reason}",
                    head=head.brief,
                    reason=str(error),
                )
            ) from error
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def _read(self) -> list["Certificate"]:
        from cryptography.x509 import (  # noqa: PLC0415, comes with the extra
            load_pem_x509_certificates,
        )

        try:
            found = load_pem_x509_certificates(self.path.read_bytes())
        except (OSError, ValueError) as error:
            raise SettingsError(
                msg(
                    "The certificates of time stamps in {file} cannot be read: "
                    "{reason}.",
                    file=str(self.path),
                    reason=getattr(error, "strerror", None) or str(error),
                )
            ) from error
        return found


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A time stamping authority, and whom its stamps are believed by."""

    url: str = field(repr=False)
    certificates: Certificates

    def stamp(self, head: KeptHead) -> bytes:
        """Ask for a stamp of the head and return the answer, which holds.

        Raises `StampError` if none comes within `PATIENCE`, or one that does not hold.
        """
        _require_extra()
        from rfc3161_client import TimestampRequestBuilder  # noqa: PLC0415, an extra

        request = TimestampRequestBuilder().data(str(head).encode()).build()
        try:
            # In a thread of its own: whoever calls may have a loop of events already.
            with ThreadPoolExecutor(1) as thread:
                asking = _answer(self.url, request.as_bytes())
                answer = thread.submit(asyncio.run, asking).result()
        except TimeoutError as error:
            raise StampError(_silent("it does not answer in time")) from error
        except httpx.HTTPStatusError as error:
            code = error.response.status_code
            raise StampError(_silent(f"HTTP {code}")) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            # Its words may name the address, which may hold a password.
            raise StampError(_silent(type(error).__name__)) from error
        self.certificates.stamped_at(head, answer, nonce=request.nonce)
        return answer


def kept_in(folder: Path) -> Iterator[Stamp]:
    """Yield the stamps in a folder, by line; none if it is not there.

    Raises `StoreError` for one that cannot be read.
    """
    try:
        named = [
            (KeptHead(int(found[1]), found[2]), file)
            for file in folder.iterdir()
            if (found := _NAME.fullmatch(file.name))
        ]
        for head, file in sorted(named, key=lambda one: one[0].line):
            with file.open("rb") as stamp:
                yield Stamp(head, stamp.read(LONGEST))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(_lost(folder, error)) from error


def keep(folder: Path, head: KeptHead, answer: bytes) -> None:
    """Keep a stamp, safely on the disk. Raises `StoreError`."""
    try:
        folder.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(answer)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(0o640)
        Path(file.name).replace(folder / name_of(head))
    except OSError as error:
        raise StoreError(_lost(folder, error)) from error


def name_of(head: KeptHead) -> str:
    """Return how the file of the stamp of a whole head is called."""
    return f"{head.line}-{head.digest}.tsr"


async def _answer(url: str, request: bytes) -> bytes:
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=PATIENCE) as client:
        headers = {"Content-Type": _QUERY}
        asking = client.stream("POST", url, content=request, headers=headers)
        async with asking as response:
            response.raise_for_status()
            answer = bytearray()
            async for some in response.aiter_bytes():
                answer += some
                if len(answer) > LONGEST:
                    raise ValueError(LONGEST)
    return bytes(answer)


def _require_extra() -> None:
    """Raise `SettingsError` if the library of the extra is not installed."""
    if find_spec("rfc3161_client") is None:
        raise SettingsError(
            msg("{setting} needs vorlauf[stamp]; install that.", setting=STAMP_URL)
        )


def _silent(reason: str) -> Message:
    return msg("The time stamping authority gave no stamp: {reason}.", reason=reason)


def _lost(folder: Path, error: OSError) -> Message:
    return msg(
        "The time stamps in {folder} cannot be read or written: {reason}.",
        folder=str(folder),
        reason=error.strerror or str(error),
    )
