"""Characters in documents: what the font has, and words for what it has not.

A text of a post may hold ✅ or a control character; a document is set without them, not
refused. An emoji becomes its name in brackets, by the names of Unicode's CLDR, another
sign its name in Unicode's own list, a control character nothing.
"""

import unicodedata
from functools import cache
from importlib.resources import as_file, files

import emoji
from fontTools.ttLib import TTFont

# Kept as they are though no font draws them: they end lines and words.
_SPACES = frozenset("\t\n\u00a0\u202f\u2009\u200b")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Printer:
    """Writes texts so that every character can be set, in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        emoji.config.load_language(language)

    def printable(self, text: str) -> str:
        """Return the text with words for what the font lacks."""
        if text.isascii() and text.isprintable():
            return text
        named = emoji.replace_emoji(text, replace=self._emoji)
        return "".join(map(self._sign, named.replace("\r\n", "\n").replace("\r", "\n")))

    def _emoji(self, signs: str, data: dict[str, str]) -> str:
        if all(ord(sign) in drawn() for sign in signs):
            return signs
        name = data.get(self._language) or data["en"]
        return f"[{name.strip(':').replace('_', ' ')}]"

    def _sign(self, sign: str) -> str:
        if sign in _SPACES:
            return sign
        if unicodedata.category(sign) in _LEFT_OUT:
            return ""
        if ord(sign) in drawn():
            return sign
        # Bold look-alikes and ligatures become the letters that they stand for.
        plain = unicodedata.normalize("NFKC", sign)
        if plain != sign and all(ord(one) in drawn() for one in plain):
            return plain
        return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').capitalize()}]"


@cache
def drawn() -> frozenset[int]:
    """Return the code points that the font of documents has."""
    font = files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    with as_file(font) as path, TTFont(path, lazy=True) as read:
        return frozenset(read.getBestCmap())
