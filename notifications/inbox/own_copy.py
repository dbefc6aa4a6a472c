"""Own copy: which lines of a quotation are those of our mail, and which are answers.

Outlook marks no line of what it quotes. Who answers between our lines, in whatever
colour, can only be told by the words: what our mail does not say, the writer does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

# A piece of a line of ours, as programs break them, that is no chance.
_LONG_ENOUGH: Final = 24  # letters and digits
_BETWEEN: Final = re.compile(r"[\W_]+")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"\]]+")
# What stands in the place of a link or of a picture.
_STRUCK: Final = re.compile(r"\[(?:Link|Code) entfernt/removed\]|\[cid:[^\]]*\]")
_WORD: Final = re.compile(r"[^\W_]")
# If fewer of the lines are ours it is the copy of another mail.
_SHARE_OF_OURS: Final = 0.3


class OwnCopy:
    """The words of a mail of ours, as its reader may have quoted them.

    `texts` are its plain text, and what its HTML reads like.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        found = _ADDRESS.findall("\n".join(texts))
        self._hosts = frozenset(urlsplit(one).netloc for one in found) - {""}
        lines = [self._bare(line) for text in texts for line in text.split("\n")]
        self._all, self._lines = "".join(lines), frozenset(lines)

    def answers_in(self, quoted: Sequence[str]) -> list[str]:
        """Return the lines of a quotation that are not ours, each with the one before.

        Nothing if hardly a line is ours.
        """
        found = list(self._judged(quoted))
        said = [is_ours for line, is_ours in found if _WORD.search(line)]
        if sum(said) <= _SHARE_OF_OURS * len(said):
            return []
        answers: list[str] = []
        question, is_new = "", True
        for line, is_ours in found:
            if is_ours:
                question, is_new = (
                    (line, True) if self._bare(line) else (question, is_new)
                )
                continue
            if is_new and question:
                answers += ["", f"> {question.lstrip('> ')}"]
            answers.append(line.lstrip("> "))
            is_new = False
        return answers

    def _judged(self, quoted: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Yield each line, and whether it is one of ours or has no word at all."""
        place = 0
        for line in quoted:
            words = self._bare(line)
            at = place
            if not self._all.startswith(words, place):
                is_sure = words in self._lines or len(words) >= _LONG_ENOUGH
                at = self._all.find(words) if is_sure else -1
            yield line, at >= 0
            place = at + len(words) if at >= 0 else place

    def _bare(self, line: str) -> str:
        """Return letters and digits of a line, without our addresses, in small letters.

        A filter may have put an address of ours into one of its own.
        """
        said = _ADDRESS.sub(self._unless_ours, _STRUCK.sub("", line))
        return _BETWEEN.sub("", said).casefold()

    def _unless_ours(self, address: re.Match[str]) -> str:
        plain = unquote(address[0])
        return "" if any(host in plain for host in self._hosts) else address[0]
