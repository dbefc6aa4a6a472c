"""Checks of people: houses, deputies, addresses, and who speaks for a house."""

from states.post import Role
from vorlauf.directory.addresses import comparable
from vorlauf.directory.check_houses import cycles, in_words
from vorlauf.directory.entries import SPEAKERS, Entries, HouseEntry, PersonEntry
from vorlauf.directory.model import HouseKind
from vorlauf.directory.schema import Report
from vorlauf.directory.values import unknown


def check_people(entries: Entries, report: Report) -> None:
    """Report what does not fit together among the people and their houses."""
    for key, person in entries.people.items():
        _check_house(key, person, entries, report)
        _check_deputy(key, person, entries, report)
    _check_deputy_cycles(entries, report)
    _check_addresses(entries, report)
    _check_keys(entries, report)
    for key, house in entries.houses.items():
        _check_contact(key, house, entries, report)
        _check_named(key, house, entries, report)


def _check_house(
    key: str, person: PersonEntry, entries: Entries, report: Report
) -> None:
    if person.house is None:
        return
    path = ("people", key, "house")
    if person.house not in entries.houses:
        what = f"is {unknown(person.house, entries.houses, 'house')}"
        report(path, what, "write the key of a house")
        return
    kind = entries.houses[person.house].kind
    if person.role is Role.APPROVER and kind not in {None, HouseKind.CHANCELLERY}:
        what = f"is {person.house!r}, where nobody approves"
        cure = f'write the chancellery, or role = "{Role.CONTACT}"'
        report(path, what, cure)


def _check_deputy(
    key: str, person: PersonEntry, entries: Entries, report: Report
) -> None:
    """Report a deputy who could not decide instead."""
    if person.deputy is None:
        return
    path = ("people", key, "deputy")
    deputy = entries.people.get(person.deputy)
    cure = "write the key of another named person, or take the line out"
    if deputy is None:
        report(path, f"is {unknown(person.deputy, entries.people, 'person')}", cure)
    elif deputy is person:
        report(path, "is this same person", cure)
    elif deputy.functional:
        what = f"is {person.deputy!r}, a functional mailbox, which never decides"
        report(path, what, cure)
    elif deputy.role is Role.AUDITOR:
        report(path, f"is {person.deputy!r}, an auditor, who only reads", cure)


def _check_deputy_cycles(entries: Entries, report: Report) -> None:
    """Report circles of deputies; only two coordinators may stand in for each other."""
    following = {
        key: person.deputy
        for key, person in entries.people.items()
        if person.deputy is not None and person.deputy != key
    }
    for cycle in cycles(following):
        roles = [entries.people[key].role for key in cycle]
        if roles != [Role.COORDINATOR, Role.COORDINATOR]:
            what = f"goes round in a circle, {in_words(cycle)}"
            cure = f"write somebody else, or take the deputy of {cycle[-1]} out"
            report(("people", cycle[0], "deputy"), what, cure)


def _check_addresses(entries: Entries, report: Report) -> None:
    """Report an address of two, unless both are mailboxes (of two houses, say).

    A named person decides by what arrives there, so nobody else may read it.
    """
    first_with: dict[str, str] = {}
    for key, person in entries.people.items():
        if person.email is None:
            continue
        first = first_with.setdefault(comparable(person.email), key)
        if first != key and not (
            person.functional and entries.people[first].functional
        ):
            what = f"is the address of {first} too"
            cure = "write an address that only one named person reads"
            report(("people", key, "email"), what, cure)


def _check_keys(entries: Entries, report: Report) -> None:
    """Report a key of two recipients: a person, and a house with channels of its own.

    What is owed is kept by the key of whoever gets it.
    """
    for key in entries.people:
        if key in entries.houses and entries.notify(key):
            what = "is also the key of a house that has notify"
            report(("people", key), what, "write another key for one of the two")


def _check_contact(
    key: str, house: HouseEntry, entries: Entries, report: Report
) -> None:
    """Report a contact who could not speak for the house."""
    if house.contact is None:
        return
    path = ("houses", key, "contact")
    contact = entries.people.get(house.contact)
    cure = f"write the key of somebody with house = {key!r}, or take the line out"
    if contact is None:
        report(path, f"is {unknown(house.contact, entries.people, 'person')}", cure)
    elif contact.house is not None and contact.house != key:
        report(path, f"is {house.contact!r}, who belongs to {contact.house}", cure)
    elif house.kind and contact.role and contact.role not in SPEAKERS[house.kind]:
        what = f"is {house.contact!r}, whose role is {contact.role}"
        report(path, what, f"write somebody whose role is {_roles(house.kind)}")


def _check_named(key: str, house: HouseEntry, entries: Entries, report: Report) -> None:
    """Report a house in which no named person may decide."""
    if house.kind is None or any(map(entries.is_unclear, entries.people.values())):
        return
    deciding = _deciding(house.kind)
    members = [one for _, one in entries.members(key) if one.role in deciding]
    if all(one.functional for one in members):
        lack = "only a functional mailbox, which never decides" if members else "nobody"
        what = f"has {lack}, where somebody must decide"
        words = " or ".join(f'role = "{role}"' for role in deciding)
        report(("houses", key), what, f"add a person with house = {key!r} and {words}")


def _deciding(kind: HouseKind) -> tuple[Role, ...]:
    return (Role.APPROVER,) if kind is HouseKind.CHANCELLERY else SPEAKERS[kind]


def _roles(kind: HouseKind) -> str:
    return " or ".join(SPEAKERS[kind])
