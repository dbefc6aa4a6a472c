"""Errors with a sentence for a person: what is wrong, where, what to do."""

from states.messages import Message, SpokenError


class VorlaufError(SpokenError):
    """Something a person can put right."""


class NotFoundError(VorlaufError):
    """What was asked for does not exist."""


class BadInputError(VorlaufError):
    """What was given cannot be used as it is."""


class RefusedError(VorlaufError):
    """The move cannot be made, or this person may not make it."""


class ConflictError(VorlaufError):
    """Somebody else was faster; look again and decide again."""


class AlteredVersionError(VorlaufError):
    """A version of the post with this key was changed beside the audit log."""

    def __init__(self, message: Message | str, post_id: int) -> None:
        super().__init__(message)
        self.post_id = post_id


class AlteredFileError(VorlaufError):
    """The bytes of a kept file are not those that were kept."""


class SettingsError(VorlaufError):
    """The settings or a configuration file are at fault."""


class LinkKeyError(SettingsError):
    """This machine has not the key that the links of the database are made with."""


class MissingExtraError(VorlaufError):
    """A part of Vorlauf is not installed: `vorlauf[extra]` brings it."""

    def __init__(self, command: str, extra: str) -> None:
        super().__init__(f"`vorlauf {command}` needs vorlauf[{extra}]; install that.")


class StoreError(VorlaufError):
    """The database cannot be used: not there, not ours, too new, read-only."""


class UncertainCommitError(StoreError):
    """The database was lost while it committed: what was done may have been taken."""


class MailNotSentError(VorlaufError):
    """A message could not be handed over."""
