"""Questions about decisions that hold for a version.

A yes holds for the version it was said to, and for every editorial correction of it,
until the house is asked again, or the post comes back to draft.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from states.fingerprint import Content
from states.post import STEPS, StepKind
from vorlauf.db import versions
from vorlauf.db.tables import OUTCOME_OF, Post, Step, Version, table_of

_STEP: Final = table_of(Step)
_VERSION: Final = table_of(Version)
_POST: Final = table_of(Post)
_YES: Final = {
    kind: OUTCOME_OF[spec.yes] for kind, spec in STEPS.items() if spec.yes is not None
}

_LINE = (
    select(_VERSION.c.number, _VERSION.c.corrects)
    .where(
        _VERSION.c.post_id == bindparam("post"),
        _VERSION.c.number == bindparam("version_"),
    )
    .cte("line", recursive=True)
)
_EARLIER = _VERSION.alias("earlier")
# A version (`post`, `version_`), what it corrects, what that corrects, and so on.
CHAIN = _LINE.union_all(
    select(_EARLIER.c.number, _EARLIER.c.corrects).where(
        _EARLIER.c.post_id == bindparam("post"), _EARLIER.c.number == _LINE.c.corrects
    )
)
_DECISIONS = (
    select(
        _STEP.c.id,
        _STEP.c.version,
        _STEP.c.kind,
        _STEP.c.house,
        _STEP.c.asked,
        _STEP.c.outcome,
        _STEP.c.decided_by,
        _STEP.c.on_behalf_of,
    )
    .join(_POST, _POST.c.id == _STEP.c.post_id)
    .where(
        _STEP.c.post_id == bindparam("post"),
        _STEP.c.round == _POST.c.round,
        _STEP.c.version.in_(select(CHAIN.c.number)),
        _STEP.c.kind.in_(list(_YES)),
    )
    .order_by(_STEP.c.id)
)
_DECIDED_ON = (
    select(*versions.COLUMNS)
    .where(
        _VERSION.c.post_id == bindparam("post"),
        _VERSION.c.number.in_(select(CHAIN.c.number)),
    )
    .order_by(_VERSION.c.number)
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """A decision that holds: the step, who was asked (key), who decided (names)."""

    step_id: int
    version: int
    kind: StepKind
    house: str
    asked: str
    decided_by: str
    on_behalf_of: str


def standing(connection: Connection, post_id: int, version: int) -> list[Endorsement]:
    """Return every yes of this round that holds for a version, one a house and kind."""
    rows = connection.execute(_DECISIONS, {"post": post_id, "version_": version})
    newest = {(row.kind, row.house): row for row in rows}
    return [
        Endorsement(
            step_id=row.id,
            version=row.version,
            kind=StepKind(row.kind),
            house=row.house,
            asked=row.asked,
            decided_by=row.decided_by or "",
            on_behalf_of=row.on_behalf_of or "",
        )
        for row in newest.values()
        if row.outcome == _YES[StepKind(row.kind)]
    ]


def decided_houses(
    connection: Connection, post_id: int, version: int, kind: StepKind
) -> set[str]:
    """Return the houses whose yes stands for this version of a post."""
    said = standing(connection, post_id, version)
    return {yes.house for yes in said if yes.kind is kind}


def decided_on(connection: Connection, post_id: int, version: int) -> Content:
    """Return what was decided on: the content before the first correction of it."""
    row = connection.execute(_DECIDED_ON, {"post": post_id, "version_": version}).one()
    return versions.content_in(row)
