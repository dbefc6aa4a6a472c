"""Erase: a person's name gives way to a role wherever it stands, for ever."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from states.messages import Message, Quoted, Several, msg
from states.post import Role
from vorlauf.configuration import changes
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db import audit_log
from vorlauf.db.audit_log import OF_ROWS, ChainHead, Entry
from vorlauf.db.call import Call
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import attestations
from vorlauf.records.erasure import findings, trace_queries
from vorlauf.records.erasure.findings import Findings
from vorlauf.records.erasure.identity import Identity, identity_of
from vorlauf.records.erasure.traces import Traces
from vorlauf.records.retention import archive
from vorlauf.text import check_text
from vorlauf.workflow.actors import require_role

# The event under which the log tells of an erasure.
ERASED_PERSON: Final = "person_erase"
_LONGEST_GROUND: Final = 500


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What somebody wants: who is erased, on which legal ground, and by whom.

    `also` are further spellings; `left` are places whose words stay as they are.
    """

    person: str
    ground: str
    by: str
    also: tuple[str, ...] = ()
    left: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class ErasurePreview:
    """What an erasure would do; with `refusals` it is not done."""

    identity: Identity
    alias: str
    found: Findings
    refusals: tuple[Message, ...]


def preview(call: Call, file: StakeholdersFile, wish: Erasure) -> ErasurePreview:
    """Return what an erasure would do, and why it would be refused; writes nothing.

    Raises `BadInputError` for a name too short, `RefusedError` unless a coordinator
    asks.
    """
    _coordinator(call, wish.by)
    identity = identity_of(call, wish.person, wish.also)
    # The line that will tell of it gives the name that stays.
    head = audit_log.lock(call.connection)
    alias = f"erased-{head.last_id + 1}"
    found = findings.find(call.connection, Traces(identity, alias), wish.left)
    offered_first = archive.require_answer(call, set(found.posts))
    return ErasurePreview(
        identity=identity,
        alias=alias,
        found=found,
        refusals=(
            *_refusals(call, file, identity, wish.by),
            *((offered_first,) if offered_first else ()),
        ),
    )


def erase(call: Call, file: StakeholdersFile, wish: Erasure) -> ErasurePreview:
    """Erase a person in the database and in stakeholders.toml; return what was done.

    The log tells of it with the ground and without the name. Raises `RefusedError`
    while the person is needed, or if the log is not whole; `BadInputError` without a
    ground.
    """
    by = _coordinator(call, wish.by)
    _check_ground(wish.ground)
    wanted = preview(call, file, wish)
    if wanted.refusals:
        raise RefusedError(wanted.refusals[0])
    _require_whole(call)
    _require_stillness(call, wanted.identity, wish.by)
    _leave_file(call, file, wanted.identity, wish.by)
    trace_queries.cancel(call.connection, wanted.identity.keys, call.now)
    # What has just been written names the person, too.
    traces = Traces(wanted.identity, wanted.alias)
    found = findings.find(call.connection, traces, wish.left)
    if not found.counts:
        raise RefusedError(
            msg("{name} stands nowhere.", name=Quoted(wanted.identity.name))
        )
    _carry_out(call, found)
    _tell(call, by, wish, wanted)
    return ErasurePreview(
        identity=wanted.identity, alias=wanted.alias, found=found, refusals=()
    )


def _coordinator(call: Call, by: str) -> Person:
    person = call.directory.person(by)
    why = msg("Only a coordinator may erase people.")
    require_role(person, Role.COORDINATOR, why)
    return person


def _check_ground(ground: str) -> None:
    if not ground.strip():
        raise BadInputError(
            msg("Name the legal ground of the erasure, as “Art. 17 (1) a GDPR”.")
        )
    if len(ground) > _LONGEST_GROUND:
        raise BadInputError(
            msg("Write the ground in {most} characters.", most=_LONGEST_GROUND)
        )
    check_text(msg("The ground"), ground)


def _refusals(
    call: Call, file: StakeholdersFile, identity: Identity, by: str
) -> list[Message]:
    return [
        *_still_needed(call, identity, by),
        *_still_shown(call, identity),
        *_still_named(file, identity),
    ]


