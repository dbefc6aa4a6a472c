"""Navigation: the frame around every page: its links, and who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.permissions import PAGES
from dashboard.web.request import PageRequest
from states.post import Role


@dataclass(frozen=True)
class NavigationItem:
    """A place in the navigation."""

    href: str
    label: str
    current: bool
    icon: str


@dataclass(frozen=True)
class SignedInPerson:
    """Who is signed in, in words."""

    key: str
    name: str
    role: Role
    role_label: str
    house_name: str


def frame(request: PageRequest) -> Mapping[str, object]:
    """Return what the layout of every page asks for."""
    directory, signed_in = request.directory, request.signed_in

    def house_name(key: str) -> str:
        house = directory.houses.get(key)
        return house.name if house else key

    def person_name(key: str) -> str:
        person = directory.people.get(key)
        return person.name if person else key

    return {
        "lang": request.language,
        "theme": signed_in.theme if signed_in else "",
        "shortcuts": signed_in.shortcuts if signed_in else False,
        "ends_at": signed_in.ends_at if signed_in else None,
        "me": _me(request) if signed_in else None,
        "nav": _stops(request) if signed_in else (),
        "campaign": directory.campaign.name,
        "demo": request.parts.is_demo,
        "now": request.now,
        "pulse": "",
        "count": None,
        "problem": False,
        "here": _here(request),
        "directory": directory,
        "is_faulty": request.parts.directory_fault is not None,
        "directory_fault": _fault(request),
        "house_name": house_name,
        "person_name": person_name,
        "say": request.say,
    }


def _me(request: PageRequest) -> SignedInPerson:
    person = request.person
    return SignedInPerson(
        key=person.key,
        name=person.name,
        role=person.role,
        role_label=request.words.role_label(person.role),
        house_name=request.directory.home_of(person).name,
    )


def _stops(request: PageRequest) -> tuple[NavigationItem, ...]:
    """Return the places that the reader may go to, and is led to."""
    here, role = request.http.url.path, request.person.role
    return tuple(
        NavigationItem(
            href=entry.place.href or entry.path,
            label=request.words.label("place", entry.name),
            current=_is_under(here, entry.path),
            icon=entry.place.icon,
        )
        for entry in PAGES
        if entry.place and role in entry.place.leads and role in (entry.who or ())
    )


def _is_under(here: str, path: str) -> bool:
    return here == path or (path != "/" and here.startswith(f"{path}/"))


def _here(request: PageRequest) -> str:
    """Return the address of this page, to come back to it."""
    url = request.http.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _fault(request: PageRequest) -> str:
    """Return what is wrong with stakeholders.toml, for those who can put it right."""
    is_theirs = request.is_signed_in and request.person.role is Role.COORDINATOR
    fault = request.parts.directory_fault if is_theirs else None
    return request.say(fault) if fault is not None else ""
