"""Pictures and films as people send them, and as nobody should; made by Pillow here."""

import struct
import zlib
from base64 import b64decode
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

# Words that must be in nothing that is kept.
MARKERS = (
    b"GEHEIMER-ORT",
    b"Exif\0",
    b"eXIf",
    b"GPSLatitude",
    b"ns.adobe.com",
    b"<x:xmpmeta",
    b"Photoshop 3.0",
    b"<script",
    b"<?php",
    b"PK\x03\x04",
    b"\xa9xyz",
    b"+51.0500",
    b"Beispielkamera",
    b"ICC_PROFILE",
    b"iCCP",
    b"tEXt",
)
XMP = (
    b"<x:xmpmeta><exif:GPSLatitude>51,3.0N GEHEIMER-ORT</exif:GPSLatitude></x:xmpmeta>"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawing(width=320, height=240, mode="RGB", seed=0):
    """Return a picture with a blue corner at the top left, on red."""
    picture = Image.new("RGBA", (width, height), (200, 30, 30, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(30, 30, 200, 255))
    green = (20, 40 + seed * 7 % 200, 60, 255)
    draw.ellipse((width // 2, height // 2, width - 1, height - 1), fill=green)
    if mode in {"RGBA", "LA"}:
        draw.rectangle((0, height - height // 4, width // 4, height), fill=(0, 0, 0, 0))
    return picture.convert(mode)


def gps(orientation=1):
    exif = Image.Exif()
    exif[0x010F] = "Beispielkamera"
    exif[0x010E] = "GEHEIMER-ORT"
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (51.0, 3.0, 1.0), 3: "E", 4: (13.0, 44.0, 1.0)}
    return exif.tobytes()


def saved(picture, kind, **how):
    held = BytesIO()
    picture.save(held, kind, **how)
    return held.getvalue()


def jpeg(width=320, height=240, orientation=1, seed=0, **how):
    how = {"exif": gps(orientation), "xmp": XMP, "comment": "GEHEIMER-ORT"} | how
    return saved(drawing(width, height, seed=seed), "JPEG", **how)


def with_iptc(raw):
    """Put in a block of IPTC, as agencies do."""
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 17)
    block += b"\x1c\x02\x5a\0\x0cGEHEIMER-ORT\0"
    return raw[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + raw[2:]


def png(width=320, height=240, mode="RGB", seed=0, **how):
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "GEHEIMER-ORT <script>alert(1)</script> <?php")
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    how = {"pnginfo": said, "exif": gps()} | how
    return saved(drawing(width, height, mode, seed), "PNG", **how)


def webp(width=320, height=240, mode="RGB", seed=0, **how):
    how = {"exif": gps(), "xmp": XMP} | how
    return saved(drawing(width, height, mode, seed), "WEBP", **how)


def deep_png(width=32, height=24, colours=2):
    """Return a PNG of 16 bits: grey (0), colours (2), or clear ones, too (6)."""
    numbers = {0: 1, 2: 3, 6: 4}[colours]
    row = b"\0" + b"\xc8\x00" * (width * numbers)
    return raw_png(width, height, 16, colours, zlib.compress(row * height))


def raw_png(width, height, depth, colours, content, *others):
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    parts = [(b"IHDR", head), *others, (b"IDAT", content), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name, content):
    code = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + code


def png_bomb(width, height):
    """Return a PNG that really holds as many pixels as it says, and is small."""
    packer = zlib.compressobj(9)
    rows = b"\0" * ((width * 3 + 1) * 64)
    packed = [packer.compress(rows) for _ in range(height // 64)]
    packed.append(packer.compress(b"\0" * ((width * 3 + 1) * (height % 64))))
    return raw_png(width, height, 8, 2, b"".join(packed) + packer.flush())


def moving(kind, seed=0):
    """Return an animation of three pictures: GIF, WEBP or PNG."""
    first, *others = (drawing(60, 40, seed=seed + number * 9) for number in range(3))
    return saved(first, kind, save_all=True, append_images=others, duration=100)


def profile():
    """Return a profile of colours that must be gone afterwards."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def box(letters, *content):
    held = b"".join(content)
    return struct.pack(">I", len(held) + 8) + letters + held


def track(number, handler, places, sizes):
    """Return a track whose chunks lie at these places, each one sample."""
    count = struct.pack(">I", len(places))
    stbl = box(
        b"stbl",
        box(b"stsd", bytes(8)),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
        box(b"stsz", bytes(8), count, struct.pack(f">{len(sizes)}I", *sizes)),
        box(b"stco", bytes(4), count, struct.pack(f">{len(places)}I", *places)),
    )
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    mdia = box(b"mdia", box(b"mdhd", bytes(24)), hdlr, box(b"minf", stbl))
    tkhd = box(b"tkhd", bytes(12), struct.pack(">I", number), bytes(68))
    return box(b"trak", tkhd, mdia, box(b"udta", box(b"name", b"GEHEIMER-ORT")))


def mp4(brand=b"isom", content=b"film" * 50, *others, places=True):
    """Return a film with the place where it was shot in all places that there are."""
    ftyp = box(b"ftyp", brand, bytes(4), brand, b"mp42")
    where = b"+51.0500+013.7333/"
    mdat = box(b"mdat", content, where)
    at = len(ftyp) + 8
    tracks = [track(1, b"vide", [at], [len(content)])]
    if places:
        tracks.append(track(2, b"meta", [at + len(content)], [len(where)]))
    else:
        mdat = box(b"mdat", content)
    udta = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(where), 0), where))
    meta = box(b"meta", bytes(4), XMP)
    moov = box(b"moov", box(b"mvhd", bytes(100)), *tracks, udta, meta)
    return ftyp + mdat + moov + box(b"uuid", bytes(16), XMP) + b"".join(others)


def pdf(*more):
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"".join(
        [*more, b"trailer\n<< >>\nstartxref\n0\n%%EOF\n"]
    )


def heic(packed):
    return zlib.decompress(b64decode(packed))


# Made with libheif of the drawing above, 64 by 48 pixels, with a place and orientation.
SMALL_HEIC = (
    "eNpdU01oE0EUfrOTrCuaRKOCgpRWEEqsNMGfg4QSatYoNFWqByke3O4PGd3NDpu1rCctiOhNCgre"
    "PHkQxKt6UjwI0pugUPBSag+e6skoyvpmdtKWPvbNe++bb97MvDcLAIe9+DbvuMwGlIB5NeEHzPIA"
    "tHLgxhZkMtJx/Ej5wJkdwzY5x/xQJmk2gAIRnnY6sygnQZPIjQ1kCVkodJNzBHWOsa4nIzF7AANX"
    "LkROZ96uwRaQiJRmwiS9sgFScY3ABYtzn9lWzMLueOR4x5LAl3mLnMUBqJxkB+MRR3+NcTtEO4+7"
    "nCVUQI8kaWgd/v7r9wFK9DquONggu0maCgIVDCq+obdaw8LJyiQh22aeDS/kn/xYff7mtdGpDiNE"
    "xQAjc0jXm+R9791D3GSfHfpR1/YTRAug30VoP+txVxWmoXTU9i2ufFG0qrKysmmarguLuoezhMka"
    "GoaBZieLwljU8xDjwaChBIi+oNH8vfsiM4tcT00UbadnYx4ic2cRzSJSCRxLdL46Sl5d/V3+ln5f"
    "WY31O9XFn0undtU/92e/WsvLT6c/fnn5IUo/tX6tjc3ura08bv7BNXrWq3YbKhgZkCNFedoC6gQp"
    "Sb+EOkXKsvlYIIAHRyGnbnlNHK5lnjcvtM2Z4xdnrgBMulgl5vo3rcCNxMVy2asAbVrWBPLqIS3i"
    "KHETJGuAv1B3PqH2oMoOtKDs2Fa8npxJAi7+jYnWpctT+MTiW45bH9+E/wM2mZb7"
)
# As newer telephones take them, of 10 and 12 bits a colour: the drawing without its
# circle, with a place, and turned when it is shown.
DEEP_HEIC = {
    10: (
        "eNpjYGCQSSupLMhIzaxgAILczDRDEDs3MzGNgYHxeG5qSSIDBChmpOQUQdkMBZnJJQxowCQzJz8Z"
        "xHBxYGBiYASxGF9DaCCwA4oBAZMmkggDg0VmZl4amAeSFQVyUsHKgGoyypINGZAEGUFKXCsywcr5"
        "CjJLchmgKhnZMguKCoDsp5kFyflAuhSo15mRhQPInLsDpEjuA8Ofv79+MTDwMycAdYg7MPIw/v8P"
        "UsAMVsEMVLKLySERKKflxMiIKrFAoZHlZt46r+zZDW3NTCAxIxDBJJAEVM7mwniw+EAn0A7h5Pyc"
        "orzknAqgKC8DWwNQSCSzuCAV6lsHKNZIzkksgLJBIWEApcFh8P///w/QsBAoyKzIBAkyc3FxASnO"
        "zKL8EqBzGCQzC3JhccII9HsjEzNrSxuQI5VZlJoGleBLTilOBscCyOyW3JREUHRZaTCu53ygbHrk"
        "/9+j//f+5Lf/O8e2aOI0toXV/6L/1C6t3bAn4332Vpf7/yYs3v+Vf/L+M1+/derf0PVlWQ3yDRsk"
        "8H19GbSAPA4GJkY+sEt5gViNUQgUVqAAgTjA3dXD1dPXNUjXPyiEgQEAFk57EA=="
    ),
    12: (
        "eNpjYGCQSCupLMhIzaxgAILczDRDCJvxeG5qSSIDBChmpOQUQdkMBZnJJQxowCQzJz8ZxHBxYGBi"
        "YASxGJ9DaCAAiQEBkzpcxA6ILTIz89LAPJCsKJCTClYGVJNRlmzIgCTICFLiWpEJVs5XkFmSywBV"
        "yciWWVBUAGQ/zSxIzgfSpUC9zowsHEDmzB0gRXIfGP78/fOHgYGfOQGoQ9yBkYfx/3+QAmawCmag"
        "kl1MDolAOS0nRkZUiQUKjSxB0149WbZzB0eGgQJQkBlEMCgmAZWzuTAeLD7QCbRDODk/pygvOacC"
        "KMrLwNYAFBLJLC5IhfsfgjWScxILoGxQSBhAaXAY/P///wM0LAQKMisyQYLMPDw8QIozsyi/BOgc"
        "BsnMglxYnDAC/d7IxMza0gbkSGUWpaZBJfiSU4qTwbEAMrstNyURFF02GozrOR8om77a/7+r/n3d"
        "3Pb/k5ZNOLJZZ3L7rA7Vf49z80/O7zUMkQnn+v9lqvv/qQ3KtWuUXWTOTJz+WqMV5C42SPD7+jJo"
        "AXkcDEyMfGC38gKxGqMQKLRAQQJxgrurh6unr2uQrn9QCAMDAHK4eNA="
    ),
}
# As a telephone makes them, of 24 and of 48 million pixels, and all red.
BIG_HEIC = (
    "eNpjYGCQSSupLMhIzUxmAILczDRDEDs3MzGNgYExMje1JJEBAhQzUnKKoGyGgszkEgY0oJSZkw82"
    "xMWBgREIgYCxFkIzMIjlAwnlzMy8NDAXJCoK5KQyQXkZZcmGICZfQWZJLlzJzcyCogIgvSuzIBlk"
    "QDVQmTMjM0hoAljRlg8Mf/7++MHAwM+cANQh4cDIw/j/P0gBM0gFMwht2cXkkAiU1HNiZESTWcCw"
    "qYPBmf1e9EqVZTt3cGQYKACFmUEEg2ISUAu7C+PBog1JDkCbhJPzc4ryknMqgMK8DGwNQCGRzOKC"
    "VKj3AhgYBPYAGQIFmRWZIBFmDg4OICWeWZALC0FgoLA0MjGzAJWX56YkAgNQLFuDcT2LgOJ811Vf"
    "X4etDFrqVfLy8nK/uVZEUxZ/Ki1e//85of/8gRitI/lvhGdevMOVmJQG9SHVUNSB5S/esSUctaW2"
    "wcwM1Q6TeU0OUN9cprJ26hsKRIITaGIs2xSaGHu/gQbGsrrQwFAJWoSrlwMNDO2nQZgyWtMgB/RR"
    "30zmpqGR9DlvUN9MvhPUN1OEBqleKoD6ZiorUN9MbRqYaUgDM+0WUN9MTxrUeGE0KOwSaGBmAQ3M"
    "LHegRcuE+mbSou6YQgMzl9LAzAU0MHMNDcxcMkTMpIXfV4yaOWrmIDZz66iZo2aOmjlq5qiZo2aO"
    "mkk02tYAAFBr0VM="
)
HUGE_HEIC = (
    "eNrt1s9LFFEcAPDvm1lsKE1R04hA04s/wJAMKgiGklC6eRAiEWfHHfbJzu5jd1Z3C2k7SJ5KCIJu"
    "66mLpMdQBIOCbiHUQfAPiAoRuqywtn3f7hbk1dhv4Pe7j3nvfefNfJjv4e0DgItekFXRiHQBw5fe"
    "oB770vEAxD0/EjhQiUvR6ViyOgYl3QCORJeMJcovGbZB4A9DzFd6gP55vHRLGffKU509h5OIUZ1F"
    "Z91BPTyrZOD/WbIjVVJhvy6Vm8D+IS67LUydWiov2tyH4mGhANBoTuET521RL0olvcDUK0zdNtcN"
    "28GbA7eEOHInD0ULJhdefB3tfR03LtRbOvtBXyw7jI+cGhZvk2thG6UWNxFLxt1YBtMNUJfDVKtM"
    "qUjl8zpw3p7HQZOSGakzpmXh26BdKv93BbEooceGGcJqLPjTDhawP9sjVkNNlxcXH2Qyc7PpdDr4"
    "K1L/JnLF7LVvpYOlZx+3JvreJb63vNzePe2EvWoZatbE1Vdf9uqm3t+sNQym2HjeMLRVexesnicE"
    "KrbreRq3bZ/ENfYo2GaSjx23KdSDHIEqPhOgoVaKjeINAXqmcFJ2iE6K7fBKJwE6QvE3d58CTVHs"
    "g08ptsEVCvQTBfqTABW9BOZdAvMRgblMcdgnMAkOKuIHwTm7jcDsIjBvEJh3Tog5RmBOsskmm/+t"
    "OcMmm2yyySabbLLJJptssskmm2yyySabbLLJJpvHNZvXfgE0sOIi"
)
