"""Files for the tests, as they are kept: their digests, and no bytes."""

from vorlauf.material.files.intake import KeptFile


def kept(letter="a", media_type="image/jpeg"):
    return KeptFile(
        sha256=letter * 64,
        media_type=media_type,
        size=120_000,
        width=1600,
        height=1200,
        original="f" * 64,
        has_original=False,
        variants={"preview": "e" * 64},
    )
