"""Foreign exports: files of networks that are no figures of a page, refused by name."""

from typing import Final

from states.messages import Message, msg
from vorlauf.errors import BadInputError
from vorlauf.sheets.cells import Sheet, Workbook
from vorlauf.sheets.fields import folded

# The sheets of a person's own export.
_OF_A_PERSON: Final = frozenset(
    {"discovery", "engagement", "top posts", "followers", "demographics"}
)
_ENOUGH: Final = 3
_RIVALS: Final = ("competitor", "wettbewerb", "mitbewerb")
_OF_RIVALS: Final = frozenset({"page", "total followers", "new followers"})
_FIRST_ROWS: Final = 5

_PERSONAL: Final[Message] = msg(
    "This is the export of a person's own profile. Figures of persons are not taken; "
    "export the analytics of the page."
)
_COMPETITOR: Final[Message] = msg(
    "This is LinkedIn's export about competitors. It says nothing of our posts; export "
    "content, followers or visitors."
)


def check_is_ours(workbook: Workbook, name: str) -> None:
    """Raise `BadInputError` for the export of a person, or one about competitors."""
    sheets = {folded(sheet.name) for sheet in workbook.sheets}
    if len(sheets & _OF_A_PERSON) >= _ENOUGH:
        raise BadInputError(_PERSONAL)
    words = [folded(name), *sheets]
    if any(rival in word for rival in _RIVALS for word in words) or any(
        map(_is_about_rivals, workbook.sheets)
    ):
        raise BadInputError(_COMPETITOR)


def _is_about_rivals(sheet: Sheet) -> bool:
    for _, cells in sorted(sheet.rows.items())[:_FIRST_ROWS]:
        names = {folded(cell) for cell in cells if isinstance(cell, str)}
        if names >= _OF_RIVALS:
            return True
    return False
