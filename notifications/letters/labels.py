"""Labels: the fixed words of mails, for steps, parts and channels."""

from collections.abc import Mapping

GERMAN, ENGLISH = "de", "en"

LABELS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        "post": "Beitrag",
        "slot": "Termin",
        "houses": "Beteiligt",
        "version": "Fassung",
        "shown": "Vorgelegt",
        "first_time": "zum ersten Mal",
        "first_time_brief": "erstmals",
        "this_version": "Fassung {version}",
        "this_first": "ihn",
        "due": "Frist",
        "link": "Link",
        "pictures": "Bilder",
        "no_pictures": "keine",
        "text_for": "Text für {channel}",
        "alt_text": "Alternativtext:",
        "no_alt": "Alternativtext fehlt",
        "credit": "Bildnachweis: {name}",
        "before": "{part}, bisher",
        "after": "{part}, jetzt",
        "only_before": "{part}, entfallen",
        "only_after": "{part}, neu",
        "only_spacing": "{part} (nur Leerzeichen, Leerzeilen oder unsichtbare Zeichen)",
        "nothing": "(leer)",
        "comment": "Wortlaut",
        "whole": "Gekürzt: ganze Nachricht",
        "reason": "Begründung",
        "decided_by": "Entschieden von",
        "on_behalf_of": "In Vertretung von",
        "signed": "Unterzeichnet",
        "house": "Für",
        "decided_at": "Eingegangen",
        "recipient": "An",
        "address": "Adresse",
        "server": "Serverantwort",
        "matters": "Betroffen sind",
        "absent_from": "Abwesend ab",
        "absent_until": "Abwesend bis",
        "unknown": "nicht angegeben",
        "overview": "Überblick",
        "log_head": "Prüfwert",
        "written": "Zeile vom",
        "by_phone": "Am Telefon genügt",
        "beginning": "{part} (Anfang)",
        "in_full": "Beitrag {number} in voller Länge ansehen",
        "list_of_all": "Alle offenen Vorgänge ansehen",
        "as_well": "{channel} außerdem",
        "write": "Antwort zu {number} schreiben",
        "open": "Beitrag {number} öffnen",
        "decide": "Beitrag {number} ansehen und entscheiden",
        "deliver": "Material zu {number} hochladen",
        "write_here": "Antwort schreiben",
        "open_here": "Beitrag öffnen",
        "publish": "Alles zum Veröffentlichen von {number}: Texte, Bilder, Permalinks",
        "publish_here": "Zum Veröffentlichen",
        "campaign_link": "Link für {channel}",
        "decide_here": "Ansehen und entscheiden",
        "deliver_here": "Material hochladen",
        "receipt": "Nicht Sie? Hier melden, oder die Entscheidung zurücknehmen",
        "object": "Korrektur von {number} ansehen und, wenn nötig, widersprechen",
        "object_to_record": "Vermerk zu {number} ansehen, wenn nötig widersprechen",
        "recorded_by": "Vermerkt von",
        "said_at": "Entschieden",
        "unattended": "{post}: {duty}, {house}, fällig {due}; Termin {slot}",
        "missing_house": "{key}: Beiträge {posts}",
        "undo_absence": "Abwesenheit ansehen und, wenn nötig, zurücknehmen",
        "code": "Code",
        "missing": "Es fehlt noch",
        "wanted": "Gewünscht",
        "formats": "Formate",
        "purpose": "Zweck",
        "people": "Personen im Bild",
        "template": "Vorlage",
        "note": "Hinweis",
        "remarks": "Zu bisherigen Bildern",
        "sign_in": "Bei Vorlauf anmelden",
        "tokens": "Zugangsschlüssel für Programme",
        "token": "„{label}“, gültig bis {until}",
        "settings": "Zu meinen Einstellungen",
        "configuration": "Zu den Stammdaten",
        "faults": "Was nicht stimmt",
        "greeting": "Guten Tag {name},",
        "closing": "Mit freundlichen Grüßen",
    },
    ENGLISH: {
        "post": "Post",
        "slot": "Slot",
        "houses": "Involved",
        "version": "Version",
        "shown": "Submitted",
        "first_time": "for the first time",
        "first_time_brief": "first time",
        "this_version": "version {version}",
        "this_first": "it",
        "due": "Due",
        "link": "Link",
        "pictures": "Pictures",
        "no_pictures": "none",
        "text_for": "Text for {channel}",
        "alt_text": "Alt text:",
        "no_alt": "alt text is missing",
        "credit": "Credit: {name}",
        "before": "{part}, before",
        "after": "{part}, now",
        "only_before": "{part}, left out",
        "only_after": "{part}, new",
        "only_spacing": "{part} (only blanks, empty lines or invisible signs)",
        "nothing": "(empty)",
        "comment": "In their words",
        "whole": "Shortened: the whole message",
        "reason": "Reason",
        "decided_by": "Decided by",
        "on_behalf_of": "As deputy for",
        "signed": "Signed",
        "house": "For",
        "decided_at": "Received",
        "recipient": "To",
        "address": "Address",
        "server": "The server said",
        "matters": "This concerns",
        "absent_from": "Away from",
        "absent_until": "Away until",
        "unknown": "not stated",
        "overview": "Overview",
        "log_head": "Head",
        "written": "Line of",
        "by_phone": "Enough by phone",
        "beginning": "{part} (beginning)",
        "in_full": "Read post {number} in full",
        "list_of_all": "See all open matters",
        "as_well": "{channel} in addition",
        "write": "Write an answer about {number}",
        "open": "Open post {number}",
        "decide": "Look at post {number} and decide",
        "deliver": "Upload material for {number}",
        "write_here": "Write an answer",
        "open_here": "Open the post",
        "publish": "Everything to publish {number}: texts, pictures, permalinks",
        "publish_here": "To publish it",
        "campaign_link": "Link for {channel}",
        "decide_here": "Look and decide",
        "deliver_here": "Upload material",
        "receipt": "Not you? Report it here, or take the decision back",
        "object": "Look at the correction of {number} and object if necessary",
        "object_to_record": "Look at the record on {number} and object if necessary",
        "recorded_by": "Recorded by",
        "said_at": "Decided at",
        "unattended": "{post}: {duty}, {house}, due {due}; slot {slot}",
        "missing_house": "{key}: posts {posts}",
        "undo_absence": "Look at the absence and undo it if necessary",
        "code": "Code",
        "missing": "Still missing",
        "wanted": "Wanted",
        "formats": "Formats",
        "purpose": "Purpose",
        "people": "People in the picture",
        "template": "Template",
        "note": "Note",
        "remarks": "About pictures so far",
        "sign_in": "Sign in to Vorlauf",
        "tokens": "Tokens for programs",
        "token": "“{label}”, valid until {until}",
        "settings": "To my settings",
        "configuration": "To the configuration",
        "faults": "What is wrong",
        "greeting": "Dear {name},",
        "closing": "Kind regards",
    },
}


