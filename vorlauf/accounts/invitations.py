"""Invitations: coordinators invite people, and disable them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from states.messages import msg
from states.post import Role
from vorlauf.accounts import (
    api_token_queries,
    audit_entries,
    calendar_feed_queries,
    eligibility,
    sessions,
    sign_in_link_queries,
)
from vorlauf.accounts import sign_in_links as accounts_sign_in_links
from vorlauf.accounts.mails import PreparedLink
from vorlauf.db import accounts
from vorlauf.db.call import Call
from vorlauf.db.tables import Account, LinkEnd, LinkPurpose
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError
from vorlauf.links import link_queries
from vorlauf.posts import presence
from vorlauf.scheduling import gaps, readers
from vorlauf.scheduling.readers import Handover
from vorlauf.scheduling.unattended import StepInAbsence
from vorlauf.workflow.actors import require_role


class AccountState(StrEnum):
    """How it stands with somebody's account."""

    NONE = "none"
    ACTIVE = "active"
    DISABLED = "disabled"
    # The account is there, but stakeholders.toml names no such person any more.
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class PersonAccount:
    """A person, or whoever had an account, and how it stands with it.

    `invited_until` (aware UTC) is when the last invitation ends, or has ended, unless
    it was accepted. When they were there last is not told: nobody is watched.
    """

    key: str
    name: str
    role: Role | None
    house: str
    state: AccountState
    has_password: bool
    invited_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Disabled:
    """Whose account was disabled, and who is asked for what is open.

    `unattended` is for what nobody is there then, also if it is only planned.
    """

    name: str
    handovers: tuple[Handover, ...]
    unattended: tuple[StepInAbsence, ...] = ()


def invite(call: Call, person: str, by: str) -> PreparedLink:
    """Give somebody an account, or theirs back; return the link to be mailed.

    Both by key, name or e-mail address. Whoever gets theirs back is asked again for
    what is open. Raises `NotFoundError` for unknown people,
    `RefusedError` for a functional mailbox, or if `by` is no coordinator.
    """
    invited = call.directory.person(person)
    coordinator = _coordinator(call.directory, by)
    if invited.functional:
        raise RefusedError(
            msg(
                "{name} is a functional mailbox; only named people sign in.",
                name=invited.name,
            )
        )
    work = UnitOfWork(call)
    known = accounts.account_of(call.connection, invited.key)
    act = accounts.add if known is None else accounts.enable
    act(call.connection, invited.key, coordinator.key, call.now)
    if known is not None and known.disabled_at is not None:
        readers.follow(work, invited.key)
    audit_entries.note(
        work,
        audit_entries.INVITED,
        coordinator,
        person=invited.name,
        person_key=invited.key,
    )
    return accounts_sign_in_links.issue(
        call.connection, invited, LinkPurpose.INVITATION, call.now, by=coordinator.name
    )


def disable(call: Call, person: str, by: str) -> Disabled:
    """Shut somebody out, at once and wherever they are signed in; return what follows.

    Their links, tokens and calendars are worth nothing any more, the password is
    forgotten, they get no mail, and whoever stands in is asked for what is open. Who
    decides by links needs no account, so none is needed here. It also takes the key of
    somebody who has left stakeholders.toml. Raises `NotFoundError` for unknown people,
    `RefusedError` for a functional mailbox, if the account is disabled already or one's
    own, or if `by` is no coordinator.
    """
    connection = call.connection
    directory = call.directory
    coordinator = _coordinator(directory, by)
    work = UnitOfWork(call)
    key, name = _known(connection, directory, person)
    if key == coordinator.key:
        raise RefusedError(
            msg("Nobody shuts themselves out; another coordinator does.")
        )
    _check_open(connection, directory, key, name)
    before = gaps.gaps(call)
    if accounts.account_of(connection, key) is None:
        accounts.add(connection, key, coordinator.key, call.now)
    accounts.disable(connection, key, coordinator.key, call.now)
    sessions.end_all(connection, key, call.now)
    sign_in_link_queries.revoke(connection, key, call.now, None)
    api_token_queries.revoke_all(connection, key, call.now)
    calendar_feed_queries.revoke_all(connection, key, call.now)
    link_queries.end_all(connection, key, LinkEnd.REISSUED, call.now)
    readers.follow(work, key)
    today = presence.on_day(connection, directory.agency.office.day_of(call.now))
    handovers = tuple(readers.handovers(connection, directory, today).get(key, ()))
    audit_entries.note(
        work,
        audit_entries.DISABLED,
        coordinator,
        person=name,
        person_key=key,
        steps=[_plain(one) for one in handovers],
    )
    warned = UnitOfWork(call)
    lacking = gaps.warn(warned, before)
    warned.write()
    return Disabled(name=name, handovers=handovers, unattended=lacking.steps)


