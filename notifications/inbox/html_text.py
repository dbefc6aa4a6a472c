"""HTML text: the words of a mail that comes in HTML; quotes begin with >.

What is struck out would say the contrary without its line: it is named as such.
"""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final

LONGEST_HTML: Final = 100_000  # characters; what is longer is read as far as that
_MUTE: Final = frozenset({"head", "script", "style", "title"})
_BLOCKS: Final = frozenset(
    {"blockquote", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "table", "tr", "ul"}
)
_CELLS: Final = frozenset({"td", "th"})
STRUCK: Final = "[gestrichen: "
_STRUCK_TAGS: Final = frozenset({"s", "strike", "del"})
_STRUCK_STYLE: Final = re.compile(
    r"text-decoration(?:-line)?\s?:[^;]{0,60}line-through", re.IGNORECASE
)
# Elements that have no end, so that nothing waits for it.
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr"})
_DEEPEST_TREE: Final = 500
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
        # The open elements, and whether each strikes out what is in it.
        self._open: list[tuple[str, bool]] = []
        self._counts: Counter[str] = Counter()
        self._struck = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of where a line, a quote or something unseen begins."""
        if tag in _BLOCKS or tag in {"br", "hr"}:
            self._end_line()
        if tag == "hr" or ("id", "divRplyFwdMsg") in attrs:
            self._lines.append("_" * 32)
        if tag == "li":
            self._line.append("- ")
        if tag in _CELLS:
            self._line.append(" ")
        if tag not in _VOID and len(self._open) < _DEEPEST_TREE:
            self._begin_strike(tag, attrs)
        self._quoted += tag == "blockquote"
        self._muted += tag in _MUTE

    def handle_endtag(self, tag: str) -> None:
        """Take note of where it ends."""
        self._end_strike(tag)
        if tag in _BLOCKS:
            self._end_line()
        if tag == "p":
            self._lines.append(self._mark)
        self._quoted = max(self._quoted - (tag == "blockquote"), 0)
        self._muted = max(self._muted - (tag in _MUTE), 0)

    def _begin_strike(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = next((value for name, value in attrs if name == "style"), "") or ""
        strikes = tag in _STRUCK_TAGS or bool(_STRUCK_STYLE.search(style))
        self._open.append((tag, strikes))
        self._counts[tag] += 1
        if strikes:
            self._line += [] if self._struck else [STRUCK]
            self._struck += 1

    def _end_strike(self, tag: str) -> None:
        if not self._counts[tag]:
            return
        found = ""
        while found != tag:
            found, strikes = self._open.pop()
            self._counts[found] -= 1
            self._struck -= strikes
            if strikes and not self._struck:
                self._close_strike()

    def _close_strike(self) -> None:
        """End the brackets, behind the last word and not behind its blank."""
        said = "".join(self._line)
        if said.endswith(STRUCK):
            self._line[:] = [said.removesuffix(STRUCK)]
        else:
            self._line[:] = [said.rstrip(), "]", " " * (said != said.rstrip())]

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self._muted:
            self._line.append(data)

    def text(self) -> str:
        """Return what was read, line by line."""
        self._end_line()
        self._struck = 0
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    @property
    def _mark(self) -> str:
        return ">" * min(self._quoted, _DEEPEST)

    def _end_line(self) -> None:
        if self._struck:
            self._close_strike()
        words = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line[:] = [STRUCK] if self._struck else []
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
