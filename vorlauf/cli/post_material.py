"""The commands `vorlauf post deliver` and `proof`: what comes in for a post."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, Number
from vorlauf.cli.output import tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    pass


def deliver(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The picture; its checksum is kept.")],
    house: Annotated[str, typer.Option(metavar="KEY", help="The house it is from.")],
    actor: Actor,
    alt: Annotated[str, typer.Option(help="What can be seen, in words.")] = "",
    consent: Annotated[
        str, typer.Option(help="Where the consent of those shown is kept.")
    ] = "",
) -> int:
    """Record that a picture is in."""
    import hashlib

    from vorlauf.db.engine import writing
    from vorlauf.db.issued_secrets import Concerned
    from vorlauf.material import pictures
    from vorlauf.material.pictures import Delivery

    with file.open("rb") as picture:
        sha256 = hashlib.file_digest(picture, "sha256").hexdigest()
    with wired(actor) as wiring:
        delivery = Delivery(
            number=number,
            house=wiring.directory.house(house).key,
            actor=wiring.directory.person(actor).key,
            name=wiring.redaction(Concerned()).clean(file.name),
            sha256=sha256,
            alt_text=alt,
            consent=consent,
        )
        with writing(wiring.engine) as connection:
            pictures.deliver(wiring.call(connection, door()), delivery)
    is_in = _(
        "%(number)s: %(file)s of %(house)s is in",
        number=number,
        file=delivery.name,
        house=delivery.house,
    )
    say(f"{is_in}{_lacking(alt, consent)}.")
    return 0


def _lacking(alt: str, consent: str) -> str:
    lacking = [] if alt.strip() else [_("alt text (--alt)")]
    lacking += [] if consent.strip() else [_("consent (--consent)")]
    what = _(" and ").join(lacking)
    return _("; the house still owes %(what)s", what=what) if lacking else ""


def proof(
    number: Number,
    channel: Annotated[str, typer.Argument(help="The channel.")],
    permalink: Annotated[str, typer.Argument(help="Where it can be seen there.")],
    actor: Actor,
    early: Annotated[
        str, typer.Option(metavar="REASON", help="Why it was published early.")
    ] = "",
) -> int:
    """Record where a post can be seen; with every channel it counts as published."""
    from vorlauf.db.engine import writing
    from vorlauf.workflow import permalinks

    with wired(actor) as wiring, writing(wiring.engine) as connection:
        permalinks.record_proof(
            wiring.call(connection, door()),
            number=number,
            channel=channel,
            permalink=permalink,
            actor=wiring.directory.person(actor).key,
            early=early,
        )
    tell(
        "%(number)s: the permalink on %(channel)s is recorded.",
        number=number,
        channel=channel,
    )
    return 0
