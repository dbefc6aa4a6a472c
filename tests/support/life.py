"""The life of posts as hypothesis plays it: what must hold after every act."""

import shutil
from collections import defaultdict
from datetime import timedelta
from functools import partial
from itertools import count, pairwise

from desk import Desk
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from moody import Postbox
from sqlalchemy import select

from notifications.errors import PermanentFailure, TemporaryFailure, UnknownOutcome
from notifications.letters.mail_kinds import purposes_where
from states.post import PostState, StepKind, Trigger
from vorlauf.db import audit_log
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.post_snapshots import HOUSE, NOTICE, POST, STEP, VERSION
from vorlauf.db.tables import METADATA, Audit, table_of
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import VorlaufError
from vorlauf.mail.delivery import deliver_due
from vorlauf.scheduling.due_date_changes import DueDateChange, extend
from vorlauf.workflow.decisions import offers
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.permalinks import record_proof
from vorlauf.workflow.undo import UNDO_FOR, undo

AUDIT = table_of(Audit)
CHANNELS = ("instagram", "linkedin", "xing")
PEOPLE = ("ada", "ben", "clara", "cem", "ines", "ivo", "frank", "fay", "gero", "olga")
# By what a step is answered with yes; material is supplied.
YES = dict.fromkeys((StepKind.ASSETS, StepKind.GRAPHICS))
YES |= {StepKind.REVIEW: Trigger.ENDORSE, StepKind.APPROVAL: Trigger.APPROVE}
ENDS = {"published", "withdrawn"}
# What nobody takes back.
FACTS = {Trigger.REVISE, Trigger.PUBLISH}
TEXTS = st.sampled_from(["Ein Text.", "Ein anderer Text.", ""])
POSTS = st.integers(0, 2)
LIVES = count(1)


