"""Answers of inquiries: `vorlauf inquiry draft`, `… freeze`, `… thaw`, `… release`."""

from pathlib import Path
from typing import Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.exported_files import Force, check_target
from vorlauf.cli.inquiries import Key, SeenVersion
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor
from vorlauf.cli.output import tell
from vorlauf.errors import BadInputError, NotFoundError


def draft(
    key: Key,
    target: Annotated[
        str, typer.Argument(metavar="FILE", help="A PDF; as XLSX the annexes.")
    ],
    force: Force = False,
) -> int:
    """Write the answer as a document: a draft, or as it was frozen."""
    from vorlauf.db.engine import reading
    from vorlauf.records.inquiries import answer_document, answer_queries, register

    ending = Path(target).suffix.lower()
    if ending not in {".pdf", ".xlsx"}:
        raise BadInputError(_("Name a file that ends with .pdf or .xlsx."))
    check_target(target, force=force)
    with wired() as wiring, reading(wiring.engine) as connection:
        call = wiring.call(connection, door())
        inquiry = register.found(call, key)
        if ending == ".pdf":
            frozen = answer_queries.frozen_answer(connection, key)
            values = frozen.document if frozen else answer_document.draft(call, inquiry)
            content: bytes | None = answer_document.pdf(call, values, frozen)
        else:
            content = answer_document.xlsx(call, inquiry)
    if content is None:
        raise NotFoundError(_("No evidence is kept for it yet."))
    Path(target).write_bytes(content)
    tell("Written: %(file)s", file=target)
    return 0


def freeze(key: Key, actor: Actor, seen: SeenVersion = None) -> int:
    """Freeze the answer with the state of the data; then it can be released."""
    from vorlauf.db.engine import writing
    from vorlauf.records.inquiries import answers
    from vorlauf.records.inquiries.register import SeenInquiry

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            which = SeenInquiry(key=key, actor=by, seen=seen)
            answer = answers.freeze(wiring.call(connection, door()), which)
    tell("The answer to inquiry %(id)s is frozen.", id=key)
    tell("Its sum (SHA-256): %(sum)s", sum=answer.sha256)
    tell("Back again: vorlauf inquiry thaw %(id)s", id=key)
    return 0


def thaw(key: Key, actor: Actor, seen: SeenVersion = None) -> int:
    """Let a frozen answer be edited again, as long as it is not released."""
    from vorlauf.db.engine import writing
    from vorlauf.records.inquiries import answers
    from vorlauf.records.inquiries.register import SeenInquiry

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            which = SeenInquiry(key=key, actor=by, seen=seen)
            answers.thaw(wiring.call(connection, door()), which)
    tell("Inquiry %(id)s is open again.", id=key)
    return 0


def release(
    key: Key,
    actor: Actor,
    seen_sum: Annotated[
        str,
        typer.Option("--sum", metavar="SHA256", help="The sum of what was read."),
    ],
) -> int:
    """Release a frozen answer as an approver of the Staatskanzlei."""
    from vorlauf.db.engine import writing
    from vorlauf.records.inquiries import answers
    from vorlauf.records.inquiries.register import SeenInquiry

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            call = wiring.call(connection, door())
            which = SeenInquiry(key=key, actor=by)
            released = answers.release(call, which, seen_sum.strip().lower())
    tell(
        "The answer to inquiry %(id)s is released by %(name)s.",
        id=key,
        name=released.released_by,
    )
    return 0
