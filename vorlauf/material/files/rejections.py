"""Rejections: why a file is not taken, as a word between processes and a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.messages import Message, SpokenError, msg
from vorlauf.material.files.file_types import FILMS, FileKind


class Reason(StrEnum):
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


SENTENCES: Final[Mapping[Reason, Message]] = {
    Reason.EMPTY: msg("The file is empty; choose it again."),
    Reason.NOT_RECOGNISED: msg(
        "What is in the file cannot be used; send a picture as JPEG, "
        "PNG, WebP or HEIC, or a film as MP4 or MOV."
    ),
    Reason.NOT_ALLOWED: msg("A file of this kind is not asked for here."),
    Reason.DRAWING: msg(
        "An SVG drawing or a web page cannot be used, since it can "
        "hold programs; send the picture as PNG."
    ),
    Reason.ANIMATED: msg("Animations cannot be used; send a still picture or an MP4."),
    Reason.TOO_LARGE: msg(
        "The file is too large; a picture may have 50 MB, a film 500 "
        "MB and a form 10 MB."
    ),
    Reason.TOO_MANY_PIXELS: msg(
        "The picture has too many pixels; make it smaller, 4096 "
        "pixels on the longer side are enough."
    ),
    Reason.CUT_OFF: msg("The file is not complete; send it again."),
    Reason.BROKEN: msg(
        "The picture is damaged and cannot be read; save it anew as JPEG."
    ),
    Reason.TOO_MUCH_WORK: msg(
        "The file takes too much work to read; save it anew, a picture as JPEG, and "
        "send that."
    ),
    Reason.BROKEN_FILM: msg(
        "The film is damaged or not whole; export it anew as MP4 and send that."
    ),
    Reason.BROKEN_FORM: msg("The PDF is not complete; save it anew and send that."),
    Reason.LOCKED_FORM: msg(
        "The PDF asks for a password; save it without one and send that."
    ),
    Reason.FOREIGN_FORM: msg(
        "The PDF is a collection of files, or holds notes or fields that only some "
        "programs show; print it anew as PDF and send that."
    ),
    Reason.NO_SANDBOX: msg(
        "HEIC, films and PDF are not taken here, because this machine cannot read "
        "them safely; send a picture as JPEG, or ask the coordinator."
    ),
    Reason.INFECTED: msg("The virus scanner objects to the file; it is not kept."),
}


class UnusableError(SpokenError):
    """A file cannot be used, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


def broken(kind: FileKind) -> Reason:
    """Return the reason for a file of this kind that cannot be read."""
    if kind in FILMS:
        return Reason.BROKEN_FILM
    return Reason.BROKEN_FORM if kind is FileKind.PDF else Reason.BROKEN
