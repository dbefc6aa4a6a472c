"""Lanes: a few threads for each kind of work, and a short queue before them."""

import asyncio
from threading import Event
from time import thread_time

import pytest

from dashboard.permissions import PAGES
from dashboard.web import lanes as lanes_module
from dashboard.web.busy import BusyError
from dashboard.web.lanes import Lane, LaneName, ProcessorShare, lane_of, lanes


@pytest.fixture
def kind_of_database():
    """No database is asked."""
    return "sqlite"


@pytest.fixture
def gate():
    """What work waits for; it opens at the end in any case."""
    opened = Event()
    yield opened
    opened.set()


def filled(lane, gate, works, source=""):
    """Let so many works wait in a lane; return what becomes of them, in order."""

    async def come():
        tasks = [
            asyncio.ensure_future(lane.run(gate.wait, source)) for _ in range(works)
        ]
        await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(come())


def test_a_lane_takes_its_threads_and_its_queue_and_sends_the_others_away(gate):
    done = filled(Lane("one", threads=2, waiting=3), gate, 9)

    assert done[:5] == [True] * 5
    assert [type(one) for one in done[5:]] == [BusyError] * 4
    assert done[5].headers == {"Retry-After": "5"}


def test_when_they_are_done_there_is_room_again(gate):
    lane = Lane("one", threads=1, waiting=0)
    filled(lane, gate, 3)

    assert filled(lane, gate, 1) == [True]


def test_work_that_fails_makes_room_too():
    lane = Lane("one", threads=1, waiting=0)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(lane.run(lambda: 1 / 0))

    assert asyncio.run(lane.run(lambda: 1)) == 1


def test_one_source_gets_half_of_the_room(gate):
    done = filled(Lane("one", threads=2, waiting=6), gate, 8, source="192.0.2.1")

    assert [one is True for one in done] == [True] * 5 + [False] * 3


def test_a_full_lane_keeps_nobody_waiting_in_another(gate):
    async def come():
        full, other = Lane("full", threads=1, waiting=0), lanes()[LaneName.PAGES]
        task = asyncio.ensure_future(full.run(gate.wait))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            full.check()
        found = await other.run(lambda: "a page")
        gate.set()
        await task
        return found

    assert asyncio.run(come()) == "a page"


def test_strangers_begin_when_nobody_is_at_work_who_is_signed_in(gate, monkeypatch):
    monkeypatch.setattr(lanes_module, "_MOMENT", 60)
    made, order = lanes(), []

    async def come():
        page = asyncio.ensure_future(
            made[LaneName.PAGES].run(lambda: (gate.wait(), order.append("page")))
        )
        await asyncio.sleep(0)
        stranger = asyncio.ensure_future(
            made[LaneName.STRANGERS].run(lambda: order.append("stranger"))
        )
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(page, stranger)

    asyncio.run(come())

    assert order == ["page", "stranger"]


def test_strangers_do_not_wait_for_ever(gate, monkeypatch):
    monkeypatch.setattr(lanes_module, "_MOMENT", 0.01)
    made = lanes()

    async def come():
        page = asyncio.ensure_future(made[LaneName.PAGES].run(gate.wait))
        await asyncio.sleep(0)
        found = await made[LaneName.STRANGERS].run(lambda: "an answer")
        gate.set()
        await page
        return found

    assert asyncio.run(come()) == "an answer"


def test_every_route_with_a_lane_of_its_own_exists():
    assert lanes_module._OF.keys() <= {entry.name for entry in PAGES}


def test_nobody_unknown_is_answered_where_people_are():
    taken = {lane_of(entry) for entry in PAGES if entry.who is None}

    assert LaneName.PAGES not in taken
    assert LaneName.KNOWN not in taken


def busy():
    """Use a hundredth of a second of the processor."""
    end = thread_time() + 0.01
    while thread_time() < end:
        pass


@pytest.fixture
def waits():
    return []


@pytest.fixture
def share(waits):
    """A tenth of a processor, by a clock that stands still."""
    return ProcessorShare(0.1, clock=lambda: 100.0, pause=waits.append)


def test_a_share_of_the_processor_is_kept_by_waiting_before_the_next_work(share, waits):
    with share.work():
        busy()
    assert waits == []
    with share.work():
        pass

    assert waits[0] >= 9 * 0.01


def test_work_that_fails_counts_as_well(share, waits):
    lane = Lane("one", threads=1, waiting=0, share=share)

    def fail():
        busy()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(lane.run(fail))
    asyncio.run(lane.run(lambda: None))

    assert waits[0] >= 9 * 0.01


def test_who_has_a_whole_processor_never_waits(waits):
    share = ProcessorShare(clock=lambda: 100.0, pause=waits.append)
    for _ in range(3):
        with share.work():
            busy()

    assert waits == []
