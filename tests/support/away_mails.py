"""Automatic answers: who is away from when to when, and what says no such thing."""

from received_mails import OURS, OUTLOOK

_AUTO = "From: Ines Iser <ines@smi.example.org>\n"
_EXCHANGE = (
    f"{_AUTO}Subject: Automatische Antwort: Bitte freigeben\nIn-Reply-To: {OURS}\n"
    "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All"
)

# Head, body, first and last day; written on Friday, 27 November 2026.
OUT_OF_OFFICE = {
    "exchange": (
        _EXCHANGE,
        "Ich bin vom 1.12. bis 12.12.2026 nicht im Büro.\nIn Eile: Ivo Jahn.",
        "2026-12-01",
        "2026-12-12",
    ),
    "until a weekday": (
        _EXCHANGE,
        "Ich bin bis einschließlich Freitag, 11. Dezember nicht erreichbar.",
        None,
        "2026-12-11",
    ),
    "back again": (
        _EXCHANGE,
        "Vielen Dank! Ab dem 15.12. bin ich wieder im Haus.",
        None,
        "2026-12-14",
    ),
    "over new year": (
        _EXCHANGE,
        "Ich bin vom 23.12. bis 05.01. im Urlaub, ab 6.1. wieder da.",
        "2026-12-23",
        "2027-01-05",
    ),
    "one month for both": (
        _EXCHANGE,
        "Vom 1. bis 12. Dezember bin ich auf Dienstreise.",
        "2026-12-01",
        "2026-12-12",
    ),
    "with dashes": (
        _EXCHANGE,
        "Abwesend in der Zeit vom 1.-12.12.2026.",
        "2026-12-01",
        "2026-12-12",
    ),
    "english": (
        f"{_AUTO}Subject: Automatic reply: Bitte\nX-Auto-Response-Suppress: All",
        "I am out of the office until 11 December.\nKind regards",
        None,
        "2026-12-11",
    ),
    "english, return": (
        f"{_AUTO}Subject: Out of Office: Bitte\nAuto-Submitted: auto-replied",
        "I will be away from 1st to 11th December and return on 14 December.",
        "2026-12-01",
        "2026-12-11",
    ),
    "american": (
        f"{_AUTO}Subject: Out of Office Re: Bitte\nPrecedence: bulk",
        "I am on leave from December 1 to December 11, 2026.",
        "2026-12-01",
        "2026-12-11",
    ),
    "gmail": (
        f"{_AUTO}Subject: Abwesend Re: Bitte\nPrecedence: bulk\nX-Autoreply: yes",
        "Bin zwischen dem 1.12. und dem 11.12. unterwegs.",
        "2026-12-01",
        "2026-12-11",
    ),
    "notes": (
        (
            f"{_AUTO}Subject: Ines Iser ist nicht im =?utf-8?q?B=C3=BCro?=.\n"
            "Auto-Submitted: auto-generated"
        ),
        "Ich kehre zurück am 14.12.2026.\n\nIch werde Ihre Nachricht dann lesen.",
        None,
        "2026-12-13",
    ),
    "sieve": (
        f"{_AUTO}Subject: Auto: Bitte\nAuto-Submitted: auto-replied (vacation)",
        "Ich bin seit 20.11. erkrankt, voraussichtlich bis zum 4.12.26.",
        "2026-11-20",
        "2026-12-04",
    ),
    "only the subject says it": (
        f"{_AUTO}Subject: Abwesenheitsnotiz: Bitte\nAuto-Submitted: auto-replied",
        "Ihre Mail wird nicht weitergeleitet. Tel. 0351 564-1234",
        None,
        None,
    ),
    "without any day": (_EXCHANGE, "Ich bin derzeit nicht im Haus.", None, None),
    "days that do not exist": (
        _EXCHANGE,
        "Ich bin vom 30.2. bis 31.2. im Urlaub.",
        None,
        None,
    ),
    "a quotation with other days": (
        _EXCHANGE,
        f"Ich bin bis 11.12. im Urlaub.\n\n{OUTLOOK}Fällig bis 24.12.2026\n",
        None,
        "2026-12-11",
    ),
    "american, a day that would be over": (
        _EXCHANGE,
        "I am out of the office until 12/04/2026.",
        None,
        "2026-12-04",
    ),
    "british": (_EXCHANGE, "Out of office until 14/12/2026.", None, "2026-12-14"),
    "slashes without a year": (_EXCHANGE, "On leave until 12/04.", None, "2026-12-04"),
    "an absence that is over": (
        _EXCHANGE,
        "Ich bin vom 1.9.2026 bis 15.9.2026 im Urlaub.",
        None,
        None,
    ),
    "until the weekday of writing": (
        _EXCHANGE,
        "Ich bin bis Freitag nicht im Haus.",
        None,
        "2026-12-04",
    ),
    "until Monday": (_EXCHANGE, "I am on leave until Monday.", None, "2026-11-30"),
    "back on a weekday": (
        _EXCHANGE,
        "Ich bin im Urlaub und ab Mittwoch wieder erreichbar.",
        None,
        "2026-12-01",
    ),
    "until the end of the month": (
        _EXCHANGE,
        "Ich bin bis Ende des Monats auf Dienstreise.",
        None,
        "2026-11-30",
    ),
    "until a calendar week": (
        _EXCHANGE,
        "Ich bin bis einschließlich 4.12. im Urlaub, Projekt A ruht bis KW 52.",
        None,
        "2026-12-04",
    ),
    "until tomorrow": (_EXCHANGE, "Nicht im Büro bis morgen.", None, "2026-11-28"),
    "a house that is closed": (
        _EXCHANGE,
        "Das Haus ist vom 24. Dezember bis einschliesslich 1. Januar geschlossen.",
        "2026-12-24",
        "2027-01-01",
    ),
    "not in today any more": (
        _EXCHANGE,
        "Ich bin heute nicht mehr im Büro, bis 30.11. dann.",
        None,
        "2026-11-30",
    ),
}

