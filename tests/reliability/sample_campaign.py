"""Sample campaign: a campaign of thousands of houses, each with a contact of its own.

Every contact is owed notices of posts of his own, so each mail that arrives says by its
recipient and by the numbers in it which notices it carries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine, delete, or_, update

from states.post import Trigger
from states.purpose import MailKind
from vorlauf.db.call import Call
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Medium, NoticeState
from vorlauf.directory.loader import load
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.workflow.decisions import Decision, decide_many

# A Monday soon after midnight, with a long day before it. These houses are open all
# day, so that nothing waits for an hour: that is another figure.
MONDAY: Final = datetime(2026, 3, 2, 0, 10, tzinfo=UTC)
COORDINATOR: Final = "petzold"
TEXTS: Final = {"linkedin": "Feuerwehrleute gesucht: ab Herbst in Görlitz. Mach was!"}
# The slot is as far away as no back-off ever reaches.
AHEAD: Final = timedelta(days=170)

_TOP: Final = """
[campaign]
name = "Mach was Wichtiges"
land = "SN"
office_hours = "00:00-23:59"
close_of_business = "16:00"
channels = ["linkedin"]
[campaign.defaults]
lead_times = { draft = 1, assets = 1, graphics = 1, review = 2, approval = 2 }
reminders = [-1]
reminder_hour = "00:00"
escalate_after = 2
[houses.sk]
name = "Sächsische Staatskanzlei"
kind = "chancellery"
[people.vogt]
name = "Henriette Vogt"
role = "approver"
house = "sk"
email = "vogt@sk.example.org"
[houses.redaktion]
name = "Redaktion"
kind = "agency"
[people.petzold]
name = "Jana Petzold"
role = "coordinator"
house = "redaktion"
email = "petzold@redaktion.example.org"
"""
_HOUSE: Final = """
[houses.{key}]
name = "Ressort {key}"
kind = "ministry"
[people.p-{key}]
name = "Kontakt {key}"
role = "contact"
house = "{key}"
email = "kontakt@{key}.example.org"
language = "{language}"
"""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """The directory of a campaign, and how many posts each house has there."""

    directory: Directory
    posts: tuple[int, ...]

    @property
    def mails(self) -> int:
        """How many mails it takes if all of a house travel in one."""
        return len(self.posts)

    def houses(self) -> Iterator[str]:
        """Return the house of every post, in order."""
        for index, posts in enumerate(self.posts):
            yield from [_key(index)] * posts


def crowd(houses: int, *, bundles: tuple[int, ...] = (1,)) -> Crowd:
    """Return a campaign of so many houses; they have `bundles` posts each in turn."""
    entries = (
        _HOUSE.format(key=_key(index), language="en" if index % 5 == 0 else "de")
        for index in range(houses)
    )
    with TemporaryDirectory(prefix="vorlauf-crowd-") as folder:
        file = Path(folder) / "stakeholders.toml"
        file.write_text("".join([_TOP, *entries]), encoding="utf-8")
        directory = load(file)
    posts = tuple(bundles[index % len(bundles)] for index in range(houses))
    return Crowd(directory=directory, posts=posts)


def ask(engine: Engine, people: Crowd) -> list[str]:
    """Ask every house to review its posts; return their numbers in order."""
    posts = [
        NewPost(
            title=f"Beitrag für {house}",
            author=COORDINATOR,
            houses=(house,),
            slot_at=MONDAY + AHEAD,
            texts=TEXTS,
            wants_assets=False,
            wants_graphics=False,
        )
        for house in people.houses()
    ]
    with writing(engine) as connection:
        numbers = add(Call(connection, people.directory, MONDAY), posts)
    submitted = [
        Decision(number=number, trigger=Trigger.SUBMIT, actor=COORDINATOR)
        for number in numbers
    ]
    with writing(engine) as connection:
        decide_many(Call(connection, people.directory, MONDAY), submitted)
    return numbers


def owe_only(engine: Engine, purpose: MailKind) -> None:
    """Leave one mail a post that is still to be sent, of this purpose and due now."""
    others = or_(
        NOTICE.c.purpose != purpose,
        NOTICE.c.medium != Medium.MAIL,
        NOTICE.c.n > 1,
        NOTICE.c.state != NoticeState.QUEUED,
    )
    with writing(engine) as connection:
        connection.execute(delete(NOTICE).where(others))
        connection.execute(update(NOTICE).values(due_at=MONDAY))


def _key(index: int) -> str:
    return f"h{index:04d}"
