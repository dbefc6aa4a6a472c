"""Layouts: editorial plans as people and programs write them, with what they say.

Each is a header with rows, and for each row what has to be read. The numbers are those
of the collection from which they come; dates are of 2027.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sheet_samples as samples


def day(month, number):
    return date(2027, month, number)


def at(month, number, hour, minute=0):
    return datetime(2027, month, number, hour, minute)  # noqa: DTZ001


@dataclass
class Layout:
    """A layout; `header` may be empty, `sheets` replaces header and rows."""

    header: list[str]
    rows: list[list[object]]
    said: list[dict[str, Any]]
    sheets: dict[str, list[list[object]]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    # What a program writes is a text file of that program, with no banner above.
    is_of_program: bool = False
    name: str = "Redaktionsplan 2027"

    def plain(self):
        return self.sheets or {
            self.name: [*([self.header] if self.header else []), *self.rows]
        }

    def as_xlsx(self):
        return samples.xlsx(self.plain(), merged=self.merged, hidden=self.hidden)

    def as_text(self):
        """Return the first sheet as German Excel or as the program writes it."""
        rows = next(iter(self.plain().values()))
        if self.is_of_program:
            return samples.text(rows, delimiter=",", encoding="utf-8")
        if self.sheets or not self.header:
            # A text file has no sheets, so their name is written above.
            return samples.text([[next(iter(self.plain()))], *rows])
        banner = [["Redaktionsplan 2027"], [], *rows]
        marks = any(ord(letter) > 0x2100 for row in rows for letter in str(row))
        return samples.text(banner, encoding="utf-8-sig" if marks else "cp1252")

    def as_other(self):
        """Return another format: columns turned round, a banner, an empty column."""
        if self.sheets or not self.header:
            return samples.ods(self.plain(), merged=self.merged, hidden=self.hidden)
        rows = [
            [None, *reversed(self._padded(row))] for row in (self.header, *self.rows)
        ]
        return samples.xls({self.name: [["Plan", None], [], [], *rows]})

    def _padded(self, row):
        return [*row, *[None] * (len(self.header) - len(row))]


LAYOUTS = {
    "1 a text column per channel": Layout(
        [
            "Nr",
            "KW",
            "Datum",
            "Tag",
            "Pillar",
            "Thema",
            "Format",
            "Bildtext (Headline)",
            "Instagram",
            "LinkedIn",
            "Hashtags",
            "Grafik-Dateien",
            "Hinweis / offen",
            "Status",
        ],
        [
            [
                1,
                2,
                day(1, 12),
                "Di",
                "Menschen",
                "Polizei sucht Nachwuchs",
                "Karussell",
                "Komm!",
                "Kurz für Insta",
                "Lang für LinkedIn",
                "#sachsen",
                "a.png",
                "Freigabe fehlt",
                "geplant",
            ],
            [
                2,
                5,
                day(2, 3),
                "Mi",
                "Wissen",
                "Straßenbau",
                "Bild",
                "",
                "",
                "Nur LinkedIn",
                "",
                "",
                "",
                "gestrichen",
            ],
        ],
        [
            {
                "post_number": "1",
                "day": day(1, 12),
                "title": "Polizei sucht Nachwuchs",
                "texts": {
                    "instagram": "Kurz für Insta",
                    "linkedin": "Lang für LinkedIn",
                },
                "channels": ("linkedin", "instagram"),
                "form": "Karussell",
                "theme": "Menschen",
                "is_dropped": False,
            },
            {
                "post_number": "2",
                "day": day(2, 3),
                "channels": ("linkedin",),
                "is_dropped": True,
            },
        ],
    ),
    "2 plan and results in one sheet": Layout(
        [
            "Nr",
            "KW",
            "Datum",
            "Tag",
            "Uhrzeit",
            "Typ",
            "Bezug Social Media",
            "Rubrik",
            "Thema",
            "Betreff",
            "Status",
            "Öffnungsrate %",
            "Klickrate %",
        ],
        [
            [
                7,
                9,
                day(3, 2),
                "Di",
                time(10, 30),
                "Bild",
                "LinkedIn, Xing",
                "Service",
                "Wohngeld",
                "Jetzt beantragen",
                "fertig",
                41.5,
                3.2,
            ]
        ],
        [
            {
                "post_number": "7",
                "day": day(3, 2),
                "at": time(10, 30),
                "title": "Wohngeld",
                "channels": ("linkedin", "xing"),
                "form": "Bild",
            }
        ],
    ),
    "3 a row per channel": Layout(
        [
            "Datum",
            "Uhrzeit",
            "Plattform",
            "Post-Typ",
            "Text",
            "Link",
            "Bild-URL",
            "Bildprompt",
            "Videoprompt",
            "Text-Overlay",
            "Karussell-Slides",
            "Status",
        ],
        [
            [
                "01.06.2027",
                "18:00",
                "LinkedIn",
                "Bild",
                "Erste Zeile\\nZweite",
                "https://a.example.org",
                "",
                "",
                "",
                "",
                "",
                "geplant",
            ],
            [
                "01.06.2027",
                "18:00",
                "Instagram",
                "Reel",
                "Für Insta",
                "",
                "",
                "",
                "",
                "",
                "",
                "geplant",
            ],
        ],
        [
            {
                "day": day(6, 1),
                "at": time(18),
                "channels": ("linkedin",),
                "texts": {"": "Erste Zeile\nZweite"},
                "links": ("https://a.example.org",),
            },
            {"day": day(6, 1), "channels": ("instagram",), "form": "Reel"},
        ],
        is_of_program=True,
    ),
    "4 a row per channel and house": Layout(
        ["Datum", "Uhrzeit", "Plattform", "Kunde", "Caption", "Status"],
        [
            [
                "03.06.2027",
                "10 Uhr",
                "Xing",
                "Sächsisches Oberbergamt",
                "Bergbau",
                "offen",
            ]
        ],
        [
            {
                "day": day(6, 3),
                "at": time(10),
                "channels": ("xing",),
                "houses": ("oba",),
                "texts": {"": "Bergbau"},
            }
        ],
    ),
    "5 weeks as ranges": Layout(
        ["KW", "Datum", "Block", "Fokus", "Spezial"],
        [
            [2, "11.01.-17.01.", "Menschen", "Ausbildung", ""],
            [3, "18.01. - 24.01.", "Wissen", "Zahlen", "Statistik"],
        ],
        [
            {
                "first": day(1, 11),
                "last": day(1, 17),
                "title": "Ausbildung",
                "theme": "Menschen",
            },
            {"first": day(1, 18), "last": day(1, 24), "title": "Zahlen"},
        ],
    ),
    "6 week, date, platform": Layout(
        ["Woche", "Datum", "Plattform", "Format", "Thema"],
        [
            ["KW 6", "08.02.2027", "Insta", "Story", "Winterdienst"],
            ["KW 6", day(2, 10), "LinkedIn + Xing", "Bild", "Haushalt"],
        ],
        [
            {"day": day(2, 8), "channels": ("instagram",), "title": "Winterdienst"},
            {"day": day(2, 10), "channels": ("linkedin", "xing"), "form": "Bild"},
        ],
    ),
    "7 status by marks": Layout(
        ["Datum", "Plattform", "Format", "Status"],
        [["Di., 12.01.", "LinkedIn", "Bild", "✅"], ["14.01.", "XING", "Video", "🔄"]],
        [
            {"day": day(1, 12), "channels": ("linkedin",), "state": "approved"},
            {"day": day(1, 14), "channels": ("xing",), "state": "in_work"},
        ],
    ),
    "8 with people and budget": Layout(
        [
            "Datum",
            "Kategorie",
            "Titel",
            "Typ",
            "Bearbeitungsstatus",
            "Autor*in",
            "Verantwortlichkeit",
            "Timings",
            "Budget",
            "Zielgruppe",
        ],
        [
            [
                day(4, 20),
                "Service",
                "Steuererklärung",
                "Bild",
                "In Bearbeitung",
                "N. N.",
                "Redaktion",
                "",
                200,
                "alle",
            ]
        ],
        [
            {
                "day": day(4, 20),
                "title": "Steuererklärung",
                "theme": "Service",
                "form": "Bild",
                "state": "in_work",
                "faults": (),
            }
        ],
    ),
    "9 a sheet per channel": Layout(
        [],
        [],
        [
            {
                "day": day(5, 4),
                "title": "Girls' Day",
                "texts": {"": "Inhalt eins"},
                "channels": ("linkedin",),
            },
            {"day": day(5, 6), "title": "Nachlese", "channels": ("instagram",)},
        ],
        sheets={
            "LinkedIn": [
                [
                    "Veröffentlichungsdatum",
                    "Deadline",
                    "Arbeitstitel",
                    "Inhalt",
                    "CTA",
                    "Format",
                    "Verantwortlicher",
                    "Keywords",
                ],
                [
                    day(5, 4),
                    day(4, 20),
                    "Girls' Day",
                    "Inhalt eins",
                    "Komm!",
                    "Bild",
                    "Haase",
                    "#girlsday",
                ],
            ],
            "Instagram": [
                [
                    "Veröffentlichungsdatum",
                    "Deadline",
                    "Arbeitstitel",
                    "Inhalt",
                    "CTA",
                    "Format",
                    "Verantwortlicher",
                    "Keywords",
                ],
                [day(5, 6), day(4, 22), "Nachlese", "Inhalt zwei", "", "Reel", "", ""],
            ],
        },
    ),
    "10 a calendar grid": Layout(
        [],
        [],
        [
            {"day": day(4, 1), "title": "Aprilscherz"},
            {"day": day(4, 8), "title": "Tag der Roma"},
            {"day": day(4, 22), "title": "Girls' Day"},
        ],
        sheets={
            "April 2027": [
                ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
                [None, None, None, 1, 2, 3, 4],
                [None, None, None, "Aprilscherz"],
                [5, 6, 7, 8, 9, 10, 11],
                [None, None, None, "Tag der Roma"],
                [12, 13, 14, 15, 16, 17, 18],
                [],
                [19, 20, 21, 22, 23, 24, 25],
                [None, None, None, "Girls' Day"],
                [26, 27, 28, 29, 30],
            ]
        },
    ),
    "11 topics of all units by month": Layout(
        ["Monat", "Thema", "Referat", "Ansprechpartner", "wiederkehrend"],
        [
            [
                "März",
                "Tag der Archive",
                "Landesamt für Schule und Bildung",
                "Dietze",
                "ja",
            ],
            ["Oktober 2027", "Ehrenamt", "Polizei Sachsen", "Lindner", "nein"],
        ],
        [
            {
                "first": day(3, 1),
                "last": day(3, 31),
                "title": "Tag der Archive",
                "houses": ("lasub",),
            },
            {"first": day(10, 1), "last": day(10, 31), "houses": ("polizei",)},
        ],
    ),
    "12 a tab per profile": Layout(
        [],
        [],
        [
            {
                "day": day(1, 4),
                "at": time(9),
                "title": "Start",
                "theme": "Neujahr",
                "texts": {"": "Frohes neues Jahr"},
                "channels": ("linkedin",),
            },
            {"day": day(1, 5), "channels": ("xing",)},
        ],
        sheets={
            "LinkedIn": [
                ["Day", "Date", "Time", "Theme", "Title", "Caption"],
                ["Mon", "2027-01-04", "09:00", "Neujahr", "Start", "Frohes neues Jahr"],
                ["Tue", "2027-01-05"],
            ],
            "Xing": [
                ["Day", "Date", "Time", "Theme", "Title", "Caption"],
                ["Tue", "2027-01-05", "10:00", "", "Zwei", "Text"],
            ],
        },
    ),
    "13 Hootsuite": Layout(
        [],
        [
            ["01/31/2027 09:30", "Erste Nachricht", "https://a.example.org"],
            ["02/01/2027 10:00", "Zweite Nachricht", "https://b.example.org"],
        ],
        [
            {
                "day": day(1, 31),
                "at": time(9, 30),
                "texts": {"": "Erste Nachricht"},
                "links": ("https://a.example.org",),
            },
            {"day": day(2, 1), "at": time(10)},
        ],
        is_of_program=True,
    ),
    "14 Sprout": Layout(
        ["date", "time_24hr", "message_text", "link", "image_url"],
        [
            ["25/03/2027", "14:05", "Hallo", "", ""],
            ["02/04/2027", "08:00", "Welt", "", ""],
        ],
        [
            {"day": day(3, 25), "at": time(14, 5), "texts": {"": "Hallo"}},
            {"day": day(4, 2), "at": time(8)},
        ],
        is_of_program=True,
    ),
    "15 Social Planner": Layout(
        [
            "postAtSpecificTime (YYYY-MM-DD HH:mm:ss)",
            "content",
            "link (OGmetaUrl)",
            "imageUrls",
            "gifUrl",
            "videoUrls",
            "postType",
            "followUpComment",
        ],
        [
            [
                "2027-05-03 09:00:00",
                "Ein Text",
                "https://a.example.org",
                "",
                "",
                "",
                "post",
                "",
            ],
            ["", "Ein Entwurf", "", "", "", "", "post", ""],
        ],
        [
            {
                "day": day(5, 3),
                "at": time(9),
                "texts": {"": "Ein Text"},
                "form": "post",
            },
            {"first": None, "texts": {"": "Ein Entwurf"}},
        ],
        is_of_program=True,
    ),
    "16 Publer": Layout(
        [
            "Date",
            "Text",
            "Link(s)",
            "Media URL(s)",
            "Title",
            "Label(s)",
            "Alt text(s)",
            "Comment(s)",
        ],
        [
            [
                "2027-05-03 09:00",
                "Ein Text",
                "",
                "",
                "Titel",
                "Service",
                "Ein Berg",
                "",
            ],
            ["next Friday at 2 PM", "Noch einer", "", "", "", "", "", ""],
        ],
        [
            {
                "day": day(5, 3),
                "title": "Titel",
                "alt_text": "Ein Berg",
                "theme": "Service",
            },
            {"first": None, "fault": ("Date", 3)},
        ],
        is_of_program=True,
    ),
    "17 Postcron": Layout(
        [],
        [
            [
                "Ein erster Text für alle",
                2027,
                3,
                9,
                10,
                30,
                "https://a.example.org/a.png",
                "https://a.example.org",
            ],
            [
                "Ein zweiter Text",
                2027,
                12,
                24,
                8,
                0,
                "https://a.example.org/b.png",
                "https://b.example.org",
            ],
        ],
        [
            {
                "day": day(3, 9),
                "at": time(10, 30),
                "texts": {"": "Ein erster Text für alle"},
                "images": ("https://a.example.org/a.png",),
            },
            {"day": day(12, 24), "at": time(8), "links": ("https://b.example.org",)},
        ],
        is_of_program=True,
    ),
    "18 Ayrshare": Layout(
        ["post", "platforms", "mediaUrls", "scheduleDate"],
        [["Hallo", "linkedin, instagram", "", "2027-07-08T12:30:00Z"]],
        [
            {
                "day": day(7, 8),
                "at": time(14, 30),
                "channels": ("linkedin", "instagram"),
                "texts": {"": "Hallo"},
            }
        ],
        is_of_program=True,
    ),
    "19 Social Patra": Layout(
        [
            "content",
            "platforms",
            "platformIds",
            "scheduledAt",
            "mediaUrls",
            "tags",
            "title",
            "postType",
        ],
        [["Hallo", "xing", "1", "2027-07-08 12:30", "", "a;b", "Titel", "image"]],
        [
            {
                "day": day(7, 8),
                "at": time(12, 30),
                "channels": ("xing",),
                "title": "Titel",
                "form": "image",
                "theme": "a;b",
            }
        ],
        is_of_program=True,
    ),
    "20 MagicSync": Layout(
        ["content", "image_url", "scheduled_time", "comments"],
        [["Hallo", "https://a.example.org/a.png", "2027-07-08T12:30:00", "eins;zwei"]],
        [{"day": day(7, 8), "at": time(12, 30), "note": "eins;zwei"}],
        is_of_program=True,
    ),
    "21 the same header thrice": Layout(
        ["Date", "Caption", "Image", "Image", "Image"],
        [
            ["16/07/2027 10:25", "Drei Bilder", "a.png", "b.png", "c.png"],
            ["tomorrow 9:40", "Morgen", "d.png", "", ""],
        ],
        [
            {
                "day": day(7, 16),
                "at": time(10, 25),
                "images": ("a.png", "b.png", "c.png"),
            },
            {"first": None, "fault": ("Date", 3)},
        ],
        is_of_program=True,
    ),
    "22 banner, merged dates, a sheet per month": Layout(
        [],
        [],
        [
            {"day": day(1, 12), "title": "Eins", "channels": ("linkedin",)},
            {"day": day(1, 12), "title": "Zwei", "channels": ("xing",)},
            {"day": day(2, 2), "title": "Drei"},
        ],
        sheets={
            "Januar 2027": [
                ["Redaktionsplan Mach was Wichtiges"],
                [],
                ["Datum", "Thema", "Kanal", "Haus"],
                ["Di., 12.01.", "Eins", "LinkedIn", "SMI"],
                [None, "Zwei", "Xing", "SMF"],
            ],
            "Feb 27": [
                ["Redaktionsplan"],
                [],
                ["Datum", "Thema", "Kanal", "Haus"],
                ["02.02.", "Drei", "alle", "intern"],
            ],
            "Legende": [["Farbe", "Bedeutung"], ["rot", "offen"]],
            "Themenspeicher": [["Thema", "Haus"], ["Vielleicht", "SMI"]],
            "alt": [["Datum", "Thema"], [day(1, 1), "Alt"]],
        },
        merged=[(3, 0, 4, 0)],
        hidden=["alt"],
    ),
    "23 BrightBean": Layout(
        [
            "publish_date",
            "time",
            "channels",
            "caption",
            "media_url",
            "category",
            "labels",
            "first_comment",
        ],
        [
            [
                "2027-03-04",
                "09:15",
                "linkedin;instagram",
                "Hallo",
                "",
                "Service",
                "a",
                "b",
            ]
        ],
        [
            {
                "day": day(3, 4),
                "at": time(9, 15),
                "channels": ("linkedin", "instagram"),
                "texts": {"": "Hallo"},
            }
        ],
        is_of_program=True,
    ),
}
VARIANTS = ("as_xlsx", "as_text", "as_other")
