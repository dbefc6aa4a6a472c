"""The sample campaign: posts around today, and who does not answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from states.post import PostState, StepKind, Trigger
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost
from vorlauf.posts.slots import HOURS


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What happens to a post out of the ordinary, `day` working days from today.

    `by` is a person; it happens as soon as it is possible from that day on.
    """

    day: int
    trigger: Trigger
    by: str
    comment: str
    target: PostState | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """A post, its slot `slot` working days from today, and where it comes to rest.

    Everybody answers one working day before it is due; `silent` is the first step
    that nobody answers, `silent_house` narrows it down to one of several houses.
    """

    title: str
    houses: tuple[str, ...]
    slot: int
    silent: StepKind | None = None
    silent_house: str | None = None
    turn: Turn | None = None
    material: bool = True


_S = StepKind
# What the file says of the way everything of the past came in.
DOOR = {"door": "demonstration"}

STORIES: tuple[Story, ...] = (
    # Out
    Story(title="Ausbildung im Finanzamt: Sabrina erzählt", houses=("smf",), slot=-6),
    Story(title="Eine Nacht im Leitstand", houses=("smi",), slot=-4),
    Story(title="Referendariat auf dem Land", houses=("smk",), slot=-3),
    Story(title="Duales Studium Bauwesen", houses=("smr", "sib"), slot=-2),
    Story(title="Restauratorin in der Galerie", houses=("skd",), slot=-1),
    # Approved, and waiting for the slot; the last one has had it and has no proof
    Story(title="Wissenschaft zum Anfassen", houses=("smwk",), slot=1),
    Story(title="Traineeprogramm der Staatskanzlei", houses=("sk",), slot=1),
    Story(title="Praktikum in der Landespolitik", houses=("sk",), slot=2),
    Story(
        title="Straßenwärterin aus Leidenschaft",
        houses=("lasuv",),
        slot=-1,
        silent=_S.PUBLISH,
    ),
    # The Staatskanzlei is asked; of two posts it is late
    Story(title="Amtsärztin werden", houses=("sms",), slot=4),
    Story(title="Der Tag der offenen Tür", houses=("smj",), slot=3),
    Story(
        title="Karriere im Kultusministerium",
        houses=("smk",),
        slot=1,
        silent=_S.APPROVAL,
    ),
    Story(
        title="Zoll oder Steuer? Ein Quiz", houses=("lsf",), slot=0, silent=_S.APPROVAL
    ),
    # The houses review; some are late, of two houses one
    Story(title="Ein Tag bei der Polizei", houses=("polizei",), slot=8),
    Story(title="Förster im Tharandter Wald", houses=("sachsenforst",), slot=7),
    Story(title="Verwaltungsinformatik studieren", houses=("smi", "lds"), slot=8),
    Story(
        title="Richterin am Amtsgericht",
        houses=("gerichte",),
        slot=4,
        silent=_S.REVIEW,
    ),
    Story(
        title="Gemeinsam für Sachsens Wasser",
        houses=("smekul", "ltv"),
        slot=2,
        silent=_S.REVIEW,
        silent_house="ltv",
    ),
    # Material is owed; by two houses and once by the graphics agency too late
    Story(title="Lehrkraft im Seiteneinstieg", houses=("lasub",), slot=20),
    Story(title="Ausbildung im Justizvollzug", houses=("justizvollzug",), slot=18),
    Story(title="Bergamt: Wer macht denn so was?", houses=("oba",), slot=10),
    Story(
        title="Pflege studieren in Sachsen",
        houses=("krankenhaeuser",),
        slot=9,
        silent=_S.ASSETS,
    ),
    Story(
        title="Baustellen, die man sieht",
        houses=("sib", "smf"),
        slot=11,
        silent=_S.ASSETS,
        silent_house="sib",
    ),
    Story(title="Landkarten von morgen", houses=("geosn",), slot=5, silent=_S.GRAPHICS),
    Story(title="Zahlen, die zählen", houses=("stla",), slot=7, silent=_S.SUBMIT),
    # Being written; one came back with a wish for changes
    Story(title="Denkmale retten", houses=("lfd",), slot=30),
    Story(title="Probe im Labor", houses=("lua",), slot=28),
    Story(
        title="Staatsanwältin: zwischen Akten und Saal",
        houses=("staatsanwaltschaften",),
        slot=24,
        silent=_S.DRAFT,
    ),
    Story(
        title="Umweltdaten verständlich",
        houses=("lfulg",),
        slot=12,
        material=False,
        turn=Turn(
            day=-4,
            trigger=Trigger.REQUEST_CHANGES,
            by="kirsch",
            comment="Bitte die Zahlen für dieses Jahr verwenden.",
        ),
    ),
    # Taken back, and one that went out of turn: its approvals are asked afterwards
    Story(
        title="Sommerfest der Archive",
        houses=("smi",),
        slot=6,
        turn=Turn(
            day=-3,
            trigger=Trigger.WITHDRAW,
            by="petzold",
            comment="Das Fest fällt aus.",
        ),
    ),
    Story(
        title="Eilmeldung: Bewerbungsfrist verlängert",
        houses=("smwa",),
        slot=1,
        silent=_S.REVIEW,
        turn=Turn(
            day=-1,
            trigger=Trigger.OVERRIDE,
            by="petzold",
            comment="Die Frist endet morgen; die Hausleitung hat mündlich zugestimmt.",
            target=PostState.SCHEDULED,
        ),
    ),
)


def new_posts(directory: Directory, today: datetime) -> Iterator[NewPost]:
    """Return the posts of the stories as the coordinator plans them."""
    office = directory.agency.office
    day = office.day_of(today)
    for index, story in enumerate(STORIES):
        hour = HOURS[index % len(HOURS)]
        yield NewPost(
            title=story.title,
            author=directory.coordinator.key,
            houses=story.houses,
            slot_at=office.at(office.calendar.add(day, story.slot), hour),
            wants_assets=story.material,
            wants_graphics=story.material,
        )
