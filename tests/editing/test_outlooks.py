"""Outlooks: kept between two pages, and never other than those computed anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from vorlauf.db.engine import reading
from vorlauf.db.tables import AuditHead, table_of
from vorlauf.editing.feasibility import met_until, outlook
from vorlauf.editing.outlooks import Outlooks

HEAD = table_of(AuditHead)
HOUR = timedelta(hours=1)


@pytest.fixture
def look(desk, engine):
    """Return a function that asks the same kept outlooks again."""
    kept = Outlooks()

    def ask():
        with reading(engine) as connection:
            last = connection.execute(select(func.max(HEAD.c.last_id))).scalar_one()
            return kept.at(connection, desk.directory, last)

    return ask


def test_a_slot_is_met_until_the_instant_that_is_kept(desk, hand_to_review):
    post = desk.post(hand_to_review("smi", "smf"))

    until = met_until(post, desk.directory)

    for now in (desk.now, until - HOUR, until):
        assert outlook(post, desk.directory, now).feasibility.met
    for now in (until + timedelta(seconds=1), until + 500 * HOUR):
        assert not outlook(post, desk.directory, now).feasibility.met


def test_what_is_kept_is_what_is_computed_anew(desk, a_post, look, now):
    drafted, handed = a_post("smi"), a_post("smf")
    look()
    desk.do(handed, "request_assets")
    desk.do(drafted, "withdraw", comment="Doch nicht")
    later = now + 60 * 24 * HOUR

    found = look()

    post = desk.post(handed)
    assert found.of(post.id, later) == outlook(post, desk.directory, later)
    assert found.unmet(later) == {post.id}
    assert found.of(desk.post(drafted).id, later) is None


def test_another_lead_time_counts_at_once(desk, hand_to_review, look):
    post = desk.post(hand_to_review("smi"))
    before = look().unmet(desk.now)

    times = desk.directory.houses["smi"].lead_times
    desk.amend("houses", "smi", lead_times=replace(times, approval=100))

    assert (before, look().unmet(desk.now)) == (frozenset(), {post.id})


def test_a_post_of_a_house_that_left_the_file_is_kept(desk, a_post, look):
    lost, kept = desk.post(a_post("smf")), desk.post(a_post("smi"))
    desk.amend("houses", "smf")

    found = look()

    assert found.of(lost.id, desk.now) is not None
    assert found.of(kept.id, desk.now) is not None


def test_what_a_draft_lacks_is_kept_until_it_is_there(desk, a_post, look):
    number = a_post("smi", texts={}, wants_assets=False, wants_graphics=False)
    post = desk.post(number)
    before = [str(one) for one in look().lacking(post.id)]

    desk.save(number, texts=dict.fromkeys(desk.directory.campaign.channels, "Ein Tag."))

    (missing,) = before
    assert missing.startswith("the text for ")
    assert look().lacking(post.id) == ()
