"""The commands `vorlauf cost …`: invoices, kept one by one."""

from typing import Annotated

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, language
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import console, table

Key = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="The cost entry.")
]


def list_costs(as_json: Json = False) -> int:
    """List what was paid: to whom, by which contract, for which posts."""
    from vorlauf.db.engine import reading
    from vorlauf.records.inquiries import cost_queries, costs

    with wired() as wiring, reading(wiring.engine) as connection:
        found = cost_queries.cost_entries(connection)
    if as_json:
        print_json([one.model_dump() for one in found])
        return 0
    rows = [
        (
            one.id,
            one.contractor,
            one.contract,
            one.award,
            one.invoice,
            f"{day(one.first_day)} - {day(one.last_day)}",
            ", ".join(one.posts),
            costs.euros(one.gross_cents, language()),
        )
        for one in found
    ]
    columns = headings(
        "ID", "Contractor", "Contract", "Award", "Invoice", "Period", "Posts", "Euros"
    )
    console().print(table(_("Costs"), columns, rows))
    return 0


def add(
    contractor: Annotated[str, typer.Argument(help="Who was paid.")],
    actor: Actor,
    gross: Annotated[
        str, typer.Option("--gross", metavar="EUROS", help="With tax, as 42.840,00.")
    ],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")],
    contract: Annotated[
        str, typer.Option("--contract", metavar="TEXT", help="By which contract.")
    ] = "",
    award: Annotated[
        str, typer.Option("--award", metavar="TEXT", help="How it was awarded.")
    ] = "",
    invoice: Annotated[
        str, typer.Option("--invoice", metavar="NUMBER", help="The invoice.")
    ] = "",
    house: Annotated[
        str, typer.Option("--house", metavar="KEY", help="For which house.")
    ] = "",
    media: Annotated[
        bool, typer.Option("--media", help="It paid for reach, not for work.")
    ] = False,
    posts: Annotated[
        list[str] | None,
        typer.Option("--post", metavar="NUMBER", help="A post; may be given again."),
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What to keep in mind.")
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Keep an invoice."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.records.inquiries import costs
    from vorlauf.records.inquiries.costs import NewCost

    wanted = NewCost(
        contractor=contractor,
        gross_cents=costs.cents_of(gross),
        first_day=parsing.day(first),
        last_day=parsing.day(last),
        contract=contract,
        award=award,
        invoice=invoice,
        house=house,
        is_media=media,
        posts=tuple(posts or ()),
        note=note,
    )
    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with (trying if dry_run else writing)(wiring.engine) as connection:
            (kept,) = costs.add(wiring.call(connection, door()), [wanted], by)
    if as_json:
        print_json(kept.model_dump())
        return 0
    amount = costs.euros(kept.gross_cents, language())
    tell("Cost entry %(id)s is kept: %(euros)s euros.", id=kept.id, euros=amount)
    if dry_run:
        tell("Nothing was changed.")
    else:
        tell("Back again: vorlauf cost remove %(id)s", id=kept.id)
    return 0


def remove(key: Key, actor: Actor) -> int:
    """Let a cost entry count no more."""
    from vorlauf.db.engine import writing
    from vorlauf.records.inquiries import costs

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            costs.remove(wiring.call(connection, door()), key, by)
    tell("Cost entry %(id)s is removed.", id=key)
    tell("Back again: vorlauf cost restore %(id)s", id=key)
    return 0


def restore(key: Key, actor: Actor) -> int:
    """Let a cost entry that was removed count again."""
    from vorlauf.db.engine import writing
    from vorlauf.records.inquiries import costs

    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with writing(wiring.engine) as connection:
            costs.restore(wiring.call(connection, door()), key, by)
    tell("Cost entry %(id)s counts again.", id=key)
    return 0
