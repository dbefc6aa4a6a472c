"""The command `vorlauf people erase`: a name gives way to a role, for ever."""

from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, number
from vorlauf.cli.options import Actor, Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.records.erasure.everywhere import ErasureReport

_FOUND = 1
_Who = Annotated[
    str,
    typer.Argument(
        metavar="PERSON",
        help="A key, a name or an e-mail; of somebody shown in a picture the name.",
    ),
]


def erase(
    person: _Who,
    actor: Actor,
    ground: Annotated[
        str,
        typer.Option(
            "--ground", metavar="TEXT", help="The legal ground; it is logged."
        ),
    ],
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="TEXT",
            help="A former name or another address of theirs; may be given again.",
        ),
    ] = None,
    leave: Annotated[
        list[str] | None,
        typer.Option(
            "--leave",
            metavar="PLACE",
            help="Words to be left as they are, as the preview names them.",
        ),
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm",
            metavar="NAME",
            help="The whole name: erase them now. Without it you see what would be.",
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Erase a person: their role stands in place of the name. No way back."""
    from vorlauf.records.erasure.erase import Erasure
    from vorlauf.records.erasure.everywhere import Records

    wish = Erasure(
        person=person,
        ground=ground,
        by=actor,
        also=tuple(also or ()),
        left=frozenset(leave or ()),
    )
    with wired(actor) as wiring:
        records = Records(
            wiring.engine, wiring.settings, lambda one: wiring.call(one, door())
        )
        if confirm is None:
            found = records.preview(wish)
        else:
            found = records.erase(wish, confirm)
    if as_json:
        print_json(_plain(found, is_done=confirm is not None))
    else:
        _print(found, is_done=confirm is not None)
    return _FOUND if found.preview.refusals else 0


def _plain(report: "ErasureReport", *, is_done: bool) -> dict[str, object]:
    found = report.preview
    return {
        "done": is_done,
        "name": "" if is_done else found.identity.name,
        "role": found.identity.role,
        "alias": found.alias,
        "counts": found.found.counts,
        "files": report.files,
        "mentions": [vars(one) for one in found.found.mentions],
        "kept": found.found.kept,
        "refusals": [str(one) for one in found.refusals],
        "left": [str(one) for one in report.left],
    }


def _print(report: "ErasureReport", *, is_done: bool) -> None:
    found = report.preview
    identity = found.identity
    if is_done:
        tell(
            "%(role)s stands in place of the name now; the key is %(alias)s.",
            role=identity.role,
            alias=found.alias,
        )
    else:
        tell(
            "%(name)s would give way to “%(role)s”; nothing is changed yet.",
            name=identity.name,
            role=identity.role,
        )
    _print_counts(report)
    _print_mentions(report)
    for one in report.left:
        say(f"  {said(one)}")
    for why in found.refusals:
        tell("Not possible yet: %(why)s", why=said(why))
    if not is_done and not found.refusals:
        tell(
            "An erasure cannot be taken back. To do it, repeat the command with "
            '--confirm "%(name)s".',
            name=identity.name,
        )


def _print_counts(report: "ErasureReport") -> None:
    counts = report.preview.found.counts
    rows = [(label("place", key), number(count)) for key, count in counts.items()]
    rows += [
        (label("file place", key), number(count)) for key, count in report.files.items()
    ]
    if rows:
        console().print(table(_("Where"), headings("Place", "Number"), rows))


def _print_mentions(report: "ErasureReport") -> None:
    found = report.preview.found
    if found.mentions:
        rows = [(one.place, one.post, one.words) for one in found.mentions]
        console().print(
            table(_("Words that name them"), headings("Place", "Post", "Words"), rows)
        )
        tell("Leave one as it is with --leave PLACE.")
    if found.kept:
        tell(
            "Texts that are published, bound to decisions or frozen as an answer stay "
            "as they are: %(places)s",
            places=", ".join(found.kept),
        )
