"""The commands `vorlauf plan …`: their parameters."""

from typing import Annotated

import typer

from vorlauf.cli.common.options import Assets, Graphics, Houses, Json

app = typer.Typer(
    name="plan", help="The editorial plan: a year, a date.", no_args_is_help=True
)


@app.command("add-year")
def add_year(
    year: Annotated[
        int, typer.Argument(min=2000, max=2099, help="The year, as in 2027.")
    ],
    posts: Annotated[int, typer.Option(min=1, help="How many posts.")],
    actor: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="PERSON", help="Whose plan; else the coordinator's."
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Spread drafts over the working days of a year, house by house in turn."""
    from vorlauf.cli.posts import plan

    return plan.add_year(year, posts, actor, as_json=as_json)


@app.command()
def check(
    slot: Annotated[str, typer.Argument(metavar="WHEN", help="As in --slot.")],
    house: Houses,
    assets: Assets = True,
    graphics: Graphics = True,
    as_json: Json = False,
) -> int:
    """Say whether a date can be met; if not, because of whom, and which can (1: no)."""
    from vorlauf.cli.posts import plan as posts_plan

    return posts_plan.check(slot, house, assets, graphics, as_json=as_json)
