"""MP4 chunks: where the bytes of one track lie (ISO/IEC 14496-12, 8.6 to 8.7)."""

import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from vorlauf.material.files.rejections import FileReason, UnusableError

_HALF_A_BYTE: Final = 4


def chunks(tables: Mapping[bytes, bytes]) -> Iterator[tuple[int, int]]:
    """Yield place and length in bytes of each chunk of a track.

    `tables` holds the contents of the boxes stsc, stsz or stz2, and stco or co64, each
    empty if there is none. Raises `UnusableError` or `struct.error` for tables that are
    cut off.
    """
    places = _numbers(tables[b"stco"], "I") or _numbers(tables[b"co64"], "Q")
    sizes = _sizes(tables[b"stsz"]) if tables[b"stsz"] else _packed(tables[b"stz2"])
    for place, count in zip(places, _counts(tables[b"stsc"], len(places)), strict=True):
        yield place, sum(size for size, _ in zip(sizes, range(count), strict=False))


def _numbers(table: bytes, letter: str, at: int = 4) -> tuple[int, ...]:
    """Return a table's numbers, whose count stands at a place in it."""
    if not table:
        return ()
    (count,) = struct.unpack_from(">I", table, at)
    if count * struct.calcsize(letter) > len(table):
        raise UnusableError(FileReason.BROKEN_FILM)
    return struct.unpack_from(f">{count}{letter}", table, at + 4)


def _sizes(table: bytes) -> Iterator[int]:
    (alike,) = struct.unpack_from(">I", table, 4)
    if not alike:
        yield from _numbers(table, "I", 8)
        return
    (count,) = struct.unpack_from(">I", table, 8)
    yield from (alike for _ in range(count))


def _packed(table: bytes) -> Iterator[int]:
    """Yield sizes of four, eight or sixteen bits."""
    if not table:
        return
    bits = table[7]
    if bits == _HALF_A_BYTE:
        (count,) = struct.unpack_from(">I", table, 8)
        halves = (half for byte in table[12:] for half in (byte >> 4, byte & 15))
        yield from islice(halves, count)
    else:
        yield from _numbers(table, {8: "B", 16: "H"}[bits], 8)


def _counts(table: bytes, places: int) -> list[int]:
    """Return how many samples each chunk holds."""
    if not table:
        return [0] * places
    (rows,) = struct.unpack_from(">I", table, 4)
    if rows * 12 > len(table):
        raise UnusableError(FileReason.BROKEN_FILM)
    firsts = [struct.unpack_from(">II", table, 8 + 12 * row) for row in range(rows)]
    counts = [0] * places
    for (first, count), following in zip(firsts, [*firsts[1:], None], strict=True):
        last = following[0] - 1 if following else places
        for chunk in range(max(first, 1), min(last, places) + 1):
            counts[chunk - 1] = count
    return counts
