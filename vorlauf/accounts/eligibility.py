"""Eligibility: which people of stakeholders.toml may have an account, and use it."""

from sqlalchemy import Connection

from states.messages import msg
from vorlauf.db import accounts
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError


def admitted(directory: Directory, key: str) -> Person | None:
    """Return whose account this is; None for who has left, and for a mailbox."""
    person = directory.people.get(key)
    return None if person is None or person.functional else person


def required(directory: Directory, key: str) -> Person:
    """Return whose account this is. Raises `RefusedError` where there can be none."""
    person = admitted(directory, key)
    if person is None:
        raise RefusedError(
            msg(
                "{key} is nobody who may sign in; stakeholders.toml says who "
                "takes part.",
                key=key,
            )
        )
    return person


def check_able(connection: Connection, person: Person) -> None:
    """Raise `RefusedError` if somebody acts who was shut out."""
    account = accounts.account_of(connection, person.key)
    if account is not None and account.disabled_at is not None:
        raise RefusedError(
            msg(
                "{name} is disabled since {day}, and nobody acts under that name.",
                name=person.name,
                day=account.disabled_at.date(),
            )
        )


def check_account(connection: Connection, person: Person) -> None:
    """Raise `RefusedError` unless somebody has an account, and was not shut out."""
    account = accounts.account_of(connection, person.key)
    if account is None or account.disabled_at is not None:
        raise RefusedError(
            msg("{name} has no account; invite them first.", name=person.name)
        )


def at(directory: Directory, email: str) -> Person | None:
    """Return the one person who has this e-mail address, whatever its case."""
    wanted = comparable(email)
    found = [
        person
        for person in directory.people.values()
        if not person.functional and comparable(person.email) == wanted
    ]
    return found[0] if len(found) == 1 else None
