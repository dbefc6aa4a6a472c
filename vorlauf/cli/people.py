"""The commands `vorlauf people …`: inviting, shutting out, giving tokens."""

import sys
from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment, ngettext
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, sentence_of, tell
from vorlauf.cli.parsing import day
from vorlauf.errors import MailNotSentError
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from datetime import datetime

    from vorlauf.accounts.invitations import PersonAccount
    from vorlauf.accounts.mails import PreparedLink
    from vorlauf.directory.model import Directory
    from vorlauf.scheduling.readers import Handover
    from vorlauf.wiring import Wiring

_FOUND = 1
_Person = Annotated[
    str,
    typer.Argument(
        metavar="PERSON", help="A key of stakeholders.toml, a name or an e-mail."
    ),
]


def list_people(as_json: Json = False) -> int:
    """List everybody who may be invited, and how it stands with their account."""
    from vorlauf.accounts import invitations
    from vorlauf.db.engine import reading

    with wired() as wiring, reading(wiring.engine) as connection:
        found = invitations.standings(connection, wiring.directory)
        if as_json:
            print_json(found)
        else:
            _print(found, wiring.directory, wiring.now())
    return 0


def _print(
    found: "Sequence[PersonAccount]", directory: "Directory", now: "datetime"
) -> None:
    columns = headings(
        "Key", "Name", "Role", "House", "Account", "Password", "Invitation"
    )
    rows = (
        (
            one.key,
            one.name,
            label("role", one.role.value) if one.role else "",
            one.house,
            label("account", ACCOUNTS.get(one.state, one.state)),
            _("yes") if one.has_password else _("no"),
            _invitation(one, directory, now),
        )
        for one in found
    )
    console().print(table(_("People"), columns, rows))


ACCOUNTS = {"left": "not in stakeholders.toml"}


def _invitation(one: "PersonAccount", directory: "Directory", now: "datetime") -> str:
    if one.invited_until is None or one.state != "active":
        return ""
    until = moment(one.invited_until, directory.campaign.zone)
    if now < one.invited_until:
        return _("open until %(when)s", when=until)
    return _("ended %(when)s", when=until)


def invite(
    people: Annotated[
        list[str],
        typer.Argument(
            metavar="PERSON…",
            help="A key of stakeholders.toml, a name or an e-mail. Several may be "
            "given.",
        ),
    ],
    actor: Actor,
    in_person: Annotated[
        bool,
        typer.Option("--print", help="Send no mail; print the links to hand over."),
    ] = False,
) -> int:
    """Invite people to the dashboard, by a mail with a link that works once.

    Without a mail server the links are printed. Whoever is disabled may sign in again,
    and is asked again for what is open.
    """
    from vorlauf.accounts import invitations
    from vorlauf.db.call import Call
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        now = wiring.now()
        with writing(wiring.engine) as connection:
            made = [
                invitations.invite(
                    Call(connection, wiring.directory, now, door()), who, actor
                )
                for who in dict.fromkeys(people)
            ]
        is_printed = in_person or wiring.settings.mail_url is None
        hand_over = _show if is_printed else _mail
        went_well = [hand_over(wiring, one) for one in made]
    return 0 if all(went_well) else _FOUND


def _mail(wiring: "Wiring", made: "PreparedLink") -> bool:
    from vorlauf.accounts import sign_in_links

    try:
        sign_in_links.mail(wiring, made, wiring.now())
    except MailNotSentError as error:
        cure = _(
            "`vorlauf people invite %(key)s --print` prints a link.",
            key=made.person.key,
        )
        say(f"{sentence_of(error)} {cure}")
        return False
    tell(
        "%(name)s is invited; the mail to %(address)s holds until %(when)s.",
        name=made.person.name,
        address=made.person.email,
        when=moment(made.ends_at, wiring.directory.campaign.zone),
    )
    return True


def _show(wiring: "Wiring", made: "PreparedLink") -> bool:
    from vorlauf.accounts import sign_in_links

    tell(
        "%(name)s is invited; this link works once, until %(when)s:",
        name=made.person.name,
        when=moment(made.ends_at, wiring.directory.campaign.zone),
    )
    say(sign_in_links.address(wiring, made))
    return True


def disable(person: _Person, actor: Actor, dry_run: DryRun = False) -> int:
    """Shut somebody out at once: no sign-in, no link, no mail; others are asked."""
    from vorlauf.accounts import invitations
    from vorlauf.db.call import Call
    from vorlauf.db.engine import trying, writing

    way = trying if dry_run else writing
    with wired(actor) as wiring:
        directory, now = wiring.directory, wiring.now()
        with way(wiring.engine) as connection:
            shut_out = invitations.disable(
                Call(connection, directory, now, door()), person, actor
            )
        if dry_run:
            tell("Only tried; repeat the command without --dry-run:")
        tell(
            "%(name)s is signed out everywhere and may not sign in any more.",
            name=shut_out.name,
        )
        tell("Links that were mailed to them open nothing, and no mail goes to them.")
        _print_handovers(shut_out.handovers, directory)
    return 0


def _print_handovers(found: "Sequence[Handover]", directory: "Directory") -> None:
    if not found:
        tell("Nothing is open that others are asked for now.")
        return
    columns = headings("Post", "What", "House", "Due", "Asked now", "Title")
    rows = (
        (
            one.number,
            label("step", one.kind.value),
            one.house,
            moment(one.due_at, directory.campaign.zone),
            one.to.name if one.to else _("nobody"),
            one.title,
        )
        for one in found
    )
    console().print(table(_("Open steps"), columns, rows))
    if alone := sum(one.to is None for one in found):
        say(
            ngettext(
                "Nobody is asked for %(count)s of these %(all)s; name a deputy or "
                "another contact in stakeholders.toml.",
                "Nobody is asked for %(count)s of these %(all)s; name a deputy or "
                "another contact in stakeholders.toml.",
                alone,
                all=len(found),
            )
        )


def token(
    person: _Person,
    actor: Actor,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="What it is for.")
    ],
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DAY",
            help="Its last day, as 2026-12-31; without it it holds for ninety days.",
        ),
    ] = None,
) -> int:
    """Make a token by which a program acts for somebody; it is shown this once."""
    from vorlauf.accounts import api_tokens
    from vorlauf.accounts.api_tokens import NewToken
    from vorlauf.db.call import Call
    from vorlauf.db.engine import writing

    with wired(actor) as wiring:
        directory = wiring.directory
        wish = NewToken(
            person=directory.person(person).key,
            label=label,
            by=actor,
            ends_at=_end_of(until, directory) if until else None,
        )
        with writing(wiring.engine) as connection:
            key, secret = api_tokens.make(
                Call(connection, directory, wiring.now(), door()), wish
            )
    hint = _("This is token %(id)s; it is shown this once, so keep it well.", id=key)
    sys.stderr.write(f"{hint}\n")
    say(secret)
    return 0


def _end_of(text: str, directory: "Directory") -> "datetime":
    return directory.agency.office.at(day(text) + timedelta(days=1), time.min)
