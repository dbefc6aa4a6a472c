"""Describing by link: alt text, credit and consent of one picture; and being done."""

from collections.abc import Callable
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard import answer_dead, answer_upload
from dashboard.answer_links import Faults
from dashboard.answer_upload_way import onward, opened_for_delivery, remembering
from dashboard.errand import Errand
from dashboard.material import day_of
from dashboard.material_intake import Arrived, take_form
from dashboard.problems import status_of
from vorlauf.errors import NotFoundError, VorlaufError
from vorlauf.links.opening import Opened
from vorlauf.material.bearing import ByLink
from vorlauf.material.consents import Terms, record
from vorlauf.material.delivering import Description, describe
from vorlauf.store import stored_files
from vorlauf.store.stored_files import PictureFile

_PEOPLE: Final = {"yes": True, "no": False}
# Which of them is typed says that a consent is meant.
_MEANT: Final = ("who", "kept", "channel")


def save(errand: Errand) -> Response:
    """Keep what was said beside a picture, and the consent if people are shown."""
    opened, otherwise = opened_for_delivery(errand)
    if opened is None:
        return otherwise or answer_dead.page(errand, opened)
    picture = _picture(errand, opened)
    field = _fields(picture.id)
    name = errand.form.line(field("name")) or answer_upload.name_of(errand, opened)
    by = ByLink(opened=opened, name=name)
    where = field("alt_text")
    try:
        _describe(errand, opened, picture, by)
        where = field("who")
        if errand.form.line(field("people")) == "yes":
            _consent(errand, opened, picture, by)
    except VorlaufError as error:
        faults: Faults = [(where if name else field("name"), errand.say(error))]
        shown = answer_upload.page(errand, opened, faults, status_of(error))
        return remembering(errand, name, shown)
    said = errand.words.gettext("%(name)s: saved.") % {"name": picture.name}
    return onward(errand, name, f"#picture-{picture.id}", said)


def _picture(errand: Errand, opened: Opened) -> PictureFile:
    key = errand.path["picture"]
    if not (key.isascii() and key.isdigit()):
        raise NotFoundError("The post has no such picture.")
    with errand.reading() as connection:
        return stored_files.picture(connection, opened.case.id, int(key[:9]))


def _fields(key: int) -> Callable[[str], str]:
    """Return how the fields of this picture are called on the page of all."""
    return lambda name: f"{name}-{key}"


def _describe(errand: Errand, opened: Opened, picture: PictureFile, by: ByLink) -> None:
    form, field = errand.form, _fields(picture.id)
    said = Description(
        alt_text=form.text(field("alt_text")),
        credit=form.text(field("credit")),
        people=_PEOPLE.get(form.line(field("people"))),
    )
    with errand.writing() as connection:
        describe(
            connection,
            errand.directory,
            by,
            opened.case.number,
            picture.id,
            said,
            errand.now,
        )


def _consent(errand: Errand, opened: Opened, picture: PictureFile, by: ByLink) -> None:
    form, field = errand.form, _fields(picture.id)
    files = form.uploads(field("form"))
    is_meant = files or any(form.line(field(name)) for name in _MEANT)
    with errand.reading() as connection:
        known = stored_files.picture(connection, opened.case.id, picture.id).consent
    if known and not is_meant:
        return
    kept = ""
    if files:
        arrived = Arrived(name=files[0].name, path=files[0].path)
        kept = take_form(errand, by, arrived)
    terms = Terms(
        people=form.text(field("who")),
        channels=form.many(field("channel")),
        purpose=form.text(field("purpose")),
        first_day=day_of(errand, field("first")) or _today(errand),
        last_day=day_of(errand, field("last")),
        form=kept,
        kept_at=form.text(field("kept")),
    )
    with errand.writing() as connection:
        record(
            connection,
            errand.directory,
            opened.case.number,
            picture.sha256,
            terms,
            by,
            errand.now,
        )


def _today(errand: Errand) -> date:
    return errand.directory.agency.office.day_of(errand.now)


PAGES: Final = {"answer.describe": save}
