"""Log records of a dossier: each line as a sentence, with what else it says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from states.due_changes import because
from vorlauf.directory.model import Directory
from vorlauf.editing.comments import INTERNAL_EVENTS
from vorlauf.posts.due_change_entries import changes_in, reasons_in
from vorlauf.posts.entry_sentences import sentence
from vorlauf.records.dossiers.decisions import details_of
from vorlauf.records.dossiers.values import LogRecord
from vorlauf.records.dossiers.words import Words
from vorlauf.scheduling.entry_notes import notes


def log_records(
    lines: Sequence[Row[Any]], directory: Directory, words: Words
) -> Iterator[LogRecord]:
    """Yield the lines as they are read outside of the agency: none that is internal."""
    for line in lines:
        if line.event in INTERNAL_EVENTS:
            continue
        told = details_of(line)
        yield LogRecord(
            line=line.id,
            at=line.at,
            event=line.event,
            sentence=words.say(sentence(line, directory)),
            notes=(*map(words.say, notes(told, directory)), *_more(told, words)),
            comment=line.comment,
        )


def _more(details: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield which dates have changed and why, where the post is, who recorded."""
    moved = [one for one in changes_in(details) if one.before != one.after]
    for one in moved:
        dates = " → ".join(map(words.moment, (one.before, one.after)))
        yield f"{words.duty(one.kind)}: {dates}"
    if moved and (reasons := reasons_in(details)):
        yield words.say(because(reasons, words.zone))
    proofs = details.get("proofs")
    for channel, link in proofs.items() if isinstance(proofs, dict) else ():
        yield f"{words.channel(channel)}: {link}"
    if recorded := details.get("recorded_by"):
        yield words.recorded(str(details.get("way", "")), str(recorded))
