"""Costs: one entry for each invoice, never only a sum; each can be removed again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from notifications.letters.labels import GERMAN
from states.messages import Count, Message, Quoted, Several, msg, phrase
from states.post import Role
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.tables import CostEntry
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError
from vorlauf.records.inquiries import cost_queries
from vorlauf.text import check_line
from vorlauf.workflow.actors import require_role

_SEPARATORS: Final = str.maketrans(",.", ".,")
# Three digits after a point may be thousands, so they are refused.
_AMOUNT: Final = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
MOST_CENTS: Final = 10**12
_LINES: Final = {
    "contractor": (phrase("subject", "The contractor"), 200),
    "contract": (phrase("subject", "The contract"), 200),
    "award": (phrase("subject", "The award procedure"), 200),
    "invoice": (phrase("subject", "The invoice"), 200),
    "note": (phrase("subject", "The note"), 500),
}


@dataclass(frozen=True, kw_only=True)
class NewCost:
    """An invoice to be kept, as the table `cost_entry` has it."""

    contractor: str
    gross_cents: int
    first_day: date
    last_day: date
    contract: str = ""
    award: str = ""
    invoice: str = ""
    house: str = ""
    is_media: bool = False
    posts: tuple[str, ...] = ()
    note: str = ""


def add(call: Call, wanted: Sequence[NewCost], actor: str) -> list[CostEntry]:
    """Keep cost entries, all of them or none; return them.

    Raises `BadInputError` with a sentence for each fault, `RefusedError` unless a
    coordinator does it.
    """
    by = _coordinator(call, actor)
    work = UnitOfWork(call)
    tidy = [_stripped(one) for one in wanted]
    faults = tuple(said for one in tidy for _, said in faults_of(call, one))
    if faults:
        raise BadInputError(msg("{sentences}", sentences=Several(faults, " ")))
    first = cost_queries.next_key(call.connection)
    rows = [
        CostEntry(
            **{**vars(one), "posts": list(one.posts)},
            id=key,
            added_at=call.now,
            added_by=by.name,
        )
        for key, one in enumerate(tidy, start=first)
    ]
    for row in rows:
        cost_queries.add(call.connection, row)
        _log(work, by, "cost_add", row)
    work.write()
    return rows


def remove(call: Call, key: int, actor: str) -> CostEntry:
    """Let an entry count no more. Raises `NotFoundError` if there is none."""
    return _set(call, key, actor, is_removed=True)


def restore(call: Call, key: int, actor: str) -> CostEntry:
    """Let a removed entry count again. Raises `NotFoundError` if there is none."""
    return _set(call, key, actor, is_removed=False)


def _set(call: Call, key: int, actor: str, *, is_removed: bool) -> CostEntry:
    by = _coordinator(call, actor)
    work = UnitOfWork(call)
    row = cost_queries.cost_by_key(call.connection, key)
    if row is None or (row.removed_at is not None) == is_removed:
        raise NotFoundError(msg("There is no cost entry {key}.", key=key))
    cost_queries.set_removed(call.connection, key, call.now if is_removed else None)
    _log(work, by, "cost_remove" if is_removed else "cost_restore", row)
    work.write()
    return row


def cents_of(text: str) -> int:
    """Return an amount of euros, written as 42.840,00 or 42840.00, in cents.

    Raises `BadInputError` for anything else, and for more than two decimals.
    """
    plain = text.replace("€", "").replace("Euro", "").replace("EUR", "").strip()
    plain = plain.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if "," in plain:
        whole, _, part = plain.rpartition(",")
        plain = f"{whole.replace('.', '')}.{part}"
    if not _AMOUNT.fullmatch(plain):
        raise BadInputError(
            msg("{text} is no amount; write it as 42.840,00.", text=Quoted(text[:40]))
        )
    return int(Decimal(plain) * 100)


def euros(cents: int, language: str) -> str:
    """Write an amount in euros, in German as in 42.840,00."""
    text = f"{Decimal(cents) / 100:,.2f}"
    return text.translate(_SEPARATORS) if language == GERMAN else text


def faults_of(call: Call, one: NewCost) -> list[tuple[str, Message]]:
    """Return what is wrong with an entry: the name of the part, and a sentence each."""
    return [*_faulty_lines(one), *_faulty_numbers(one), *_faulty_keys(call, one)]


def _faulty_lines(one: NewCost) -> Iterator[tuple[str, Message]]:
    if not one.contractor:
        yield "contractor", msg("Write who was paid.")
    for name, (what, longest) in _LINES.items():
        text = getattr(one, name)
        try:
            check_line(what, text)
        except VorlaufError as error:
            yield name, error.message
        if len(text) > longest:
            said = "{what} is longer than {longest} characters."
            yield name, msg(said, what=what, longest=Count(longest))


def _faulty_numbers(one: NewCost) -> Iterator[tuple[str, Message]]:
    if not 0 < one.gross_cents < MOST_CENTS:
        yield "gross", msg("Write an amount above 0, with tax.")
    if one.last_day < one.first_day:
        yield "last_day", msg("The period ends before it begins.")
    for name in ("first_day", "last_day"):
        day = getattr(one, name)
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            yield name, msg("{day} is too far away.", day=day)


def _faulty_keys(call: Call, one: NewCost) -> Iterator[tuple[str, Message]]:
    if one.house:
        try:
            call.directory.house(one.house)
        except VorlaufError as error:
            yield "house", error.message
    if one.posts:
        unknown = cost_queries.unknown_numbers(call.connection, frozenset(one.posts))
        for number in unknown:
            yield "posts", msg("There is no post {number}.", number=Quoted(number[:40]))


def _stripped(one: NewCost) -> NewCost:
    texts = {name: getattr(one, name).strip() for name in _LINES}
    posts = tuple(dict.fromkeys(filter(None, (post.strip() for post in one.posts))))
    return replace(one, **texts, posts=posts)


def _coordinator(call: Call, actor: str) -> Person:
    person = call.directory.person(actor)
    why = msg("{name} is no coordinator; only they keep costs.", name=person.name)
    require_role(person, Role.COORDINATOR, why)
    return person


def _log(work: UnitOfWork, by: Person, event: str, row: CostEntry) -> None:
    about = {
        "cost": row.id,
        "contractor": row.contractor,
        "invoice": row.invoice,
        "gross_cents": row.gross_cents,
        "posts": row.posts,
    }
    entry = Entry(
        at=work.now,
        event=event,
        actor=by.name,
        actor_key=by.key,
        capacity=by.role.value,
        house=row.house,
        details={**work.call.entry_point, **about},
    )
    work.log(entry)
