"""Films of all shapes, with what should not stay in them; made by hand here."""

import struct

from picture_samples import box

SECRET = b"GEHEIM"
WHERE = b"+51.0500+013.7333/GEHEIM"
TIME = struct.pack(">II", 0xE1234567, 0xE1234568)
PICTURE = b"picture-" * 64
SOUND = b"sound---" * 16


def long_box(letters, *content):
    """Return a box whose size has 64 bits."""
    held = b"".join(content)
    return struct.pack(">I", 1) + letters + struct.pack(">Q", len(held) + 16) + held


def full(letters, *content, version=0, flags=0):
    return box(letters, struct.pack(">I", version << 24 | flags), *content)


def visual_entry(*more, codec=b"avc1"):
    head = bytes(6) + struct.pack(">H", 1) + bytes(4) + b"GEHE" + bytes(26)
    return box(
        codec,
        head,
        b"\x0aGEHEIM-COD" + bytes(21),
        struct.pack(">Hh", 24, -1),
        box(b"avcC", b"\1decoder"),
        box(b"udta", SECRET),
        box(b"uuid", bytes(16), SECRET),
        *more,
    )


def sound_entry(version=0):
    fields = bytes({0: 0, 1: 16, 2: 36}[version])
    head = bytes(6) + struct.pack(">HH", 1, version) + bytes(18)
    return box(b"mp4a", head, fields, box(b"esds", b"decoder"), box(b"udta", SECRET))


def track(number, handler, entry, lies, **how):
    """Return a track of one chunk, which lies at a place and has so many bytes."""
    chunk, size = lies
    version = how.get("version", 0)
    places, sizes = how.get("places", b"stco"), how.get("sizes", b"stsz")
    times = TIME if version == 0 else struct.pack(">QQ", 0xE1234567, 0xE1234568)
    letter = ">IQ" if places == b"co64" else ">II"
    if sizes == b"stz2":
        parts = [min(200, size - at) for at in range(0, size, 200)]
        table = full(b"stz2", struct.pack(">II", 8, len(parts)), bytes(parts))
        samples = len(parts)
    else:
        table = full(b"stsz", struct.pack(">III", size, 1, 0)[:8])
        samples = 1
    stbl = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, samples, 1)),
        full(b"stsc", struct.pack(">IIII", 1, 1, samples, 1)),
        table,
        full(places, struct.pack(letter, 1, chunk)),
    )
    dref = full(
        b"dref",
        struct.pack(">I", 1),
        full(
            how.get("reference", b"url "),
            how.get("address", b""),
            flags=how.get("flags", 1),
        ),
    )
    minf = box(b"minf", box(b"dinf", dref), stbl)
    hdlr = full(b"hdlr", bytes(4), handler, bytes(12), b"GEHEIM.mov\0")
    mdia = box(b"mdia", full(b"mdhd", times, bytes(16), version=version), hdlr, minf)
    tkhd = full(b"tkhd", times, struct.pack(">I", number), bytes(68), version=version)
    udta = box(b"udta", box(b"name", SECRET))
    return box(b"trak", tkhd, mdia, udta, box(b"meta", SECRET))


def film(brand=b"isom", *, moov_first=False, wide=False, sound=0, **how):
    """Return a film with places and names in it, and what its shown tracks hold."""
    ftyp = box(b"ftyp", brand, bytes(4), brand, b"mp42")
    content = PICTURE + SOUND + WHERE
    mdat = long_box(b"mdat", content) if wide else box(b"mdat", content)
    head = len(mdat) - len(content)
    size = len(_moov(0, sound, how))
    begin = len(ftyp) + (size if moov_first else 0) + head
    moov = _moov(begin, sound, how)
    assert len(moov) == size
    note = box(b"uuid", bytes(16), SECRET) + box(b"free", SECRET) + box(b"wide")
    parts = (ftyp, moov, mdat) if moov_first else (ftyp, mdat, moov)
    return b"".join(parts) + note


def _moov(begin, sound, how):
    tables = {key: how[key] for key in ("places", "sizes", "version") if key in how}
    shown = {key: how[key] for key in ("reference", "address", "flags") if key in how}
    lies, entries = (
        [],
        (visual_entry(), sound_entry(sound), box(b"mebx", bytes(6), SECRET)),
    )
    for media in (PICTURE, SOUND, WHERE):
        lies.append((begin, len(media)))
        begin += len(media)
    return box(
        b"moov",
        full(b"mvhd", TIME, bytes(88)),
        track(1, b"vide", entries[0], lies[0], **tables, **shown),
        track(2, b"soun", entries[1], lies[1], **tables),
        track(3, how.get("third", b"meta"), entries[2], lies[2], **tables),
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(WHERE), 0), WHERE)),
        full(b"meta", SECRET),
        box(b"iods", SECRET),
    )


def in_pieces(*, third=False):
    """Return a film whose pictures come in pieces, each with its own table."""
    extra = [track(3, b"meta", box(b"mebx", bytes(8)), (0, 0))] if third else []
    moov = box(
        b"moov",
        full(b"mvhd", TIME, bytes(88)),
        track(1, b"vide", visual_entry(), (0, 0)),
        *extra,
        box(b"mvex", full(b"trex", bytes(20)), box(b"udta", SECRET)),
        box(b"udta", SECRET),
    )
    piece = box(
        b"moof",
        full(b"mfhd", struct.pack(">I", 1)),
        box(
            b"traf",
            full(b"tfhd", struct.pack(">I", 1)),
            box(b"uuid", bytes(16), SECRET),
        ),
        box(b"meta", SECRET),
    )
    random_access = box(b"mfra", full(b"mfro", bytes(4)), box(b"udta", SECRET))
    return (
        box(b"ftyp", b"iso5", bytes(4), b"iso5")
        + moov
        + (piece + box(b"mdat", PICTURE)) * 2
        + box(b"emsg", SECRET)
        + random_access
    )
