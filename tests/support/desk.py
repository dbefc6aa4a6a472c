"""A desk for the tests: the engine as an office uses it, on a real database."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from states.post import Trigger
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA
from vorlauf.editing import edits
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.material import pictures
from vorlauf.posts import listing
from vorlauf.scheduling import absences
from vorlauf.workflow import decisions

# A post for which nobody has to supply anything.
BARE = {"wants_assets": False, "wants_graphics": False}


class Desk:
    """Acts happen at `now`, by the rules of `directory`, in one transaction each."""

    def __init__(self, engine, directory, now):
        self.engine, self.directory, self.now = engine, directory, now
        # Whether rows were put in by hand, of which no log can tell.
        self.is_filled = False

    def call(self, connection, at=None, **entry_point):
        return Call(connection, self.directory, at or self.now, entry_point)

    def ask(self, act, request):
        with writing(self.engine) as connection:
            return act(self.call(connection), request)

    def do(self, number, trigger, actor="ada", **more):
        wanted = {"number": number, "trigger": Trigger(trigger), "actor": actor}
        return self.ask(decisions.decide, decisions.Decision(**wanted, **more))

    def save(self, number, actor="ada", **more):
        return self.ask(edits.save, edits.Edit(number=number, actor=actor, **more))

    def supply(self, number, house, actor, **more):
        facts = {"alt_text": "Ein Löschzug.", "consent": "Akte 12", "sha256": "a" * 64}
        facts |= {"number": number, "house": house, "actor": actor, "name": "a.jpg"}
        return self.ask(pictures.deliver, pictures.Delivery(**facts | more))

    def post(self, number):
        with reading(self.engine) as connection:
            return post_snapshots.post_of(connection, number)

    def amend(self, kind, key, **values):
        """Change a house or a person of the file, or take it out of it."""
        kept = dict(getattr(self.directory, kind))
        changed = {key: replace(kept.pop(key), **values)} if values else {}
        kept.pop(key, None)
        self.directory = replace(self.directory, **{kind: kept | changed})

    def let_be_away(self, person, days=7):
        """Let a coordinator say that somebody is away from today on."""
        today = self.directory.agency.office.day_of(self.now)
        absent = absences.Absent(
            person=person,
            first_day=today,
            last_day=today + timedelta(days=days),
            set_by="ada",
        )
        return self.ask(absences.set_absence, absent)

    def crowd(self, size):
        """Let so many more houses take part, each with a contact; return their keys."""
        keys = [f"haus{number}" for number in range(1, size + 1)]
        house, person = self.directory.houses["smi"], self.directory.people["ines"]
        houses = {
            key: replace(house, key=key, contact=f"kontakt-{key}") for key in keys
        }
        people = {
            f"kontakt-{key}": replace(
                person, key=f"kontakt-{key}", house=key, email=f"{key}@smi.example.org"
            )
            for key in keys
        }
        self.directory = replace(
            self.directory,
            houses={**self.directory.houses, **houses},
            people={**self.directory.people, **people},
        )
        return keys

    def open_steps(self, number):
        return {(step.kind.value, step.house) for step in self.post(number).steps}

    def rows(self, table, **values):
        wanted = select(table).order_by(table.c.id).filter_by(**values)
        with reading(self.engine) as connection:
            return connection.execute(wanted).all()

    def file(self, number):
        with reading(self.engine) as connection:
            return listing.file_of(
                connection, post_snapshots.post_of(connection, number).id
            )

    def advance(self, at):
        """Let the clock stand at an instant, and do what is due then."""
        self.now = at
        return advance_due(self.engine, self.directory, at)


def sweep(engine):
    """Empty a PostgreSQL database past its triggers; return the engine."""
    emptied = METADATA.tables.keys() - {"audit_head", "bookmark"}
    statements = [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {name}" for name in emptied),
        f"UPDATE audit_head SET last_id = 0, last_hash = '{audit_log.GENESIS}'",
        "UPDATE bookmark SET position = 0",
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(statements))
    return engine
