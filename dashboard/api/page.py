"""The page about the API, made from its OpenAPI description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from dashboard.api.app import ROOT, description
from dashboard.api.endpoints import EndpointGroup
from dashboard.i18n.language import Words
from dashboard.web.request import PageRequest

_REF: Final = "#/components/schemas/"


@dataclass(frozen=True)
class BodyField:
    """A parameter or a part of a body: what it is called, of what kind it is."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """What a program can do, and how it is done."""

    key: str
    method: str
    path: str
    sentence: str
    parameters: tuple[BodyField, ...]
    body: tuple[BodyField, ...]
    answer: str
    example: str


@dataclass(frozen=True)
class ApiSection:
    """Operations about one thing."""

    key: EndpointGroup
    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Schema:
    """A value that is sent or comes back."""

    name: str
    fields: tuple[BodyField, ...]


def page(request: PageRequest) -> Response:
    """Show what the API offers."""
    described = description()
    origin = request.wiring.settings.dashboard_url.rstrip("/")
    return request.page(
        "api.html",
        root=f"{origin}{ROOT}",
        sections=_sections(described, request.words, f"{origin}{ROOT}"),
        schemas=_schemas(described),
    )


def _sections(
    described: Mapping[str, Any], words: Words, root: str
) -> tuple[ApiSection, ...]:
    gettext = words.gettext
    titles = {
        EndpointGroup.SURVEY: gettext("At a glance"),
        EndpointGroup.POSTS: gettext("Posts"),
        EndpointGroup.ACTS: gettext("Moves, comments, reminders"),
        EndpointGroup.PLAN: gettext("Plan"),
        EndpointGroup.HOUSES: gettext("Houses"),
    }
    found = [
        (
            EndpointGroup(raw["tags"][0]),
            _operation(described, _Endpoint(raw, method, path), words, root),
        )
        for path, methods in described["paths"].items()
        for method, raw in methods.items()
    ]
    return tuple(
        ApiSection(group, title, tuple(one for of, one in found if of is group))
        for group, title in titles.items()
    )


@dataclass(frozen=True)
class _Endpoint:
    raw: Mapping[str, Any]
    method: str
    path: str


def _operation(
    described: Mapping[str, Any], endpoint: _Endpoint, words: Words, root: str
) -> Operation:
    raw, method = endpoint.raw, endpoint.method.upper()
    schema = described["components"]["schemas"].get(_body_of(raw), {})
    good = next(status for status in raw["responses"] if status.startswith("2"))
    answer = raw["responses"][good]["content"]["application/json"]["schema"]
    return Operation(
        key=raw["operationId"],
        method=method,
        path=endpoint.path,
        sentence=_sentence(raw["operationId"], words),
        parameters=tuple(_parameters(raw)),
        body=tuple(_fields(schema)),
        answer=f"{good} {_kind(answer)}",
        example=_example(raw["operationId"], method, f"{root}{endpoint.path}"),
    )


def _parameters(raw: Mapping[str, Any]) -> Iterator[BodyField]:
    for one in raw.get("parameters", ()):
        yield BodyField(one["name"], _kind(one["schema"]), one.get("required", False))


def _schemas(described: Mapping[str, Any]) -> tuple[Schema, ...]:
    """Return what comes back; what is sent stands with whatever it is sent to."""
    known = described["components"]["schemas"]
    sent = {
        _body_of(raw)
        for methods in described["paths"].values()
        for raw in methods.values()
    }
    return tuple(
        Schema(name, tuple(_fields(schema)))
        for name, schema in known.items()
        if schema.get("properties") and name not in sent
    )


def _body_of(raw: Mapping[str, Any]) -> str:
    """Return the name of the value that is sent, empty if none is."""
    sent = raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    return str(sent.get("schema", {}).get("$ref", "")).removeprefix(_REF)


def _fields(schema: Mapping[str, Any]) -> Iterator[BodyField]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        yield BodyField(name, _kind(one), name in required)


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in a few signs what values a schema allows."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REF)
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if schema.get("type") == "object":
        # It may be true: any value.
        more = schema.get("additionalProperties")
        return f"{{string: {_kind(more if isinstance(more, dict) else {})}}}"
    return str(schema.get("format") or schema.get("type", "string"))


# What the examples send, as one types it into a shell.
_SENT: Final = {
    "add_post": '{"title": "Tag der Feuerwehr", "houses": ["smi"],'
    ' "slot_at": "2027-05-18T10:00:00+02:00"}',
    "edit_post": '{"seen_row_version": 3, "texts": {"linkedin": "Neuer Text"}}',
    "preview_edit": '{"seen_row_version": 3, "texts": {"linkedin": "Neuer Text"}}',
    "restore": '{"version": 2, "seen_row_version": 3, "dry_run": true}',
    "set_material": '{"seen_row_version": 3, "wants_graphics": false, "dry_run": true}',
    "take_filling": '{"year": 2027, "topics": {"12": "2027-03-02T10:00:00+01:00"}}',
    "set_reserve": '{"seen_row_version": 3, "last_day": "2027-12-31"}',
    "swap": '{"late": "2027-014", "reserve": "2027-003", "dry_run": true}',
    "swap_back": '{"late": "2027-014", "reserve": "2027-003"}',
    "move": '{"trigger": "endorse", "seen_row_version": 3, "seen_version": 2}',
    "set_houses": '{"houses": ["smi", "smf"], "comment": "smf ist beteiligt.",'
    ' "seen_row_version": 3}',
    "record": '{"trigger": "endorse", "decided_by": "haase",'
    ' "said_at": "2027-05-10T09:30:00+02:00", "seen_row_version": 3,'
    ' "seen_version": 2}',
    "comment": '{"text": "Das Bild folgt am Freitag."}',
    "follow_up": '{"day": "2027-05-13", "text": "angerufen, meldet sich Do"}',
    "change_follow_up": '{"day": "2027-05-14"}',
    "act_publication": '{"channel": "mastodon", "act": "again"}',
    "remind": '{"house": "smi"}',
    "set_absence": '{"person": "haase", "first_day": "2027-05-10",'
    ' "last_day": "2027-05-14"}',
    "change_configuration": '{"changes": {"houses.smi.lead_times.review": "7"},'
    ' "seen": "9f86d0…", "dry_run": true}',
    "undo_configuration": '{"seen": "9f86d0…"}',
    "hand_over": '{"posts": ["2026-014"], "to": "oyelaran", "first_day": "2027-05-10"}',
    "undo_hand_over": '{"posts": ["2026-014"]}',
    "replace_house": '{"old": "smi", "new": "smil", "comment": "Umbildung.",'
    ' "dry_run": true}',
    "undo_house": '{"old": "smi", "new": "smil"}',
    "take_proposal": '{"moves": {"2027-014": "2027-05-20T10:00:00+02:00"}}',
    "import_plan": '{"name": "plan.xlsx", "file": "UEsDBBQ…", "dry_run": true}',
    "undo_import": '{"dry_run": true}',
    "hold": '{"scope": "house", "what": "smi", "reason": "Trauerfall",'
    ' "dry_run": true}',
    "end_hold": '{"reason": "Vorbei", "dry_run": true}',
    "put_back": '{"posts": ["2027-014"]}',
    "add_calendar": '{"label": "Outlook", "house": "smi"}',
    "add_topic": '{"title": "Tag der Pflege", "houses": ["smi"], "theme": "Beruf"}',
    "edit_topic": '{"title": "Tag der Pflege im Amt", "seen": 1}',
    "act_topic": '{"act": "drop", "reason": "Zu spät.", "seen": 1}',
    "take_topic": '{"slot_at": "2027-04-22T10:00:00+02:00", "seen": 1}',
    "make_topic_link": '{"house": "smi", "label": "Pressestelle"}',
    "import_topics": '{"file": "UEsDBBQ…", "dry_run": true}',
    "publish_pack": '{"fingerprint": "9f86d0…"}',
}


def _example(key: str, method: str, address: str) -> str:
    address = address.replace("{number}", "2027-014").replace("{house}", "smi")
    address = address.replace("{key}", "7")
    if key == "posts":
        address = f"{address}?late=overdue&sort=due"
    if key == "slot":
        address = f"{address}?slot_at=2027-05-20T10:00:00Z"
    lines = [f"curl '{address}'", '-H "Authorization: Bearer $TOKEN"']
    if method != "GET":
        lines[0] = f"curl -X {method} '{address}'"
    if key in _SENT:
        lines += ["-H 'Content-Type: application/json'", f"-d '{_SENT[key]}'"]
    return " \\\n  ".join(lines)


def _sentence(key: str, words: Words) -> str:
    """Return what an operation does, in the reader's language."""
    gettext = words.gettext
    return {
        "me": gettext("The person to whom the token belongs."),
        "changes": gettext("A sign that changes whenever anything has changed."),
        "today": gettext("How much is late, due, at risk and blocked."),
        "configuration": gettext("What stakeholders.toml says, by path."),
        "change_configuration": gettext(
            "Change stakeholders.toml, or only say what would follow."
        ),
        "undo_configuration": gettext(
            "Take the last change of stakeholders.toml back."
        ),
        "hand_over": gettext(
            "Hand posts over to another coordinator, at once or from a day on."
        ),
        "undo_hand_over": gettext(
            "Take the last hand-over of posts back while nobody has heard of it."
        ),
        "replace_house": gettext(
            "Let another house take the place of one on all open posts; with dry_run "
            "nothing is done."
        ),
        "undo_house": gettext(
            "Take a replacement of a house back while nobody has heard of it."
        ),
        "posts": gettext("Posts, narrowed down and sorted, at most 200 at once."),
        "add_post": gettext("Plan a post; it begins as a draft."),
        "post": gettext("A post, who is asked, and what you may do with it now."),
        "edit_post": gettext(
            "Save a change. What is left out stays; decisions on the version before "
            "no longer hold."
        ),
        "preview_edit": gettext(
            "What saving a change would come to; nothing is saved."
        ),
        "restore": gettext(
            "Restore a version; with dry_run it is only said what comes of it."
        ),
        "set_material": gettext(
            "Let a post want pictures or a graphic, or not; with dry_run nothing is "
            "done."
        ),
        "filling": gettext(
            "Slots for open topics, each with its reason; nothing is made."
        ),
        "take_filling": gettext(
            "Make drafts of topics with the slots that were proposed, all or none."
        ),
        "reserves": gettext(
            "The reserves, and the posts whose slot they could take soon."
        ),
        "set_reserve": gettext(
            "Make a draft a reserve without a date, or a reserve a post with a slot; "
            "with dry_run nothing is done."
        ),
        "swap": gettext(
            "Let a reserve take the slot of a late post, which gets its earliest one; "
            "with dry_run nothing is done."
        ),
        "swap_back": gettext("Take a swap back while nobody has heard of it."),
        "slot": gettext(
            "What another slot would change, and who would get a mail; nothing is done."
        ),
        "file": gettext("The whole file of a post, the oldest line first."),
        "move": gettext(
            "Make a move on exactly what you have seen; a refusal says what could be "
            "done instead."
        ),
        "set_houses": gettext(
            "Let other houses take part in a post; what the others decided stays."
        ),
        "record": gettext(
            "Record what somebody decided by phone or in a meeting; they may object."
        ),
        "comment": gettext("Say something about a post; its coordinator hears of it."),
        "follow_ups": gettext("The follow-up notes of a post, those that wait first."),
        "follow_up": gettext(
            "Write a note that comes back on Today of the post's owner on a day."
        ),
        "change_follow_up": gettext(
            "Put a follow-up note off to another day; without a day it is done."
        ),
        "publications": gettext("What was published of a post by itself."),
        "act_publication": gettext(
            "Publish a channel again, or leave it to be published by hand."
        ),
        "remind": gettext("Remind of what is open once more, within the limits."),
        "absences": gettext("Who is away, and for what nobody is there at times."),
        "set_absence": gettext(
            "Enter an absence; the answer says for what nobody is there then."
        ),
        "end_absence": gettext("End an absence; who is back hears what is open."),
        "calendars": gettext("The calendars of other programs that you may revoke."),
        "add_calendar": gettext(
            "Make the address of a calendar; the answer shows it this once."
        ),
        "revoke_calendar": gettext(
            "Let the address of a calendar open nothing any more."
        ),
        "holds": gettext("What is on hold now, why, and until when."),
        "inquiries": gettext("Inquiries of parliament, the most urgent first."),
        "ask": gettext("Answer a ready question of inquiries; nothing is kept."),
        "hold": gettext("Put posts on hold; with dry_run nothing is done."),
        "end_hold": gettext(
            "Let the posts of a hold go on; with dry_run nothing is done."
        ),
        "plan": gettext(
            "What is wrong with the plan of a year, or with what lies ahead."
        ),
        "proposal": gettext(
            "A better plan, each move with its reason; nothing is moved."
        ),
        "take_proposal": gettext(
            "Make moves as they were proposed, all of them or none."
        ),
        "imports": gettext("The last imports of the plan, the newest first."),
        "import_plan": gettext(
            "Import a spreadsheet into the plan; with dry_run only what would be."
        ),
        "undo_import": gettext("Take an import back, as far as nobody has touched it."),
        "column_mappings": gettext("What was said about the columns of plans."),
        "forget_columns": gettext(
            "Forget what was said about plans with these columns."
        ),
        "topics": gettext("Topics, found and sorted, and the balance of the year."),
        "add_topic": gettext("Keep a topic; with a series one for each part."),
        "export_topics": gettext("All topics as JSON, XLSX or CSV."),
        "import_topics": gettext(
            "Import topics, all of them or none; with dry_run nothing is kept."
        ),
        "topic_links": gettext("The links by which houses propose topics."),
        "make_topic_link": gettext(
            "Make a link by which a house proposes topics; it is told this once."
        ),
        "revoke_topic_link": gettext("Let such a link open nothing any more."),
        "edit_topic": gettext("Change a topic; what is left out stays."),
        "act_topic": gettext(
            "Accept, drop or put back a topic, undo its last change, or take a post "
            "back."
        ),
        "topic_slot": gettext("Which slot fits a topic, and what comes of another."),
        "take_topic": gettext("Make a draft of a topic at a slot."),
        "export_posts": gettext(
            "The list of posts, or a part of it, as JSON, XLSX or CSV."
        ),
        "dossier": gettext(
            "All that the file says of a post, as JSON, PDF or archive (ZIP)."
        ),
        "export_plan": gettext("The plan, or a part of it, as JSON, XLSX or CSV."),
        "plan_template": gettext(
            "An empty plan with three examples, as JSON, XLSX or CSV."
        ),
        "pack": gettext("What is needed to publish an approved post by hand."),
        "publish_pack": gettext(
            "Record permalinks; the last one, after the slot, publishes the post."
        ),
        "put_back": gettext("Put posts that went on alone under their hold again."),
        "houses": gettext("Every house with its lead times in working days."),
        "house": gettext("One house with its lead times in working days."),
    }[key]


PAGES: Final = {"api": page}
