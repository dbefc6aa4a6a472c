"""What happens to a plan in a world that changes, as rules of a state machine."""

from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from judged_life import DiedError, JudgedLife
from life import POSTS

from states.post import DecisionWay, Trigger
from vorlauf.accounts import invitations
from vorlauf.db import accounts
from vorlauf.db.engine import make_engine, reading
from vorlauf.db.hold_tables import HoldScope
from vorlauf.directory.model import Blackout
from vorlauf.editing.corrections import Correction, correct
from vorlauf.editing.house_changes import HouseChange, change
from vorlauf.editing.house_replacements import Replacement, replace_everywhere
from vorlauf.editing.owners import HandOver, hand_over
from vorlauf.mail.delivery import deliver_due
from vorlauf.posts import history, hold_queries
from vorlauf.scheduling import absences
from vorlauf.scheduling.absences import Absent
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.hold_releases import release
from vorlauf.scheduling.holds import place
from vorlauf.workflow.action import Recording

HOURS = st.sampled_from([time(8), time(10), time(16, 55), time(17), time(20)])
MINISTRIES = ("smi", "smf", "smk")
PEOPLE = ("ada", "ben", "clara", "cem", "ines", "ivo", "frank", "fay", "gero", "karl")
# So often at most the timetable does something while days go by.
MOST_SWEEPS = 25


