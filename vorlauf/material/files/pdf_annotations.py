"""PDF annotations: what lies upon a page becomes part of what the page draws.

That is what was typed into fields, stamped and drawn by hand. What only a program
would draw, or show on a click, is lost by that, so such a PDF is refused.
"""

from collections.abc import Iterator
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from vorlauf.material.files.rejections import FileReason, UnusableError

_MARKS: Final = frozenset(
    {Name.Ink, Name.FreeText, Name.Stamp, Name.Line, Name.Square, Name.Circle}
    | {Name.Polygon, Name.PolyLine, Name.Highlight, Name.Underline, Name.Squiggly}
    | {Name.StrikeOut, Name.Caret}
)
_HIDDEN: Final = 0b100011  # its flags: invisible, hidden, not on a screen
_MOST_PARENTS: Final = 50


def draw_annotations(pdf: Pdf) -> None:
    """Draw what lies upon the pages into them. Raises `UnusableError` if it cannot."""
    annotations = list(_annotations(pdf))
    drawn = [(one, one.AP) for one in annotations if "/AP" in one]
    for one in annotations:
        if ("/AP" not in one and _is_lost(one)) or _is_note(one):
            raise UnusableError(FileReason.FOREIGN_FORM)
    # What a program has drawn is better than what the library would draw in its place.
    for one, _ in drawn:
        del one.AP
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        form.NeedAppearances = True
        pdf.generate_appearance_streams()
    for one, look in drawn:
        one.AP = look
    pdf.flatten_annotations("screen")


def _annotations(pdf: Pdf) -> Iterator[Object]:
    for page in pdf.pages:
        found = page.obj.get("/Annots")
        if isinstance(found, Array):
            yield from (
                one for one in found if isinstance(one, Dictionary) and not _hides(one)
            )


def _hides(annotation: Object) -> bool:
    flags = annotation.get("/F", 0)
    return isinstance(flags, int) and bool(flags & _HIDDEN)


def _is_note(annotation: Object) -> bool:
    """Say whether a click on a sign would show words."""
    words = annotation.get("/Contents")
    return annotation.get("/Subtype") == Name.Text and bool(str(words or "").strip())


def _is_lost(annotation: Object) -> bool:
    """Say whether something without a drawing would not be drawn as it should."""
    kind = annotation.get("/Subtype")
    # The library knows the letters of English only.
    return kind in _MARKS or (kind == Name.Widget and not _value(annotation).isascii())


def _value(field: Object) -> str:
    """Return the text in a field, which may stand in one of those it belongs to."""
    one: Object | None = field
    for _ in range(_MOST_PARENTS):
        if not isinstance(one, Dictionary):
            return ""
        if isinstance(found := one.get("/V"), String):
            return str(found)
        one = one.get("/Parent")
    return ""
