"""The certificates of a time stamp, in the order that DER wants.

OpenSSL, and with it many an authority, writes them in an order of its own, and strict
readers refuse that. They are not signed, and their order says nothing.
"""

from collections.abc import Iterator
from typing import Final

# Where they are: the token in the answer, the signed data in it, their set in that.
_TOKEN, _CONTENT, _SIGNED, _CERTIFICATES = 1, 1, 0, 3
_SET_OF_CERTIFICATES: Final = 0xA0
_LONG: Final = 0x80
_LONGEST: Final = 4  # octets of a length


def with_ordered_certificates(answer: bytes) -> bytes:
    """Return an authority's answer with its certificates in order.

    What is no such answer comes back as it is; its reader says what is wrong.
    """
    try:
        start, end = 0, len(answer)
        for place in (0, _TOKEN, _CONTENT, _SIGNED, _CERTIFICATES):
            start, end = list(_parts(answer, start, end))[place]
            if place == _CERTIFICATES and answer[start] != _SET_OF_CERTIFICATES:
                return answer
            start = _content(answer, start)
        found = [answer[first:behind] for first, behind in _parts(answer, start, end)]
    except IndexError:
        return answer
    return answer[:start] + b"".join(sorted(found)) + answer[end:]


def _parts(octets: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each value between two places begins, and where it is over.

    Raises `IndexError` where none is.
    """
    while start < end:
        content = _content(octets, start)
        behind = content + _length(octets, start)
        if behind > end:
            raise IndexError(behind)
        yield start, behind
        start = behind


def _content(octets: bytes, start: int) -> int:
    first = octets[start + 1]
    return start + 2 + (first - _LONG if first > _LONG else 0)


def _length(octets: bytes, start: int) -> int:
    first = octets[start + 1]
    if first < _LONG:
        return first
    if not 0 < first - _LONG <= _LONGEST:
        raise IndexError(start)
    return int.from_bytes(octets[start + 2 : _content(octets, start)])
