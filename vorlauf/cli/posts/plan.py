"""Plan: new posts, a whole year of them, and whether a date can be met."""

from collections.abc import Sequence
from dataclasses import dataclass

from states.deadlines import Feasibility
from states.post_fields import FieldValues, written
from vorlauf.cli.common import parsing
from vorlauf.cli.common.context import door, wired
from vorlauf.cli.common.output import feasible, print_json
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.directory.model import Directory
from vorlauf.editing import new_posts
from vorlauf.editing.feasibility import feasibility_of
from vorlauf.editing.new_posts import NewPost
from vorlauf.posts.slots import check_slot
from vorlauf.terminal import local, say


@dataclass(frozen=True, kw_only=True)
class PlanOptions(FieldValues):
    """A post as somebody wrote it on the command line."""

    title: str
    actor: str
    slot: str
    houses: Sequence[str]
    texts: Sequence[str] = ()
    assets: bool = True
    graphics: bool = True

    def post(self, directory: Directory) -> NewPost:
        """Return it as the engine takes it. Raises `BadInputError`, `NotFoundError`."""
        return NewPost(
            author=directory.person(self.actor).key,
            houses=tuple(self.houses),
            slot_at=parsing.instant(self.slot, directory.campaign.zone),
            texts=parsing.pairs(self.texts, "text"),
            wants_assets=self.assets,
            wants_graphics=self.graphics,
            **written(self),
        )


def add(wish: PlanOptions, *, as_json: bool) -> int:
    """Plan one post and say whether its slot can be met."""
    with wired(wish.actor) as wiring:
        directory, now = wiring.directory, wiring.now()
        post = wish.post(directory)
        with writing(wiring.engine) as connection:
            (number,) = new_posts.add(Call(connection, directory, now, door()), [post])
        outlook = feasibility_of(directory, post, now)
    if as_json:
        print_json({"number": number, "feasibility": outlook})
    else:
        say(f"{number} “{post.title}” is planned.")
        say(feasible(outlook, directory))
    return 0


def add_year(year: int, posts: int, actor: str | None, *, as_json: bool) -> int:
    """Plan a year of drafts: all of them, or none."""
    with wired(actor or "") as wiring:
        directory, now = wiring.directory, wiring.now()
        author = directory.person(actor) if actor else directory.coordinator
        plan = new_posts.year_plan(directory, year, posts, author=author.key, after=now)
        with writing(wiring.engine) as connection:
            numbers = new_posts.add(Call(connection, directory, now, door()), plan)
    if as_json:
        print_json(numbers)
    else:
        _say_year(numbers, plan, author.name, directory)
    return 0


def _say_year(
    numbers: Sequence[str], plan: Sequence[NewPost], author: str, directory: Directory
) -> None:
    first, last = (
        local(post.slot_at, directory.campaign.zone) for post in (plan[0], plan[-1])
    )
    span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
    say(f"{len(numbers)} drafts of {author} are planned: {span}, {first} to {last}.")


def check(
    slot: str, houses: Sequence[str], assets: bool, graphics: bool, *, as_json: bool
) -> int:
    """Say whether a date can be met; return 1 if not. Writes nothing."""
    with wired() as wiring:
        directory, now = wiring.directory, wiring.now()
        wish = PlanOptions(
            title="",
            actor=directory.coordinator.key,
            slot=slot,
            houses=houses,
            assets=assets,
            graphics=graphics,
        )
        post = wish.post(directory)
        check_slot(post.slot_at, directory, now)
        found = feasibility_of(directory, post, now)
    _answer(found, directory, as_json=as_json)
    return 0 if found.met else 1


def _answer(found: Feasibility, directory: Directory, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        say(feasible(found, directory))
