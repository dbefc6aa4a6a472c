"""Answers by link for the tests: a post that somebody may decide, and their link."""

from states.post import StepKind, Trigger
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import LinkKind
from vorlauf.link_actions.decide import AnswerForm, answer
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.verify import kind_for, open_link
from vorlauf.posts import step_queries
from vorlauf.workflow.steps import office_of

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
YES = {StepKind.REVIEW: Trigger.ENDORSE, StepKind.APPROVAL: Trigger.APPROVE}


class Links:
    """Links to the steps of a desk's posts, as mails would carry them."""

    def __init__(self, desk):
        self.desk = desk

    def issue(self, number, recipient, house=None, kind=None, step=None):
        """Return the words of a link of this person for an open step, or for `step`."""
        post = self.desk.post(number)
        key = step or self.step_of(post, recipient, house).id
        with writing(self.desk.engine) as connection:
            matter = step_queries.matters(connection, [key])[key]
            kind = kind or kind_for(matter.kind)
            until_slot = kind in {LinkKind.OBJECT, LinkKind.RECEIPT}
            subject = Subject(
                step_id=key,
                post_id=post.id,
                version=post.version if kind is LinkKind.OBJECT else matter.version,
                due_at=max(matter.due_at, post.slot_at)
                if until_slot
                else matter.due_at,
                office=office_of(matter.house, self.desk.directory),
            )
            link = link_for(self.desk.call(connection), MINT, subject, kind, recipient)
            return MINT.token(link)

    def step_of(self, post, recipient, house=None):
        """Return the open step of the person's own house, or of another."""
        house = house or self.desk.directory.people[recipient].house
        return next(step for step in post.steps if step.house == house)

    def open(self, words):
        with reading(self.desk.engine) as connection:
            return open_link(self.desk.call(connection), MINT, words)

    def decided(self, number, house, nth=-1):
        """Return the key of a step of this house that has been decided, the last."""
        rows = self.desk.rows(STEP, post_id=self.desk.post(number).id, house=house)
        return [row.id for row in rows if row.decided_by][nth]

    def receipt(self, number, recipient, house=None):
        """Return the words of the receipt that this person got for a decision."""
        house = house or self.desk.directory.people[recipient].house
        step = self.decided(number, house)
        return self.issue(number, recipient, kind=LinkKind.RECEIPT, step=step)

    def say(self, words, name, trigger=None, comment="", **more):
        """Answer by a link; a yes unless it says otherwise."""
        return self.say_opened(self.open(words), name, trigger, comment, **more)

    def say_opened(self, opened, name, trigger=None, comment="", **more):
        """Answer on a page that was opened a while ago."""
        said = AnswerForm(
            trigger=trigger or YES.get(opened.matter.kind, Trigger.ENDORSE),
            name=name,
            comment=comment,
            seen_version=more.pop("seen_version", opened.link.version),
        )
        return self.act(answer, opened, said, **more)

    def act(self, function, *arguments, **more):
        """Call a function of the engine in a transaction of its own."""
        with writing(self.desk.engine) as connection:
            return function(self.desk.call(connection), *arguments, **more)