def _plain(handover: Handover) -> Mapping[str, str]:
    return {
        "post": handover.number,
        "kind": handover.kind.value,
        "house": handover.house,
        "to": handover.to.name if handover.to else "",
    }


def grant(call: Call, person: str) -> None:
    """Give somebody (a key) an account without a letter, for a demonstration.

    An account that is there stays as it is. Raises `RefusedError` for a mailbox.
    """
    known = eligibility.required(call.directory, person)
    if accounts.account_of(call.connection, known.key) is None:
        accounts.add(call.connection, known.key, known.key, call.now)


def standings(connection: Connection, directory: Directory) -> list[PersonAccount]:
    """Return everybody who may be invited, and then those who have left."""
    known = accounts.accounts(connection)
    invited = sign_in_link_queries.invited_until(connection)
    return list(_standings(directory, known, invited))


def _standings(
    directory: Directory,
    known: Mapping[str, Account],
    invited: Mapping[str, datetime | None],
) -> Iterator[PersonAccount]:
    there = [person for person in directory.people.values() if not person.functional]
    for person in there:
        account = known.get(person.key)
        yield PersonAccount(
            key=person.key,
            name=person.name,
            role=person.role,
            house=person.house,
            state=_state(account),
            has_password=account is not None and account.password is not None,
            invited_until=invited.get(person.key),
        )
    for key in known.keys() - {person.key for person in there}:
        yield PersonAccount(
            key=key,
            name=key,
            role=None,
            house="",
            state=AccountState.LEFT,
            has_password=known[key].password is not None,
            invited_until=None,
        )


def _state(account: Account | None) -> AccountState:
    if account is None:
        return AccountState.NONE
    return AccountState.ACTIVE if account.disabled_at is None else AccountState.DISABLED


def _coordinator(directory: Directory, by: str) -> Person:
    person = directory.person(by)
    if person.functional:
        raise RefusedError(
            msg(
                "{name} is a functional mailbox; a named person decides.",
                name=person.name,
            )
        )
    why = msg(
        "{name} is no coordinator; accounts are in the coordinators' hands.",
        name=person.name,
    )
    require_role(person, Role.COORDINATOR, why)
    return person


def _known(
    connection: Connection, directory: Directory, person: str
) -> tuple[str, str]:
    """Return key and name; those who have left are known by their key alone."""
    if person not in directory.people and accounts.account_of(connection, person):
        return person, person
    found = directory.person(person)
    return found.key, found.name


def _check_open(
    connection: Connection, directory: Directory, key: str, name: str
) -> None:
    account = accounts.account_of(connection, key)
    if account is None and directory.people[key].functional:
        raise RefusedError(
            msg(
                "{name} is a functional mailbox and has no account; name "
                "another contact in stakeholders.toml.",
                name=name,
            )
        )
    if account is not None and account.disabled_at is not None:
        raise RefusedError(
            msg(
                "The account of {name} is disabled since {day}.",
                name=name,
                day=account.disabled_at.date(),
            )
        )
