"""Answers as many programs write them, German and English, and what is new in them."""

from received_mails import OURS, OUTLOOK, plain

_PERSON = "From: Ines Iser <ines@smi.example.org>\nSubject: AW: Bitte freigeben\n"
_ANSWER = f"{_PERSON}In-Reply-To: {OURS}\n"
_FAREWELL_DE = (
    "\n\nMit freundlichen Grüßen\nIm Auftrag\n\nInes Iser\nReferat 12\nTel. 0351"
)
_HEAD_EN = (
    "From: Vorlauf <antwort@example.org>\nSent: Monday, November 23, 2026 9:00 AM\n"
    "To: Iser, Ines <ines@smi.example.org>\nSubject: Bitte freigeben\n\nGood morning\n"
)
_BAR = "_" * 32
_QUOTED = "> Guten Tag\n>\n> bitte geben Sie frei.\n"
_THIRD = (
    "zK\n\nVon: Referat 21\nGesendet: Freitag\nAn: Ines\nBetreff: Zitat\n\n"
    "Bitte streichen."
)

# A body, and its new words.
REPLIES = {
    "outlook, german": (f"Bitte ändern.{_FAREWELL_DE}\n\n{OUTLOOK}", "Bitte ändern."),
    "outlook, english": (
        f"Please fix.\n\nKind regards\nInes\n\n{_HEAD_EN}",
        "Please fix.",
    ),
    "outlook on the web": (f"Bitte ändern.\n\n{_BAR}\n{OUTLOOK}", "Bitte ändern."),
    "outlook, bold labels": (
        "Bitte ändern.\n\n*Von:* Vorlauf\n*Gesendet:* Montag\n*An:* I\n*Betreff:* x\n",
        "Bitte ändern.",
    ),
    "outlook, old": (
        f"Ok.\n\n-----Ursprüngliche Nachricht-----\n{OUTLOOK}",
        "Ok.",
    ),
    "outlook, old, english": (f"Ok.\n\n-----Original Message-----\n{_HEAD_EN}", "Ok."),
    "outlook, telephone": (
        (
            f"Passt.\n\nOutlook für iOS herunterladen<https://aka.example.org>\n{_BAR}\n"
            f"{OUTLOOK}"
        ),
        "Passt.",
    ),
    "gmail, german": (
        (
            "Passt so.\n\nAm Mo., 23. Nov. 2026 um 09:00 Uhr schrieb Vorlauf <\n"
            f"antwort@example.org>:\n\n{_QUOTED}"
        ),
        "Passt so.",
    ),
    "gmail, english": (
        (
            "Fine.\n\nOn Mon, Nov 23, 2026 at 9:00 AM V <antwort@example.org>\nwrote:"
            f"\n\n{_QUOTED}"
        ),
        "Fine.",
    ),
    "apple, german": (
        f"Gut.\n\n> Am 23.11.26 um 09:00 schrieb V <a@example.org>:\n> \n{_QUOTED}",
        "Gut.",
    ),
    "apple, english": (
        f"Good.\n\nOn 23. Nov 2026, at 09:00, V <a@example.org> wrote:\n\n{_QUOTED}",
        "Good.",
    ),
    "apple, telephone": (
        (
            "Ja.\n\nVon meinem iPhone gesendet\n\nAm 23.11.2026 um 09:00 schrieb V "
            f"<a@example.org>:\n\n{_QUOTED}"
        ),
        "Ja.",
    ),
    "telephone, english": ("Yes.\n\nSent from my iPhone\n", "Yes."),
    "thunderbird, german": (
        f"Ja.\n\nAm 23.11.26 um 09:00 schrieb Vorlauf:\n{_QUOTED}\n-- \nInes Iser\n",
        "Ja.",
    ),
    "thunderbird, english": (
        f"Yes.\n\nOn 23/11/2026 09:00, Vorlauf wrote:\n{_QUOTED}",
        "Yes.",
    ),
    "thunderbird, below": (
        f"Am 23.11.26 um 09:00 schrieb Vorlauf:\n{_QUOTED}\nUnten geantwortet.\n",
        "Unten geantwortet.",
    ),
    "thunderbird, between": (
        "Am 1.2.26 um 09:00 schrieb Vorlauf:\n> Eins?\n\nJa.\n\n> Zwei?\n\nNein.\n",
        "> Eins?\nJa.\n\n> Zwei?\nNein.",
    ),
    "k-9": (
        "Ja.\n\nAm 23. November 2026 09:00:00 MEZ schrieb V <a@example.org>:\n>Hallo\n",
        "Ja.",
    ),
    "roundcube": (f"Ja.\n\nAm 2026-11-23 09:00, schrieb Vorlauf:\n{_QUOTED}", "Ja."),
    "gmx": (
        (
            "Ja.\n \n\nGesendet: Montag, 23. November 2026 um 09:00 Uhr\nVon: Vorlauf\n"
            "An: ines@smi.example.org\nBetreff: Bitte\nGuten Tag"
        ),
        "Ja.",
    ),
    "notes": (
        "Ja.\n\nVon:\tVorlauf\nAn:\tInes\nDatum:\t23.11.2026 09:00\nBetreff:\tBitte\n",
        "Ja.",
    ),
    "the other way round": (
        f"Ja.\n\nVorlauf <a@example.org> schrieb am 23.11.2026 09:00:\n{_QUOTED}",
        "Ja.",
    ),
    "forwarded": (
        f"Zur Info.\n\nAnfang der weitergeleiteten Nachricht:\n\n{OUTLOOK}",
        "Zur Info.",
    ),
    "a list": (
        "Bitte:\n- das Bild tauschen\n- den Text kürzen\n\nGruß\nInes\n",
        "Bitte:\n- das Bild tauschen\n- den Text kürzen",
    ),
    "greetings that are no end": (
        "Danke!\nGrüße bitte auch die Kollegen.\nDas Bild ist gut.",
        "Danke!\nGrüße bitte auch die Kollegen.\nDas Bild ist gut.",
    ),
    "somebody told what somebody wrote": (
        "Am Montag schrieb Herr Wolff:\nDas Bild ist falsch.",
        "Am Montag schrieb Herr Wolff:\nDas Bild ist falsch.",
    ),
    "from and to that are no head": (
        "Der Zug fährt\nVon: Dresden\nAn: Leipzig\nBitte ergänzen.",
        "Der Zug fährt\nVon: Dresden\nAn: Leipzig\nBitte ergänzen.",
    ),
    "an afterthought": (
        "Passt.\n\nViele Grüße\nInes\n\nPS: Das Bild noch drehen.",
        "Passt.\n\nViele Grüße\nInes\n\nPS: Das Bild noch drehen.",
    ),
    "an afterthought without its letters": (
        "Passt.\n\nViele Grüße\nInes\n\nNachtrag: Bild 2 bitte nicht verwenden.",
        "Passt.\n\nViele Grüße\nInes\n\nNachtrag: Bild 2 bitte nicht verwenden.",
    ),
    "a sentence below a line of dashes": (
        "Passt.\n--\nDas Logo fehlt noch.",
        "Passt.\n--\nDas Logo fehlt noch.",
    ),
    "courts": ("Orte:\nAG\nLG\nOLG\nVG", "Orte:\nAG\nLG\nOLG\nVG"),
    "a court in the middle": (
        "Zuständig:\n\nLG\nDresden und Leipzig, je nach Wohnort",
        "Zuständig:\n\nLG\nDresden und Leipzig, je nach Wohnort",
    ),
    "a short farewell": ("Passt.\n\nLG\nInes Iser", "Passt."),
    "a short farewell alone": ("Passt.\nVG", "Passt."),
    "arrows as bullets": (
        "Bitte:\n> Logo größer\n> Text kürzer\n\nDanke",
        "Bitte:\n> Logo größer\n> Text kürzer\n\nDanke",
    ),
    "a mail of a third within the house, above ours": (
        f"{_THIRD}\n\n{OUTLOOK}",
        _THIRD,
    ),
    "nothing but a quotation": (_QUOTED, "> Guten Tag\n>\n> bitte geben Sie frei."),
    "nothing but a farewell": ("Viele Grüße\nInes", "Viele Grüße\nInes"),
    "a long line": ("Wort " * 400, ("Wort " * 400).strip()),
}

_FORWARDED = (
    "zK\n\n---- Weitergeleitete Nachricht ----\nBetreff: Zitat\nDatum: Fri, 27 Nov\n"
    "Von: Referat 21 <r21@smi.example.org>\nAn: i@smi.example.org\n\nNein."
)
# What a writer passes on of others, or says of them: every word stays.
KEPT_WHOLE = (
    "Frau Wolff hat am 26.11. um 14:30 Uhr mitgeteilt:\nDas Zitat muss weg.",
    "Am 1.11.26 um 9:30 schrieb Ivo <ivo@smi.example.org>:\n> Das Zitat muss weg.",
    "zK\n\nVon: R 21 <r21@x.example>\nGesendet: Freitag\nAn: Ines\nBetreff: Z\n\nNein",
    _THIRD,
    _FORWARDED,
)


def a_reply(body):
    return plain(_ANSWER, body)
