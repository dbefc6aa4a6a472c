"""Rejections: why a file is not taken, as a word between processes and a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from states.messages import Message, SpokenError, msg


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
    ACTIVE_FORM = "active_form"
    INFECTED = "infected"


SENTENCES: Final[Mapping[Reason, Message]] = {
    Reason.EMPTY: msg("The file is empty; choose it again."),
    Reason.NOT_RECOGNISED: msg(
        "What is in the file cannot be used; send a picture as JPEG, "
        "PNG, WebP or HEIC, or a film as MP4."
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
        "The picture takes too much work to read; save it anew as JPEG and send that."
    ),
    Reason.BROKEN_FILM: msg(
        "The film is damaged or not a whole MP4; export it anew as MP4 and send that."
    ),
    Reason.BROKEN_FORM: msg("The PDF is not complete; save it anew and send that."),
    Reason.ACTIVE_FORM: msg(
        "The PDF holds programs or other files; print it anew as PDF and send that."
    ),
    Reason.INFECTED: msg("The virus scanner objects to the file; it is not kept."),
}


class UnusableError(SpokenError):
    """A file cannot be used, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason
