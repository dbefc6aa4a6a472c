"""Another house, or another key, on every post under way, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing import house_replacements as replacements
from vorlauf.editing.house_replacements import Replacement
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.posts.visibility import EVERYTHING
from vorlauf.readmodels import calendar_feed
from vorlauf.readmodels.calendar_feed import FeedReach
from vorlauf.readmodels.scope import ReadScope
from vorlauf.scheduling import hold_upkeep
from vorlauf.scheduling.holds import HoldOrder, place
from vorlauf.workflow.manual_actions import overseer

AUDIT = table_of(Audit)
QUARTER = timedelta(minutes=15)
WISH = Replacement(old="smf", new="smi", actor="ada", comment="Umbildung.")


def rename_in_file(desk, old, new):
    """Let a house have another key in stakeholders.toml, and so its people."""
    houses = {
        (new if key == old else key): (
            replace(house, key=new, was=(old,)) if key == old else house
        )
        for key, house in desk.directory.houses.items()
    }
    people = {
        key: replace(person, house=new) if person.house == old else person
        for key, person in desk.directory.people.items()
    }
    desk.directory = replace(desk.directory, houses=houses, people=people)


def event(mail):
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    (found,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return found


def test_a_house_takes_the_place_of_another_on_every_open_post(desk, hand_to_review):
    first, second = hand_to_review("smf"), hand_to_review("smi", "smf")
    over = hand_to_review("smf")
    desk.do(over, "withdraw", comment="Fällt aus.")

    ahead = desk.ask(replacements.preview, WISH)
    done = desk.ask(replacements.replace_everywhere, WISH)

    assert list(ahead) == list(done) == [first, second]
    assert [desk.post(number).houses for number in (first, second, over)] == [
        ("smi",),
        ("smi",),
        ("smf",),
    ]
    assert desk.open_steps(first) == {("review", "smi")}


def test_a_replacement_is_undone_on_all_its_posts_or_on_none(
    desk, hand_to_review, post_round
):
    first, second = hand_to_review("smf"), hand_to_review("smi", "smf")
    wish = replace(WISH, hold=timedelta(seconds=30))
    before = [desk.open_steps(number) for number in (first, second)]
    with pytest.raises(RefusedError, match="no replacement of smf by smi"):
        desk.ask(replacements.take_back, wish)
    post_round()

    desk.ask(replacements.replace_everywhere, wish)
    assert desk.ask(replacements.take_back, wish) == [first, second]

    assert [desk.open_steps(number) for number in (first, second)] == before
    assert [desk.post(number).houses for number in (first, second)] == [
        ("smf",),
        ("smf", "smi"),
    ]
    assert post_round(desk.now + 2 * QUARTER) == []

    desk.ask(replacements.replace_everywhere, wish)
    post_round(desk.now + QUARTER)
    with pytest.raises(RefusedError, match="has left already"):
        desk.ask(replacements.take_back, wish)
    assert [desk.post(number).houses for number in (first, second)] == [("smi",)] * 2


def test_a_renamed_house_keeps_its_decisions_and_its_open_steps(desk, hand_to_review):
    decided, waiting = hand_to_review("smf", "smi"), hand_to_review("smf")
    desk.do(decided, "endorse", "frank")
    before = desk.post(waiting).steps[0]
    rename_in_file(desk, "smf", "smfin")
    wish = replace(WISH, new="smfin")

    assert desk.ask(replacements.to_rename, wish) == [decided, waiting]
    assert desk.ask(replacements.rename_everywhere, wish) == [decided, waiting]

    (after,) = desk.post(waiting).steps
    assert (after.id, after.house, after.asked, after.due_at) == (
        before.id,
        "smfin",
        before.asked,
        before.due_at,
    )
    assert {row.house for row in desk.rows(STEP, kind="review")} == {"smfin", "smi"}
    desk.do(decided, "endorse", "ines")
    assert desk.post(decided).state is PostState.STAATSKANZLEI_APPROVAL
    desk.do(waiting, "endorse", "frank")
    entry = desk.rows(AUDIT, event="house_rename")[0]
    assert (entry.house, entry.comment) == ("smfin", "Umbildung.")


def test_a_renaming_is_taken_back_while_nobody_has_heard_of_it(
    desk, hand_to_review, post_round
):
    decided, waiting = hand_to_review("smf", "smi"), hand_to_review("smf")
    desk.do(decided, "endorse", "frank")
    post_round()
    before = [desk.post(number).steps for number in (decided, waiting)]
    rename_in_file(desk, "smf", "smfin")
    wish = replace(WISH, new="smfin", hold=timedelta(seconds=30))
    desk.ask(replacements.rename_everywhere, wish)

    assert desk.ask(replacements.take_back, wish) == [decided, waiting]

    assert [desk.post(number).steps for number in (decided, waiting)] == before
    assert {row.house for row in desk.rows(STEP, kind="review")} == {"smf", "smi"}
    assert desk.post(decided).houses == ("smf", "smi")
    assert post_round(desk.now + 2 * QUARTER) == []


def test_posts_that_changed_since_the_look_are_not_replaced(desk, hand_to_review):
    number = hand_to_review("smf")
    seen = desk.ask(replacements.signature, "smf")
    desk.save(number, title="Ein anderer Titel")

    with pytest.raises(ConflictError, match="have changed meanwhile"):
        desk.ask(replacements.replace_everywhere, replace(WISH, seen=seen))

    assert desk.post(number).houses == ("smf",)


def test_calendars_know_a_due_date_again_when_its_house_was_renamed(
    desk, hand_to_review, post_round, slot
):
    number = hand_to_review("smf")
    ((_, request),) = post_round()
    for old, new in (("smf", "smfin"), ("smfin", "smfh")):
        rename_in_file(desk, old, new)
        wish = replace(WISH, old=old, new=new)
        assert desk.ask(replacements.rename_everywhere, wish) == [number]
    post_round(desk.now + QUARTER)

    desk.save(number, slot_at=slot + timedelta(days=7))
    ((_, told),) = post_round(desk.now + QUARTER)

    before, after = event(request), event(told)
    post, directory = desk.post(number), desk.directory
    assert post.houses == ("smfh",)
    assert str(after["UID"]) == str(before["UID"])
    assert str(after["UID"]).startswith(f"post-{post.id}-review-smf@")
    assert after["DTEND"].dt > before["DTEND"].dt
    with reading(desk.engine) as connection:
        reach = FeedReach(
            scope=ReadScope(connection, EVERYTHING, desk.now), since=desk.now
        )
        dates = calendar_feed.dates(reach, directory)
    assert f"post-{post.id}-review-smf" in {one.uid for one in dates}


def test_a_house_that_is_still_on_file_is_not_renamed(desk):
    with pytest.raises(RefusedError, match="is still a house of"):
        desk.ask(replacements.rename_everywhere, WISH)


def test_a_house_is_renamed_only_to_the_one_that_had_its_key(desk, hand_to_review):
    number = hand_to_review("smf")
    rename_in_file(desk, "smf", "smfin")

    with pytest.raises(RefusedError, match="smi was never called smf"):
        desk.ask(replacements.rename_everywhere, WISH)
    with pytest.raises(RefusedError, match="smi was never called smf"):
        desk.ask(replacements.to_rename, WISH)
    with pytest.raises(NotFoundError, match="'smf' is called 'smfin' now"):
        desk.ask(replacements.replace_everywhere, replace(WISH, old="smi", new="smf"))

    assert desk.post(number).houses == ("smf",)


def test_nobody_is_replaced_by_a_house_that_is_not_there(desk):
    with pytest.raises(NotFoundError, match="There is no house"):
        desk.ask(replacements.replace_everywhere, replace(WISH, new="nirgends"))


def test_only_a_coordinator_replaces_houses(desk):
    with pytest.raises(RefusedError, match="is no coordinator"):
        desk.ask(replacements.replace_everywhere, replace(WISH, actor="ines"))


def test_a_hold_of_a_house_goes_on_under_its_new_key(desk, hand_to_review):
    number = hand_to_review("smf")
    order = HoldOrder(scope=HoldScope.HOUSE, what="smf", reason="Trauerfall")
    with writing(desk.engine) as connection:
        place(desk.call(connection), order, overseer(desk.directory, "ada"))
    rename_in_file(desk, "smf", "smfin")

    desk.ask(replacements.rename_everywhere, replace(WISH, new="smfin"))

    with writing(desk.engine) as connection:
        hold_upkeep.keep_up(desk.call(connection))
    assert desk.post(number).held_since is not None
