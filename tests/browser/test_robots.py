"""A real browser that presses every button behind a link: nothing is changed by it."""

from contextlib import ExitStack

import pytest
from browsers import Seats, served
from clicking import ClickingRobot, chooses
from every_link import (
    KINDS,
    Links,
    answered,
    everything,
    page_of_the_dashboard,
    used_sign_in,
    withdrawn,
)
from repeats import repeated, times

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

# Of every kind so many; `make repeats` opens a hundred and more, all in all.
EACH = times(1, 5)
# So often at least it is refused; some have no form, some share the one to sign in.
REFUSED = {answered: 0, withdrawn: 0, used_sign_in: 1, page_of_the_dashboard: 1}


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def office(desk, of_database, chromium):
    """Links of any kind to a dashboard that is served, and a browser without a past."""
    houses = desk.crowd(EACH)
    with ExitStack() as stack:
        site = served(of_database, desk.directory, desk.now, is_demo=False)
        wiring = stack.enter_context(site)
        seat = Seats(chromium, wiring, stack).sit(person="")
        yield Links(desk, wiring), houses, seat


def kept(folder):
    """Return the files beside the database: what was sent, or is on its way."""
    return {file for file in folder.rglob("*") if "vorlauf.db" not in file.name}


@repeated
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_robot_that_presses_everything_changes_nothing(
    desk, office, of_database, kind
):
    some, houses, seat = office
    paths = [kind(some, house) for house in houses]
    before, files = everything(desk.engine), kept(of_database)
    robot = ClickingRobot(seat)

    for path in paths:
        robot.opens(path)

    assert everything(desk.engine) == before
    assert kept(of_database) == files
    assert len(paths) == EACH
    assert seat.faults == []
    # It has pressed what there is, and was refused wherever there is a form.
    assert robot.presses >= EACH
    assert robot.sent >= robot.refused >= REFUSED.get(kind, EACH)


CHOICES = {kind: choice for kind, choice in KINDS.items() if choice is not None}


@pytest.mark.parametrize("kind", CHOICES, ids=lambda kind: kind.__name__)
def test_whoever_chooses_does_change_something(desk, office, kind):
    some, houses, seat = office
    path = kind(some, houses[0])
    before = everything(desk.engine)

    chooses(seat, path, CHOICES[kind])

    assert everything(desk.engine) != before
