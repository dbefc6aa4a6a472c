"""People at the command line: inviting them, shutting them out, giving them tokens."""

import sys
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from vorlauf.accounts import api_tokens, invitations, sign_in_links
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.accounts.invitations import AccountState, PersonAccount
from vorlauf.accounts.mails import PreparedLink
from vorlauf.cli.common.context import door, wired
from vorlauf.cli.common.output import print_json
from vorlauf.cli.common.parsing import day
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.directory.model import Directory
from vorlauf.errors import DeliveryError
from vorlauf.scheduling.readers import Handover
from vorlauf.terminal import console, local, say, table
from vorlauf.wiring import Wiring

_FOUND = 1


def listed(*, as_json: bool) -> int:
    """List everybody who may be invited. When they were there last is not told."""
    with wired() as wiring, reading(wiring.engine) as connection:
        found = invitations.standings(connection, wiring.directory)
        if as_json:
            print_json(found)
        else:
            _print(found, wiring.directory, wiring.now())
    return 0


def invite(people: Sequence[str], actor: str, *, in_person: bool) -> int:
    """Invite people, all or none, and mail or print their links; 1 if a mail stays.

    Raises as `invitations.invite`.
    """
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


def disable(person: str, actor: str) -> int:
    """Shut somebody out, and say what follows. Raises as `invitations.disable`."""
    with wired(actor) as wiring:
        directory, now = wiring.directory, wiring.now()
        with writing(wiring.engine) as connection:
            shut_out = invitations.disable(
                Call(connection, directory, now, door()), person, actor
            )
        say(f"{shut_out.name} is signed out everywhere and may not sign in any more.")
        say("Links that were mailed to them open nothing, and no mail goes to them.")
        _print_handovers(shut_out.handovers, directory)
    return 0


def token(person: str, actor: str, label: str, until: str | None) -> int:
    """Make a token and print its secret. Raises as `tokens.make`, and for no day."""
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
    sys.stderr.write(f"This is token {key}; it is shown this once, so keep it well.\n")
    say(secret)
    return 0


def _print_handovers(found: Sequence[Handover], directory: Directory) -> None:
    if not found:
        say("Nothing is open that others are asked for now.")
        return
    columns = ("Post", "What", "House", "Due", "Asked now", "Title")
    rows = (
        (
            one.number,
            one.kind.value,
            one.house,
            local(one.due_at, directory.campaign.zone),
            one.to.name if one.to else "nobody",
            one.title,
        )
        for one in found
    )
    console().print(table("Open steps", columns, rows))
    if alone := sum(one.to is None for one in found):
        say(
            f"Nobody is asked for {alone} of these {len(found)}; name a deputy or "
            "another contact in stakeholders.toml."
        )


def _mail(wiring: Wiring, made: PreparedLink) -> bool:
    name, address = made.person.name, made.person.email
    try:
        sign_in_links.mail(wiring, made, wiring.now())
    except DeliveryError as error:
        say(f"{error} `vorlauf people invite {made.person.key} --print` prints a link.")
        return False
    until = local(made.ends_at, wiring.directory.campaign.zone)
    say(f"{name} is invited; the mail to {address} holds until {until}.")
    return True


def _show(wiring: Wiring, made: PreparedLink) -> bool:
    until = local(made.ends_at, wiring.directory.campaign.zone)
    say(f"{made.person.name} is invited; this link works once, until {until}:")
    say(sign_in_links.address(wiring, made))
    return True


def _end_of(text: str, directory: Directory) -> datetime:
    return directory.agency.office.at(day(text) + timedelta(days=1), time.min)


def _print(found: Sequence[PersonAccount], directory: Directory, now: datetime) -> None:
    columns = ("Key", "Name", "Role", "House", "Account", "Password", "Invitation")
    rows = (
        (
            one.key,
            one.name,
            one.role.value if one.role else "",
            one.house,
            _STATES[one.state],
            "yes" if one.has_password else "no",
            _invitation(one, directory, now),
        )
        for one in found
    )
    console().print(table("People", columns, rows))


def _invitation(one: PersonAccount, directory: Directory, now: datetime) -> str:
    if one.invited_until is None or one.state is not AccountState.ACTIVE:
        return ""
    until = local(one.invited_until, directory.campaign.zone)
    return f"open until {until}" if now < one.invited_until else f"ended {until}"


_STATES = {
    AccountState.NONE: "none",
    AccountState.ACTIVE: "active",
    AccountState.DISABLED: "disabled",
    AccountState.LEFT: "not in stakeholders.toml",
}
