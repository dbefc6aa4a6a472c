"""Help: what `--help` says, put into the reader's language when it is shown."""

from collections.abc import Sequence
from typing import Any, Final

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from vorlauf.cli import redacted_input
from vorlauf.cli.language import GERMAN, language
from vorlauf.cli.language import gettext as _

# The database's own words; its module is not loaded to be named in a help.
NOTICE_STATES: Final = (
    "queued",
    "leased",
    "sending",
    "sent",
    "retry",
    "unknown",
    "dead",
    "cancelled",
)
# What typer puts around the texts, by the names of its own constants.
FRAME: Final = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "REQUIRED_LONG_STRING": "[required]",
    "DEFAULT_STRING": "[default: {}]",
}


# Contexts are of a type that typer does not export, hence Any.
class Command(TyperCommand):
    """A command that explains itself in the reader's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401, see above
        """Print the help; what is returned is empty."""
        _put_into_words(self, self.get_params(ctx))
        return super().get_help(ctx)

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401, see above
        """Return the line that shows how the command is written."""
        return _usage(super().get_usage(ctx))

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401, see above
        """Run the command, with no secret of ours in what was typed."""
        ctx.params = redacted_input.redacted(ctx.params)
        return super().invoke(ctx)


class CommandGroup(TyperGroup):
    """A group of commands that explains itself in the reader's language."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401, see above
        """Print the help; what is returned is empty."""
        _put_into_words(self, self.get_params(ctx))
        self.subcommand_metavar = _("COMMAND [ARGS]...")
        for command in self.commands.values():
            command.help = said(command.help)
        return super().get_help(ctx)

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401, see above
        """Return the line that shows how a command of the group is written."""
        return _usage(super().get_usage(ctx))


def said(text: str | None) -> str:
    """Return a help text in the reader's language, paragraph by paragraph."""
    whole = text or ""
    if language() == GERMAN:
        paragraphs = (" ".join(one.split()) for one in whole.split("\n\n"))
        whole = "\n\n".join(_(one) for one in paragraphs)
    return whole % _choices() if "%(" in whole else whole


def kinds() -> tuple[str, ...]:
    """Return every kind of mail that can be previewed: all of them, and the digest."""
    from states.purpose import MailKind

    return (*MailKind, "digest")


def _choices() -> dict[str, str]:
    """Return what a help text may name as `%(…)s`: the words that can be given."""
    from states.post import PostState, Trigger

    choices = {
        "states": PostState,
        "moves": Trigger,
        "mails": kinds(),
        "notice_states": NOTICE_STATES,
    }
    return {name: ", ".join(words) for name, words in choices.items()}


def _put_into_words(
    command: TyperCommand | TyperGroup, params: Sequence[object]
) -> None:
    from typer import rich_utils

    for name, word in FRAME.items():
        setattr(rich_utils, name, _(word))
    command.help = said(command.help)
    command.epilog = said(command.epilog)
    command.options_metavar = _("[OPTIONS]")
    for param in params:
        if isinstance(param, TyperArgument | TyperOption):
            param.help = said(param.help)
            param.metavar = _(param.metavar) if param.metavar else None


def _usage(line: str) -> str:
    return line.replace("Usage: ", _("Usage: "), 1)
