"""Questions and statements about kept files, and the pictures that use them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PICTURE
from vorlauf.db.tables import ReviewAnswer, StoredFile, table_of
from vorlauf.errors import NotFoundError

STORED_FILE = table_of(StoredFile)


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """A picture of a post with what was said to it; `file` None if it is not kept."""

    id: int
    house: str
    name: str
    sha256: str
    alt_text: str
    consent: str
    credit: str
    delivered_by: str
    own_account: str
    delivered_at: datetime
    answer: ReviewAnswer | None
    answer_comment: str
    answered_by: str
    answered_at: datetime | None
    file: StoredFile | None = None


def sent_back(connection: Connection, post_id: int, house: str) -> list[PictureFile]:
    """Return the pictures of a house that will not do, each with why."""
    return [
        one
        for one in pictures_of(connection, post_id)
        if one.house == house
        and one.answer in {ReviewAnswer.INSUFFICIENT, ReviewAnswer.DECLINED}
    ]


def keep(connection: Connection, file: StoredFile) -> bool:
    """Write that a file is kept; say whether it is new, else it stays as it is."""
    if files(connection, [file.sha256]):
        return False
    connection.execute(insert(STORED_FILE).values(**file.model_dump()))
    return True


def files(connection: Connection, sha256s: Collection[str]) -> dict[str, StoredFile]:
    """Return the files that are kept under these SHA-256s."""
    wanted = select(STORED_FILE).where(STORED_FILE.c.sha256.in_(sha256s))
    rows = connection.execute(wanted)
    return {row.sha256: StoredFile(**row._asdict()) for row in rows}


def shown_files(connection: Connection, post_id: int) -> frozenset[str]:
    """Return every SHA-256 that may be shown on a page of this post."""
    return frozenset(
        sha256
        for one in pictures_of(connection, post_id)
        if one.file is not None
        for sha256 in (one.file.sha256, *one.file.variants.values())
    )


def pictures_of(connection: Connection, post_id: int) -> list[PictureFile]:
    """Return the pictures of a post with their files, the oldest first."""
    wanted = (
        select(
            PICTURE, *(column.label(f"of_{column.name}") for column in STORED_FILE.c)
        )
        .outerjoin(STORED_FILE, STORED_FILE.c.sha256 == PICTURE.c.sha256)
        .where(PICTURE.c.post_id == post_id)
        .order_by(PICTURE.c.id)
    )
    return [_picture(row) for row in connection.execute(wanted)]


def _picture(row: Row[Any]) -> PictureFile:
    names = PictureFile.__dataclass_fields__.keys() - {"file", "answer"}
    file = {one.name: getattr(row, f"of_{one.name}") for one in STORED_FILE.c}
    return PictureFile(
        **{name: getattr(row, name) for name in names},
        answer=ReviewAnswer(row.answer) if row.answer else None,
        file=StoredFile(**file) if row.of_sha256 else None,
    )


def picture(connection: Connection, post_id: int, key: int) -> PictureFile:
    """Return one picture of a post. Raises `NotFoundError`."""
    for one in pictures_of(connection, post_id):
        if one.id == key:
            return one
    raise NotFoundError(msg("The post has no picture {key}.", key=key))


def say(call: Call, key: int, answer: ReviewAnswer, *, comment: str, by: str) -> None:
    """Write what the coordinator says to a picture."""
    said = {
        "answer": answer.value,
        "answer_comment": comment,
        "answered_by": by,
        "answered_at": call.now,
    }
    call.connection.execute(update(PICTURE).where(PICTURE.c.id == key).values(**said))


def note_consent(connection: Connection, post_id: int, sha256: str, words: str) -> None:
    """Write beside a picture of a post where its consent is kept."""
    same = (PICTURE.c.post_id == post_id) & (PICTURE.c.sha256 == sha256)
    connection.execute(update(PICTURE).where(same).values(consent=words))
