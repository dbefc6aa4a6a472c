"""The page of stakeholders.toml: what it says, what was changed, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.configuration.forms import Tree, members, value_at
from dashboard.configuration.labels import ConfigLabels
from dashboard.web.request import PageRequest
from states.messages import Message
from vorlauf.configuration import changes, file_queries
from vorlauf.configuration.stakeholders_file import FileText, StakeholdersFile
from vorlauf.directory import loader
from vorlauf.directory.differences import tree_of
from vorlauf.directory.loader import FileFault
from vorlauf.errors import SettingsError, StoreError

ADDRESS: Final = "/configuration"
MOST_ENTRIES: Final = 20
_UNREADABLE: Final = FileText("", "")


@dataclass(frozen=True)
class FileNow:
    """The file as it is: its text, its tables, its faults, and why it is read-only."""

    file: StakeholdersFile
    found: FileText
    tree: Tree
    faults: Sequence[FileFault]
    why_fixed: Message | None


def file_now(request: PageRequest) -> FileNow:
    """Read the file; a hand edit that nobody has noted yet is noted."""
    file = StakeholdersFile.at(request.wiring.settings)
    found, why = _UNREADABLE, file.why_fixed()
    try:
        found = file.read()
    except SettingsError as error:
        why = why or error.message
    faults = tuple(loader.check(found.text)) if found.digest else ()
    if not faults and found.digest and request.http.method == "GET":
        why = _noted(request, file) or why
    return FileNow(file, found, tree_of(found.text), faults, why)


def _noted(request: PageRequest, file: StakeholdersFile) -> Message | None:
    """Note a hand edit; return why that is impossible, else None."""
    try:
        with request.reading() as connection:
            known = file_queries.noted(connection, file.place)
        if known is not None and known.digest == file.read().digest:
            return None
        with request.writing() as connection:
            changes.note_edits(request.call(connection), file)
    except StoreError as error:
        return error.message
    return None


def page(request: PageRequest) -> Response:
    """Show what the file says, and what was changed in it."""
    now = file_now(request)
    with request.reading() as connection:
        entries = file_queries.entries(connection, MOST_ENTRIES)
        known = file_queries.noted(connection, now.file.place)
    blackouts = value_at(now.tree, ("campaign", "blackouts"))
    return request.page(
        "configuration.html",
        file=now,
        labels=ConfigLabels(request.words, now.tree),
        houses=members(now.tree, "houses"),
        people=members(now.tree, "people"),
        blackouts=blackouts if isinstance(blackouts, list) else [],
        entries=entries,
        may_undo=now.why_fixed is None and changes.may_undo(known, now.found),
    )


def undo(request: PageRequest) -> Response:
    """Take the last change back."""
    file = StakeholdersFile.at(request.wiring.settings)
    seen = request.form.line("seen")
    with request.writing() as connection:
        done = changes.undo(request.call(connection), file, request.person.key, seen)
    said = request.words.ngettext(
        "Taken back: %(n)s value is as it was.",
        "Taken back: %(n)s values are as they were.",
        len(done),
    )
    return request.go(ADDRESS, said=said % {"n": len(done)})


PAGES: Final = {"configuration": page, "configuration.undo": undo}