# What a brief asks for.
MATERIAL: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        "photo": "Foto",
        "portrait": "Porträt",
        "graphic": "Grafik",
        "video": "Film",
        "yes": "ja, mit Einwilligung",
        "no": "nein",
        "either": "möglich; dann mit Einwilligung",
    },
    ENGLISH: {
        "photo": "photo",
        "portrait": "portrait",
        "graphic": "graphic",
        "video": "film",
        "yes": "yes, with consent",
        "no": "no",
        "either": "possible; then with consent",
    },
}

# What may change in a post, beside its texts.
PARTS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        "link": "Link",
        "channels": "Kanäle",
        "pictures": "Bilder",
        "slot": "Termin",
    },
    ENGLISH: {
        "link": "Link",
        "channels": "Channels",
        "pictures": "Pictures",
        "slot": "Slot",
    },
}

CHANNELS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "xing": "Xing",
    "youtube": "YouTube",
}


# What a digest is made of, by whether all of it asks for something.
THINGS: Mapping[str, Mapping[bool, str]] = {
    GERMAN: {True: "Vorgänge", False: "Mitteilungen"},
    ENGLISH: {True: "matters", False: "messages"},
}

# The groups of the overview.
GROUPS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        "missed": "Termin verpasst",
        "overdue": "Überfällig",
        "this_week": "Diese Woche fällig",
        "later": "Später fällig",
    },
    ENGLISH: {
        "missed": "Slot missed",
        "overdue": "Overdue",
        "this_week": "Due this week",
        "later": "Due later",
    },
}

# One line of the overview about a post whose slot has passed.
MISSED_LINES: Mapping[str, str] = {
    GERMAN: "{post}: Termin {slot} verpasst; offen ist {duty}, {asked} ({house})",
    ENGLISH: "{post}: slot {slot} missed; {duty} is open, {asked} ({house})",
}

# One line about a post on a closed day, by whether a free slot is known.
CLOSED_LINES: Mapping[str, Mapping[bool, str]] = {
    GERMAN: {
        True: "{post}: {slot}; nächster freier Termin {free}",
        False: "{post}: {slot}; ein freier Termin ist nicht bekannt",
    },
    ENGLISH: {
        True: "{post}: {slot}; next free slot {free}",
        False: "{post}: {slot}; no free slot is known",
    },
}

# One line of the overview, by whether it is overdue.
LINES: Mapping[str, Mapping[bool, str]] = {
    GERMAN: {
        True: "{duty}, seit {overdue} überfällig ({due}): {post}, {asked} ({house}), "
        "Termin {slot}",
        False: "{duty} bis {due}: {post}, {asked} ({house}), Termin {slot}",
    },
    ENGLISH: {
        True: "{duty}, {overdue} overdue ({due}): {post}, {asked} ({house}), "
        "slot {slot}",
        False: "{duty} due {due}: {post}, {asked} ({house}), slot {slot}",
    },
}