class Life(RuleBasedStateMachine):
    """Two or three posts, everybody who has to do with them, and the clock."""

    def __init__(self, template, folder, directory, now):
        super().__init__()
        self.file = shutil.copy(template, folder / f"life-{next(LIVES)}.db")
        self.desk = Desk(make_engine(f"sqlite:///{self.file}"), directory, now)
        self.postbox = Postbox()

    def teardown(self):
        self.desk.engine.dispose()
        self.file.unlink()

    def number(self, index):
        return f"2023-{index + 1:03d}"

    def attempt(self, act, *arguments, **more):
        """Do something that may be refused; then nothing at all has changed."""
        before, refusal = self.everything(), None
        try:
            act(*arguments, **more)
        except VorlaufError as error:
            refusal = str(error)
        if refusal is not None:
            assert refusal.endswith((".", "?"))
            assert self.everything() == before

    def everything(self):
        with reading(self.desk.engine) as connection:
            return {
                name: connection.execute(select(table)).all()
                for name, table in METADATA.tables.items()
            }

    @initialize(
        bare=st.booleans(), text=TEXTS, ahead=st.lists(st.integers(0, 7), max_size=3)
    )
    def plan(self, bare, text, ahead):
        desk = self.desk
        calendar = desk.directory.agency.office.calendar
        for houses, days in ((["smi"], 30), (["smi", "smf"], 45), (["sk"], 12)):
            day = calendar.add(desk.now.date(), days)
            new = NewPost(
                title="Ein Tag bei der Feuerwehr",
                author="ada",
                houses=tuple(houses),
                slot_at=desk.directory.agency.office.due_on(day),
                texts=dict.fromkeys(CHANNELS, text),
                wants_assets=not bare,
                wants_graphics=not bare,
            )
            with writing(desk.engine) as connection:
                add(desk.call(connection), [new])
        for index, steps in enumerate(ahead):
            for _ in range(steps):
                self.go_forward(index)

    @rule(index=POSTS, who=st.sampled_from(PEOPLE), data=st.data())
    def do_what_is_offered(self, index, who, data):
        post = self.desk.post(self.number(index))
        found = offers(post, self.desk.directory, who, self.desk.now)
        free = [offer.trigger for offer in found if offer.refusal is None]
        if free:
            trigger = data.draw(st.sampled_from(free))
            more = {"hold": data.draw(st.sampled_from([timedelta(0), UNDO_FOR]))}
            self.desk.do(post.number, trigger, who, comment="Weil es so ist.", **more)

    @rule(index=POSTS)
    def go_forward(self, index):
        """Do what brings the post nearer to its slot, whoever it is asked of."""
        post = self.desk.post(self.number(index))
        owed = [step for step in post.steps if step.kind in YES]
        match post.state:
            case PostState.DRAFT | PostState.ASSET_REQUESTED if not owed:
                is_missing = post.state is PostState.DRAFT and post.wants_assets
                trigger = Trigger.REQUEST_ASSETS if is_missing else Trigger.SUBMIT
                self.attempt(self.desk.do, post.number, trigger)
            case PostState.SCHEDULED:
                self.record_proofs(post.number)
                self.desk.advance(max(self.desk.now, post.slot_at))
            case _ if owed and YES[owed[0].kind] is None:
                self.desk.supply(post.number, owed[0].house, owed[0].asked)
            case _ if owed:
                self.desk.do(post.number, YES[owed[0].kind], owed[0].asked)

    @rule(index=POSTS, goal=st.sampled_from(PostState))
    def set_by_hand(self, index, goal):
        more = {"target": goal, "comment": "Weil es eilt."}
        self.attempt(self.desk.do, self.number(index), Trigger.OVERRIDE, **more)

    @rule(index=POSTS, who=st.sampled_from(PEOPLE), goal=st.sampled_from(PostState))
    def think_better_of_it(self, index, who, goal):
        """Do something and take it back: all that is alive is as it was before."""
        post, was = self.desk.post(self.number(index)), self.alive()
        desk, slip = self.desk, {"hold": UNDO_FOR, "comment": "Weil es eilt."}
        desk.now += timedelta(seconds=1)
        found = offers(post, desk.directory, who, desk.now)
        free = {offer.trigger for offer in found if offer.refusal is None} - FACTS
        if goal is post.state:
            free.discard(Trigger.OVERRIDE)
        if post.proofs:
            return  # whoever drops them cannot take that back
        for trigger in sorted(free):
            desk.do(post.number, trigger, who, target=goal, **slip)
            with writing(desk.engine) as connection:
                undo(desk.call(connection), post.number, who)
            assert self.alive() == was

    @rule(index=POSTS, who=st.sampled_from(PEOPLE))
    def take_back(self, index, who):
        number = self.number(index)
        self.attempt(self.desk.ask, partial(undo, actor=who), number)

    @rule(
        index=POSTS,
        who=st.sampled_from(PEOPLE),
        trigger=st.sampled_from(Trigger),
        goal=st.none() | st.sampled_from(PostState),
        comment=st.sampled_from(["", "Weil es so ist."]),
        seen=st.none() | st.integers(1, 4),
    )
    def try_anything(self, index, who, trigger, comment, goal, seen):  # noqa: PLR0913, PLR0917
        more = {"comment": comment, "target": goal, "seen_version": seen}
        self.attempt(self.desk.do, self.number(index), trigger, who, **more)

    @rule(
        index=POSTS,
        who=st.sampled_from(PEOPLE),
        text=TEXTS,
        days=st.sampled_from([0, 0, 5, 30]),
    )
    def save(self, index, who, text, days):
        later = self.desk.post(self.number(index)).slot_at + timedelta(days)
        texts = dict.fromkeys(CHANNELS, text)
        self.attempt(
            self.desk.save, self.number(index), who, texts=texts, slot_at=later
        )

    @rule(
        index=POSTS,
        house=st.sampled_from(["smi", "smf", "sk", "grafik"]),
        who=st.sampled_from(PEOPLE),
        consent=st.sampled_from(["", "Akte 12"]),
    )
    def supply(self, index, house, who, consent):
        number = self.number(index)
        self.attempt(self.desk.supply, number, house, who, consent=consent)

    @rule(index=POSTS, days=st.integers(0, 40), data=st.data())
    def give_another_date(self, index, days, data):
        number, open_steps = (
            self.number(index),
            self.desk.post(self.number(index)).steps,
        )
        if open_steps:
            step = data.draw(st.sampled_from(open_steps))
            until = self.desk.now.date() + timedelta(days)
            by = overseer(self.desk.directory, "ada")
            change = DueDateChange(number, step.id, until)
            self.attempt(self.desk.ask, partial(extend, by=by), change)

    @rule(index=POSTS)
    def prove(self, index):
        self.attempt(self.record_proofs, self.number(index))

    def record_proofs(self, number):
        with writing(self.desk.engine) as connection:
            for channel in CHANNELS:
                record_proof(
                    self.desk.call(connection),
                    number=number,
                    channel=channel,
                    permalink=f"https://{channel}.example.org/{number}",
                    actor="ada",
                    early="Es hat geeilt.",
                )

    @rule(hours=st.sampled_from([0.005, 1, 8, 24, 24 * 6, 24 * 20]))
    def let_time_pass(self, hours):
        report = self.desk.advance(self.desk.now + timedelta(hours=hours))
        again = self.desk.advance(self.desk.now)

        assert report.faults == []
        assert (again.moves, again.replanned) == ([], ())

    @rule(reminders=st.sampled_from([(-2, 0), (0, 1), (-1, 0, 2)]))
    def change_the_file(self, reminders):
        self.desk.amend("houses", "smi", reminders=reminders)

    @rule(
        failure=st.sampled_from(
            [None, None, TemporaryFailure, PermanentFailure, UnknownOutcome]
        )
    )
    def deliver(self, failure):
        self.postbox.failure = failure
        desk = self.desk
        report = deliver_due(desk.engine, desk.directory, self.postbox, desk.now)

        assert not (report.sent and failure)

    @invariant()
    def nothing_is_published_without_every_yes_on_exactly_this_version(self):
        houses, steps = self.by_post(HOUSE), self.by_post(STEP)
        for post in self.rows(POST):
            if post.state != "published" or post.overridden:
                continue
            versions = self.versions_that_count(post)
            said = [s for s in steps[post.id] if s.version in versions]
            endorsed = {s.house for s in said if s.outcome == "endorsed"}
            approved = {s.house for s in said if s.outcome == "approved"}
            assert (endorsed, approved) == (
                {row.house for row in houses[post.id]},
                {"sk"},
            )
            authors = {"Ada Lorenz", self.author(post)}
            decided = [s for s in said if s.outcome in {"endorsed", "approved"}]
            assert authors.isdisjoint(step.decided_by for step in decided)

    @invariant()
    def somebody_or_the_timetable_has_to_do_with_every_post(self):
        steps = self.by_post(STEP)
        for post in self.rows(POST):
            is_open = any(s.closed_at is None for s in steps[post.id])
            waits = post.state == "draft" and post.request_by is not None
            assert is_open or waits or post.state in ENDS

    @invariant()
    def the_file_tells_where_every_post_stands(self):
        lines = self.by_post(AUDIT)
        for post in self.rows(POST):
            moves = [line for line in lines[post.id] if line.row_version]
            assert [m.row_version for m in moves] == list(range(1, len(moves) + 1))
            assert all(a.dest == b.source for a, b in pairwise(moves))
            last = moves[-1]
            assert (last.dest, last.version, last.fingerprint, last.row_version) == (
                post.state,
                post.version,
                post.fingerprint,
                post.row_version,
            )

    @invariant()
    def nobody_is_reminded_of_what_is_done(self):
        closed = {s.id for s in self.rows(STEP) if s.closed_at is not None}
        assert {
            notice.purpose
            for notice in self.rows(NOTICE)
            if notice.step_id in closed and notice.state == "queued"
        } <= set(purposes_where(lambda kind: kind.is_told_anyway))

    @invariant()
    def the_chain_is_intact(self):
        with reading(self.desk.engine) as connection:
            assert audit_log.verify(connection).ok

    @invariant()
    def no_mail_went_out_twice(self):
        assert len(set(self.postbox.taken)) == len(self.postbox.taken)

    def alive(self):
        """What is open, ahead or true, but for how often each post was changed.

        When a mail that waits was tried last is not part of it: who takes a move back
        makes that forgotten, and nothing asks for it.
        """
        posts = [{**row._mapping, "row_version": 0} for row in self.rows(POST)]
        steps = [row for row in self.rows(STEP) if row.closed_at is None]
        waiting = {"queued", "retry"}
        notices = [
            {**row._mapping, "settled_at": None}
            for row in self.rows(NOTICE)
            if row.state in waiting
        ]
        return posts, steps, notices

    def versions_that_count(self, post):
        """The version that is out, and those that were only corrected to it."""
        corrected = {
            line.version
            for line in self.by_post(AUDIT)[post.id]
            if line.event == "correct"
        }
        versions = [post.version]
        while versions[-1] in corrected:
            versions.append(versions[-1] - 1)
        return versions

    def author(self, post):
        (row,) = [
            row
            for row in self.rows(VERSION)
            if (row.post_id, row.number) == (post.id, post.version)
        ]
        return self.desk.directory.people[row.author].name

    def rows(self, table):
        with reading(self.desk.engine) as connection:
            return connection.execute(
                select(table).order_by(*table.primary_key.columns)
            ).all()

    def by_post(self, table):
        found = defaultdict(list)
        for row in self.rows(table):
            found[row.post_id].append(row)
        return found
