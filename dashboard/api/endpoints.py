"""Endpoints of the API: one function for each row of the permission table."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Path, Request

from dashboard.api import (
    absences,
    calendar_feeds,
    configuration,
    dossiers,
    edit_previews,
    files,
    follow_ups,
    house_replacements,
    inquiries,
    packs,
    plan,
    plan_filling,
    plan_imports,
    publications,
    reserves,
    topic_files,
    topic_links,
    topics,
)
from dashboard.api.acts import comment, hand_over, move, record, remind
from dashboard.api.caller import Calls
from dashboard.api.holds import end_hold, hold, holds, put_back
from dashboard.api.posts import add_post, edit_post, file, post, posts, set_houses, slot
from dashboard.api.today import today
from dashboard.api.values import Value
from vorlauf.directory.model import House
from vorlauf.readmodels.page_frame import pulse
from vorlauf.records.dossiers.outputs import DossierFormat

DOSSIER_KINDS: Final = (DossierFormat.PDF.media_type, DossierFormat.ZIP.media_type)


class EndpointGroup(StrEnum):
    """What entries are about, for whoever looks for one."""

    SURVEY = "survey"
    POSTS = "posts"
    ACTS = "acts"
    PLAN = "plan"
    HOUSES = "houses"


@dataclass(frozen=True)
class Handler:
    """What answers an entry of the table, and with which status when all is well.

    A function that returns a file names the `model` of its JSON, and in `kinds` what
    it may be beside JSON, as media types.
    """

    function: Callable[..., object]
    group: EndpointGroup
    status: int = 200
    model: type[Value] | None = None
    kinds: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return (self.function.__doc__ or "").partition("\n")[0]


class PersonOut(Value):
    """Whoever the token belongs to."""

    key: str
    name: str
    role: str
    house: str


class HouseOut(Value):
    """A house and its lead times in working days."""

    key: str
    name: str
    kind: str
    parent: str | None
    lead_times: Mapping[str, int]


class Pulse(Value):
    """A sign that changes whenever anything has changed."""

    pulse: str


def openapi(request: Request) -> dict[str, Any]:
    """Describe the API."""
    described: dict[str, Any] = request.app.openapi()
    return described


def me(calls: Calls) -> PersonOut:
    """Return the person whose token it is."""
    person = calls.person
    return PersonOut(
        key=person.key, name=person.name, role=person.role.value, house=person.house
    )


def work(calls: Calls) -> Pulse:
    """Return a sign that changes whenever anything has changed."""
    with calls.reading() as connection:
        return Pulse(pulse=pulse(connection))


def houses(calls: Calls) -> list[HouseOut]:
    """Return every house with its lead times."""
    return [_house(one) for one in calls.directory.houses.values()]


def house(calls: Calls, house: Annotated[str, Path(max_length=80)]) -> HouseOut:
    """Return a house with its lead times."""
    return _house(calls.house(house))


def _house(house: House) -> HouseOut:
    return HouseOut(
        key=house.key,
        name=house.name,
        kind=house.kind.value,
        parent=house.parent,
        lead_times=asdict(house.lead_times),
    )


ANSWERS: Final[Mapping[str, Handler]] = {
    "api.openapi": Handler(openapi, EndpointGroup.SURVEY),
    "api.me": Handler(me, EndpointGroup.SURVEY),
    "api.changes": Handler(work, EndpointGroup.SURVEY),
    "api.today": Handler(today, EndpointGroup.SURVEY),
    "api.posts": Handler(posts, EndpointGroup.POSTS),
    "api.add_post": Handler(add_post, EndpointGroup.POSTS, 201),
    "api.post": Handler(post, EndpointGroup.POSTS),
    "api.edit_post": Handler(edit_post, EndpointGroup.POSTS),
    "api.preview_edit": Handler(edit_previews.preview_edit, EndpointGroup.POSTS),
    "api.restore": Handler(edit_previews.restore, EndpointGroup.POSTS),
    "api.set_material": Handler(edit_previews.set_material, EndpointGroup.POSTS),
    "api.file": Handler(file, EndpointGroup.POSTS),
    "api.slot": Handler(slot, EndpointGroup.POSTS),
    "api.move": Handler(move, EndpointGroup.ACTS),
    "api.set_houses": Handler(set_houses, EndpointGroup.POSTS),
    "api.record": Handler(record, EndpointGroup.ACTS),
    "api.comment": Handler(comment, EndpointGroup.ACTS, 201),
    "api.pack": Handler(packs.pack, EndpointGroup.ACTS),
    "api.publish_pack": Handler(packs.publish, EndpointGroup.ACTS),
    "api.follow_ups": Handler(follow_ups.of_post, EndpointGroup.ACTS),
    "api.follow_up": Handler(follow_ups.write, EndpointGroup.ACTS, 201),
    "api.change_follow_up": Handler(follow_ups.change, EndpointGroup.ACTS),
    "api.publications": Handler(publications.publications, EndpointGroup.ACTS),
    "api.act_publication": Handler(publications.act_publication, EndpointGroup.ACTS),
    "api.remind": Handler(remind, EndpointGroup.ACTS),
    "api.absences": Handler(absences.absences, EndpointGroup.ACTS),
    "api.set_absence": Handler(absences.set_absence, EndpointGroup.ACTS, 201),
    "api.end_absence": Handler(absences.end_absence, EndpointGroup.ACTS),
    "api.calendars": Handler(calendar_feeds.feeds, EndpointGroup.ACTS),
    "api.add_calendar": Handler(calendar_feeds.add_feed, EndpointGroup.ACTS, 201),
    "api.revoke_calendar": Handler(calendar_feeds.revoke_feed, EndpointGroup.ACTS),
    "api.configuration": Handler(configuration.read, EndpointGroup.ACTS),
    "api.change_configuration": Handler(configuration.change, EndpointGroup.ACTS),
    "api.undo_configuration": Handler(configuration.undo, EndpointGroup.ACTS),
    "api.hand_over": Handler(hand_over, EndpointGroup.ACTS),
    "api.undo_hand_over": Handler(
        house_replacements.undo_hand_over, EndpointGroup.ACTS
    ),
    "api.replace_house": Handler(house_replacements.replace_house, EndpointGroup.ACTS),
    "api.undo_house": Handler(house_replacements.undo_house, EndpointGroup.ACTS),
    "api.holds": Handler(holds, EndpointGroup.ACTS),
    "api.inquiries": Handler(inquiries.inquiries, EndpointGroup.SURVEY),
    "api.ask": Handler(inquiries.ask, EndpointGroup.SURVEY),
    "api.hold": Handler(hold, EndpointGroup.ACTS, 201),
    "api.end_hold": Handler(end_hold, EndpointGroup.ACTS),
    "api.plan": Handler(plan.check, EndpointGroup.PLAN),
    "api.proposal": Handler(plan.proposal, EndpointGroup.PLAN),
    "api.take_proposal": Handler(plan.take_proposal, EndpointGroup.PLAN),
    "api.filling": Handler(plan_filling.filling, EndpointGroup.PLAN),
    "api.take_filling": Handler(plan_filling.take_filling, EndpointGroup.PLAN),
    "api.reserves": Handler(reserves.reserves, EndpointGroup.PLAN),
    "api.set_reserve": Handler(reserves.set_reserve, EndpointGroup.PLAN),
    "api.swap": Handler(reserves.swap, EndpointGroup.PLAN),
    "api.swap_back": Handler(reserves.swap_back, EndpointGroup.PLAN),
    "api.imports": Handler(plan_imports.imports, EndpointGroup.PLAN),
    "api.import_plan": Handler(plan_imports.import_plan, EndpointGroup.PLAN),
    "api.undo_import": Handler(plan_imports.undo, EndpointGroup.PLAN),
    "api.column_mappings": Handler(plan_imports.column_mappings, EndpointGroup.PLAN),
    "api.forget_columns": Handler(plan_imports.forget_columns, EndpointGroup.PLAN),
    "api.topics": Handler(topics.topics, EndpointGroup.PLAN),
    "api.add_topic": Handler(topics.add_topic, EndpointGroup.PLAN, 201),
    "api.export_topics": Handler(
        topic_files.export_topics, EndpointGroup.PLAN, model=files.FileTableOut
    ),
    "api.import_topics": Handler(topic_files.import_topics, EndpointGroup.PLAN),
    "api.topic_links": Handler(topic_links.links, EndpointGroup.PLAN),
    "api.make_topic_link": Handler(topic_links.make_link, EndpointGroup.PLAN, 201),
    "api.revoke_topic_link": Handler(topic_links.revoke_link, EndpointGroup.PLAN),
    "api.edit_topic": Handler(topics.edit_topic, EndpointGroup.PLAN),
    "api.act_topic": Handler(topics.act_topic, EndpointGroup.PLAN),
    "api.topic_slot": Handler(topics.topic_slot, EndpointGroup.PLAN),
    "api.take_topic": Handler(topics.take_topic, EndpointGroup.PLAN),
    "api.dossier": Handler(
        dossiers.dossier,
        EndpointGroup.POSTS,
        model=dossiers.DossierOut,
        kinds=DOSSIER_KINDS,
    ),
    "api.export_posts": Handler(
        files.export_posts, EndpointGroup.POSTS, model=files.FileTableOut
    ),
    "api.export_plan": Handler(
        files.export_plan, EndpointGroup.PLAN, model=files.FileTableOut
    ),
    "api.plan_template": Handler(
        files.plan_template, EndpointGroup.PLAN, model=files.FileTableOut
    ),
    "api.put_back": Handler(put_back, EndpointGroup.ACTS),
    "api.houses": Handler(houses, EndpointGroup.HOUSES),
    "api.house": Handler(house, EndpointGroup.HOUSES),
}