def _still_shown(call: Call, identity: Identity) -> list[Message]:
    pictures = findings.shown(call.connection, Traces(identity, identity.key))
    posts = trace_queries.shown_in(call.connection, pictures)
    if not posts:
        return []
    return [
        msg(
            "Pictures of {name} stand in posts that are not withdrawn ({posts}); "
            "withdraw the consent first, so that they are taken down.",
            name=identity.name,
            posts=Several(tuple(posts)),
        )
    ]


def _still_needed(call: Call, identity: Identity, by: str) -> list[Message]:
    connection, name = call.connection, identity.name
    if call.directory.person(by).key == identity.key:
        return [msg("Nobody erases themselves; another coordinator does.")]
    if posts := trace_queries.open_posts(connection, identity.keys):
        return [
            msg(
                "{name} still has open steps ({posts}); name somebody else for them "
                "first.",
                name=name,
                posts=Several(tuple(posts)),
            )
        ]
    if trace_queries.on_their_way(connection, identity.keys):
        return [
            msg(
                "A mail to {name} is being sent at this moment; try again in some "
                "minutes.",
                name=name,
            )
        ]
    return []


def _still_named(file: StakeholdersFile, identity: Identity) -> list[Message]:
    """Say why the file needs the person, or where else it names them."""
    wanted = changes.draft(file.read(), _without(identity))
    if wanted.faults:
        return [
            msg(
                "stakeholders.toml still needs {name}: {fault}",
                name=identity.name,
                fault=str(wanted.faults[0]),
            )
        ]
    traces = Traces(identity, identity.key)
    lines = enumerate(wanted.after.text.splitlines(), start=1)
    named = [str(number) for number, line in lines if traces.names(line)]
    if not named:
        return []
    return [
        msg(
            "stakeholders.toml names {name} elsewhere, too; mend line {lines} first.",
            name=identity.name,
            lines=Several(tuple(named)),
        )
    ]


def _without(identity: Identity) -> dict[tuple[str, ...], None]:
    return {("people", identity.key): None} if identity.key else {}


def _leave_file(
    call: Call, file: StakeholdersFile, identity: Identity, by: str
) -> None:
    seen = file.read()
    if identity.key in call.directory.people:
        wish = FileEdit(actor=by, seen=seen.digest, changes=_without(identity))
        changes.save(call, file, wish)
    trace_queries.forget_previous(call.connection)


def _require_whole(call: Call) -> None:
    """Rows are told of anew, so what was forged before would be told of as true."""
    if faults := attestations.verify(call.connection).faults:
        raise RefusedError(
            msg(
                "The audit log is not whole, so nothing is erased: {fault}. Look with "
                "`vorlauf audit verify`.",
                fault=faults[0],
            )
        )


def _require_stillness(call: Call, identity: Identity, by: str) -> None:
    """Let no mail to them leave from now on; one may have left since it was asked."""
    trace_queries.cancel(call.connection, identity.keys, call.now)
    if needed := _still_needed(call, identity, by):
        raise RefusedError(needed[0])


def _carry_out(call: Call, found: Findings) -> None:
    connection = call.connection
    for row in found.rows:
        if row.values is None:
            trace_queries.drop(connection, row.table, row.key)
        else:
            trace_queries.change(connection, row.table, row.key, row.values)
    changed = frozenset(row.place for row in found.rows)
    for line in list(trace_queries.lines(connection)):
        places = [*found.lines.get(line.id, ())]
        if OF_ROWS in json.loads(line.salts) and not changed.isdisjoint(
            json.loads(line.row_digests)
        ):
            places.append(OF_ROWS)
        if places:
            audit_log.erase(connection, line.id, places)


def _tell(call: Call, by: Person, wish: Erasure, done: ErasurePreview) -> ChainHead:
    told = Entry(
        at=call.now,
        event=ERASED_PERSON,
        actor=by.name,
        actor_key=by.key,
        capacity=by.role.value,
        comment=wish.ground.strip(),
        details={
            **call.entry_point,
            "alias": done.alias,
            "role": done.identity.role,
            "counts": dict(done.found.counts),
        },
    )
    head = audit_log.lock(call.connection)
    return audit_log.append(call.connection, head, [told])
