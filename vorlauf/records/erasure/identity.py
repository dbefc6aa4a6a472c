"""Identity: by what the records know a person, and what takes its place."""

from dataclasses import dataclass
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters.labels import GERMAN
from states.messages import Message, msg, phrase
from states.post import Role
from vorlauf.db.call import Call
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.records.erasure import trace_queries

# Of fewer letters every other word of a text would be somebody's.
_FEWEST_LETTERS: Final = 4
_ROLES: Final = {
    Role.COORDINATOR: phrase("in place of a name", "coordinator"),
    Role.GRAPHICS: phrase("in place of a name", "graphics agency"),
    Role.CONTACT: phrase("in place of a name", "contact person"),
    Role.APPROVER: phrase("in place of a name", "approver"),
    Role.AUDITOR: phrase("in place of a name", "auditor"),
}
_SOMEBODY: Final = phrase("in place of a name", "erased person")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Names, keys, addresses and telephone numbers of one person.

    `key` is that of stakeholders.toml, empty for somebody who was never in it. `role`
    is what stands in the place of the name, as "Ansprechperson SMF".
    """

    key: str
    names: tuple[str, ...]
    keys: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    role: str
    # Whether nobody else has their surname: only then it means them by itself.
    is_alone: bool = True

    @property
    def name(self) -> str:
        """The name that is typed to confirm an erasure."""
        return self.names[0]


def identity_of(call: Call, who: str, also: tuple[str, ...] = ()) -> Identity:
    """Return who is meant by a key, a name or an address, and all they are known by.

    `also` are further spellings. Whoever is not in stakeholders.toml is found by what
    the audit log says of their key; else the words themselves are looked for. Raises
    `BadInputError` for words too short, or that two people share.
    """
    person = _person(call.directory, who)
    key = person.key if person else _left(call, who)
    said = (*_said_of(person), *(() if key else (who.strip(),)), *also)
    for one in said:
        _check(one)
    known = trace_queries.known_by(call.connection, _keys(call.directory, key))
    addresses = [one for one in (*said, *known.addresses) if "@" in one]
    names = [one for one in (*said, *known.names) if "@" not in one]
    return Identity(
        key=key,
        names=tuple(dict.fromkeys(names or addresses)),
        keys=_keys(call.directory, key),
        addresses=_own(call.directory, key, addresses),
        phones=(person.phone,) if person and person.phone else (),
        role=_role(person),
        is_alone=_is_alone(call, _keys(call.directory, key), names),
    )


def _is_alone(call: Call, keys: tuple[str, ...], names: list[str]) -> bool:
    people = call.directory.people.values()
    others = [one.name for one in people if one.key not in keys]
    others += trace_queries.other_actors(call.connection, keys)
    words = {word.casefold() for name in others for word in name.split()}
    return words.isdisjoint(name.split()[-1].casefold() for name in names)


def _person(directory: Directory, who: str) -> Person | None:
    try:
        return directory.person(who)
    except NotFoundError:
        return None


def _left(call: Call, who: str) -> str:
    """Return the key of somebody who has left the file; empty if it is none."""
    return who if trace_queries.is_key(call.connection, who) else ""


def _said_of(person: Person | None) -> tuple[str, ...]:
    return (person.name, person.email) if person else ()


def _keys(directory: Directory, key: str) -> tuple[str, ...]:
    return directory.keys_of(key) if key else ()


def _own(directory: Directory, key: str, found: list[str]) -> tuple[str, ...]:
    """Return the addresses that nobody else has now."""
    others = {
        comparable(one.email) for one in directory.people.values() if one.key != key
    }
    return tuple(dict.fromkeys(one for one in found if comparable(one) not in others))


def _role(person: Person | None) -> str:
    if person is None:
        return somebody()
    return f"{translate(_role_word(person), GERMAN)} {person.house.upper()}"


def somebody() -> str:
    """Return what stands in the place of a name that is in no stakeholders.toml."""
    return translate(_SOMEBODY, GERMAN)


def _role_word(person: Person) -> Message:
    return _ROLES[person.role]


def _check(words: str) -> None:
    if len(words.strip()) < _FEWEST_LETTERS:
        raise BadInputError(
            msg(
                "{words} is too short to look for; write the whole name.",
                words=repr(words),
            )
        )
