"""Suppression: an address gets no more mail until somebody lifts that by hand."""

from states.messages import Quoted, msg
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.addresses import comparable, plain_address
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.posts import address_status
from vorlauf.workflow.manual_actions import Overseer


def suppress(work: UnitOfWork, text: str, by: Overseer) -> str:
    """Suppress an address; return it as it is kept.

    Raises `BadInputError` unless it is exactly one address, `RefusedError` if it is
    suppressed already.
    """
    address = _one_address(text)
    known = address_status.known_troubles(work.connection, [address])
    before = known.get(comparable(address))
    if before is not None and before.suppressed_at is not None:
        raise RefusedError(
            msg(
                "Nothing is sent to {address} since {day}, by {name}.",
                address=address,
                day=before.suppressed_at.date(),
                name=before.suppressed_by,
            )
        )
    address_status.suppress(work.connection, address, by.person.name, work.now)
    _log(work, "mail_suppress", address, by)
    return address


def lift(work: UnitOfWork, text: str, by: Overseer) -> str:
    """End the suppression of an address, and forget its refusals; return it.

    Raises `BadInputError` as `suppress`, `NotFoundError` if nothing is held against it.
    """
    address = _one_address(text)
    if not address_status.forgive(work.connection, address):
        raise NotFoundError(
            msg(
                "Nothing is held against {address}; `vorlauf mail addresses` "
                "shows all that have refused mail.",
                address=address,
            )
        )
    _log(work, "mail_lift", address, by)
    return address


def _one_address(text: str) -> str:
    try:
        return plain_address(text)
    except BadInputError as error:
        raise BadInputError(
            msg(
                "The address {address} {fault}.",
                address=Quoted(text, only_ascii=True),
                fault=error.message,
            )
        ) from error


def _log(work: UnitOfWork, event: str, address: str, by: Overseer) -> None:
    details = {"address": address}
    work.log(by.line(None, at=work.now, event=event, details=details))
    work.write()
