"""Briefs: what material is wanted for a post, so that nobody has to ask back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from states.messages import Channel, Quoted, msg, phrase
from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Brief, MaterialKind, PeopleShown
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import brief_queries
from vorlauf.material.formats import formats_for
from vorlauf.material.requests import ask_again
from vorlauf.text import check_line, check_text, is_web_address
from vorlauf.workflow.actors import Actor, actor_of, require_role
from vorlauf.workflow.audit_entries import line

MOST: Final = 20  # pictures of one house
LONGEST: Final = 2_000  # characters of purpose and note
_FORMAT: Final = re.compile(r"([1-9]\d{1,4}) ?[x\u00d7] ?([1-9]\d{1,4})")


@dataclass(frozen=True, kw_only=True)
class WantedMaterial:
    """What a coordinator wants: `number` pictures of each house, and for what.

    `formats` maps channels to pixels, as `1080x1350`; channels that it leaves out keep
    their usual one. `template` is the web address of the graphics agency's template.
    """

    kind: MaterialKind = MaterialKind.PHOTO
    number: int = 1
    people: PeopleShown = PeopleShown.EITHER
    formats: Mapping[str, str] = field(default_factory=dict)
    purpose: str = ""
    note: str = ""
    template: str = ""


def brief_of(connection: Connection, post: PostSnapshot, directory: Directory) -> Brief:
    """Return the brief of a post; without one, one photo of whatever fits."""
    kept = brief_queries.brief_of(connection, post.id)
    return kept or usual_brief(post, directory)


def usual_brief(post: PostSnapshot, directory: Directory) -> Brief:
    """Return what is wanted for a post without a brief."""
    return _brief(post, WantedMaterial(), directory, "", post.created_at)


def is_wanted(call: Call, post: PostSnapshot, wanted: WantedMaterial) -> bool:
    """Say whether exactly this is wanted for a post already."""
    known = brief_of(call.connection, post, call.directory)
    asked = _brief(post, wanted, call.directory, known.written_by, known.written_at)
    return asked == known


def set_brief(call: Call, number: str, actor: str, wanted: WantedMaterial) -> Brief:
    """Write what is wanted for a post, in the place of what was wanted before.

    Whoever has delivered all that was wanted is asked again if more is wanted now.
    Raises `RefusedError` unless a coordinator does it, and once the material was handed
    on; `BadInputError` for what cannot be wanted.
    """
    directory = call.directory
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    standing = actor_of(post, directory, actor)
    _check_may(post, standing)
    _check(wanted, directory)
    brief = _brief(post, wanted, directory, standing.key, call.now)
    brief_queries.keep(call.connection, brief)
    said = {"kind": brief.kind, "number": brief.number, "people": brief.people}
    details = {**call.entry_point, **said}
    work.move(post, post)
    work.log(line(standing, post, post, at=call.now, event="brief", details=details))
    if brief.number != post.pictures_wanted:
        after = replace(post, pictures_wanted=brief.number)
        ask_again(work, after, standing.name, {})
    work.write()
    return brief


def _check_may(post: PostSnapshot, actor: Actor) -> None:
    why = msg("{number}: a coordinator says what is wanted.", number=post.number)
    require_role(actor, Role.COORDINATOR, why)
    if not post.state.is_collecting:
        raise RefusedError(
            msg(
                "{number} is in state {state}; to ask for other material, "
                "request changes first.",
                number=post.number,
                state=post.state,
            )
        )


def _check(wanted: WantedMaterial, directory: Directory) -> None:
    if not 1 <= wanted.number <= MOST:
        raise BadInputError(msg("Ask each house for 1 to {most} pictures.", most=MOST))
    check_text(phrase("subject", "The purpose"), wanted.purpose)
    check_text(phrase("subject", "The note"), wanted.note)
    if max(len(wanted.purpose), len(wanted.note)) > LONGEST:
        raise BadInputError(
            msg(
                "Purpose and note have at most {longest} characters each; "
                "shorten them.",
                longest=LONGEST,
            )
        )
    check_line(phrase("subject", "The template"), wanted.template)
    if wanted.template.strip() and not is_web_address(wanted.template.strip()):
        raise BadInputError(
            msg(
                "{quoted} is no web address; write one that begins with "
                "https://, or leave the template out.",
                quoted=Quoted(wanted.template.strip()[:60], only_ascii=True),
            )
        )
    for channel, size in wanted.formats.items():
        directory.check_channel(channel)
        if not _FORMAT.fullmatch(size.strip()):
            raise BadInputError(
                msg(
                    "{size} is no format for {channel}; write pixels, width by "
                    "height, as 1080x1350.",
                    size=Quoted(size[:20], only_ascii=True),
                    channel=Channel(channel),
                )
            )


def _brief(
    post: PostSnapshot,
    wanted: WantedMaterial,
    directory: Directory,
    by: str,
    at: datetime,
) -> Brief:
    named = {name: _size(size) for name, size in wanted.formats.items()}
    return Brief(
        post_id=post.id,
        kind=wanted.kind.value,
        number=wanted.number,
        people=wanted.people.value,
        formats={**formats_for(directory.campaign.channels), **named},
        purpose=wanted.purpose.strip(),
        note=wanted.note.strip(),
        template=wanted.template.strip(),
        written_by=by,
        written_at=at,
    )


def _size(words: str) -> str:
    found = _FORMAT.fullmatch(words.strip())
    return f"{found[1]}x{found[2]}" if found else ""
