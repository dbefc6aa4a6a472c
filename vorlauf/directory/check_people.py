"""Checks of people: houses, deputies, addresses, and who speaks for a house."""

from collections.abc import Sequence

from states.messages import Message, Quoted, Several, phrase
from states.post import Role
from vorlauf.directory.addresses import comparable
from vorlauf.directory.check_houses import circle, cycles
from vorlauf.directory.entries import SPEAKERS, Entries, HouseEntry, PersonEntry
from vorlauf.directory.model import HouseKind
from vorlauf.directory.schema import Report
from vorlauf.directory.toml_lines import Path
from vorlauf.directory.values import no_house, no_person


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
        what = no_house(person.house, entries.houses)
        report(path, what, phrase("cure", "write the key of a house"))
        return
    kind = entries.houses[person.house].kind
    if person.role is Role.APPROVER and kind not in {None, HouseKind.CHANCELLERY}:
        what = phrase(
            "fault", "is {house}, where nobody approves", house=Quoted(person.house)
        )
        cure = phrase(
            "cure", 'write the chancellery, or role = "{role}"', role=Role.CONTACT
        )
        report(path, what, cure)


def _check_deputy(
    key: str, person: PersonEntry, entries: Entries, report: Report
) -> None:
    """Report a deputy who could not decide instead."""
    if person.deputy is None:
        return
    path = ("people", key, "deputy")
    deputy = entries.people.get(person.deputy)
    cure = phrase("cure", "write the key of another named person, or take the line out")
    named = Quoted(person.deputy)
    if deputy is None:
        report(path, no_person(person.deputy, entries.people), cure)
    elif deputy is person:
        report(path, phrase("fault", "is this same person"), cure)
    elif deputy.functional:
        what = phrase(
            "fault",
            "is {person}, a functional mailbox, which never decides",
            person=named,
        )
        report(path, what, cure)
    elif deputy.role is Role.AUDITOR:
        what = phrase("fault", "is {person}, an auditor, who only reads", person=named)
        report(path, what, cure)
    elif not entries.is_unclear(person) and not entries.is_unclear(deputy):
        _check_stands_in(path, person, deputy, entries, report)


def _check_stands_in(
    path: Path,
    person: PersonEntry,
    deputy: PersonEntry,
    entries: Entries,
    report: Report,
) -> None:
    """Report a deputy who has no say where the person decides.

    Coordinators stand in for each other, everybody else for somebody of their own house
    or of one that is tied to it by parents.
    """
    coordinators = [one.role is Role.COORDINATOR for one in (person, deputy)]
    if any(coordinators) and not all(coordinators):
        what = phrase(
            "fault",
            "is {person}, whose role is {role}",
            person=Quoted(person.deputy or ""),
            role=deputy.role or "",
        )
        cure = phrase(
            "cure",
            "write a coordinator for a coordinator, and nobody else, "
            "or take the line out",
        )
        report(path, what, cure)
    elif not all(coordinators) and not entries.are_tied(person.house, deputy.house):
        what = phrase(
            "fault",
            "is {person}, who belongs to {house}",
            person=Quoted(person.deputy or ""),
            house=deputy.house or "",
        )
        cure = phrase(
            "cure",
            "write somebody of {house} or of a house tied to it by parent, "
            "or take the line out",
            house=person.house or "",
        )
        report(path, what, cure)


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
            cure = phrase(
                "cure",
                "write somebody else, or take the deputy of {person} out",
                person=cycle[-1],
            )
            report(("people", cycle[0], "deputy"), circle(cycle), cure)


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
            what = phrase("fault", "is the address of {person} too", person=first)
            cure = phrase("cure", "write an address that only one named person reads")
            report(("people", key, "email"), what, cure)


def _check_keys(entries: Entries, report: Report) -> None:
    """Report a key of two recipients: a person, and a house with channels of its own.

    What is owed is kept by the key of whoever gets it.
    """
    for key in entries.people:
        if key in entries.houses and entries.notify(key):
            what = phrase("fault", "is also the key of a house that has notify")
            cure = phrase("cure", "write another key for one of the two")
            report(("people", key), what, cure)


def _check_contact(
    key: str, house: HouseEntry, entries: Entries, report: Report
) -> None:
    """Report a contact who could not speak for the house."""
    if house.contact is None:
        return
    path = ("houses", key, "contact")
    contact = entries.people.get(house.contact)
    cure = phrase(
        "cure",
        "write the key of somebody with house = '{house}', or take the line out",
        house=key,
    )
    named = Quoted(house.contact)
    if contact is None:
        report(path, no_person(house.contact, entries.people), cure)
    elif contact.house is not None and contact.house != key:
        what = phrase(
            "fault",
            "is {person}, who belongs to {house}",
            person=named,
            house=contact.house,
        )
        report(path, what, cure)
    elif house.kind and contact.role and contact.role not in SPEAKERS[house.kind]:
        what = phrase(
            "fault",
            "is {person}, whose role is {role}",
            person=named,
            role=contact.role,
        )
        cure = phrase(
            "cure",
            "write somebody whose role is {roles}",
            roles=Several(SPEAKERS[house.kind], " or "),
        )
        report(path, what, cure)


def _check_named(key: str, house: HouseEntry, entries: Entries, report: Report) -> None:
    """Report a house in which no named person may decide."""
    if house.kind is None or any(map(entries.is_unclear, entries.people.values())):
        return
    deciding = _deciding(house.kind)
    members = [one for _, one in entries.members(key) if one.role in deciding]
    if all(one.functional for one in members):
        report(("houses", key), _lack(members), _named_person(key, deciding))


def _lack(members: Sequence[PersonEntry]) -> Message:
    if members:
        return phrase(
            "fault",
            "has only a functional mailbox, which never decides, "
            "where somebody must decide",
        )
    return phrase("fault", "has nobody, where somebody must decide")


def _named_person(house: str, roles: tuple[Role, ...]) -> Message:
    return phrase(
        "cure",
        "add a person with house = '{house}' and {roles}",
        house=house,
        roles=Several(tuple(f'role = "{role}"' for role in roles), " or "),
    )


def _deciding(kind: HouseKind) -> tuple[Role, ...]:
    return (Role.APPROVER,) if kind is HouseKind.CHANCELLERY else SPEAKERS[kind]
