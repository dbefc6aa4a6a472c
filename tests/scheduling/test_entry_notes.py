"""What entries say beside their event, read aloud after real acts."""

import json
from datetime import timedelta

import pytest
from desk import BARE

from notifications.i18n.translation import translate
from vorlauf.db.engine import writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.editing.follow_ups import NewFollowUp, write
from vorlauf.editing.house_changes import HouseChange, change
from vorlauf.editing.material_changes import MaterialChange
from vorlauf.editing.material_changes import change as want_material
from vorlauf.editing.owners import HandOver, hand_over
from vorlauf.editing.restored_versions import Restoration, restore
from vorlauf.scheduling import holds
from vorlauf.scheduling.entry_notes import notes
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.hold_releases import release_posts
from vorlauf.workflow.manual_actions import overseer


@pytest.fixture
def lived(desk, a_post):
    """A post on which everything was done that an entry has notes for."""
    number, by = a_post("smi", **BARE), overseer(desk.directory, "ada")
    today = desk.now.date()
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    desk.save(number, texts={"xing": "Ein Tag im Revier."})
    who = {"number": number, "actor": "ada"}
    acts = (
        (restore, Restoration(**who, version=1)),
        (want_material, MaterialChange(**who, wants_assets=False, wants_graphics=True)),
        (change, HouseChange(**who, houses=("smf",), comment="Umbildung.")),
        (
            hand_over,
            HandOver(
                numbers=[number], to="ben", by=by, first_day=today + timedelta(days=3)
            ),
        ),
        (write, NewFollowUp(number=number, day=today, words="Ruft an.", by=by)),
    )
    for act, wish in acts:
        desk.ask(act, wish)
    order = HoldOrder(
        scope=HoldScope.POSTS,
        numbers=(number,),
        reason="Trauerfall.",
        last_day=today + timedelta(days=1),
    )
    with writing(desk.engine) as connection:
        holds.place(desk.call(connection), order, by)
        release_posts(desk.call(connection), [number], by)
    return number


def test_every_act_is_read_aloud_in_both_languages(desk, lived):
    lines = {line.event: json.loads(line.details) for line in desk.file(lived)}

    said = {
        event: [
            "; ".join(translate(note, lang) for note in notes(details, desk.directory))
            for lang in ("de", "en")
        ]
        for event, details in lines.items()
    }

    assert said["restore"] == [
        "wie in Fassung 1; eine Entscheidung gilt wieder",
        "as in version 1; one decision counts again",
    ]
    assert said["material"] == [
        "Bilder der Ressorts sind nicht gewünscht; eine Grafik ist gewünscht",
        "pictures of the houses are not wanted; a graphic is wanted",
    ]
    assert said["houses"] == [
        "kommt hinzu: Ministerium der Finanzen; scheidet aus: Ministerium des Innern",
        "joins: Ministerium der Finanzen; leaves: Ministerium des Innern",
    ]
    assert said["hand_over"] == [
        "bisher betreut von Ada Lorenz; an Ben Krause; ab Do 21.09.2023",
        "looked after by Ada Lorenz so far; to Ben Krause; from 2023-09-21 on",
    ]
    assert said["follow_up"][0] == "für Mo 18.09.2023"
    assert said["hold"] == [
        "bis Mi 20.09.2023, 00:00 Uhr",
        "until 2023-09-20 00:00",
    ]
    assert said["resume"] == ["", ""]


def test_details_of_an_old_or_foreign_log_say_nothing(desk):
    odd = {
        "restored": "x",
        "follow_up_day": 7,
        "first_day": "morgen",
        "to": None,
        "hold": 1,
        "until": "bald",
        "added": "smi",
        "removed": [7],
        "cause": "odd",
    }
    assert [str(one) for one in notes(odd, desk.directory)] == ["leaves: 7"]
