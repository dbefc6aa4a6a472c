"""The API under a bombardment: thousands of requests, and never a fault of ours."""

import sys

import pytest
from bombardment import Bombardment
from programs import program_of

from vorlauf.db import audit_log
from vorlauf.db.engine import reading

pytestmark = pytest.mark.slow

PEOPLE = ("ada", "clara", "olga", "ines")
MANY = 10_000


@pytest.fixture
def bombardment(dashboard, desk, a_post, hand_to_review):
    """Programs of four people before posts in several states."""
    numbers = [a_post("smi"), a_post("smf", wants_graphics=False)]
    numbers += [hand_to_review("smi"), hand_to_review("smf", "smi")]
    programs = {person: program_of(dashboard, person) for person in PEOPLE}
    return Bombardment(desk, programs, numbers)


def check(bombardment):
    """What is left after it: no fault of ours, and a file that holds together."""
    assert [status for status in bombardment.statuses if status >= 500] == []
    assert {200, 201, 403, 404, 409, 422} <= bombardment.statuses.keys()
    with reading(bombardment.desk.engine) as connection:
        assert audit_log.verify(connection).faults == ()


def test_no_request_that_can_be_made_up_is_a_fault_of_ours(bombardment):
    bombardment.run(4)

    check(bombardment)


@pytest.mark.bombardment
@pytest.mark.timeout(3600)
def test_ten_thousand_requests_are_no_fault_of_ours(bombardment, capsys):
    rounds = 0
    while bombardment.sent < MANY:
        bombardment.run(120, seed=rounds)
        rounds += 1

    found = dict(sorted(bombardment.statuses.items()))
    with capsys.disabled():
        sys.stdout.write(f"\nAPI: {bombardment.sent} requests, {found}\n")
    check(bombardment)
