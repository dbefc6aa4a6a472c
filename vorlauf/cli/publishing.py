"""The command `vorlauf publish`: channels that are published by themselves."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.cli.restored import say_if_held
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.wiring import Wiring


def publish(
    check: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNEL", help="Only ask the channel's server if all is well."
        ),
    ] = None,
    channels: Annotated[
        bool,
        typer.Option(
            "--channels",
            help="Only say how each channel is published, and what that cannot carry.",
        ),
    ] = False,
    as_json: Json = False,
) -> int:
    """Publish what is due on channels that are published by themselves (1: failed)."""
    with wired() as wiring:
        if check is not None:
            return _check(wiring, check, as_json)
        if channels:
            return _list(wiring, as_json)
        return _publish(wiring, as_json)


def _publish(wiring: "Wiring", as_json: bool) -> int:
    from vorlauf.jobs import publishing

    report = publishing.publish(wiring)
    if as_json:
        print_json(
            [
                {**vars(one), "error": said(one.error) if one.error else None}
                for one in report.outcomes
            ]
        )
    elif not report.outcomes:
        tell("Nothing is due now.")
    for one in report.outcomes if not as_json else ():
        about = {"number": one.number, "channel": one.channel}
        if one.error is not None:
            tell(
                "%(number)s, %(channel)s: %(reason)s",
                **about,
                reason=said(one.error),
            )
        elif one.permalink:
            tell(
                "%(number)s, %(channel)s: published at %(permalink)s.",
                **about,
                permalink=one.permalink,
            )
        else:
            tell(
                "%(number)s, %(channel)s: the server has it and does not say yet "
                "where it is.",
                **about,
            )
    if not as_json:
        say_if_held(wiring, "publications")
    return 1 if report.failed else 0


def _check(wiring: "Wiring", channel: str, as_json: bool) -> int:
    from functools import partial

    from vorlauf.db.engine import writing
    from vorlauf.publishing import gone_receivers
    from vorlauf.publishing.adapters.channel_secrets import read_secrets
    from vorlauf.publishing.adapters.configured import Adapters, lacks_of

    directory = wiring.directory
    directory.check_channel(channel)
    if channel not in directory.targets:
        tell("%(channel)s is published by hand.", channel=channel)
        return 0
    read = partial(read_secrets, wiring.settings.channel_secrets)
    found = Adapters(directory.targets, read).adapter(channel).check()
    with writing(wiring.engine) as connection:
        gone_receivers.forget(wiring.call(connection), channel)
    lacks = lacks_of(directory.targets[channel])
    if as_json:
        print_json(
            {
                "channel": channel,
                "account": found.account,
                "remarks": [said(one) for one in found.remarks],
                "lacks": [said(one) for one in lacks],
            }
        )
        return 0
    tell(
        "%(channel)s: all is well, it is published as %(account)s.",
        channel=channel,
        account=found.account,
    )
    for one in found.remarks:
        say(said(one))
    for one in lacks:
        tell("It cannot carry %(what)s.", what=said(one))
    return 0


def _list(wiring: "Wiring", as_json: bool) -> int:
    from vorlauf.publishing.adapters.configured import lacks_of

    directory = wiring.directory
    targets = directory.targets
    rows = [
        {
            "channel": name,
            "way": targets[name].way.value if name in targets else "by_hand",
            "host": targets[name].host if name in targets else "",
            "lacks": [said(one) for one in lacks_of(targets[name])]
            if name in targets
            else [],
        }
        for name in directory.campaign.channels
    ]
    if as_json:
        print_json(rows)
        return 0
    cells = [
        (
            row["channel"],
            label("way of publishing", str(row["way"])),
            row["host"],
            "; ".join(row["lacks"]),
        )
        for row in rows
    ]
    columns = headings("Channel", "Published", "Server", "Cannot carry")
    console().print(table(_("Channels"), columns, cells))
    return 0
