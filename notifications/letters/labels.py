"""Labels: the fixed words of mails, for steps, parts and channels."""

from collections.abc import Mapping

from states.post import Capacity, DecisionWay, StepKind, Trigger

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

# How somebody signed who is not on file.
OWN_ACCOUNTS: Mapping[str, Mapping[str, str]] = {
    GERMAN: {
        Capacity.FORWARDED: "über einen weitergeleiteten Link, nach eigener Angabe",
        Capacity.MAILBOX: "über das Funktionspostfach, nach eigener Angabe",
    },
    ENGLISH: {
        Capacity.FORWARDED: "by a forwarded link, by own account",
        Capacity.MAILBOX: "through the mailbox, by own account",
    },
}

# What a duty is called; in German it is the head of the subject line.
DUTIES: Mapping[str, Mapping[StepKind, str]] = {
    GERMAN: {
        StepKind.DRAFT: "Entwurf",
        StepKind.ASSETS: "Material",
        StepKind.GRAPHICS: "Grafik",
        StepKind.SUBMIT: "Übergabe zur Prüfung",
        StepKind.REVIEW: "Mitzeichnung",
        StepKind.APPROVAL: "Freigabe",
        StepKind.PUBLISH: "Veröffentlichung",
        StepKind.TAKE_DOWN: "Entfernung",
    },
    ENGLISH: {
        StepKind.DRAFT: "Draft",
        StepKind.ASSETS: "Material",
        StepKind.GRAPHICS: "Graphic",
        StepKind.SUBMIT: "Handover to review",
        StepKind.REVIEW: "Endorsement",
        StepKind.APPROVAL: "Approval",
        StepKind.PUBLISH: "Publication",
        StepKind.TAKE_DOWN: "Take-down",
    },
}

# What a duty asks for, after “please”.
ASKS: Mapping[str, Mapping[StepKind, str]] = {
    GERMAN: {
        StepKind.DRAFT: "stellen Sie den Entwurf fertig",
        StepKind.ASSETS: (
            "senden Sie für Ihr Haus ({house}) das Bildmaterial, zu jedem Bild "
            "einen Alternativtext und die Einwilligung der abgebildeten "
            "Personen"
        ),
        StepKind.GRAPHICS: (
            "senden Sie die fertige Grafik und dazu einen Alternativtext"
        ),
        StepKind.SUBMIT: "geben Sie den Beitrag zur Prüfung in die Ressorts",
        StepKind.REVIEW: (
            "prüfen Sie den Beitrag für Ihr Haus ({house}) und zeichnen Sie "
            "{version} mit"
        ),
        StepKind.APPROVAL: "prüfen Sie den Beitrag und geben Sie {version} frei",
        StepKind.PUBLISH: (
            "veröffentlichen Sie den Beitrag und halten Sie je Kanal den Permalink fest"
        ),
        StepKind.TAKE_DOWN: (
            "entfernen Sie den Beitrag auf jedem Kanal und halten Sie je Kanal "
            "einen Nachweis fest"
        ),
    },
    ENGLISH: {
        StepKind.DRAFT: "finish the draft",
        StepKind.ASSETS: (
            "send the pictures for your house ({house}), with an alt text for "
            "each and the consent of the people shown"
        ),
        StepKind.GRAPHICS: "send the finished graphic together with an alt text",
        StepKind.SUBMIT: "hand the post over to the houses for review",
        StepKind.REVIEW: (
            "review the post for your house ({house}) and endorse {version}"
        ),
        StepKind.APPROVAL: "review the post and approve {version}",
        StepKind.PUBLISH: "publish the post and record the permalink for each channel",
        StepKind.TAKE_DOWN: (
            "take the post down on every channel and record a proof for each"
        ),
    },
}

# How somebody agrees who is asked for a decision.
VERBS: Mapping[str, Mapping[Trigger | None, str]] = {
    GERMAN: {Trigger.ENDORSE: "mitzeichnen", Trigger.APPROVE: "freigeben"},
    ENGLISH: {Trigger.ENDORSE: "endorse", Trigger.APPROVE: "approve"},
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

# What has been decided, as whoever decided reads it.
DECISIONS: Mapping[str, Mapping[Trigger, str]] = {
    GERMAN: {
        Trigger.ENDORSE: "Mitzeichnung",
        Trigger.APPROVE: "Freigabe",
        Trigger.REQUEST_CHANGES: "Änderungswunsch",
    },
    ENGLISH: {
        Trigger.ENDORSE: "Endorsement",
        Trigger.APPROVE: "Approval",
        Trigger.REQUEST_CHANGES: "Request for changes",
    },
}

# How a decision was told that a coordinator has recorded.
WAYS: Mapping[str, Mapping[DecisionWay, str]] = {
    GERMAN: {
        DecisionWay.PHONE: "am Telefon",
        DecisionWay.MEETING: "in einer Besprechung",
    },
    ENGLISH: {DecisionWay.PHONE: "by phone", DecisionWay.MEETING: "in a meeting"},
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
