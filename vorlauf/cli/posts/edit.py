"""Edit: what a post says, its pictures, where it can be seen."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from states.post_fields import FieldValues, written
from vorlauf.cli.common import parsing
from vorlauf.cli.common.context import door, wired
from vorlauf.cli.common.output import print_json
from vorlauf.db.engine import writing
from vorlauf.directory.model import Directory
from vorlauf.editing import edits
from vorlauf.editing.edits import Edit, SavedEdit
from vorlauf.material import pictures
from vorlauf.material.pictures import Delivery
from vorlauf.terminal import say
from vorlauf.workflow import permalinks


@dataclass(frozen=True, kw_only=True)
class EditOptions(FieldValues):
    """A change as somebody wrote it on the command line; None leaves a part as is."""

    number: str
    actor: str
    texts: Sequence[str] = ()
    slot: str | None = None
    comment: str = ""

    def edit(self, directory: Directory) -> Edit:
        """Return it as the engine takes it. Raises `BadInputError`, `NotFoundError`."""
        zone = directory.campaign.zone
        return Edit(
            number=self.number,
            actor=directory.person(self.actor).key,
            texts=parsing.pairs(self.texts, "text"),
            slot_at=None if self.slot is None else parsing.instant(self.slot, zone),
            comment=self.comment,
            **written(self),
        )


def edit(wish: EditOptions, *, as_json: bool) -> int:
    """Save the change and say what it has come to."""
    with wired(wish.actor) as wiring:
        change = wish.edit(wiring.directory)
        with writing(wiring.engine) as connection:
            saved = edits.save(wiring.call(connection, door()), change)
    if as_json:
        print_json(saved)
    else:
        say(_outcome(saved))
    return 0


def deliver(
    number: str, file: Path, house: str, actor: str, alt: str, consent: str
) -> int:
    """Record a picture by its name and checksum."""
    with file.open("rb") as picture:
        sha256 = hashlib.file_digest(picture, "sha256").hexdigest()
    with wired(actor) as wiring:
        delivery = Delivery(
            number=number,
            house=wiring.directory.house(house).key,
            actor=wiring.directory.person(actor).key,
            name=file.name,
            sha256=sha256,
            alt_text=alt,
            consent=consent,
        )
        with writing(wiring.engine) as connection:
            pictures.deliver(wiring.call(connection, door()), delivery)
    say(f"{number}: {file.name} of {delivery.house} is in{_lacking(delivery)}.")
    return 0


def proof(number: str, channel: str, permalink: str, actor: str) -> int:
    """Record where a post can be seen on one channel."""
    with wired(actor) as wiring, writing(wiring.engine) as connection:
        permalinks.record_proof(
            wiring.call(connection, door()),
            number=number,
            channel=channel,
            permalink=permalink,
            actor=wiring.directory.person(actor).key,
        )
    say(f"{number}: the permalink on {channel} is recorded.")
    return 0


def _outcome(saved: SavedEdit) -> str:
    if not saved.changed:
        return f"{saved.number}: nothing has changed, so nothing was saved."
    what = ", ".join(part.replace(":", " ") for part in saved.changed)
    return (
        f"{saved.number} is saved as version {saved.version} ({what}); "
        f"it is in {saved.state}."
    )


def _lacking(delivery: Delivery) -> str:
    lacking = [
        word
        for word, given_text in (
            ("alt text (--alt)", delivery.alt_text),
            ("consent (--consent)", delivery.consent),
        )
        if not given_text.strip()
    ]
    return f"; the house still owes {' and '.join(lacking)}" if lacking else ""
