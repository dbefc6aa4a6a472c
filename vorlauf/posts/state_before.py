"""The state before an act: what it overwrote, ended and began, as the log keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Self

from states.post import PostState
from states.post_fields import OF_POST

# Which of the columns of a post that an act overwrites are instants.
INSTANTS: Final = ("request_by", "published_at", "held_since", "slot_at")
# And which are days.
DAYS: Final = ("reserve_from", "reserve_until")


@dataclass(frozen=True, kw_only=True)
class StateBefore:
    """What a move has overwritten and no row remembers, and what it has begun.

    `post` are columns, `steps` what it ended, by key, with when they would have been
    escalated; `cancelled` are keys of notices. Of what it opened and owed the first and
    the last key stand for all, for they follow each other. `planned` are the plans that
    open steps had, by key; `dropped` are the channels whose permalinks went with it.
    """

    post: Mapping[str, Any]
    steps: Mapping[int, datetime | None]
    cancelled: tuple[int, ...]
    opened: tuple[int, ...]
    owed: tuple[int, ...]
    planned: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, object]:
        """Return it as the file keeps it; what is empty is left out."""
        said: dict[str, object] = {
            "post": {
                name: _plain(value)
                for name, value in self.post.items()
                if name not in OF_POST
            },
            "steps": {str(key): _plain(at) for key, at in self.steps.items()},
            "cancelled": list(self.cancelled),
            "opened": list(self.opened),
            "owed": list(self.owed),
            "dropped": list(self.dropped),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def details(self) -> dict[str, object]:
        """Return the details of an entry: what people wrote stands apart."""
        written = {name: self.post[name] for name in OF_POST if name in self.post}
        planned = {
            str(key): {name: _plain(value) for name, value in plan.items()}
            for key, plan in self.planned.items()
        }
        return {
            "before": self.plain,
            **({"fields_before": written} if written else {}),
            **({"plans_before": planned} if planned else {}),
        }

    @classmethod
    def from_details(cls, details: Mapping[str, Any]) -> Self:
        """Read what the file has kept."""
        said = details["before"]
        planned = details.get("plans_before", {})
        post = dict(said.get("post", {})) | details.get("fields_before", {})
        post |= {name: _instant(post[name]) for name in INSTANTS if name in post}
        post |= {name: _day(post[name]) for name in DAYS if name in post}
        return cls(
            post=post,
            steps={int(k): _instant(at) for k, at in said.get("steps", {}).items()},
            planned={int(k): _plan(one) for k, one in planned.items()},
            **{
                name: tuple(said.get(name, ()))
                for name in ("cancelled", "opened", "owed", "dropped")
            },
        )


@dataclass(frozen=True, kw_only=True)
class LastMove:
    """The line of the file that led a post where it is now.

    `before` is None unless the move can be taken back; `has_proofs` says that it
    recorded permalinks, `recorded_by_key` who recorded the decision of its actor.
    `rules_at` is when rules of houses were applied last, `added` and `removed` the
    houses that have joined or left the post; of a `swap` of slots it is one half, with
    the late post and its reserve (numbers).
    """

    id: int
    at: datetime
    event: str
    source: PostState | None
    actor: str
    actor_key: str
    capacity: str
    on_behalf_of: str
    house: str
    before: StateBefore | None
    recorded_by_key: str
    has_proofs: bool
    rules_at: datetime | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    swap: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenPlans:
    """The plans of the open steps of a post, by key, and its waiting notices (keys)."""

    plans: Mapping[int, Mapping[str, Any]]
    waiting: tuple[int, ...]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _plan(plain: Mapping[str, Any]) -> dict[str, Any]:
    instants = {name: _instant(plain[name]) for name in ("due_at", "escalate_at")}
    return {**plain, **instants}


def _instant(plain: str | None) -> datetime | None:
    return None if plain is None else datetime.fromisoformat(plain)


def _day(plain: str | None) -> date | None:
    return None if plain is None else date.fromisoformat(plain)
