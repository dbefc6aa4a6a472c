"""The commands `vorlauf plan export` and `vorlauf plan template`."""

from typing import Annotated

import typer

from vorlauf.cli import exported_files, parsing
from vorlauf.cli.context import wired
from vorlauf.cli.exported_files import Comma, Force, Format, Language, Target
from vorlauf.cli.options import OneHouse


def export(
    target: Target,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Slots from this day on."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Slots until this day.")
    ] = None,
    house: OneHouse = None,
    channel: Annotated[
        str | None, typer.Option(metavar="CHANNEL", help="Only this channel.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only this one: %(states)s.")
    ] = None,
    form: Format = None,
    comma: Comma = False,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write the plan into a file for a spreadsheet, or as JSON for a program."""
    from vorlauf.db.engine import reading
    from vorlauf.plan.exports.plan_export import PlanFilter, plan_table

    kind = exported_files.format_of(target, form)
    chosen = exported_files.language_of(language)
    wanted = PlanFilter(
        first=parsing.day(first) if first else None,
        last=parsing.day(last) if last else None,
        channel=channel or "",
        state=parsing.state(state) if state else None,
        house=house or "",
    )
    with wired() as wiring, reading(wiring.engine) as connection:
        return exported_files.export(
            target,
            kind,
            lambda: plan_table(wiring.call(connection), chosen, wanted),
            comma=comma,
            force=force,
        )


def template(
    target: Target,
    form: Format = None,
    comma: Comma = False,
    language: Language = None,
    force: Force = False,
) -> int:
    """Write an empty plan to be filled in, with three examples."""
    from vorlauf.db.engine import reading
    from vorlauf.plan.exports.template import template as blank

    kind = exported_files.format_of(target, form)
    chosen = exported_files.language_of(language)
    with wired() as wiring, reading(wiring.engine) as connection:
        return exported_files.export(
            target,
            kind,
            lambda: blank(wiring.call(connection), chosen),
            comma=comma,
            force=force,
        )
