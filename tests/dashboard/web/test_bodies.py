"""Bodies: how much may come with a request, for how long, and with others at once."""

import asyncio

import pytest
from starlette.datastructures import Headers

from dashboard.web.bodies import (
    BodyPace,
    TooLargeError,
    TooSlowError,
    UploadsUnderWay,
    announced,
    metered,
)
from dashboard.web.busy import BusyError

QUICK = BodyPace(patience=0.05, least=1_000_000)
MEGABYTE = 1_000_000


def body(*pieces, then=None):
    """Return a receiver of these pieces; after them it waits, or does `then`."""
    left = [
        {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
    ]

    async def receive():
        if left:
            return left.pop(0)
        return then or await asyncio.sleep(60)

    return receive


def read(receive, most=100, pace=QUICK):
    async def whole():
        came, counted = b"", metered(receive, most, pace)
        while True:
            message = await counted()
            came += message["body"]
            if not message["more_body"]:
                return came

    return asyncio.run(whole())


LAST = {"type": "http.request", "body": b"", "more_body": False}


def test_a_body_comes_as_it_is():
    assert read(body(b"a" * 60, b"b" * 40, then=LAST)) == b"a" * 60 + b"b" * 40


def test_more_than_may_come_is_refused_before_the_rest_is_read():
    with pytest.raises(TooLargeError):
        read(body(b"a" * 60, b"b" * 41))


def test_what_does_not_come_is_given_up():
    with pytest.raises(TooSlowError):
        read(body())
    with pytest.raises(TooSlowError):
        read(body(b"a", b"b"))


def test_a_letter_now_and_then_is_too_slow():
    async def receive():
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(TooSlowError):
        read(receive)


def test_whoever_has_sent_much_may_take_longer():
    assert BodyPace().ends_after(0) == 20
    # Sixty megabytes through a megabit a second take eight minutes.
    assert BodyPace().ends_after(60 * MEGABYTE) > 2 * 8 * 60


def test_after_the_body_the_end_of_the_connection_is_awaited_for_long():
    left = [LAST]

    async def receive():
        if left:
            return left.pop()
        await asyncio.sleep(4 * QUICK.patience)
        return {"type": "http.disconnect"}

    async def listening():
        counted = metered(receive, 100, QUICK)
        await counted()
        return await counted()

    assert asyncio.run(listening()) == {"type": "http.disconnect"}


def test_uploads_of_all_together_are_bounded():
    uploads = UploadsUnderWay(100 * MEGABYTE)

    with uploads.room("ada", 50 * MEGABYTE), uploads.room("ines", 50 * MEGABYTE):
        with pytest.raises(BusyError), uploads.room("ivo", MEGABYTE):
            pass
        with uploads.room("ivo", 60_000):
            pass  # a form is no upload
    with uploads.room("ivo", 50 * MEGABYTE):
        pass


def test_one_person_or_link_takes_half_at_most():
    uploads = UploadsUnderWay(100 * MEGABYTE)

    with uploads.room("link", 40 * MEGABYTE):
        with pytest.raises(BusyError) as refused, uploads.room("link", 20 * MEGABYTE):
            pass
        with uploads.room("another link", 40 * MEGABYTE):
            pass
    assert refused.value.headers == {"Retry-After": "30"}


def test_what_fails_makes_room_too():
    uploads = UploadsUnderWay(100 * MEGABYTE)
    for _ in range(3):
        with pytest.raises(ValueError, match="x"), uploads.room("ada", 50 * MEGABYTE):
            raise ValueError("x")


def test_without_a_length_as_much_is_expected_as_may_come():
    assert announced(Headers({"content-length": "12"}), 100) == 12
    assert announced(Headers({"transfer-encoding": "chunked"}), 100) == 100
    assert announced(Headers({}), 100) == 0
