"""Channel secrets: a file beside the configuration that holds one for each channel."""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from states.messages import Message, Quoted, msg
from vorlauf.errors import SettingsError
from vorlauf.setting_meanings import CHANNEL_SECRETS

_LARGEST: Final = 100_000
_OTHERS: Final = stat.S_IRWXO


def read_secrets(file: Path | None) -> Mapping[str, str]:
    """Return the secrets by channel; none without a file.

    Its lines are `CHANNEL = "SECRET"`. Raises `SettingsError` for a file that cannot be
    read, that everybody may read, or that is not written so; never with its words.
    """
    if file is None:
        return {}
    try:
        if file.stat().st_mode & _OTHERS:
            raise SettingsError(
                msg(
                    "{file} holds secrets and can be read by everybody; take that away "
                    "with chmod o= {file}.",
                    file=str(file),
                )
            )
        with file.open("rb") as lines:
            content = lines.read(_LARGEST)
    except OSError as error:
        raise SettingsError(
            msg(
                "{file} cannot be read ({reason}); name a file that you may read in "
                "{setting}.",
                file=str(file),
                reason=error.strerror or "?",
                setting=CHANNEL_SECRETS,
            )
        ) from error
    try:
        found = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        # Its words may be those of a secret.
        raise SettingsError(_unreadable(file)) from error
    if not all(_is_secret(one) for one in found.values()):
        raise SettingsError(_unreadable(file))
    return found


def secret_of(secrets: Mapping[str, str], channel: str) -> str:
    """Return the secret of a channel. Raises `SettingsError` if there is none."""
    if channel not in secrets:
        raise SettingsError(
            msg(
                "There is no secret for the channel {channel}; write it into the file "
                "that {setting} names.",
                channel=Quoted(channel),
                setting=CHANNEL_SECRETS,
            )
        )
    return secrets[channel]


def _is_secret(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and value != ""
    )


def _unreadable(file: Path) -> Message:
    return msg(
        '{file} cannot be read as secrets; write one line CHANNEL = "SECRET" for each '
        "channel.",
        file=str(file),
    )
