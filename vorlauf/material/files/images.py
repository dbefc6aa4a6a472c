"""Images: a new picture in sRGB from an uploaded one, and smaller ones of it.

Only colours are carried over: no EXIF, no place, no thumbnail, no profile, no comment,
nothing behind the end of the picture. Transparency stays, as PNG.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from math import ceil, floor
from typing import BinaryIO, Final

from PIL import Image, ImageCms, ImageOps

from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.image_decoding import DecodedImage, opened

# Pixels on the longer side.
LONGEST: Final = 4096
# A PNG takes far longer to write, a quarter of a second for a million pixels.
LONGEST_SEE_THROUGH: Final = 2048
_SCALING: Final = Image.Resampling.BICUBIC
# The scaling looks two pixels of the result to each side.
_REACH: Final = 3
_ROWS: Final = 128
# A picture is halved before it is scaled only if this many times too big even then.
_MARGIN: Final = 1.5

# What Pillow loads when it meets a picture that needs it.
_LOADED_LATE: Final = (
    "ImageColor",
    "ImagePalette",
    "MpoImagePlugin",
    "TiffImagePlugin",
    "WebPImagePlugin",
)

Painter = Callable[[Image.Image], Image.Image]


def pressed(
    source: BinaryIO,
    made: Sequence[BinaryIO],
    kind: FileKind,
    formats: Mapping[str, tuple[int, int]],
) -> dict[str, object]:
    """Write the new picture and its variants to open files, and say what they are.

    The first file is for the picture, the others for the formats. One whose format is
    no smaller than the picture stays empty and is not among those `written`.
    """
    sheet = opened(source, kind)
    is_lossless = sheet.is_lossless
    picture, orientation = _scaled(sheet), sheet.orientation
    del sheet
    picture = _without_glass(_upright(picture, orientation))
    _save(picture, made[0], is_lossless=is_lossless)
    nearer = _nearer(picture, formats.values())
    written = []
    for (name, box), file in zip(formats.items(), made[1:], strict=True):
        if not _fits(picture, box):
            smaller = ImageOps.contain(nearer, box, Image.Resampling.LANCZOS)
            _save(smaller, file, is_lossless=is_lossless)
            written.append(name)
    return {
        "media_type": (FileKind.PNG if picture.mode == "RGBA" else FileKind.JPEG).value,
        "width": picture.width,
        "height": picture.height,
        "written": written,
    }


def load_libraries() -> None:
    """Load now what Pillow would load when it meets its first picture."""
    Image.preinit()
    for name in _LOADED_LATE:
        import_module(f"PIL.{name}")


def _fits(picture: Image.Image, box: tuple[int, int]) -> bool:
    return picture.width <= box[0] and picture.height <= box[1]


def _nearer(picture: Image.Image, boxes: Collection[tuple[int, int]]) -> Image.Image:
    """Return the picture at a half, a third …, well above every box that it exceeds."""
    boxes = [box for box in boxes if not _fits(picture, box)]
    times = [
        max(picture.width / box[0], picture.height / box[1]) / _MARGIN for box in boxes
    ]
    whole = int(min(times, default=1))
    return picture.reduce(whole) if whole > 1 else picture


def _scaled(sheet: DecodedImage) -> Image.Image:
    """Return the picture in sRGB with no more pixels than are kept."""
    paint, mode = _painter(sheet)
    width, height = sheet.size
    longest = LONGEST_SEE_THROUGH if mode == "RGBA" else LONGEST
    shrunk = min(1.0, longest / max(width, height))
    size = (max(round(width * shrunk), 1), max(round(height * shrunk), 1))
    picture = Image.new(mode, size)
    for top in range(0, size[1], _ROWS):
        bottom = min(top + _ROWS, size[1])
        picture.paste(_rows(sheet, paint, size, top, bottom), (0, top))
    return picture


def _rows(
    sheet: DecodedImage, paint: Painter, size: tuple[int, int], top: int, bottom: int
) -> Image.Image:
    """Return some rows of the scaled picture, without a seam to their neighbours."""
    width, height = sheet.size
    ratio = height / size[1]
    first, last = top * ratio, min(bottom * ratio, height)
    above = max(floor(first - _REACH * ratio), 0)
    below = min(ceil(last + _REACH * ratio), height)
    strip = paint(sheet.strip(above, below))
    if sheet.size == size:
        return strip.crop((0, top - above, width, bottom - above))
    return strip.resize(
        (size[0], bottom - top),
        _SCALING,
        box=(0, first - above, width, last - above),
    )


def _painter(sheet: DecodedImage) -> tuple[Painter, str]:
    """Return what turns a strip of this picture to sRGB, and to which mode.

    A profile that cannot be read, or is for other colours, is as good as none.
    """
    sample = sheet.strip(0, 1)
    mode = _working(sample, has_profile=bool(sheet.profile))
    after = "RGBA" if mode == "RGBA" else "RGB"
    if not sheet.profile:
        return (lambda strip: strip.convert(mode)), mode
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(BytesIO(sheet.profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            after,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return (lambda strip: strip.convert(after)), after
    return (lambda strip: _through(transform, strip.convert(mode))), after


def _through(transform: ImageCms.ImageCmsTransform, strip: Image.Image) -> Image.Image:
    painted = ImageCms.applyTransform(strip, transform)
    assert painted is not None  # noqa: S101 - it is only when painted in place
    return painted


def _working(sample: Image.Image, *, has_profile: bool) -> str:
    if sample.mode in {"RGBA", "LA", "PA"} or "transparency" in sample.info:
        return "RGBA"
    if has_profile and sample.mode in {"CMYK", "L"}:
        return sample.mode
    return "RGB"


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(turned[orientation]) if orientation in turned else picture


def _without_glass(picture: Image.Image) -> Image.Image:
    """Drop a layer of transparency through which nothing shows."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def _save(picture: Image.Image, file: BinaryIO, *, is_lossless: bool) -> None:
    """Write a picture from its bare colours, as PNG if something shows through."""
    if picture.mode == "RGBA":
        picture.save(file, "PNG", compress_level=4)
        return
    # Letters and lines of a drawing stay clear with colours as sharp as the light.
    quality = {"quality": 95, "subsampling": 0} if is_lossless else {"quality": 90}
    picture.save(file, "JPEG", **quality)
