"""Rejections: why a file is not taken, as a word between processes and a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.messages import Message, SpokenError, msg
from vorlauf.material.files.file_types import FILMS, FileKind


class FileReason(StrEnum):
    """Why a file cannot be used."""

    EMPTY = "empty"
    NOT_RECOGNISED = "not_recognised"
    NOT_ALLOWED = "not_allowed"
    DRAWING = "drawing"
    ANIMATED = "animated"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    CUT_OFF = "cut_off"
    BROKEN = "broken"
    TOO_MUCH_WORK = "too_much_work"
    BROKEN_FILM = "broken_film"
    BROKEN_FORM = "broken_form"
    LOCKED_FORM = "locked_form"
    FOREIGN_FORM = "foreign_form"
    NO_SANDBOX = "no_sandbox"
    INFECTED = "infected"


SENTENCES: Final[Mapping[FileReason, Message]] = {
    FileReason.EMPTY: msg("The file is empty; choose it again."),
    FileReason.NOT_RECOGNISED: msg(
        "What is in the file cannot be used; send a picture as JPEG, "
        "PNG, WebP or HEIC, or a film as MP4 or MOV."
    ),
    FileReason.NOT_ALLOWED: msg("A file of this kind is not asked for here."),
    FileReason.DRAWING: msg(
        "An SVG drawing or a web page cannot be used, since it can "
        "hold programs; send the picture as PNG."
    ),
    FileReason.ANIMATED: msg(
        "Animations cannot be used; send a still picture or an MP4."
    ),
    FileReason.TOO_LARGE: msg(
        "The file is too large; a picture may have 50 MB, a film 500 "
        "MB and a form 10 MB."
    ),
    FileReason.TOO_MANY_PIXELS: msg(
        "The picture has too many pixels; make it smaller, 4096 "
        "pixels on the longer side are enough."
    ),
    FileReason.CUT_OFF: msg("The file is not complete; send it again."),
    FileReason.BROKEN: msg(
        "The picture is damaged and cannot be read; save it anew as JPEG."
    ),
    FileReason.TOO_MUCH_WORK: msg(
        "The file takes too much work to read; save it anew, a picture as JPEG, and "
        "send that."
    ),
    FileReason.BROKEN_FILM: msg(
        "The film is damaged or not whole; export it anew as MP4 and send that."
    ),
    FileReason.BROKEN_FORM: msg("The PDF is not complete; save it anew and send that."),
    FileReason.LOCKED_FORM: msg(
        "The PDF asks for a password; save it without one and send that."
    ),
    FileReason.FOREIGN_FORM: msg(
        "The PDF is a collection of files, or holds notes or fields that only some "
        "programs show; print it anew as PDF and send that."
    ),
    FileReason.NO_SANDBOX: msg(
        "HEIC, films and PDF are not taken here, because this machine cannot read "
        "them safely; send a picture as JPEG, or ask the coordinator."
    ),
    FileReason.INFECTED: msg("The virus scanner objects to the file; it is not kept."),
}


class UnusableError(SpokenError):
    """A file cannot be used, for this reason."""

    def __init__(self, reason: FileReason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


def broken(kind: FileKind) -> FileReason:
    """Return the reason for a file of this kind that cannot be read."""
    if kind in FILMS:
        return FileReason.BROKEN_FILM
    return FileReason.BROKEN_FORM if kind is FileKind.PDF else FileReason.BROKEN
