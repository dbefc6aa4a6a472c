"""One approval by Vorlauf: a post is added and submitted, endorsed, and approved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from approvals import arguments, tell
from sqlalchemy import Engine

from benchmarks.figures import directory
from states.post import PostState, Trigger
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.migrate import upgrade
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add, year_plan
from vorlauf.workflow.decisions import Decision, Moved, decide

POSTS = 700  # as many as fit into a year


@dataclass(frozen=True, kw_only=True)
class Office:
    """A store, those who decide, the posts to come, and the morning of everything."""

    engine: Engine
    durable: bool
    people: Directory
    posts: Iterator[NewPost]
    now: datetime

    def approve(self) -> None:
        """Make one approval, of three transactions."""
        post, people = next(self.posts), self.people
        with writing(self.engine, durable=self.durable) as connection:
            (number,) = add(Call(connection, people, self.now), [post])
            said = Decision(number=number, trigger=Trigger.SUBMIT, actor=post.author)
            decide(Call(connection, people, self.now), said)
        self._decide(number, Trigger.ENDORSE, people.contact_of(post.houses[0]).key)
        moved = self._decide(number, Trigger.APPROVE, people.approver.key)
        assert moved.dest is PostState.SCHEDULED

    def _decide(self, number: str, trigger: Trigger, actor: str) -> Moved:
        said = Decision(number=number, trigger=trigger, actor=actor)
        with writing(self.engine, durable=self.durable) as connection:
            return decide(Call(connection, self.people, self.now), said)


def open_office(file: Path, synchronous: str) -> Office:
    """Open an office on an empty store, with a year of posts."""
    engine, people = make_engine(f"sqlite:///{file}"), directory()
    upgrade(engine)
    office = people.agency.office
    now = office.at(date(2023, 1, 2), office.opens)
    plan = year_plan(people, 2023, POSTS, author=people.coordinator.key, after=now)
    return Office(
        engine=engine,
        durable=synchronous == "FULL",
        people=people,
        posts=(_whole(people, post) for post in plan),
        now=now,
    )


def _whole(people: Directory, post: NewPost) -> NewPost:
    """Return the post as one that lacks nothing, and of a ministry."""
    return NewPost(
        title=post.title,
        author=post.author,
        houses=("smi",),
        slot_at=post.slot_at,
        texts=dict.fromkeys(people.campaign.channels, "Mach was!"),
        wants_assets=False,
        wants_graphics=False,
    )


if __name__ == "__main__":
    file, synchronous, times = arguments()
    tell(file, open_office(file, synchronous).approve, times)
