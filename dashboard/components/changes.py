"""What has changed since a house saw a post last: short enough for a small page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.components.word_diff import DiffKind, DiffPiece
from dashboard.i18n.language import Words
from dashboard.post.versions import VersionChange, change
from states.fingerprint import Content, ShownPicture

# Of a text that stayed the same so much is shown beside a change, in characters.
AROUND: Final = 90
_CUT: Final = " […] "


@dataclass(frozen=True, kw_only=True)
class PictureChange:
    """A picture before and after; None where there was none, or is none any more."""

    before: ShownPicture | None
    after: ShownPicture | None


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What differs in words, and which pictures do."""

    words: VersionChange
    pictures: tuple[PictureChange, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.pictures)


def changed(words: Words, before: Content | None, after: Content) -> Changed | None:
    """Return what differs between two contents; None if nothing was seen before."""
    if before is None:
        return None
    found = change(words, before, after)
    label = words.part_label("pictures")
    return Changed(
        words=VersionChange(
            texts=tuple(
                replace(text, pieces=tuple(shortened(text.pieces)))
                for text in found.texts
            ),
            parts=tuple(part for part in found.parts if part[0] != label),
        ),
        pictures=tuple(_pictures(before.pictures, after.pictures)),
    )


def shortened(pieces: Sequence[DiffPiece]) -> Iterator[DiffPiece]:
    """Yield the pieces; of long ones that stayed the same only what is near changes."""
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        head = "" if index == 0 else piece.text[:AROUND]
        tail = "" if index == last else piece.text[-AROUND:]
        is_long = len(piece.text) > len(head) + len(tail) + 2 * len(_CUT)
        if piece.kind is DiffKind.SAME and is_long:
            yield DiffPiece(DiffKind.SAME, f"{_to_word(head)}{_CUT}{_from_word(tail)}")
        else:
            yield piece


def _to_word(text: str) -> str:
    return text.rpartition(" ")[0] or text


def _from_word(text: str) -> str:
    return text.partition(" ")[2] or text


def _pictures(
    before: Sequence[ShownPicture], after: Sequence[ShownPicture]
) -> Iterator[PictureChange]:
    """Yield what became of each picture; one that came for one that went is a pair."""
    gone = [picture for picture in before if picture not in after]
    for new in (picture for picture in after if picture not in before):
        old = next((one for one in gone if one.sha256 == new.sha256), None)
        old = old or next((one for one in gone if one.house == new.house), None)
        if old is not None:
            gone.remove(old)
        yield PictureChange(before=old, after=new)
    for old in gone:
        yield PictureChange(before=old, after=None)
