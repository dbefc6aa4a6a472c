"""The guard of the audit log: it lets an erasure pass, and no other change of an entry.

An erasure overwrites personal values and removes their salts. Everything else stays:
every other column, every other value, and every other salt.
"""

from collections.abc import Iterable
from typing import Final

from vorlauf.db.commitments import ERASED

# The columns that an erasure may change.
ERASABLE: Final = frozenset(
    {"actor", "actor_key", "comment", "details", "on_behalf_of", "salts"}
)

_DOCUMENT: Final = (
    "json_object('actor', {0}.actor, 'actor_key', {0}.actor_key, "
    "'comment', {0}.comment, 'details', json({0}.details), 'on_behalf_of', "
    "json('[' || replace(json_quote({0}.on_behalf_of), ', ', '\",\"') || ']'))"
)
# Some versions of SQLite quote names within a path that others do not.
_IS_ERASED: Final = (
    "replace(fullkey, '\"', '') IN (SELECT '$.' || key FROM json_each(OLD.salts) "
    "EXCEPT SELECT '$.' || key FROM json_each(NEW.salts))"
)
_BECOMES: Final = (
    f"SELECT fullkey, type, atom FROM json_tree({_DOCUMENT.format('NEW')})"  # noqa: S608, of constants
)
_EXPECTED: Final = (
    f"SELECT fullkey, type, CASE WHEN {_IS_ERASED} THEN '{ERASED}' ELSE atom END "  # noqa: S608, of constants
    f"FROM json_tree({_DOCUMENT.format('OLD')})"
)
_SALT: Final = "SELECT key, value FROM json_each({}.salts)"

_DOCUMENT_THERE: Final = (
    "jsonb_build_object('actor', {0}.actor, 'actor_key', {0}.actor_key, "
    "'comment', {0}.comment, 'details', {0}.details::jsonb, "
    "'on_behalf_of', to_jsonb(string_to_array({0}.on_behalf_of, ', ')))"
)


def sqlite_condition(columns: Iterable[str]) -> str:
    """Return the condition that an UPDATE of a table of these columns is an erasure."""
    kept = [name for name in columns if name not in ERASABLE]
    return " AND ".join(
        [
            *(f"NEW.{name} IS OLD.{name}" for name in kept),
            "NEW.salts IS NOT OLD.salts",
            f"NOT EXISTS ({_SALT.format('NEW')} EXCEPT {_SALT.format('OLD')})",
            f"NOT EXISTS ({_BECOMES} EXCEPT {_EXPECTED})",
            f"NOT EXISTS ({_EXPECTED} EXCEPT {_BECOMES})",
        ]
    )


def postgresql_body(columns: Iterable[str], words: str) -> str:
    """Return a function for triggers that lets an erasure pass and refuses all else."""
    kept = [name for name in columns if name not in ERASABLE]
    new, old = (", ".join(f"{row}.{name}" for name in kept) for row in ("NEW", "OLD"))
    return (
        "DECLARE expected jsonb; place text; BEGIN IF TG_OP = 'UPDATE' THEN "  # noqa: S608, of constants
        f"expected := {_DOCUMENT_THERE.format('OLD')}; "
        "FOR place IN SELECT jsonb_object_keys(OLD.salts::jsonb) "
        "EXCEPT SELECT jsonb_object_keys(NEW.salts::jsonb) LOOP "
        "expected := jsonb_set(expected, string_to_array("
        "replace(replace(place, '[', '.'), ']', ''), '.'), "
        f"to_jsonb('{ERASED}'::text), false); END LOOP; "
        f"IF ({new}) IS NOT DISTINCT FROM ({old}) "
        "AND NEW.salts <> OLD.salts AND OLD.salts::jsonb @> NEW.salts::jsonb "
        f"AND expected = {_DOCUMENT_THERE.format('NEW')} "
        "THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{words}'; END"
    )
