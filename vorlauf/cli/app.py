"""The command `vorlauf`: its subcommands, and how it reports a refusal.

Exit codes: 0 done, or the answer is yes; 1 a check has found something, or the answer
is no; 2 it could not be done, with one sentence on standard error.
"""

import sys
from collections.abc import Sequence

import typer

from notifications.errors import NotificationError
from vorlauf.cli.mail import commands as mail_commands
from vorlauf.cli.mail import inbox_commands
from vorlauf.cli.people import absence_commands, consent_commands
from vorlauf.cli.people import commands as people_commands
from vorlauf.cli.posts import campaign_commands, plan_commands
from vorlauf.cli.posts import commands as posts_commands
from vorlauf.cli.run import commands as run_commands
from vorlauf.cli.setup import audit_commands, commands, db, link_commands
from vorlauf.errors import VorlaufError

FINE, FOUND, REFUSED = 0, 1, 2
INTERRUPTED = 130

app = typer.Typer(
    name="vorlauf",
    help="Lead times, approvals and reminders for an editorial plan with many houses.",
    epilog=(
        "Exit codes: 0 done or yes, 1 a check has found something or the answer is no, "
        "2 it could not be done (one sentence says why)."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.add_to(app)
run_commands.add_to(app)
campaign_commands.add_to(app)
app.add_typer(posts_commands.app)
app.add_typer(plan_commands.app)
mail_commands.add_to(app)
app.add_typer(inbox_commands.app)
app.add_typer(link_commands.app)
app.add_typer(absence_commands.app)
app.add_typer(consent_commands.app)
app.add_typer(people_commands.app)
app.add_typer(audit_commands.app)
app.add_typer(db.app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever refuses is a sentence."""
    try:
        code: int | None = app(arguments, prog_name="vorlauf", standalone_mode=False)
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
            return str(error)


def _refuse(sentence: str) -> int:
    if sentence:
        sys.stderr.write(f"{sentence}\n")
    return REFUSED


def _usage(error: typer.TyperException) -> str:
    message = " ".join(error.format_message().split())
    if not message:
        return ""  # no command was named, and the help has been shown
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{end} `--help` shows how it is written."


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
    return str(error)


def _nobody_reads() -> int:
    """Let go of standard output, so that leaving does not complain of it again."""
    sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115, kept
    return FOUND


if __name__ == "__main__":
    sys.exit(main())
