"""Consents: who may be shown in a picture, where, how long; and withdrawals.

A consent belongs to the picture, on every post that uses it. The audit log names a
consent by its number and never the people.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from states.messages import msg, phrase
from states.post import Role
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import Delivered, PostSnapshot
from vorlauf.db.tables import Consent
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.material import consent_queries, file_queries, pictures
from vorlauf.material.consent_end import affected, consents_of, expire, withdraw
from vorlauf.material.pictures import Delivery
from vorlauf.material.suppliers import Bringer, bringing, brought
from vorlauf.text import check_text
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.audit_entries import note

__all__ = ["Terms", "affected", "consents_of", "expire", "record", "withdraw"]

LONGEST: Final = 1_000  # characters of what is written by hand
PDF: Final = "application/pdf"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """To what people have consented; `last_day` None means until they withdraw.

    `form` is the SHA-256 of the signed form as a kept PDF; `kept_at` says where the
    form lies if it is not kept here.
    """

    people: str
    channels: Collection[str]
    purpose: str
    first_day: date
    last_day: date | None = None
    form: str = ""
    kept_at: str = ""


def record(
    call: Call, number: str, picture_sha256: str, terms: Terms, by: Bringer
) -> int:
    """Keep a consent to a picture of a post; return its number.

    A post that is still collecting goes on if nothing else is owed. Raises
    `RefusedError` for whoever neither coordinates nor is asked for the picture,
    `NotFoundError` for a picture the post has not, `BadInputError` for terms that
    cannot be.
    """
    connection = call.connection
    work = UnitOfWork(brought(call, by))
    post = post_snapshots.post_of(connection, number)
    picture = _picture(post, picture_sha256)
    actor = bringing(post, call, by, picture.house)
    _check_may(post, actor, picture)
    _check(connection, call.directory, terms)
    kept = consent_queries.add(connection, _consent(picture, terms, actor, call.now))
    words = f"consent {kept.id}"
    file_queries.note_consent(connection, post.id, picture.sha256, words)
    said = {**work.call.entry_point, "consent": kept.id, **_in_the_file(kept, picture)}
    note(work, actor, post, event="consent", house=picture.house, details=said)
    if post.state.is_collecting and _is_shown(post, picture):
        _go_on(work, post, picture, by)
    work.write()
    return kept.id


def _picture(post: PostSnapshot, sha256: str) -> Delivered:
    for picture in post.pictures:
        if picture.sha256 == sha256:
            return picture
    raise NotFoundError(
        msg("{number} has no such picture; deliver it first.", number=post.number)
    )


def _is_shown(post: PostSnapshot, picture: Delivered) -> bool:
    return any(
        (one.house, one.sha256) == (picture.house, picture.sha256)
        for one in post.content.pictures
    )


def _check_may(post: PostSnapshot, actor: Actor, picture: Delivered) -> None:
    if actor.role is not Role.COORDINATOR and not actor.answerable:
        raise RefusedError(
            msg(
                "{number}: {name} is not asked for material of {house}.",
                number=post.number,
                name=actor.name,
                house=picture.house,
            )
        )


def _check(connection: Connection, directory: Directory, terms: Terms) -> None:
    for what, text in (
        (phrase("subject", "The names of the people shown"), terms.people),
        (phrase("subject", "The purpose"), terms.purpose),
        (phrase("subject", "The place of the form"), terms.kept_at),
    ):
        check_text(what, text)
        if len(text) > LONGEST:
            raise BadInputError(
                msg(
                    "{what} may have {longest} characters; shorten it.",
                    what=what,
                    longest=LONGEST,
                )
            )
    if not terms.people.strip():
        raise BadInputError(msg("Write who is shown, as the signed form names them."))
    if not terms.purpose.strip():
        raise BadInputError(msg("Write for what purpose the people have consented."))
    if not terms.channels:
        raise BadInputError(msg("Choose at least one channel that the consent covers."))
    for channel in terms.channels:
        directory.check_channel(channel)
    if terms.last_day is not None and terms.last_day < terms.first_day:
        raise BadInputError(
            msg(
                "A consent from {first_day} to {last_day} ends before it "
                "begins; turn the days round.",
                first_day=terms.first_day,
                last_day=terms.last_day,
            )
        )
    _check_form(connection, terms)


def _check_form(connection: Connection, terms: Terms) -> None:
    if not (terms.form or terms.kept_at.strip()):
        raise BadInputError(
            msg("Add the signed form as a PDF, or write where the form is kept.")
        )
    if not terms.form:
        return
    file = file_queries.files(connection, [terms.form]).get(terms.form)
    if not _SHA256.fullmatch(terms.form) or file is None or file.media_type != PDF:
        raise BadInputError(
            msg("The signed form is no PDF that is kept here; upload it.")
        )


def _consent(picture: Delivered, terms: Terms, actor: Actor, now: datetime) -> Consent:
    return Consent(
        id=0,
        picture=picture.sha256,
        people=" ".join(terms.people.split()),
        channels="".join(f"{channel}," for channel in sorted(set(terms.channels))),
        purpose=terms.purpose.strip(),
        first_day=terms.first_day,
        last_day=terms.last_day,
        form=terms.form,
        kept_at=terms.kept_at.strip(),
        recorded_by=actor.name,
        recorded_at=now,
        withdrawn_at=None,
        withdrawn_by="",
        reason="",
        own_account=actor.own_account or "",
    )


def _in_the_file(consent: Consent, picture: Delivered) -> dict[str, str]:
    return {
        "picture": picture.name,
        "sha256": picture.sha256,
        **({"form": consent.form} if consent.form else {}),
        "channels": consent.channels.rstrip(","),
        "first_day": consent.first_day.isoformat(),
        "last_day": consent.last_day.isoformat() if consent.last_day else "",
    }


def _go_on(
    work: UnitOfWork, post: PostSnapshot, picture: Delivered, by: Bringer
) -> None:
    actor = bringing(post, work.call, by, picture.house)
    delivery = Delivery(
        number=post.number,
        house=picture.house,
        actor=actor.key,
        name=picture.name,
        sha256=picture.sha256,
        bearer=actor,
    )
    pictures.gather(work, delivery)
