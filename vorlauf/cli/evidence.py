"""The command `vorlauf inquiry ask`: ready questions, and keeping what they find."""

from typing import Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import language
from vorlauf.cli.options import Json, OneHouse
from vorlauf.cli.output import print_json, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import console, say, table

Kind = Annotated[
    str,
    typer.Argument(help="posts, costs, paid, reach, approvals or exceptions."),
]


def ask(
    kind: Kind,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")],
    house: OneHouse = None,
    channel: Annotated[
        str, typer.Option("--channel", metavar="CHANNEL", help="Only this channel.")
    ] = "",
    inquiry: Annotated[
        int,
        typer.Option("--keep-for", metavar="ID", help="Keep it for this inquiry."),
    ] = 0,
    question: Annotated[
        int,
        typer.Option(
            "--question", metavar="NUMBER", help="For which of its questions."
        ),
    ] = 0,
    actor: Annotated[
        str, typer.Option("--as", metavar="PERSON", help="Who keeps it.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Answer a ready question from the file, and keep the answer with --keep-for."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.records.inquiries import evidence, kept_evidence
    from vorlauf.records.inquiries.evidence import EvidenceKind
    from vorlauf.records.inquiries.evidence_tables import evidence_table, texts_of
    from vorlauf.records.inquiries.evidence_values import EvidenceAsk, plain_row
    from vorlauf.records.inquiries.kept_evidence import Evidence
    from vorlauf.records.inquiries.register import SeenInquiry

    wanted = parsing.one_of(EvidenceKind, kind, _("There is no question %(word)r"))
    asked = EvidenceAsk(
        first=parsing.day(first),
        last=parsing.day(last),
        house=house or "",
        channel=channel,
    )
    if inquiry and not actor:
        raise BadInputError(_("Say with --as who keeps it."))
    with wired(actor) as wiring:
        opened = writing if inquiry else trying
        with opened(wiring.engine) as connection:
            call = wiring.call(connection, door())
            if inquiry:
                by = wiring.directory.person(actor).key
                which = SeenInquiry(key=inquiry, actor=by)
                found = kept_evidence.save(call, which, question, wanted, asked)
            else:
                rows = tuple(evidence.run(call, wanted, asked))
                found = Evidence(
                    key=0,
                    question=0,
                    kind=wanted,
                    asked=asked,
                    rows=rows,
                    as_of=call.now,
                )
            shown = evidence_table(call, found, language())
    if as_json:
        keys = [one.key for one in shown.columns]
        print_json([dict(zip(keys, plain_row(row), strict=True)) for row in found.rows])
        return 0
    heads = [one.label for one in shown.columns]
    console().print(table(shown.title, heads, texts_of(shown)))
    for note in shown.about:
        say(note)
    if inquiry:
        tell("It is kept as evidence %(id)s.", id=found.key)
    return 0
