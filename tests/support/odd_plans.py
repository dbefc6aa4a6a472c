"""Odd plans: posts whose words are hard for spreadsheets, and the rows read back."""

import random
from datetime import timedelta
from itertools import count

from sheet_reading import read_here

from states.text_form import tidy, tidy_line
from vorlauf.editing.new_posts import takes_part
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.interpretation import PlanContext, plan_rows
from vorlauf.plan.rows.tables import tables_of

# Each is a text as a whole, and a part of others.
ODD = (
    "Öffentlichkeitsarbeit für Größe, Maß & Übermut",
    "Er sagte: „Ja“, \"nein\" und 'vielleicht'",
    "=1+1",
    '=HYPERLINK("http://x.example";"Klick")',
    "'=1+1",
    "''+49 351 5640",
    "'s ist gut",
    "+++ Eilmeldung +++",
    "- erstens\n- zweitens\n\n- drittens",
    "@smi.sachsen",
    "007",
    "1e5",
    "12.01.2027",
    "0,5",
    "TRUE",
    "ja",
    "a;b,c\td|e",
    "🏛️ Besuch 👩‍🚒 im Amt ✅",
    "_x000A_ und _x005F_",
    "<b>&amp;</b> ]]>",
    r"C:\neu\nochmal",
    "Ende mit Gegenstrich \\",
    "#Karriere #Öffentlicher­Dienst",
    "日本語 и кириллица",
    "Beispiel",
)
SLOTS = (-10, -9, -1.5, 0.25, 3, 13.75)  # hours from ten in the morning on


def wishes(directory, slot, seed=0):
    """Yield wishes for posts without end: all odd texts, then mixtures of them."""
    chance = random.Random(seed)  # noqa: S311, seeded so that it can be repeated
    channels, houses = (
        directory.campaign.channels,
        tuple(key for key, house in directory.houses.items() if takes_part(house)),
    )
    for number in count():
        texts = {
            channel: _text(chance, number + at) if chance.random() < 0.8 else ""
            for at, channel in enumerate(channels)
        }
        chosen = tuple(
            sorted(chance.sample(channels, chance.randint(1, len(channels))))
        )
        yield {
            "title": tidy_line(_text(chance, number))[:200].strip(),
            "texts": {key: text for key, text in texts.items() if key in chosen},
            "channels": chosen if chance.random() < 0.7 else (),
            "houses": tuple(
                chance.sample(houses, chance.randint(1, min(3, len(houses))))
            ),
            "slot_at": slot
            + timedelta(weeks=(0, 1, 2, 3, 26)[number % 5], hours=chance.choice(SLOTS)),
            "link": chance.choice(("", "https://x.example/a?b=c&d=-e;f")),
            "plan_key": f"Ü-{number}; =1" if number % 3 == 0 else "",
            "wants_assets": chance.random() < 0.5,
            "wants_graphics": chance.random() < 0.5,
        }


def _text(chance, number):
    if number < len(ODD):
        return tidy(ODD[number])
    parts = chance.choices(ODD, k=chance.randint(1, 4))
    long = "lang " * 600 if chance.random() < 0.05 else ""
    return tidy("\n".join(parts) + long)


def read_back(content, directory):
    """Return the rows of a plan that was written, by number, and the tables."""
    channels = directory.campaign.channels
    found = tables_of(read_here(content), channels)
    campaign = PlanContext(
        channels=channels,
        houses=HouseNames(directory.houses.values()),
        zone=directory.campaign.zone,
    )
    return plan_rows(found.tables, campaign), found
