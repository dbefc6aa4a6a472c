"""Move: a move by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from vorlauf.cli.common import parsing
from vorlauf.cli.common.context import door, wired
from vorlauf.cli.common.output import print_json
from vorlauf.db.engine import writing
from vorlauf.directory.model import Directory
from vorlauf.terminal import say
from vorlauf.workflow.decisions import Decision, Moved, decide


@dataclass(frozen=True, kw_only=True)
class MoveOptions:
    """A move as somebody wrote it on the command line."""

    number: str
    trigger: str
    actor: str
    on_behalf_of: str | None = None
    house: str | None = None
    comment: str = ""
    version: int | None = None
    to: str | None = None
    proofs: Sequence[str] = ()

    def decision(self, directory: Directory) -> Decision:
        """Return it as the engine takes it. Raises `BadInputError`, `NotFoundError`."""
        return Decision(
            number=self.number,
            trigger=parsing.trigger(self.trigger),
            # A person, always: the timetable does not act by hand.
            actor=directory.person(self.actor).key,
            on_behalf_of=self.on_behalf_of,
            house=directory.house(self.house).key if self.house else None,
            comment=self.comment,
            seen_version=self.version,
            target=parsing.state(self.to) if self.to else None,
            proofs=parsing.pairs(self.proofs, "url"),
        )


def move(wish: MoveOptions, *, as_json: bool) -> int:
    """Make the move and say what has become of the post."""
    with wired(wish.actor) as wiring:
        decision = wish.decision(wiring.directory)
        with writing(wiring.engine) as connection:
            moved = decide(wiring.call(connection, door()), decision)
    if as_json:
        print_json(moved)
    else:
        say(_outcome(moved))
    return 0


def _outcome(moved: Moved) -> str:
    what = f"{moved.number} “{moved.title}”: {moved.trigger}"
    if moved.house:
        what += f" for {moved.house}"
    if moved.source is moved.dest:
        return f"{what}; it stays in {moved.dest}, where others are still asked."
    return f"{what}, {moved.source} → {moved.dest}."
