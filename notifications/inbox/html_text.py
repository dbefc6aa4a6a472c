"""HTML text: the words of a mail that comes in HTML only; quotes begin with >."""

import re
from html.parser import HTMLParser
from typing import Final

LONGEST_HTML: Final = 100_000  # characters; what is longer is read as far as that
_MUTE: Final = frozenset({"head", "script", "style", "title"})
_BLOCKS: Final = frozenset(
    {"blockquote", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "table", "tr", "ul"}
)
_BLANKS: Final = re.compile(r"[ \t\r\n\xa0]+")
_DEEPEST: Final = 5
# An unfinished tag makes the parser look to the end again at every further sign.
_UNFINISHED: Final = re.compile(r"<[^<>]*\Z|<(?=[^<>]*<)|<!--|--!?>|<!\[|<!|<\?")


class _TextGatherer(HTMLParser):
    """Gathers the words; a paragraph ends a line, a quote begins each with >."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._muted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of where a line, a quote or something unseen begins."""
        if tag in _BLOCKS or tag in {"br", "hr"}:
            self._end_line()
        if tag == "hr" or ("id", "divRplyFwdMsg") in attrs:
            self._lines.append("_" * 32)
        if tag == "li":
            self._line.append("- ")
        self._quoted += tag == "blockquote"
        self._muted += tag in _MUTE

    def handle_endtag(self, tag: str) -> None:
        """Take note of where it ends."""
        if tag in _BLOCKS:
            self._end_line()
        if tag == "p":
            self._lines.append(self._mark)
        self._quoted = max(self._quoted - (tag == "blockquote"), 0)
        self._muted = max(self._muted - (tag in _MUTE), 0)

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self._muted:
            self._line.append(data)

    def text(self) -> str:
        """Return what was read, line by line."""
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    @property
    def _mark(self) -> str:
        return ">" * min(self._quoted, _DEEPEST)

    def _end_line(self) -> None:
        words = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if words:
            self._lines.append(f"{self._mark} {words}" if self._quoted else words)


def plain(html: str) -> str:
    """Return the words of some HTML, however broken it is."""
    reader = _TextGatherer()
    reader.feed(_UNFINISHED.sub(" ", _without_comments(html[:LONGEST_HTML])))
    reader.close()
    return reader.text()


def _without_comments(html: str) -> str:
    first, *others = html.split("<!--")
    return first + "".join(one.partition("-->")[2] or one for one in others)