class World(JudgedLife):
    """Posts, people and the clock, and all that happens to a plan."""

    @rule(index=POSTS, days=st.sampled_from([-15, -6, -2, 1, 4, 12]), hour=HOURS)
    def move_the_slot(self, index, days, hour):
        number, office = self.number(index), self.desk.directory.agency.office
        day = office.calendar.add(office.day_of(self.desk.post(number).slot_at), days)
        self.attempt(self.desk.save, number, slot_at=office.at(day, hour))

    @rule(index=POSTS, days=st.sampled_from([-6, 4]), minutes=st.integers(0, 20))
    def move_the_slot_there_and_back(self, index, days, minutes):
        slot = self.desk.post(self.number(index)).slot_at
        self.move_the_slot(index, days, time(10))
        self.desk.now += timedelta(minutes=minutes)
        self.watch_dates()
        self.attempt(self.desk.save, self.number(index), slot_at=slot)

    @rule(
        index=POSTS,
        who=st.sampled_from(PEOPLE),
        trigger=st.sampled_from(
            [Trigger.ENDORSE, Trigger.APPROVE, Trigger.REQUEST_CHANGES]
        ),
    )
    def record_by_telephone(self, index, who, trigger):
        recording = Recording(
            by=self.desk.directory.people["ada"],
            way=DecisionWay.PHONE,
            said_at=self.desk.now - timedelta(minutes=1),
        )
        more = {"recording": recording, "comment": "Am Telefon."}
        self.attempt(self.desk.do, self.number(index), trigger, who, **more)

    @rule(
        scope=st.sampled_from(HoldScope),
        index=POSTS,
        days=st.none() | st.integers(0, 9),
    )
    def hold(self, scope, index, days):
        post, office = self.desk.post(self.number(index)), self.office
        today = office.day_of(self.desk.now)
        what = {
            HoldScope.WEEK: office.day_of(post.slot_at).isoformat(),
            HoldScope.CHANNEL: "xing",
            HoldScope.HOUSE: post.houses[0],
        }
        order = HoldOrder(
            scope=scope,
            reason="Wird noch geklärt.",
            numbers=(post.number,) if scope is HoldScope.POSTS else (),
            what=what.get(scope, ""),
            last_day=None if days is None else today + timedelta(days),
        )
        self.ask(place, order, self.by())

    @rule(data=st.data())
    def resume(self, data):
        with reading(self.desk.engine) as connection:
            held = hold_queries.open_holds(connection)
        if held:
            self.ask(release, data.draw(st.sampled_from(held)).id, self.by())

    @rule(
        who=st.sampled_from(PEOPLE),
        ahead=st.sampled_from([0, 0, 1, 6]),
        days=st.integers(0, 9),
    )
    def enter_an_absence(self, who, ahead, days):
        first = self.office.day_of(self.desk.now) + timedelta(ahead)
        last = first + timedelta(days)
        absent = Absent(person=who, first_day=first, last_day=last, set_by="ada")
        self.ask(absences.set_absence, absent)

    @rule(data=st.data())
    def end_an_absence(self, data):
        today = self.office.day_of(self.desk.now)
        with reading(self.desk.engine) as connection:
            known = absences.absences(connection, today)
        if known:
            key = data.draw(st.sampled_from(known)).id
            self.ask(absences.end_absence, key, "ada")

    @rule(who=st.sampled_from(PEOPLE))
    def disable_or_enable(self, who):
        self.tick()
        act = invitations.invite if who in self.disabled else invitations.disable
        self.ask(act, who, "ada")
        with reading(self.desk.engine) as connection:
            self.disabled = accounts.disabled(connection)
        self.note_rules()

    @rule(ahead=st.integers(0, 12), days=st.integers(0, 4))
    def declare_a_blackout(self, ahead, days):
        first = self.office.day_of(self.desk.now) + timedelta(ahead)
        new = Blackout(first=first, last=first + timedelta(days), reason="Trauer")
        self.rewrite(blackouts=(new,))

    @rule()
    def remove_the_blackouts(self):
        self.rewrite(blackouts=())

    @rule(days=st.integers(1, 20))
    def close_a_day(self, days):
        closed = self.desk.directory.campaign.closing_days
        day = self.office.calendar.add(self.office.day_of(self.desk.now), days)
        self.rewrite(closing_days=closed | {day})

    @rule(
        house=st.sampled_from([*MINISTRIES, "sk", "grafik"]),
        kind=st.sampled_from(["assets", "graphics", "review", "approval"]),
        days=st.integers(1, 20),
    )
    def change_a_lead_time(self, house, kind, days):
        lead_times = replace(
            self.desk.directory.houses[house].lead_times, **{kind: days}
        )
        self.amend(house, lead_times=lead_times)

    @rule(house=st.sampled_from(["smi", "smf"]), land=st.sampled_from(["SN", "ST"]))
    def change_the_land(self, house, land):
        self.amend(house, land=land)

    @rule(house=st.sampled_from(["smi", "smf"]))
    def exchange_the_contact(self, house):
        was = self.desk.directory.houses[house]
        self.amend(house, contact=was.deputies[0], deputies=(was.contact,))

    @rule(index=POSTS, houses=st.sets(st.sampled_from([*MINISTRIES, "sk"]), max_size=3))
    def change_the_houses(self, index, houses):
        wish = HouseChange(
            number=self.number(index),
            actor="ada",
            houses=tuple(sorted(houses)),
            comment="Neu verteilt.",
        )
        self.ask(change, wish)

    @rule(old=st.sampled_from(MINISTRIES), new=st.sampled_from(MINISTRIES))
    def replace_a_house(self, old, new):
        wish = Replacement(old=old, new=new, actor="ada", comment="Neu verteilt.")
        self.ask(replace_everywhere, wish)

    @rule(
        index=POSTS, who=st.sampled_from(["ada", "ben"]), letter=st.sampled_from("xyz")
    )
    def correct_a_typing_error(self, index, who, letter):
        post = self.desk.post(self.number(index))
        texts = {
            c: text.replace("Text", f"Te{letter}t")
            for c, text in post.content.texts.items()
        }
        self.ask(correct, Correction(number=post.number, actor=who, texts=texts))

    @rule(
        index=POSTS,
        to=st.sampled_from(["ada", "ben"]),
        ahead=st.none() | st.integers(0, 5),
    )
    def hand_a_post_over(self, index, to, ahead):
        today = self.office.day_of(self.desk.now)
        first = None if ahead is None else today + timedelta(ahead)
        wanted = HandOver(
            numbers=[self.number(index)], to=to, by=self.by(), first_day=first
        )
        self.ask(hand_over, wanted)

    @rule(days=st.sampled_from([1, 1, 3, 10]))
    def live_on(self, days):
        """Let the timetable run as it does, and mails go out, for some days."""
        ends, seen = self.desk.now + timedelta(days), self.desk.now
        self.postbox.failure = None
        for _ in range(MOST_SWEEPS):
            with reading(self.desk.engine) as connection:
                due = history.next_due(connection, seen)
            if due is None or due > ends:
                break
            seen = max(due, self.desk.now)
            self.sweep(seen)
        self.sweep(max(ends, seen))

    def sweep(self, at):
        report = self.desk.advance(max(at, self.desk.now))
        assert report.faults == []
        self.watch_dates()
        desk = self.desk
        deliver_due(desk.engine, desk.directory, self.postbox, desk.now)
        self.watch_dates()

    @rule()
    def die_and_start_again(self):
        """Kill the process while it sends a mail; another one goes on later."""
        desk = self.desk
        self.postbox.failure = DiedError
        with suppress(DiedError):
            deliver_due(desk.engine, desk.directory, self.postbox, desk.now)
        self.postbox.failure = None
        desk.engine.dispose()
        desk.engine = make_engine(f"sqlite:///{self.file}")

    def tick(self):
        """Let what changes come after what was done before."""
        self.desk.now += timedelta(seconds=1)

    @property
    def office(self):
        return self.desk.directory.agency.office

    def rewrite(self, **campaign):
        """Write other values into the campaign's table of the file."""
        self.tick()
        changed = replace(self.desk.directory.campaign, **campaign)
        houses = {
            key: replace(house, campaign=changed)
            for key, house in self.desk.directory.houses.items()
        }
        self.desk.directory = replace(
            self.desk.directory, campaign=changed, houses=houses
        )
        self.note_rules()

    def amend(self, house, **values):
        """Write other values into the table of a house."""
        self.tick()
        self.desk.amend("houses", house, **values)
        self.note_rules()
