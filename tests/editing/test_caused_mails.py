"""What a preview says goes out is what the next sweeps send, whatever the act."""

import os
from collections import Counter
from datetime import time, timedelta
from random import Random

import pytest
from desk import BARE
from sqlalchemy import select

from states.purpose import MailKind
from vorlauf.db.engine import reading, trying, writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.editing import edits
from vorlauf.editing.consequences import consequences
from vorlauf.editing.house_changes import HouseChange, change
from vorlauf.editing.restored_versions import Restoration, restore
from vorlauf.editing.slot_previews import outlook_with_slot
from vorlauf.errors import VorlaufError
from vorlauf.posts import hold_queries
from vorlauf.scheduling import holds
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.hold_releases import release
from vorlauf.workflow.manual_actions import overseer

# `VORLAUF_EXAMPLES=200` plays it for longer.
EXAMPLES = int(os.environ.get("VORLAUF_EXAMPLES", "12"))
MORE = [pytest.mark.slow, pytest.mark.long]
HORIZON = timedelta(days=5)
MINUTE = timedelta(minutes=1)


class Office:
    """A post, what is done to it, and the mails of that."""

    def __init__(self, desk, number, post_round, random):
        self.desk, self.number, self.random = desk, number, random
        self.post_round = post_round

    def save(self, **more):
        wish = edits.Edit(number=self.number, actor="ada", **more)
        return lambda call: edits.save(call, wish)

    def write(self):
        words = self.random.choice(["Ein Tag.", "Zwei Tage.", "Ein Tag im Revier."])
        return self.save(texts={"xing": words})

    def move(self):
        post, office = self.desk.post(self.number), self.desk.directory.agency.office
        days = self.random.choice([-9, -4, -1, 2, 7])
        day = office.calendar.add(office.day_of(post.slot_at), days)
        return self.save(slot_at=office.at(day, time(10)))

    def there_and_back(self):
        """Move the slot, and return the move back before anybody has heard of it."""
        slot = self.desk.post(self.number).slot_at
        with writing(self.desk.engine) as connection:
            self.move()(self.desk.call(connection))
        self.desk.now += MINUTE
        return self.save(slot_at=slot)

    def change_houses(self):
        houses = tuple(self.random.sample(["smi", "smf"], self.random.randint(1, 2)))
        wish = HouseChange(
            number=self.number, actor="ada", houses=houses, comment="Umbildung."
        )
        return lambda call: change(call, wish)

    def restore(self):
        version = self.random.randint(1, self.desk.post(self.number).version)
        wish = Restoration(number=self.number, actor="ada", version=version)
        return lambda call: restore(call, wish)

    def hold(self):
        by = overseer(self.desk.directory, "ada")
        with reading(self.desk.engine) as connection:
            open_ = hold_queries.open_holds(connection)
        if open_:
            return lambda call: release(call, open_[0].id, by)
        order = HoldOrder(
            scope=HoldScope.POSTS, numbers=(self.number,), reason="Trauerfall."
        )
        return lambda call: holds.place(call, order, by)

    def any_act(self):
        acts = ["write", "move", "there_and_back", "change_houses", "restore", "hold"]
        return getattr(self, self.random.choice(acts))()

    def last_key(self):
        return max((row.id for row in self.desk.rows(NOTICE)), default=0)

    def promised(self, act):
        desk = self.desk
        with trying(desk.engine) as connection:
            call = desk.call(connection)
            found = consequences(call, self.number, "ada", lambda: act(call))
        until = desk.now + HORIZON
        return Counter(
            (mail.purpose.value, mail.step_id, mail.to)
            for mail in found.mails
            if mail.at <= until
        )

    def sent(self, act):
        desk, first = self.desk, self.last_key()
        with writing(desk.engine) as connection:
            act(desk.call(connection))
        last, until = self.last_key(), desk.now + HORIZON
        while desk.now < until:
            self.post_round(desk.now + timedelta(days=1))
        wanted = select(MESSAGE.c.message_id, MESSAGE.c.recipient)
        with reading(desk.engine) as connection:
            read_by = dict(connection.execute(wanted).all())
        return Counter(
            (row.purpose, row.step_id, read_by[row.message_id])
            for row in desk.rows(NOTICE)
            if first < row.id <= last
            and row.purpose != MailKind.REMINDER
            and row.state == NoticeState.SENT
        )

    def promised_by_slot(self, slot_at):
        """Who gets a mail, as the preview of a move of the slot says it."""
        desk = self.desk
        with trying(desk.engine) as connection:
            post = desk.post(self.number)
            found = outlook_with_slot(desk.call(connection), post, slot_at)
        return {
            (shift.kind.value, shift.house, shift.mail_to)
            for shift in found.shifts
            if shift.mail_to
        }

    def drain(self):
        self.post_round(self.desk.now + timedelta(hours=1))


SEEDS = [0, 1, 2, *(pytest.param(n, marks=MORE) for n in range(3, EXAMPLES))]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mails_that_were_promised_are_those_that_go(desk, a_post, post_round, seed):
    random = Random(seed)  # noqa: S311 - nothing is kept secret with it
    number = a_post("smi", "smf", **(BARE if seed % 3 else {}))
    office = Office(desk, number, post_round, random)
    if seed % 3 == 0:
        desk.do(number, "request_assets")
    else:
        desk.do(number, "submit")
    if seed % 3 == 2:
        for who in ("ines", "frank"):
            desk.do(number, "endorse", who)
    if seed % 4 == 1:
        desk.let_be_away("ines", days=20)
    if seed % 2:
        office.drain()

    for _ in range(4):
        act = office.any_act()
        try:
            promised = office.promised(act)
        except VorlaufError:
            continue

        assert office.sent(act) == promised


def test_the_preview_of_a_move_promises_no_mail_that_rests_or_says_nothing_new(
    desk, a_post, post_round, slot
):
    number = a_post("smi", **BARE)
    desk.do(number, "submit")
    office = Office(desk, number, post_round, Random(1))  # noqa: S311 - as above
    office.drain()
    later = slot + timedelta(days=7)
    asked = {("review", "smi", "ines")}
    assert office.promised_by_slot(later) == asked

    # On hold nobody is told of anything.
    with writing(desk.engine) as connection:
        office.hold()(desk.call(connection))
    assert office.promised_by_slot(later) == set()
    assert office.promised(office.save(slot_at=later)) == Counter()

    # A slot that was missed asks nobody, another one does.
    with writing(desk.engine) as connection:
        office.hold()(desk.call(connection))
    office.drain()
    desk.advance(slot + timedelta(days=1))
    assert office.promised_by_slot(slot + timedelta(days=28)) == asked


def test_a_step_on_the_page_moves_back_to_the_date_that_was_told_without_a_mail(
    desk, a_post, post_round, slot
):
    number = a_post("smi")
    desk.do(number, "request_assets")
    office = Office(desk, number, post_round, Random(1))  # noqa: S311 - as above
    office.drain()
    desk.save(number, slot_at=slot - timedelta(days=14))
    with trying(desk.engine) as connection:
        call = desk.call(connection)
        act = office.save(slot_at=slot)
        found = consequences(call, number, "ada", lambda: act(call))

    assert [move.is_told for move in found.moves] == [False]
    assert found.mails == ()
