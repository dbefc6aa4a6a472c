"""The command `vorlauf`: its subcommands, and how it reports a refusal.

Exit codes: 0 done, or the answer is yes; 1 a check has found something, or the answer
is no; 2 it could not be done, with one sentence on standard error.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import typer

from notifications.errors import NotificationError
from vorlauf.cli import (
    absences,
    answers,
    archive,
    audit,
    audit_heads,
    backup,
    calendars,
    campaign,
    config,
    consents,
    costs,
    doctor,
    dossier,
    edits,
    evidence,
    figures,
    follow_ups,
    holds,
    houses,
    inbox,
    inquiries,
    lead_times,
    links,
    mail,
    mail_acts,
    notice_page,
    owners,
    pack,
    people,
    people_erase,
    people_export,
    plan,
    plan_check,
    plan_export,
    plan_import,
    plan_proposal,
    post_export,
    post_material,
    post_page,
    posts,
    publications,
    publishing,
    record,
    report,
    reserves,
    restored,
    running,
    setup,
    simulate,
    slot_preview,
    topic_files,
    topic_links,
    topic_posts,
    topics,
    transfers,
    usage_errors,
)
from vorlauf.cli.help_texts import Command, CommandGroup
from vorlauf.cli.language import gettext as _
from vorlauf.cli.output import sentence_of
from vorlauf.errors import VorlaufError
from vorlauf.terminal import be_writable, typed

FINE, FOUND, REFUSED = 0, 1, 2
INTERRUPTED = 130

Commands = Mapping[str, Callable[..., int]]

COMMANDS: Final[Commands] = {
    "init": setup.init,
    "check": setup.check,
    "doctor": doctor.doctor,
    "version": setup.version,
    "demo": running.demo,
    "serve": running.serve,
    "timetable": running.timetable,
    "simulate": simulate.simulate,
    "overdue": campaign.overdue,
    "remind": campaign.remind,
    "publish": publishing.publish,
    "dossier": dossier.dossier,
    "metrics": mail.metrics,
    "backup": backup.backup,
    "restore": backup.restore,
    "export": transfers.export_all,
    "import": transfers.import_all,
}
# By the word that goes before them, with what they are about.
GROUPS: Final[Mapping[str, tuple[str, Commands]]] = {
    "post": (
        "Posts: add, look, decide.",
        {
            "add": plan.add,
            "list": posts.list_posts,
            "export": post_export.export,
            "show": post_page.show,
            "move": posts.move,
            "record": record.record,
            "hand-over": owners.hand_over,
            "note": follow_ups.note,
            "houses": houses.post_houses,
            "edit": edits.edit,
            "restore": edits.restore,
            "material": edits.material,
            "reserve": reserves.reserve,
            "deliver": post_material.deliver,
            "pack": pack.pack,
            "proof": post_material.proof,
            "publications": publications.publications,
            "hold": holds.hold,
            "resume": holds.resume,
            "holds": holds.list_holds,
        },
    ),
    "house": (
        "Houses of posts under way: another one, or another key.",
        {"replace": houses.replace, "rename": houses.rename},
    ),
    "config": (
        "What stakeholders.toml says, and changing it.",
        {"show": config.show, "set": config.change, "undo": config.undo},
    ),
    "plan": (
        "The editorial plan: a year, a date.",
        {
            "add-year": plan.add_year,
            "remove-year": plan.remove_year,
            "check": plan_check.check,
            "import": plan_import.import_plan,
            "mappings": plan_import.mappings,
            "propose": plan_proposal.propose,
            "preview": slot_preview.preview,
            "reserves": reserves.reserves,
            "swap": reserves.swap,
            "lead-times": lead_times.lead_times,
            "export": plan_export.export,
            "template": plan_export.template,
        },
    ),
    "figures": (
        "Figures: what posts achieved, from exports of the networks.",
        {
            "import": figures.import_figures,
            "fetch": figures.fetch,
            "list": figures.list_figures,
            "show": figures.show,
            "assign": figures.assign,
            "undo": figures.undo,
        },
    ),
    "report": (
        "Evaluations: of a month, a year, the whole campaign.",
        {"month": report.month, "year": report.year, "campaign": report.campaign},
    ),
    "mail": (
        "Mails: what went out, what did not, and what to do about it.",
        {
            "list": mail.list_notices,
            "show": notice_page.show,
            "retry": mail_acts.retry,
            "suppress": mail_acts.suppress,
            "addresses": mail.addresses,
            "remind": mail_acts.remind,
            "preview": mail.preview,
        },
    ),
    "inbox": (
        "Mail that comes in: replies and returns.",
        {"read": inbox.read, "list": inbox.list_mails, "show": inbox.show},
    ),
    "links": (
        "Links in mails: the key that they are made with.",
        {"key": links.key, "adopt": links.adopt},
    ),
    "absence": (
        "Absences: the deputy is asked instead.",
        {
            "set": absences.set_absence,
            "accept": absences.accept,
            "list": absences.list_absences,
            "end": absences.end,
        },
    ),
    "consent": (
        "Consents of the people who are shown in pictures.",
        {"list": consents.list_consents, "withdraw": consents.withdraw},
    ),
    "calendar": (
        "Calendars: addresses from which other programs fetch slots and due dates.",
        {
            "add": calendars.add,
            "list": calendars.list_calendars,
            "revoke": calendars.revoke,
        },
    ),
    "people": (
        "People: who may sign in to the dashboard.",
        {
            "list": people.list_people,
            "invite": people.invite,
            "disable": people.disable,
            "token": people.token,
            "erase": people_erase.erase,
            "export": people_export.export,
        },
    ),
    "inquiry": (
        "Questions of parliament: the register, and what is answered.",
        {
            "list": inquiries.list_inquiries,
            "add": inquiries.add,
            "edit": inquiries.edit,
            "drop": inquiries.drop,
            "restore": inquiries.restore,
            "undo": inquiries.undo,
            "ask": evidence.ask,
            "draft": answers.draft,
            "freeze": answers.freeze,
            "thaw": answers.thaw,
            "release": answers.release,
        },
    ),
    "cost": (
        "Costs: invoices, one by one.",
        {
            "add": costs.add,
            "list": costs.list_costs,
            "remove": costs.remove,
            "restore": costs.restore,
        },
    ),
    "archive": (
        "The archive: what is no longer needed is offered first.",
        {"offer": archive.offer, "mark": archive.mark},
    ),
    "retention": (
        "Retention: what was kept long enough goes.",
        {"run": archive.run},
    ),
    "audit": (
        "The audit log.",
        {"verify": audit.verify, "head": audit_heads.head},
    ),
    "restored": (
        "What is held since a backup was restored.",
        {
            "show": restored.show,
            "release": restored.release,
            "drop": restored.drop,
            "hold": restored.hold,
        },
    ),
    "db": ("The database.", {"upgrade": setup.upgrade, "compact": setup.compact}),
}
# By both words that go before them.
INNER_GROUPS: Final[Mapping[tuple[str, str], tuple[str, Commands]]] = {
    ("plan", "topics"): (
        "Topics: ideas before posts, and what becomes of them.",
        {
            "list": topics.list_topics,
            "add": topics.add,
            "edit": topics.edit,
            "accept": topics.accept,
            "drop": topics.drop,
            "restore": topics.restore,
            "undo": topics.undo,
            "take": topic_posts.take,
            "give-back": topics.give_back,
            "balance": topic_posts.balance,
            "import": topic_files.import_topics,
            "export": topic_files.export,
            "propose-link": topic_links.make,
            "links": topic_links.list_links,
            "revoke-link": topic_links.revoke,
            "days": topics.days,
        },
    ),
}


def _group(name: str, about: str, commands: Commands, epilog: str = "") -> typer.Typer:
    group = typer.Typer(
        name=name,
        help=about,
        epilog=epilog,
        cls=CommandGroup,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for word, command in commands.items():
        group.command(word, cls=Command)(command)
    return group


app = _group(
    "vorlauf",
    "Lead times, approvals and reminders for an editorial plan with many houses.",
    COMMANDS,
    "Exit codes: 0 done or yes, 1 a check has found something or the answer is no, "
    "2 it could not be done (one sentence says why).",
)
for _name, (_about, _commands) in GROUPS.items():
    _made = _group(_name, _about, _commands)
    for (_outer, _inner), (_what, _acts) in INNER_GROUPS.items():
        if _outer == _name:
            _made.add_typer(_group(_inner, _what, _acts))
    app.add_typer(_made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever refuses is a sentence."""
    be_writable()
    try:
        words = [*map(typed, sys.argv[1:] if arguments is None else arguments)]
        code: int | None = app(words, prog_name="vorlauf", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except _REFUSALS as error:
        return _refuse(_sentence(error))
    return code or FINE


_REFUSALS = (
    VorlaufError,
    NotificationError,
    typer.TyperException,
    OSError,
    ValueError,
)


def _sentence(error: Exception) -> str:
    match error:
        case typer.TyperException():
            return _usage(error)
        case OSError():
            return _of_the_system(error)
        case ValueError():
            return _of_the_calendar(error)
        case _:
            return sentence_of(error)


def _refuse(sentence: str) -> int:
    if sentence:
        sys.stderr.write(f"{sentence}\n")
    return REFUSED


def _usage(error: typer.TyperException) -> str:
    message = " ".join(error.format_message().split())
    if not message:
        return ""  # no command was named, and the help has been shown
    message = usage_errors.said(message)
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{end} {_('`--help` shows how it is written.')}"


def _of_the_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}."


def _of_the_calendar(error: ValueError) -> str:
    """Return the sentence of a date that cannot be; raise what is no such date."""
    # Whoever has raised it has imported these already.
    from states.office_hours import NaiveTimeError
    from states.working_days import OutOfCalendarError

    if not isinstance(error, NaiveTimeError | OutOfCalendarError):
        raise error
    return sentence_of(error)


def _nobody_reads() -> int:
    """Let go of standard output, so that leaving does not complain of it again."""
    sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115, kept
    return FOUND


if __name__ == "__main__":
    sys.exit(main())
