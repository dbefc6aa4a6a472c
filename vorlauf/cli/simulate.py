"""The command `vorlauf simulate`: a year of made-up people on the real engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.language import day, headings, label, number
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, tell
from vorlauf.cli.running import refuse_without_mail_server
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from states.post import StepKind
    from vorlauf.demo.year.results import HouseYear, YearResult


def simulate(
    year: Annotated[
        int, typer.Option(min=2000, max=2099, help="The year to live through.")
    ] = 2023,
    posts: Annotated[int, typer.Option(min=1, help="How many posts.")] = 226,
    seed: Annotated[int, typer.Option(help="Another seed, other people.")] = 7,
    changes: Annotated[
        str, typer.Option(help="How much changes in the year: none, usual or stormy.")
    ] = "none",
    as_json: Json = False,
) -> int:
    """Live through a year with made-up people on the real engine (1: a rule broke)."""
    refuse_without_mail_server("simulate")
    from vorlauf.demo.year.changes import rate_of
    from vorlauf.demo.year.run import simulate as live_through
    from vorlauf.directory import loader
    from vorlauf.settings import Settings

    directory = loader.load(Settings.from_environment().stakeholders)
    with _bar(year) as progress:
        result = live_through(
            directory,
            year=year,
            posts=posts,
            seed=seed,
            rate=rate_of(changes),
            progress=progress,
        )
    if as_json:
        print_json(result.as_plain())
    else:
        _print(result, year)
    return 0 if result.ok else 1


@contextmanager
def _bar(year: int) -> Iterator[Callable[[date], None]]:
    """Show on standard error how far the year is, if somebody can see it."""
    from rich.console import Console
    from rich.progress import Progress

    end = date(year, 12, 31)
    shown_on = Console(stderr=True)
    is_seen = shown_on.is_terminal
    with Progress(console=shown_on, transient=True, disable=not is_seen) as shown:
        task = shown.add_task(str(year), total=None)
        begin: date | None = None

        def reached(today: date) -> None:
            nonlocal begin
            begin = begin or today
            shown.update(
                task,
                description=day(today),
                total=(end - begin).days,
                completed=(today - begin).days,
            )

        yield reached


def _print(result: "YearResult", year: int) -> None:
    from vorlauf.demo.year.results import ASKED, NOTE

    # Nobody plans to take a post down, so a column of it would stay empty.
    kinds = tuple(kind for kind in ASKED if kind.is_planned)
    columns = (
        *headings("House", "Posts", "On time", "Late", "Reminders", "Escalations"),
        *(_("%(step)s, days", step=_capital(label("step", kind))) for kind in kinds),
    )
    rows = (_row(house, kinds) for house in result.houses)
    console().print(table(_("%(year)s, house by house", year=year), columns, rows))
    tell(
        "%(posts)s posts on %(days)s working days: %(published)s published, "
        "%(on_time)s of them on time, %(withdrawn)s withdrawn.",
        posts=number(result.posts),
        days=number(result.working_days),
        published=number(result.published),
        on_time=number(result.published_on_time),
        withdrawn=number(result.withdrawn),
    )
    tell(
        "%(mails)s mails went out, %(reminders)s of them reminders; "
        "%(escalations)s steps were escalated. It took %(seconds)s seconds.",
        mails=number(result.mails),
        reminders=number(result.reminders),
        escalations=number(result.escalations),
        seconds=number(result.seconds),
    )
    for rule, times in vars(result.violations).items():
        say(f"  {label('rule', rule.replace('_', ' ')):28} {number(times)}")
    for rule, times in result.verdict.broken.items():
        say(f"  {label('rule', rule.replace('_', ' ')):28} {number(times)}")
    for example in result.verdict.examples:
        say(f"    {example}")
    say(f"  {_('audit log intact'):28} {_('yes') if result.audit_ok else _('NO')}")
    say(_(NOTE))


def _row(house: "HouseYear", kinds: "tuple[StepKind, ...]") -> tuple[object, ...]:
    return (
        house.house,
        house.posts,
        house.published_on_time,
        house.published_late,
        house.reminders,
        house.escalations,
        *(_days(house.median_days.get(kind.value)) for kind in kinds),
    )


def _days(median: float | None) -> str:
    if median is None:
        return "-"
    whole = round(median)
    return number(whole if whole == median else median)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
