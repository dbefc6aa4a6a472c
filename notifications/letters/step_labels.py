"""Labels of steps and decisions: what is asked, what was decided, and in which way."""

from collections.abc import Mapping

from notifications.letters.labels import ENGLISH, GERMAN
from states.post import Capacity, DecisionWay, StepKind, Trigger

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
