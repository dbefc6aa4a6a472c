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


def pdf(*more, root=b"", page=b""):
    """Return a PDF of one page with a blue field, written by hand.

    `root` and `page` are more keys of its catalog and its page, `more` are objects from
    number 5.
    """
    drawn = b"0 0 1 rg 20 20 60 40 re f"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R %s >>"
        % page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        *more,
    )
    held, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(held))
        held += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n"
    return held + head + table + tail % (size, len(held))


def heic(packed):
    return zlib.decompress(b64decode(packed))


def too_huge_heic():
    """Return a HEIC that says it is of 72 million pixels."""
    known, other = (struct.pack(">II", *size) for size in ((8064, 6048), (9000, 8000)))
    return heic(HUGE_HEIC).replace(known, other)


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
# Panoramas of 60 million pixels in squares of 512, of 8 and of 10 bits, all red.
WIDE_HEIC = (
    "eNrt2/VX13kWx/H7BVRUVOweW7HBblGwE1sUFcmvUgIqNnYXFjZ2d3d3d3e3zmy4O+F+vr6uu3fm3P0P"
    "3p7Z83ztA+bcOWd+4PMBhojyhcYPiAkPsQeR9SfSHurl2JH2wFAiz7jIkPhAwp9C4cERsbwpxh4UT3/5"
    "424PDrQwTf4ayZlSiLI8t0dEB9msD/h60xeykY0/70ddyQnDc85/bQA5Y3i5C3NhGy8sFUYFJ2Gp2QYJ"
    "S8P2N2GuGBUjhaVleyksHUal7sLSs90W5oZR2U9YBrazwjJiVPERloltvzB3jKqVhWVm2ygsC0a1EsKy"
    "sqUIy4ZRPbew7GxJwnJg1EgvLCfbKGG52H4XlhujZj9hedg+CcuLUStcWD62J8LyY9T2F/YT2zVhBTDq"
    "NBdWkO2EsEIYdesIK8y2S1gRDG9PYUXZ1ggrhlGvsLDibPOFlcCon02YB9tkYSUxfFILK8U2TFhptq/C"
    "ymD49hFWlu2tsHIYDYKElWe7L8wTo2F7YV5sF4VVwGjUSFhFtsPCKmE0ri6sMttWYVUwmpQWVpVtubBq"
    "GE3zC6vONltYDYxmmYTVZBsnrBZGc5uw2mwDhdVh+0VYXYwWEcK82V4Iq4fRspuw+my3hPlgtGotzJft"
    "jLAGGK3rC2vItk9YIwy/SsIas20Q1gSjTXFhTdkWC2uG0TaXsOZs04W1wGiXTlhLtpHCWrH9Jqw1Rvu+"
    "wvzYPgprg9EhTFhbtsfC2mF07CysPdtVYR0wOjUT1pHtuLBOGJ1rC+vMtlOYP4Z/eWFd2FYL64rRpZCw"
    "ALZ5wrphdM0qrDvbJGE9MAJSCeMv4wFDhfVk+6ewIIxuMcKC2d4IC8Ho3lNYKNs9YWEYPdoJC2e7IMyO"
    "EdhQWC+2Q8J6Y/SsJiyCbYuwSIygUsKi2JYJi8YIzicshm2WsD4YIRmF8eNQyFhhcRihJIwflUIHCOvL"
    "9rOwfhhhvYX1Z3suLAEjPEDYALabwgZi2FsJG8R2WthgjF71hA1h2ytsKEbvisKGsa0XlogRUUzYcLZF"
    "wkZgROYUNpJtmrBRGFFphY1mGyFsDNuvwsZiRMcLG8f2Qdh4frANFTaB7ZGwiRh9OgmbxHZF2GSM2KbC"
    "prAdEzYVI66WsGlsO4RNx4gvJyyJbZWwGRh9CwqbyTZX2CyMflmEzWabKGwORn8XYclsQ4TNZfuHsHkY"
    "CdHC5rO9FraAR6CwhTzuCluEMbCtsMVs54WlYAxqIGwJ20FhSzEGVxW2jG2zsOUYQ0oKW8G2VNhKjKF5"
    "ha1imylsNcawDMLWsI0Rtpbtm7B1GIkJwtazfRG2AWN4L2Eb2Z4J24QxoquwzWw3hG3BGNlS2Fa2U8K2"
    "YYzyFradbY+wHRijKwjbybZO2C6MMUWF7WZbKGwPxtgcwvayTRW2D2Ocq7D9bMOFHWD7t7CDGOPjhB1i"
    "ey/sMMaEEGFH2B4KO4oxsaOwY2yXhR3HmNRE2Am2o8JOYkyuKewU23ZhpzGmlBV2hm2lsLMYUwsIO8eW"
    "LOw8xrTMwi6wTRB2EWO6s7BLbIOFXWb7u7ArGElRwq6yvRJ2DWNGD2HX2e4Iu4Exs42wm2znhN3CmOUr"
    "7DbbAWF3MGZXEXaXbZOwexhzPITdZ1si7AFGch5hD9lmCHuEMddN2GO20cKesP0h7CnGvP7CnrF9FvYc"
    "Y75d2Au2p8JeYizoIuwV23VhrzEWthD2hu2ksLcYi+oKe8e2W9h7jMVewj6wrRX2ESOliLBPbAuEfcZY"
    "kl3YF7YpwijrNbs9Ck+9jo9nt/5PiBN/jyss1v79ufkH2hzf7grvF+T1Z3TW0EXDVBqm1jCNhq4aptUw"
    "nYbpNXTTMIOGGTXMpKG7hpk1zKJhVg2zaZhdwxwa5tQwl4a5NcyjYV4N82mYX8OfNCygYUENC2lYWMMi"
    "GhbVsJiGxTUsoaGHhiU1LKVhaQ3LaFhWw3IaltfQU0MvDStoWFHDShpW1rCKhlU1rKZhdQ1raFhTw1oa"
    "1tawjoZ1NfTWsJ6G9TX00dBXwwYaNtSwkYaNNWyiYVMNm2nYXMMWGrbUsJWGrTX007CNhm01bKdhew07"
    "aNhRw04adtbQX8MuGnbVMEDDbhp217CHhoEa9tQwSMNgDUM0DNUwTMNwDe0a9tKwt4YRGkZqGKVhtIYx"
    "GvbRMFbDOA3jNeyrYT8N+2uYoOEADQdqOEjDwRoO0XCohsM0TNRwuIYjNByp4SgNR2s4RsOxGo7TcLyG"
    "EzScqOEkDSdrOEXDqRpO03C6hkkaztBwpoazNJyt4RwNkzWcq+E8DedruEDDhRou0nCxhikaLtFwqYbL"
    "NFyu4QoNV2q4SsPVGq7RcK2G6zRcr+EGDTdquEnDzRpu0XCrhts03K7hDg13arhLw90a7tFwr4b7NNyv"
    "4QEND2p4SMPDGh7R8KiGxzQ8ruEJDU9qeErD0xqe0fCshuc0PK/hBQ0vanhJw8saXtHwqobXNLyu4Q0N"
    "b2p4S8PbGt7R8K6G9zS8r+EDDR9q+EjDxxo+0fCphs80fK7hCw1favhKw9cavtHwrYbvNHyv4QcNP2r4"
    "ScPPGn75H2aMscdH/vhFtTQD7DGxjh8Hn7PHBDl+VJzNHhfDP/quYX0FdvyiGyVYf6uPzdnxafjJnf9n"
    "+u33r1+tDzs7vg2dy9vmZvv2zfEJzo7PcHb85b/Xydvx867S9W22v3wkxcWJEjtHLU+a9/JxoZTD1gOe"
    "W6LjA6McP2tP42s7Eru5p+NXTLIGRUfERgVFJHz/plvqxD//4znx/8g9xp7w/afrzq6urkSpV9pjIn/8"
    "Ut8XsjnbRjuTk8sIZ5dU5Iy4IKmQ1EgaxBVJi6RD0iNuSAYkI5IJcUcyI1mQrEg2JDuSA8mJ5EJyI3mQ"
    "vEg+JD/yE1IAKYgUQgojRZCiSDGkOFIC8UBKIqWQ0kgZpCxSDimPeCJeSAWkIlIJqYxUQaoi1ZDqSA2k"
    "JlILqY3UQeoi3kg9pD7ig/giDZCGSCOkMdIEaYo0Q5ojLZCWSCukNeKHtEHaIu2Q9kgHpCPSCemM+CNd"
    "kK5IANIN6Y70QAKRnkgQEoyEIKFIGBKO2JFeSG8kAolEopBoJAbpg8QicUg80hfph/RHEpAByEBkEDIY"
    "GYIMRYYhichwZAQyEhmFjEbGIGORcch4ZAIyEZmETEamIFORach0JAmZgcxEZiGzkTlIMjIXmYfMRxYg"
    "C5FFyGIkBVmCLEWWIcuRFchKZBWyGlmDrEXWIeuRDchGZBOyGdmCbEW2IduRHchOZBeyG9mD7EX2IfuR"
    "A8hB5BByGDmCHEWOIceRE8hJ5BRyGjmDnEXOIeeRC8hF5BJyGbmCXEWuIdeRG8hN5BZyG7mD3EXuIfeR"
    "B8hD5BHyGHmCPEWeIc+RF8hL5BXyGnmDvEXeIe+RD8hH5BPyGfmCkO2rPTaEf5/M9j7YHhn2/Uu3k/Vl"
    "0IWsr0mUhlwpLaWj9ORmffHLSJnInTJTFspK2Sg75aCclItyUx7KS/koP/1EBaggFaLCVISKUjEqTiXI"
    "g0pSKSpNZagslaPy5EleVIEqUiWqTFWoKlWj6lSDalItqk11qC55Uz2qTz7kSw2oITWixtSEmlIzak4t"
    "qCW1otbkR22oLbWj9tSBOlIn6kz+1IW6UgB1o+7UgwKpJwVRMIVQKIVRONmpF/WmCIqkKIqmGOpDsRRH"
    "8dSX+lF/Svj+G1yDaDANoaE0jBJpOI2gkTSKRtMYGkvjaDxNoIk0iSbTFJpqPT9MpySaQTNpFs2mOZRM"
    "c61X//nWS/1C63V9sfUivsR6xV5mvTyvsF6LV1kvvGusV9l11kvqBuv1c5P1YrnFemXcZr0M7rBe83ZZ"
    "L3B7rFezfdZL1wHrdeqQ9aJ0xHoFOma93JywXltOWS8kZ6xXjXPWS8QF6/XgkvXgf8V6pL9mPazfsB7D"
    "b1kP2HesR+d71kPxA+tx95H1IPvEekR9Zj18vrAeK19ZD4xvrEfBd9ZD3gfr8e2T9W/XegrrkxD5/b8i"
    "oL4etk1+qX7ptHyF+78yJnX/9vOOR9/8/vB5/uuyvLmLfK7bNXpOYoDtogel91hxu//jtJ41G1jPNs62"
    "FTOcImrxg9TQw2N5UbpcP5br7h/raiIvl0k83JLNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz"
    "2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaH"
    "zWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPY"
    "HDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaH/8/h/wCkc5YI"
)
WIDE_DEEP_HEIC = (
    "eNrt2/VX13kWx/H7BVREVOzubrBFVFTsbkVRkfwqJaCCgdjdhY3d3d3d3d2tO7s7sxPrfOB13b2z5+5/"
    "8Pac2edrHzDnzjnzA58PMESUPzg2Pio0yB5H1p9we7BHyg63+wcTuceEB8X6E/4UCQ0Mi+ZNUfaAWPqf"
    "P272QH8L0xXwTMqcTJT1pT0sMsBmfcDHm76RjWz8eT/qTA4Y7vP+Y/HkiOHhJsyJbYKwNBiVHYSlZRsi"
    "LB3b34U5Y1QJF5ae7bUwF4yqvYRlYLsrzBWjWjthGdnOC8uEUb2hsMxsB4W5YdSoJiwL22ZhWTFqlhKW"
    "jS1ZWHaMWnmE5WCbKSwnhmcGYbnYRgvLzfaHsDwYtQcKy8v2RVg+DK9QYfnZngkrgFHHV1hBthvCCmHU"
    "bSmsMNspYUUw6tUVVpRtj7BiGN7uwoqzrRNWAqN+UWEl2RYKK4XRILuw0mxThJXBaJhWWFm24cLKsf0i"
    "rDyGT39hFdjeC6uI0ShAWCW2h8LcMRp3EubBdllYZYwmTYRVYTsqrCpG01rCqrFtF1Ydo1k5YTXYVgqr"
    "idG8gLBabHOFeWK0yCysNtt4YV4YLW3C6rANFlaX7Sdh9TBahQnzZnslrD5G657CGrDdEdYQo01bYT5s"
    "54Q1wmjbQFhjtgPCmmC0qyqsKdsmYc0w2pcU1pxtqbAWGB1yC2vJNkNYK4yOLsJas40S1obtd2FtMToN"
    "ENaO7bOw9hidQ4R1YHsqrCNGl27COrFdF9YZo2sLYV3YTgrritGtjrBubLuF+WL4VhLWnW2tsB4Y3YsI"
    "82NbIKwnRo9swnqxTRbWG8MvjTD+Mu6XIKwP28/CAjB6RgkLZHsnLAijVx9hwWwPhIVg9O4oLJTtkjA7"
    "hn9jYX3Zjgjrh9GnprAwtm3CwjECygqLYFshLBIjML+wKLY5wvpjBGUSxo9DQeOExWAEkzB+VAqOFzaA"
    "7W/CBmKE9BM2iO2lsDiMUD9h8Wy3hQ3GsLcRNoTtrLChGH3rCxvGtl9YAka/KsKGs20UlogRVkLYCLYl"
    "wkZihOcSNopturDRGBHphY1hGylsLNtvwsZhRMYKG8/2SdgEfrANFjaR7YmwSRj9uwqbzHZN2BSM6ObC"
    "prKdEDYNI8ZL2HS2XcJmYMRWFDaTbY2wWRgDCgubzTZf2ByMgVmFzWWbJGwexiAnYUlsw4TNZ/unsAUY"
    "cZHCFrK9FbaIh7+wxTzuC1uCMbiDsKVsF4UlYwxpJGwZ22FhyzGG1hC2gm2rsJUYw8oIW8W2XNhqjIR8"
    "wtawzRa2FmN4RmHr2MYKW8/2XdgGjMQ4YRvZvgnbhDGir7DNbC+EbcEY2UPYVrZbwrZhjGotbDvbGWE7"
    "MEZ7C9vJtk/YLowxlYXtZtsgbA/G2OLC9rItFrYPY1xOYfvZpgk7gDHeWdhBthHCDrH9KuwwxoQYYUfY"
    "Pgo7ijExSNgxtsfCjmNM6iLsBNtVYScxJjcTdortuLDTGFNqCzvDtlPYWYypFYSdY1st7DzGtELCLrAl"
    "CbuIMT2LsEtsE4VdxpjhKOwK21BhV9n+IewaxswIYdfZ3gi7gTGrt7CbbPeE3cKY3V7YbbYLwu5gzPER"
    "dpftkLB7GHOrC7vPtkXYA4x5pYU9ZFsm7BFGUl5hj9lmCXuCMd9V2FO2McKesf1b2HOMBYOEvWD7Kuwl"
    "xkK7sFdsz4W9xljUXdgbtpvC3mIsbiXsHdtpYe8xltQT9oFtr7CPGEs9hH1iWy/sM0ZyMWFf2BYJ+4qx"
    "LIewb2xThVG2G3Z7BJ56Uz6ew/o/QQ78Pa6QaHvqc/MPtKV8uyt0YIDHX9FRQycN02iYVsN0GjprmF5D"
    "Fw0zaOiqYUYNM2mYWUM3DbNomFXDbBpm1zCHhjk1zKVhbg3zaJhXw3wa5tewgIYFNSykYWENi2hYVMNi"
    "GhbXsISGJTUspWFpDctoWFbDchqW17CChhU1rKShu4YeGlbWsIqGVTWspmF1DWtoWFPDWhp6alhbQy8N"
    "62hYV8N6GnprWF/DBho21NBHw0YaNtawiYZNNWymYXMNW2jYUsNWGrbWsI2GbTVsp2F7DTto2FHDThp2"
    "1rCLhl017Kahr4bdNeyhoZ+GPTXspWFvDf017KNhgIaBGgZpGKxhiIahGto17KthPw3DNAzXMELDSA2j"
    "NOyvYbSGMRrGajhAw4EaDtIwTsN4DQdrOETDoRoO0zBBw+EaJmo4QsORGo7ScLSGYzQcq+E4DcdrOEHD"
    "iRpO0nCyhlM0nKrhNA2nazhDw5kaztJwtoZzNJyr4TwNkzScr+ECDRdquEjDxRou0XCphskaLtNwuYYr"
    "NFyp4SoNV2u4RsO1Gq7TcL2GGzTcqOEmDTdruEXDrRpu03C7hjs03KnhLg13a7hHw70a7tNwv4YHNDyo"
    "4SEND2t4RMOjGh7T8LiGJzQ8qeEpDU9reEbDsxqe0/C8hhc0vKjhJQ0va3hFw6saXtPwuoY3NLyp4S0N"
    "b2t4R8O7Gt7T8L6GDzR8qOEjDR9r+ETDpxo+0/C5hi80fKnhKw1fa/hGw7cavtPwvYYfNPyo4ScNP2v4"
    "RcOvGn77L2aKsseG//hFtXTx9qjolB8HX7BHBaT8qDi7PSaKf/TtaX0FTvlFN4qz/taGNqeU3ypbnPqj"
    "Cd+v9Psfv/5qfdgx5dvQubxtrrbv31M+wTH1MxytT9nv4J3y467yDWy2v34g2cmBElvNfd+szOYIh7yu"
    "qR87m/I/zt4pP2tP52M7Fr21T8qvmGQLiAyLjggIi0v9plvaxL/+4znwX+QWZY9L/em6o4uLC1Ha1fao"
    "8B+/1PeNbI62MY7k4DTS0SkNOSJOSBokLZIOcUbSIy5IBsQVyYhkQjIjbkgWJCuSDcmO5EByIrmQ3Ege"
    "JC+SD8mPFEAKIoWQwkgRpChSDCmOlEBKIqWQ0kgZpCxSDimPVEAqIpUQd8QDqYxUQaoi1ZDqSA2kJlIL"
    "8URqI15IHaQuUg/xRuojDZCGiA/SCGmMNEGaIs2Q5kgLpCXSCmmNtEHaIu2Q9kgHpCPSCemMdEG6It0Q"
    "X6Q70gPxQ3oivZDeiD/SBwlAApEgJBgJQUIRO9IX6YeEIeFIBBKJRCH9kWgkBolFBiADkUFIHBKPDEaG"
    "IEORYUgCMhxJREYgI5FRyGhkDDIWGYeMRyYgE5FJyGRkCjIVmYZMR2YgM5FZyGxkDjIXmYckIfORBchC"
    "ZBGyGFmCLEWSkWXIcmQFshJZhaxG1iBrkXXIemQDshHZhGxGtiBbkW3IdmQHshPZhexG9iB7kX3IfuQA"
    "chA5hBxGjiBHkWPIceQEchI5hZxGziBnkXPIeeQCchG5hFxGriBXkWvIdeQGchO5hdxG7iB3kXvIfeQB"
    "8hB5hDxGniBPkWfIc+QF8hJ5hbxG3iBvkXfIe+QD8hH5hHxGviBfkW8I2X6xRwfx75PZPgbaw0NSv3Q7"
    "WF8Hncj6mkTpyJnSkwtlIFfri18mykxulIWyUjbKTjkoJ+Wi3JSH8lI+yk8FqCAVosJUhIpSMSpOJagk"
    "laLSVIbKUjkqTxWoIlUid/KgylSFqlI1qk41qCbVIk+qTV5Uh+pSPfKm+tSAGpIPNaLG1ISaUjNqTi2o"
    "JbWi1tSG2lI7ak8dqCN1os7UhbpSN/Kl7tSD/Kgn9aLe5E99KIACKYiCKYRCyU59qR+FUThFUCRFUX+K"
    "phiKpQE0kAZRXOpvcA2hoTSMEmg4JdIIGkmjaDSNobE0jsbTBJpIk2gyTaGpNI2m0wyaSbNoNs2huTSP"
    "kmi+9eq/0HqpX2y9ri+1XsSXWa/YK6yX51XWa/Ea64V3nfUqu8F6Sd1kvX5usV4st1mvjDusl8Fd1mve"
    "HusFbp/1anbAeuk6ZL1OHbFelI5Zr0AnrJebU9ZryxnroeSc9apxwXqJuGS9HlyxHvyvWY/0N6yH9VvW"
    "Y/gd6wH7nvXo/MB6KH5kPe4+sR5kn1mPqC+sh89X1mPlG+uB8Z31KPjBesj7ZD2+fbH+7VpPYf3jwlP/"
    "KwIaUNq2pV2an7quXOX2r0zJ9b7/vPTI96TC03/rfPP06aa/Z76T79XTXN4xE8nh/Kq7g56md6/dKOVJ"
    "ybZqlkOYV+qDlCMlHB3Hi1xy/1jOe3+s64m8nCbzcE0yh81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gc"
    "NofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81h"
    "c9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2"
    "h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gcNofNYXPYHDaHzWFz2Bw2h81hc9gc/j+H/wSrC1PO"
)
# The drawing in grey, 64 by 48 pixels, of 8, 10 and 12 bits.
GREY_HEIC = {
    8: (
        "eNpjYGCQSSupLMhIzaxgAILczDRDEDs3MzGNgYGxNDe1JJEBAhQzUnKKoGyGgszkEgY0oJSZk58M"
        "Yrg4MDACIRAwzoTQQABSrpyZmZcG5oFERYGcVCYoL6Ms2RDE5CvILMmFK/maWVBUAKSvZhYk54Os"
        "BSpzZmThADLn/wApkvvA8OfPDyCTnzkBqEPcgZGH8f9/kAJmsApmoJJdTA6JQDlVJ0ZGVIkDTSxi"
        "0asnzXp2oIGBgacBJNiSBFTJ5sJ4sPhAJ9B44eT8nKK85JwKoCgvAxtQCYNIZnFBKtRPDlCskZyT"
        "WABlg5xtAKVBgOn///8fQDTEcxWZYL+BfCCRWZALC1xgeLE2MjGztgDZNbkpiaDQKtBgXLfhPd/z"
        "/0fFdZRmxdqL9YTyHtV80vj75Bv1rDxzYQaGp1vYFin8KNG085lhleXNrr/DhLHhjtxNvje7jnww"
        "yNzieeEmT9b5pIl72FRa3///J6/SytD+99PTfv1J+/TqLtaoJ7LFr5hybUvHtrQPL9ri/iUBADc4"
        "gfQ="
    ),
    10: (
        "eNpjYGCQSSupLMhIzaxgAILczDRDEDs3MzGNgYGxPDe1JJEBAhQzUnKKoGyGgszkEgY0oJSZk58M"
        "Yrg4MDACIRAwzobQQNACxMqZmXlpYB5IVBTISWWC8jLKkg1BTL6CzJJcuJLvmQVFBUD6emZBcj6Q"
        "LgIqc2Zk4QAy5/4AKZL7wPDnz69fDAz8zAlAHeIOjDyM//+DFDCDVTADlexickgEyqk7MTKiShxo"
        "YhFO3bVTc10OWPgEiOBwSAKqZXNhPFh8oBNogXByfk5RXnJOBVCUl4GtASgkkllckAr1lQMUayTn"
        "JBZA2SCHG0BpEGD6////BxAN8V5FJth3XEBCIrMgFxa8wBBjbWRiZgWFU09uSiIoeBs0GNdteC+g"
        "+v9rCzfHsunnJqrfn6973WnF/zMstxIWqm2UmT6DxWH/xMz1hyfOtS1+3VtxJsC85vtXH5tbO940"
        "54oJT1ov8+FFw9T8hJ0J3RIZMeL76r9Y2v//ePv//0v7///fLpr5WlxNMs2vm3WiSGf5NHO+JKXk"
        "Nxyt+ccnVP2LFbp+5+0BAKymjTE="
    ),
    12: (
        "eNpjYGCQSCupLMhIzaxgAILczDRDCJuxLDe1JJEBAhQzUnKKoGyGgszkEgY0oJSZk58MYrg4MDAC"
        "IRAwToPQQNAOxMqZmXlpYB5IVBTISWWC8jLKkg1BTL6CzJJcuJJvmQVFBUD6WmZBcj6QLgQqc2Zk"
        "4QAyZ/4AKZL7wPAHCBgY+JkTgDrEHRh5GP//BylgBqtgBirZxeSQCJRTc2JkRJU40MQi6BW9etKs"
        "ZwcaGBh4GkCiLUlApWwujAeLD3QCzRdOzs8pykvOqQCK8jKwAZUwiGQWF6RCPeUAxRrJOYkFUDbI"
        "3QZQGgSY/v///wFEQ3xXkQn2HA+QkMgsyIWFLjDAWBuZmFlbgOz+3JREUOg2azCu2/BeMPn/dwOh"
        "Q5pLP68s2/fnV82Rm072bqatG6e+c2ea7c38a7Ghz8YJOwsMvvFP8znY+f7s+hl95oJ836/eU9x3"
        "pkirqeJAFrdCq+KRqMPGMpW8NdNPvw9zCNm+5NIjoTmcDyQ/Psl9/XCOj8jeY2mLjx794qgf8ubj"
        "8jU1ijt0pjPO6FVraAAATzOOJQ=="
    ),
}
