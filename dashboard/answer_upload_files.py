"""Files by link: each that came with the form is taken in; one that fails costs itself.

A file comes with the form, or before it in pieces, and is then named in `staged`.
"""

from typing import Final

from starlette.responses import Response

from dashboard import answer_dead, answer_upload
from dashboard.answer_links import Faults
from dashboard.answer_upload_pieces import owner_of, staging_of
from dashboard.answer_upload_way import onward, opened_for_delivery, remembering
from dashboard.errand import Errand
from dashboard.material_intake import Arrived, take_picture
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.links.opening import Opened
from vorlauf.material.bearing import ByLink, door_of

UNPROCESSABLE: Final = 422


def files(errand: Errand) -> Response:
    """Take in every file of the form; say of each that failed why."""
    opened, otherwise = opened_for_delivery(errand)
    if opened is None or otherwise is not None:
        return otherwise or answer_dead.page(errand, opened)
    by = ByLink(opened=opened, name=errand.form.line("name"))
    try:
        door_of(by)
    except BadInputError as error:
        return answer_upload.page(
            errand, opened, [("name", errand.say(error))], UNPROCESSABLE
        )
    taken, faults = _take_all(errand, opened, by)
    if not (taken or faults):
        said = errand.words.gettext("Choose at least one file.")
        faults = [("file", said)]
    if faults:
        shown = answer_upload.page(errand, opened, faults, UNPROCESSABLE)
        return remembering(errand, by.name, shown)
    return onward(errand, by.name, "#pictures", _thanks(errand, taken))


def _thanks(errand: Errand, taken: int) -> str:
    ngettext = errand.words.ngettext
    said = ngettext("%(num)s file has come.", "%(num)s files have come.", taken)
    return said % {"num": taken}


def _take_all(errand: Errand, opened: Opened, by: ByLink) -> tuple[int, Faults]:
    taken, faults = 0, Faults()
    staging, owner = staging_of(errand), owner_of(opened)
    for upload in errand.form.uploads("file"):
        taken += _take(
            errand, opened, by, Arrived(name=upload.name, path=upload.path), faults
        )
    for key in errand.form.many("staged"):
        try:
            name, path = staging.arriving(key, owner).name, staging.finished(key, owner)
        except VorlaufError as error:
            faults.append(("file", errand.say(error)))
        else:
            arrived = Arrived(name=name, path=path)
            taken += _take(errand, opened, by, arrived, faults)
            staging.drop(key, owner)
    return taken, faults


def _take(
    errand: Errand, opened: Opened, by: ByLink, arrived: Arrived, faults: Faults
) -> bool:
    try:
        take_picture(errand, opened.case, opened.matter.house, by, arrived)
    except VorlaufError as error:
        faults.append(("file", f"{arrived.name}: {errand.say(error)}"))
        return False
    return True


PAGES: Final = {"answer.files": files}
