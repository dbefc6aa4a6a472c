"""Deliveries: a kept file becomes a picture of a post, with its description."""

from dataclasses import dataclass
from typing import Final, TypedDict

from sqlalchemy import Connection

from states.messages import msg, phrase
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import StoredFile
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.links.signatures import signature_of
from vorlauf.material import file_queries, pictures
from vorlauf.material.attestations import FILE_KEPT
from vorlauf.material.files.intake import KeptFile
from vorlauf.material.pictures import Delivery
from vorlauf.material.suppliers import Bringer, bringing, brought
from vorlauf.posts.picture_checks import AS_MADE_OF, current

LONGEST_ALT_TEXT: Final = 1_000
LONGEST_CREDIT: Final = 200


class _Actor(TypedDict):
    actor: str
    actor_key: str
    capacity: str


@dataclass(frozen=True, kw_only=True)
class PictureUpload:
    """A file that has been taken in, for a post and a house; `name` is its own."""

    number: str
    house: str
    kept: KeptFile
    name: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """What was said beside a picture; `people` None if that was left open."""

    alt_text: str = ""
    credit: str = ""
    people: bool | None = None


def deliver_file(call: Call, by: Bringer, upload: PictureUpload) -> int:
    """Make a kept file a picture of a post; return the picture's key.

    Raises `RefusedError` for whoever is not asked and after the material was handed
    on, `ConflictError` if the step has ended meanwhile, `BadInputError` without a name.
    """
    call = brought(call, by)
    connection, directory = call.connection, call.directory
    keep_file(call, upload.kept, by)
    post = post_snapshots.post_of(connection, upload.number)
    house = directory.house(upload.house).key
    graphics = directory.graphics.key if directory.graphics else ""
    is_made = house == graphics and any(one.house != house for one in current(post))
    delivery = Delivery(
        number=post.number,
        house=house,
        actor=by if isinstance(by, str) else "",
        name=upload.name,
        sha256=upload.kept.sha256,
        consent=AS_MADE_OF if is_made else "",
        bearer=None if isinstance(by, str) else bringing(post, call, by, house),
    )
    pictures.deliver(call, delivery)
    return _key_of(connection, post, house, upload.kept.sha256)


def keep_file(call: Call, kept: KeptFile, by: Bringer) -> StoredFile:
    """Write that a file is kept, with a line in the audit log if it is new.

    It is a picture, or the form of a consent; the line holds the digests of all that is
    kept of it.
    """
    work = UnitOfWork(call)
    name = by if isinstance(by, str) else by.opened.recipient_key
    file = StoredFile(**vars(kept), stored_at=call.now, stored_by=name)
    if file_queries.keep(call.connection, file):
        work.log(_line(call, file, by))
        work.write()
    return file


def _line(call: Call, file: StoredFile, by: Bringer) -> Entry:
    return Entry(
        at=file.stored_at,
        event=FILE_KEPT,
        **_by_whom(call, by),
        details={
            **brought(call, by).entry_point,
            "sha256": file.sha256,
            "media_type": file.media_type,
            "size": file.size,
            "original": file.original,
            "variants": file.variants,
        },
    )


def _by_whom(call: Call, by: Bringer) -> _Actor:
    """Return who keeps a file, as the audit log names them."""
    if isinstance(by, str):
        person = call.directory.person(by)
        return _Actor(
            actor=person.name, actor_key=person.key, capacity=person.role.value
        )
    signed = signature_of(call.directory, by.opened, by.name)
    capacity = signed.capacity or signed.role
    return _Actor(
        actor=signed.name,
        actor_key=signed.key,
        capacity=capacity.value if capacity else "",
    )


def describe(
    call: Call, by: Bringer, number: str, picture_id: int, said: Description
) -> None:
    """Write alt text and credit of a picture, and whether people are shown.

    What is left empty stays as it was. Where nobody can be recognised, no consent is
    needed; that of people is recorded for itself. Raises as `deliver_file`, and
    `NotFoundError` for a picture of another post.
    """
    connection = call.connection
    _check(said)
    audit_log.lock(connection)
    post = post_snapshots.post_of(connection, number)
    picture = file_queries.picture(connection, post.id, picture_id)
    _check_shown(post, picture)
    actor = bringing(post, call, by, picture.house)
    delivery = Delivery(
        number=post.number,
        house=picture.house,
        actor=actor.key,
        name=picture.name,
        sha256=picture.sha256,
        alt_text=said.alt_text,
        credit=said.credit,
        people=said.people,
        bearer=actor,
    )
    pictures.deliver(brought(call, by), delivery)


def take_out(call: Call, by: Bringer, number: str, picture_id: int) -> None:
    """Take a picture that came by mistake out of the post, as long as its step is open.

    Raises as `deliver_file`, and `NotFoundError` for a picture of another post.
    """
    connection = call.connection
    audit_log.lock(connection)
    post = post_snapshots.post_of(connection, number)
    picture = file_queries.picture(connection, post.id, picture_id)
    actor = bringing(post, call, by, picture.house)
    work = UnitOfWork(brought(call, by))
    pictures.take_out(work, post, picture.house, picture.sha256, actor)
    work.write()


def _check(said: Description) -> None:
    for what, text, longest in (
        (phrase("subject", "The alt text"), said.alt_text, LONGEST_ALT_TEXT),
        (phrase("subject", "The credit"), said.credit, LONGEST_CREDIT),
    ):
        if len(text) > longest:
            raise BadInputError(
                msg(
                    "{what} has {length} characters; write {longest} at most.",
                    what=what,
                    length=len(text),
                    longest=longest,
                )
            )


def _check_shown(post: PostSnapshot, picture: file_queries.PictureFile) -> None:
    shown = {(one.house, one.sha256) for one in post.content.pictures}
    if (picture.house, picture.sha256) not in shown:
        raise RefusedError(
            msg(
                "{number}: {name} was taken out of the post; deliver it anew.",
                number=post.number,
                name=picture.name,
            )
        )


def _key_of(connection: Connection, post: PostSnapshot, house: str, sha256: str) -> int:
    return next(
        one.id
        for one in file_queries.pictures_of(connection, post.id)
        if (one.house, one.sha256) == (house, sha256)
    )
