"""The fixed words of the document of a dossier; messages.po has the German."""

from collections.abc import Mapping
from typing import Final

from states.messages import Message, phrase
from vorlauf.records.dossiers.values import Withheld

_TEXTS: Final = {
    "of_post": "File of post {number}",
    "of_posts": "File of {count} posts",
    "what": "This file says how each post came about: every version with its text and "
    "its pictures, each decision with who made it, in which capacity, on which version "
    "and when, the dates that were told, and where the post appeared. It is made from "
    "the audit log of Vorlauf, in which nothing can be changed unnoticed.",
    "how": "The lines of the audit log are chained by checksums. Whoever has kept the "
    "end of the log outside can compare it with the one above. The archive of this "
    "file holds the lines themselves and a script that checks all of it without "
    "Vorlauf: python3 verify.py.",
    "as_of": "As of",
    "period": "Period",
    "until": "{first} to {last}",
    "house": "House",
    "houses": "Houses",
    "posts": "Posts",
    "end": "End of the log",
    "end_line": "line {line}, written {at}",
    "checksum": "Checksum",
    "campaign": "Campaign",
    "contents": "Contents",
    "number": "Number",
    "title": "Title",
    "state": "State",
    "slot": "Slot",
    "published": "Published",
    "channels": "Channels",
    "override": "Set by hand",
    "override_note": "This post was set past decisions by hand; the decisions below "
    "say by whom and why.",
    "versions": "Versions",
    "version": "Version {number}",
    "saved": "Saved by {name} on {at}",
    "corrects": "editorial correction of version {number}; its decisions still hold",
    "altered": "This version is not the one that the audit log knows. It was changed "
    "in the database.",
    "no_text": "no text yet",
    "same_text": "Text as in version {number}",
    "pictures": "Pictures",
    "alt_text": "Alternative text",
    "credit": "Credit",
    "delivered": "Delivered by {name} on {at}",
    "file_of": "File",
    "decisions": "Decisions",
    "when": "When",
    "decision": "Decision",
    "who": "Who",
    "on_version": "Version",
    "reason": "Reason and way",
    "no_decisions": "Nobody has decided yet.",
    "for_house": "for {house}",
    "on_behalf": "on behalf of {name}",
    "retrospective": "made afterwards",
    "said_at": "said on {at}",
    "taken_back": "taken back, see line {line}",
    "objected": "objection, see line {line}",
    "receipt": "receipt sent on {at}",
    "line": "line {line}",
    "steps": "Dates and reminders",
    "step": "Step",
    "asked": "Asked",
    "told": "Date",
    "ended": "Ended",
    "mails": "Mails sent",
    "due": "due {at}",
    "told_due": "told {at}",
    "open": "open",
    "proofs": "Where it appeared",
    "channel": "Channel",
    "address": "Address",
    "recorded": "Recorded",
    "figures": "Figures of the networks",
    "metric": "Figure",
    "value": "Value",
    "no_figures": "What is not named was not measured, which is not the same as 0.",
    "log": "Course of events",
    "what_happened": "What happened",
    "at_line": "Line",
}
LABELS: Final[Mapping[str, Message]] = {
    name: phrase("dossier", text) for name, text in _TEXTS.items()
}
WITHHELD: Final[Mapping[Withheld, Message]] = {
    Withheld.CONSENT_ENDED: phrase(
        "dossier",
        "Not shown: a consent of the people in it has ended or was withdrawn.",
    ),
    Withheld.NOT_KEPT: phrase("dossier", "Not shown: the file is not kept here."),
}
