"""A campaign in which everything that somebody may write is one long word."""

import json
import shutil
import sqlite3
from dataclasses import replace

# As long as the name of a house may be, and nowhere to break it.
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten" * 2
LONG = LONG[:110]
URL = f"https://www.{'x' * 60}.example.org/{LONG}?a={'b' * 200}"
ADDRESS = f"{'vorname.nachname' * 4}@{'abteilung' * 6}.sachsen.example.org"
TEXTS = {
    "absence": ("comment",),
    "api_token": ("label",),
    "brief": ("purpose", "note"),
    "comment": ("author", "text", "whole"),
    "consent": ("people", "purpose", "kept_at", "recorded_by", "reason"),
    "incoming": ("sender", "subject", "result"),
    "mailbox": ("last_error",),
    "message": ("subject",),
    "notice": ("error",),
    "picture": ("name", "alt_text", "delivered_by", "credit", "answer_comment"),
    "post": ("title", "author"),
    "proof": ("recorded_by",),
    "saved_view": ("name",),
    "step": ("decided_by", "on_behalf_of", "comment"),
    "audit": ("actor", "on_behalf_of", "comment"),
    "version": ("author",),
    "visit": ("device",),
}
URLS = {"brief": ("template",), "proof": ("permalink",)}
ADDRESSES = {"comment": ("address",), "mailbox": ("address",), "message": ("address",)}
# What stands empty as a rule, and is long here everywhere.
FILLED = {"brief": ("note", "template"), "picture": ("credit",), "notice": ("error",)}


def crowded_directory(directory):
    """Return the file with long names for everything and everybody."""
    campaign = replace(
        directory.campaign,
        name=LONG,
        blackouts=[replace(b, reason=LONG) for b in directory.campaign.blackouts],
    )
    houses = {
        key: replace(house, name=f"{LONG}{number}", campaign=campaign)
        for number, (key, house) in enumerate(directory.houses.items())
    }
    people = {
        key: replace(person, name=f"{LONG}{number}", email=f"{number}{ADDRESS}")
        for number, (key, person) in enumerate(directory.people.items())
    }
    return replace(directory, campaign=campaign, houses=houses, people=people)


def crowd(source, folder):
    """Copy a database to a folder, and make every word in it long."""
    file = folder / "vorlauf.db"
    shutil.copy(source / "vorlauf.db", file)
    with sqlite3.connect(file) as database:
        # What is written may not be changed; here nobody has to believe it.
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(named).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for columns, long in ((TEXTS, LONG), (URLS, URL), (ADDRESSES, ADDRESS)):
            _write(database, columns, long)
        held = database.execute("SELECT rowid, content FROM version").fetchall()
        for key, content in held:
            said = json.dumps(_long(json.loads(content)))
            change = "UPDATE version SET content = ? WHERE rowid = ?"
            database.execute(change, (said, key))
    database.close()


def _write(database, columns, long):
    for table, names in columns.items():
        for name in names:
            everywhere = name in FILLED.get(table, ())
            some = "" if everywhere else f"WHERE {name} <> ''"
            # Where a value must be unique, its row's number makes it so.
            unique = "|| rowid" if table in {"mailbox", "saved_view"} else ""
            database.execute(f"UPDATE {table} SET {name} = ? {unique} {some}", (long,))


def _long(content, key=""):
    if isinstance(content, dict):
        return {name: _long(value, name) for name, value in content.items()}
    if isinstance(content, list):
        return [_long(value, key) for value in content]
    if not isinstance(content, str) or key in {"sha256", "house", "slot", "slot_date"}:
        return content
    return URL if content.startswith("http") else LONG
