"""Names of a dossier: people by key or as written, and a role where one was erased."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from states.messages import Message, phrase
from vorlauf.db.commitments import ERASED
from vorlauf.directory.model import Directory

ROLES: Final[Mapping[str, Message]] = {
    "coordinator": phrase("dossier", "a coordinator (name erased)"),
    "approver": phrase("dossier", "an approver (name erased)"),
    "contact": phrase("dossier", "a contact (name erased)"),
    "deputy": phrase("dossier", "a deputy (name erased)"),
}
NOBODY: Final = phrase("dossier", "a person (name erased)")


@dataclass(frozen=True)
class Names:
    """Says who somebody is, in one language (`say`)."""

    directory: Directory
    say: Callable[[Message], str]

    def of_key(self, key: str) -> str:
        """Return the name of a key of stakeholders.toml; of others the key itself."""
        person = self.directory.people.get(key)
        return person.name if person else self.written(key)

    def written(self, name: str | None, capacity: str = "") -> str:
        """Return a name as it was written; a role if it was erased since."""
        if name and ERASED in name:
            return self.say(ROLES.get(capacity, NOBODY))
        return name or ""
