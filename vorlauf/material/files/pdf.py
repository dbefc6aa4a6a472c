"""PDF: a new one with the pages of an uploaded one, and nothing else of it.

A page is what it shows: what lies upon it (fields that were filled in, stamps, drawn
signatures) becomes part of it, and everything that acts, links, tells or is attached
stays behind. Of each object in a page only keys are kept that say how to draw it, so
what a name hides behind or which program reads it does not matter.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

from pikepdf import (
    Array,
    Dictionary,
    Encryption,
    Name,
    Object,
    ObjectStreamMode,
    PasswordError,
    Pdf,
    Stream,
    String,
)

from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.pdf_annotations import draw_annotations
from vorlauf.material.files.pdf_images import without_metadata
from vorlauf.material.files.pdf_keys import DRAWING, PAGE, is_names
from vorlauf.material.files.rejections import FileReason, UnusableError

TAIL_BYTES: Final = 1024
_MOST_OBJECTS: Final = 200_000
_HOLDERS: Final = (Array, Dictionary, Stream)


def pressed(source: BinaryIO, form: BinaryIO) -> dict[str, object]:
    """Write the pages of a PDF to an open file.

    Raises `UnusableError` if it is cut off, locked or has no pages of its own, or
    whatever the library raises for a broken one.
    """
    held = source.read()
    if not held.startswith(b"%PDF-") or b"%%EOF" not in held[-TAIL_BYTES:]:
        raise UnusableError(FileReason.BROKEN_FORM)
    try:
        old = Pdf.open(BytesIO(held), suppress_warnings=True)
    except PasswordError as error:
        raise UnusableError(FileReason.LOCKED_FORM) from error
    _refuse_foreign(old)
    with old, Pdf.new() as new:
        _copy_pages(old, new)
        if not len(new.pages):
            raise UnusableError(FileReason.BROKEN_FORM)
        _copy_layers(old, new)
        _clean(new)
        new.save(
            form,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=ObjectStreamMode.disable,
        )
    return {
        "media_type": FileKind.PDF.value,
        "width": 0,
        "height": 0,
        "written": [],
    }


def _refuse_foreign(old: Pdf) -> None:
    """Refuse a collection of files, and a form that only its program can draw."""
    root = old.Root
    is_drawn_elsewhere = "/NeedsRendering" in root and bool(root.NeedsRendering)
    if "/Collection" in root or is_drawn_elsewhere:
        raise UnusableError(FileReason.FOREIGN_FORM)


def _copy_pages(old: Pdf, new: Pdf) -> None:
    draw_annotations(old)
    for page in old.pages:
        _keep(page.obj, PAGE)
        new.pages.append(page)


def _copy_layers(old: Pdf, new: Pdf) -> None:
    """Copy which layers are hidden, so that they stay so."""
    layers = old.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary):
        return
    chosen = layers.get("/D", Dictionary())
    states: dict[str, Object] = {
        key: _copied(new, chosen[key]) for key in ("/ON", "/OFF") if key in chosen
    }
    if "/BaseState" in chosen:
        states["/BaseState"] = chosen.BaseState
    groups = _copied(new, layers.OCGs)
    new.Root.OCProperties = new.make_indirect(
        Dictionary({"/OCGs": groups, "/D": Dictionary(states)})
    )


def _copied(new: Pdf, groups: Object) -> Array:
    return Array([new.copy_foreign(one) for one in groups if one.is_indirect])


def _clean(new: Pdf) -> None:
    """Take from every object that the pages reach what is not drawn."""
    seen: set[tuple[int, int]] = set()
    found: list[tuple[Object, frozenset[str] | None]]
    found = [(page.obj, PAGE) for page in new.pages]
    if "/OCProperties" in new.Root:
        found.append((new.Root.OCProperties, DRAWING))
    while found:
        one, keys = found.pop()
        if one.is_indirect:
            if one.objgen in seen:
                continue
            seen.add(one.objgen)
        if len(seen) + len(found) > _MOST_OBJECTS:
            raise UnusableError(FileReason.TOO_MUCH_WORK)
        if isinstance(one, Stream):
            without_metadata(new, one)
        if keys is not None and isinstance(one, (Dictionary, Stream)):
            _keep(one, keys)
            if one.get("/Type") == Name.OCG:
                one.Name = String("Layer")
        found.extend(_inside(one))


def _inside(one: Object) -> Iterator[tuple[Object, frozenset[str] | None]]:
    """Yield the objects in one, and the keys they may have; None for any."""
    if isinstance(one, Array):
        for item in one:
            if isinstance(item, _HOLDERS):
                yield item, DRAWING
    elif isinstance(one, (Dictionary, Stream)):
        for key in list(one.keys()):
            value = one[key]
            if key != "/Parent" and isinstance(value, _HOLDERS):
                yield value, None if is_names(key, value) else DRAWING


def _keep(one: Object, keys: frozenset[str]) -> None:
    for key in list(one.keys()):
        if key not in keys:
            del one[Name(key)]


def load_library() -> None:
    """Let the library open now what it needs to read an encrypted PDF: randomness."""
    with Pdf.new() as pdf:
        pdf.save(BytesIO(), encryption=Encryption(owner="x"))
