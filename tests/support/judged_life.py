"""A life of posts that is judged: who wrote when, what the file said, what was told."""

from dataclasses import replace
from functools import partial

from hypothesis.stateful import invariant
from life import Life
from moody import Postbox

from notifications.errors import UnknownOutcome
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, POST, STEP
from vorlauf.demo.judge import step_rules
from vorlauf.demo.judge.calendar import berlin
from vorlauf.demo.judge.evidence import Evidence, Mail, rows_of
from vorlauf.demo.judge.verdict import findings
from vorlauf.demo.year.judged_rules import rules_of
from vorlauf.directory.model import Directory
from vorlauf.workflow.manual_actions import overseer

# What holds at every instant; how soon something happens depends on the sweeps.
AT_EVERY_INSTANT = {
    *("unknown_reader", "outside_office_hours", "on_free_day", "past_date"),
    *("after_decision", "date_changed_in_silence", "date_told_twice"),
    *("late_without_being_told", "late_before_the_told_date", "told_date_ignored"),
    *("asked_into_the_void", "asked_in_a_blackout", "asked_on_hold"),
    *("several_houses_in_an_entry", "decision_without_an_entry"),
    *("published_unapproved", "published_in_blackout", "published_on_hold"),
}
ARRIVES = {None, UnknownOutcome}
WAITS = {"queued", "retry", "leased", "sending"}
TELLS = ("due_changed", "_request", "link_renewed")


class DiedError(BaseException):
    """The process was killed while it sent."""


class Letterbox(Postbox):
    """A postbox that knows when each mail came, also those nobody said yes to."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.mails, self.doubtful = clock, [], set()

    def send(self, envelope):
        if self.failure in {*ARRIVES, DiedError}:
            self.mails.append(Mail(self.clock(), envelope.recipient, envelope.content))
        if self.failure in {UnknownOutcome, DiedError}:
            self.doubtful.add(envelope.content)
        super().send(envelope)


class JudgedLife(Life):
    """Posts, people and a clock; the judge of the simulated year looks on."""

    def __init__(self, template, folder, directory, now):
        super().__init__(template, folder, with_another_ministry(directory), now)
        self.postbox = Letterbox(lambda: self.desk.now)
        self.seen_rules, self.disabled, self.dues = [], frozenset(), {}
        self.note_rules()

    def by(self):
        return overseer(self.desk.directory, "ada", comment="Weil es so ist.")

    def ask(self, act, *arguments, **more):
        """Ask for something that may be refused."""
        self.attempt(partial(self.in_one_go, act, *arguments, **more))

    def in_one_go(self, act, *arguments, **more):
        with writing(self.desk.engine) as connection:
            return act(self.desk.call(connection), *arguments, **more)

    def note_rules(self):
        """Let the judge know what the file says from now on, and who is disabled."""
        rules = rules_of(self.desk.directory, self.desk.now)
        people = {
            key: replace(
                one,
                deputies=tuple(d for d in one.deputies if d not in self.disabled),
            )
            for key, one in rules.people.items()
            if key not in self.disabled
        }
        self.seen_rules.append(replace(rules, people=people))

    def evidence(self):
        return Evidence(
            mails=self.postbox.mails,
            rules=self.seen_rules,
            tables=rows_of(self.file),
            ended_at=self.desk.now,
        )

    @invariant()
    def no_mail_went_out_twice(self):
        """Check it but for mails of which nobody could know whether they arrived."""
        sure = [one for one in self.postbox.taken if one not in self.postbox.doubtful]
        assert len(set(sure)) == len(sure)

    @invariant()
    def who_reads_the_mails_and_the_rows_finds_nothing(self):
        evidence = self.evidence()
        told, found = told_dates(evidence), judged(evidence)

        assert found == [], found
        self.watch_dates(told)
        self.nobody_holds_a_date_that_changed(told)
        is_open = [
            (step.post_id, step.kind, step.house, step.retrospective)
            for step in self.open_steps()
        ]
        assert len(set(is_open)) == len(is_open), is_open

    def open_steps(self):
        return [step for step in self.rows(STEP) if step.closed_at is None]

    def nobody_holds_a_date_that_changed(self, told):
        """Check that the date in the last mail holds, or that another mail waits."""
        posts = {post.id: post for post in self.rows(POST)}
        waiting = {
            notice.step_id
            for notice in self.rows(NOTICE)
            if notice.state in WAITS and notice.purpose.endswith(TELLS)
        }
        for step in self.open_steps():
            post = posts[step.post_id]
            rests = post.held_since is not None or post.slot_missed
            if step.id in told and not rests:
                assert told[step.id] == step.due_at or step.id in waiting, step

    def watch_dates(self, told=None):
        """Check that no told date has moved nearer than the end of the next day."""
        told = told_dates(self.evidence()) if told is None else told
        today, rules = berlin(self.desk.now).date(), self.seen_rules[-1]
        for step in self.open_steps():
            before = self.dues.get(step.id, step.due_at)
            if step.due_at != before and step.id in told:
                house = rules.houses[step.house]
                soonest = house.end_of(house.walk(today, 1))
                assert step.due_at >= min(told[step.id], soonest), (step, before)
        self.dues = {step.id: step.due_at for step in self.open_steps()}


def judged(evidence):
    """Return what the judge finds that must not be at any instant."""
    return [
        (rule, words)
        for rule, words in findings(evidence)
        if rule in AT_EVERY_INSTANT and not words.startswith("step ")
    ]


def told_dates(evidence):
    """Return by step the date that the last mail about it has named."""
    found = {}
    for mail in evidence.mails:
        for notice in evidence.notices_of.get(mail.message_id, ()):
            step = evidence.steps.get(notice["step_id"])
            named = step and mail.dues.get(step_rules.duty_of(evidence, step))
            if named:
                found[step["id"]] = named
    return found


def with_another_ministry(directory: Directory) -> Directory:
    """Return the small campaign with one more ministry, and a contact in it."""
    house, person = directory.houses["smi"], directory.people["ines"]
    smk = replace(house, key="smk", name="Kultusministerium", contact="karl")
    karl = replace(
        person,
        key="karl",
        name="Karl Kunze",
        house="smk",
        email="karl@smk.example.org",
        deputy="kaya",
    )
    kaya = replace(
        karl, key="kaya", name="Kaya Kern", email="kaya@smk.example.org", deputy=None
    )
    return replace(
        directory,
        houses={**directory.houses, "smk": replace(smk, deputies=("kaya",))},
        people={**directory.people, "karl": karl, "kaya": kaya},
    )
