"""Image decoding: a picture is opened, measured before it is read, read in strips.

Several whole pictures of full size do not fit into the memory of the sandbox. So
decoded strips are converted to sRGB and scaled one by one. Pillow holds four bytes for
a pixel of any colours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from PIL import Image, ImageFile, JpegImagePlugin
from pillow_heif import open_heif, options

from vorlauf.material.files.file_types import FileKind
from vorlauf.material.files.rejections import FileReason, UnusableError

# A whole picture of four bytes a pixel takes 100 MB; then the finished one, of 4096 by
# 4096 pixels at most, takes 67 MB beside it.
MOST_PIXELS: Final = 25_000_000
# libwebp holds two pictures of four bytes a pixel, Pillow two more.
MOST_WEBP_PIXELS: Final = 12_000_000
# Telephones make panoramas of 60 million pixels. libheif holds them in its own colours
# and in ours.
MOST_HEIC_PIXELS: Final = 60_000_000
# A JPEG can be decoded at an eighth of its size, but to read 110 million pixels, as
# some telephones make, takes a second or two however small the result.
MOST_JPEG_PIXELS: Final = 110_000_000
# For what libjpeg holds of a progressive picture, two bytes a sample, and the result.
JPEG_BYTES: Final = 180_000_000
_REDUCTIONS: Final = (1, 2, 4, 8)

# Ours are the limits, and they are looked at first.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, kw_only=True)
class DecodedImage:
    """A picture as it was decoded: `strip(top, bottom)` copies rows out of it."""

    size: tuple[int, int]
    strip: Callable[[int, int], Image.Image]
    profile: bytes
    orientation: int
    is_lossless: bool


def opened(source: BinaryIO, kind: FileKind) -> DecodedImage:
    """Decode a picture.

    Raises `UnusableError`, or whatever the libraries raise for a broken one.
    """
    if kind is FileKind.HEIC:
        return _from_heif(source)
    picture = Image.open(source, formats=(kind.name,))
    if kind is FileKind.JPEG:
        # What follows the first picture of a JPEG is its thumbnail or its brightness.
        _reduce(picture)
    elif getattr(picture, "is_animated", False):
        raise UnusableError(FileReason.ANIMATED)
    elif _pixels(picture.size) > _most(kind):
        raise UnusableError(FileReason.TOO_MANY_PIXELS)
    picture.load()
    return DecodedImage(
        size=picture.size,
        strip=lambda top, bottom: _eight_bits(
            picture.crop((0, top, picture.width, bottom))
        ),
        profile=_bytes(picture.info.get("icc_profile")),
        orientation=_orientation(picture),
        is_lossless=kind is FileKind.PNG,
    )


def _eight_bits(strip: Image.Image) -> Image.Image:
    """Return a strip of sixteen bits with its upper eight; Pillow would clip it."""
    if not strip.mode.startswith("I"):
        return strip
    strip.info.pop("transparency", None)
    return strip.point(lambda value: value * (1 / 256)).convert("L")


def _most(kind: FileKind) -> int:
    return MOST_WEBP_PIXELS if kind is FileKind.WEBP else MOST_PIXELS


def _pixels(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _reduce(picture: ImageFile.ImageFile) -> None:
    """Let a big JPEG be decoded at a half, a quarter or an eighth of its size."""
    assert isinstance(picture, JpegImagePlugin.JpegImageFile)  # noqa: S101 - its kind
    pixels, held = _pixels(picture.size), _coefficients(picture)
    fitting = [
        times
        for times in _REDUCTIONS
        if pixels // times**2 <= MOST_PIXELS
        and held + 4 * pixels // times**2 <= JPEG_BYTES
    ]
    if pixels > MOST_JPEG_PIXELS or not fitting:
        raise UnusableError(FileReason.TOO_MANY_PIXELS)
    if fitting[0] > 1:
        width, height = picture.size
        picture.draft(None, (max(width // fitting[0], 1), max(height // fitting[0], 1)))


def _coefficients(picture: JpegImagePlugin.JpegImageFile) -> int:
    """Return how many bytes libjpeg holds of a progressive picture as a whole."""
    if not picture.info.get("progressive"):
        return 0
    layers = [(across, down) for _, across, down, _ in picture.layer]
    most = max(across for across, _ in layers) * max(down for _, down in layers)
    samples = sum(across * down for across, down in layers) / most
    return int(2 * samples * _pixels(picture.size))


def _orientation(picture: Image.Image) -> int:
    try:
        found = picture.getexif().get(0x0112)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError):
        return 1  # the picture is good, what was written beside it is not
    return found if isinstance(found, int) and found in range(1, 9) else 1


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _from_heif(source: BinaryIO) -> DecodedImage:
    """Decode the first picture of a HEIC, already turned as the camera was held."""
    options.DECODE_THREADS = 0
    options.THUMBNAILS = False
    options.DEPTH_IMAGES = False
    options.AUX_IMAGES = False
    held = open_heif(source, convert_hdr_to_8bit=True)
    first = held[held.primary_index]
    if _pixels(first.size) > MOST_HEIC_PIXELS:
        raise UnusableError(FileReason.TOO_MANY_PIXELS)
    rows: Any = memoryview(first.data)
    (width, height), mode, stride = first.size, first.mode, first.stride
    # Grey ones of more bits come with sixteen.
    is_known = mode in {"RGB", "RGBA", "L", "I;16"}
    if _pixels(first.size) > MOST_HEIC_PIXELS or not is_known:
        raise UnusableError(FileReason.BROKEN)

    def strip(top: int, bottom: int) -> Image.Image:
        # The rows are only lent: they go when their picture goes.
        assert first is not None  # noqa: S101 - so it is held
        lent = rows[top * stride : bottom * stride]
        size = (width, bottom - top)
        return _eight_bits(Image.frombytes(mode, size, lent, "raw", mode, stride))

    return DecodedImage(
        size=(width, height),
        strip=strip,
        profile=_bytes(first.info.get("icc_profile")),
        orientation=1,
        is_lossless=False,
    )