# Who is no longer there; written by programs.
LEFT = {
    number: (_EXCHANGE, words)
    for number, words in enumerate(
        (
            "Ich bin seit dem 01.10.2026 nicht mehr im Ministerium taetig.",
            "Ich habe das Referat zum 1.12.2026 verlassen. Frau Zeidler folgt nach.",
            "Meine Nachfolgerin ist Frau Zeidler (zeidler@smi.example.org).",
            "Herr Wolff ist zum 30.9. ausgeschieden.",
            "Ich bin seit 1. Oktober im Ruhestand.",
            "I am no longer with the ministry. Please contact Ivo Jahn.",
            "Ines Iser has left the organisation on 1 October.",
            "Ich bin für dieses Thema nicht mehr zuständig.",
        )
    )
}

# What comes by a list, or forbids automatic answers, is a person's all the same.
BY_PERSONS = {
    "a list": "List-Id: Pressestelle <presse.smi.example.org>\nPrecedence: list",
    "exchange's wish": "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
    "every answer forbidden": "X-Auto-Response-Suppress: All",
    "not automatic": "Auto-Submitted: no",
    "a subject alone": "Subject: Automatische Antwort: Bitte",
    "an answer to a program": "Subject: AW: Automatische Antwort: Bitte",
}

# Head and body of what no person has written, and no absence either.
AUTOMATIC = {
    "a ticket": (
        f"{_AUTO}Subject: [#17] Bitte\nAuto-Submitted: auto-replied",
        "Danke.",
    ),
    "an answer that is no absence": (
        f"{_AUTO}Subject: Automatische Antwort: Bitte",
        "Ihre Nachricht ist eingegangen.",
    ),
    "bulk": (f"{_AUTO}Subject: Angebot\nPrecedence: bulk", "Kaufen Sie!"),
    "our own": (
        (
            f"{_AUTO}Subject: Bitte freigeben\nAuto-Submitted: auto-generated\n"
            f"References: {OURS}"
        ),
        "Guten Tag",
    ),
}
