"""Personal values of an audit entry: names, keys, addresses, file names, free text.

A text in the details is personal unless its name is in the table here. So a new name
that is forgotten here protects too much, never too little.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from states.fingerprint import canonical

# Names of details whose texts say nothing about a person: kinds, instants, digests,
# numbers, channels, and words of a post that the public reads.
PLAIN: Final = frozenset(
    {
        "added",
        "after",
        "alt_text",
        "authentication",
        "backup_head",
        "backup_made_at",
        "because",
        "before",
        "cause",
        "changed",
        "channels",
        "door",
        "due",
        "due_after",
        "due_at",
        "due_before",
        "event",
        "files",
        "first_day",
        "follow_up_day",
        "follow_up_day_before",
        "form",
        "gateway",
        "hash_before",
        "house",
        "kind",
        "kinds",
        "last_day",
        "late",
        "link",
        "media_type",
        "message_id",
        "next_day_before",
        "original",
        "pack",
        "post",
        "proofs",
        "removed",
        "request_by_after",
        "request_by_before",
        "restored_at",
        "said_at",
        "schema_before",
        "scope",
        "sender_check",
        "sha256",
        "slot",
        "until",
        "variants",
        "was",
        "way",
        "words",
    }
)
# Under one event such a name holds what only a person can have written.
_PERSONAL_IN: Final[Mapping[str, frozenset[str]]] = {
    "comment_internal": frozenset({"sha256"}),
    "follow_up": frozenset({"sha256"}),
    "inquiry_edit": frozenset({"words"}),
    "inquiry_undo": frozenset({"words"}),
    "take_down_done": frozenset({"proofs"}),
}
_PLAIN_IN: Final = {event: PLAIN - names for event, names in _PERSONAL_IN.items()}
_NAME: Final = re.compile(r"[\w-]+")
# Between the names of those in whose place one act was made.
_BETWEEN_NAMES: Final = ", "


def document(
    row: Mapping[str, object], details: Mapping[str, object]
) -> dict[str, object]:
    """Return the parts of an entry that may be personal, each value by itself.

    `details` are those of the row, read from JSON.
    """
    principals = str(row["on_behalf_of"])
    return {
        "actor": row["actor"],
        "actor_key": row["actor_key"],
        "comment": row["comment"],
        "details": details,
        "on_behalf_of": principals.split(_BETWEEN_NAMES) if principals else [],
    }


def columns(whole: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that hold a document."""
    return {
        **{name: whole[name] for name in ("actor", "actor_key", "comment")},
        "details": canonical(whole["details"]).decode(),
        "on_behalf_of": _BETWEEN_NAMES.join(whole["on_behalf_of"]),
    }


def parted(
    whole: Mapping[str, object], under: str
) -> tuple[dict[str, object], dict[str, str]]:
    """Return a document without its personal values, and those by their place.

    `under` is the event of the line. None stands where a value was. A place is written
    as in `details.steps[0].to`.
    """
    found: dict[str, str] = {}
    plain = _PLAIN_IN.get(under, PLAIN)
    names = ["comment", "details", "on_behalf_of"]
    if not is_machine(whole["actor_key"]):
        names += ["actor", "actor_key"]
    blank = {name: _blank(whole[name], name, plain, found) for name in names}
    return {**whole, **blank}, found


def is_machine(key: object) -> bool:
    """Say whether the key of an actor is no person's: those of machines are bracketed.

    No key in stakeholders.toml begins with a bracket.
    """
    return isinstance(key, str) and key.startswith("(")


def _blank(
    value: object, place: str, plain: Collection[str], found: dict[str, str]
) -> object:
    if isinstance(value, str):
        if not value:
            return value
        found[place] = value
        return None
    if isinstance(value, Mapping):
        return {
            name: one
            if name in plain
            else _blank(one, f"{place}.{_named(name)}", plain, found)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            _blank(one, f"{place}[{index}]", plain, found)
            for index, one in enumerate(value)
        ]
    return value


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        msg = f"the name {name!r} can stand in no place of the audit log"
        raise ValueError(msg)
    return name
