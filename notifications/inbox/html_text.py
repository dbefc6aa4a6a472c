"""HTML text: the words of a mail that comes in HTML; quotes begin with >.

What is struck out would say the contrary without its line, and a colour may be all that
says who has written a word: both are named.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
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
_COLOUR: Final = re.compile(
    r"(?<![\w-])color\s?:\s?(?:(?P<name>[a-z]{3,10})|#(?P<hex>[0-9a-f]{3,6})\b"
    r"|rgba?\((?P<rgb>[\d ,]{5,20}))",
    re.IGNORECASE,
)
_HIGHLIGHT: Final = re.compile(
    r"(?:mso-highlight|background(?:-color)?)\s?:\s?"
    r"(?:yellow|lime|aqua|#ff0\b|#ffff00|rgb\(255, ?255, ?0\))",
    re.IGNORECASE,
)
_MARKED: Final = "[markiert: "
_NAMED: Final = {
    "red": "[rot: ",
    "darkred": "[rot: ",
    "blue": "[blau: ",
    "green": "[grün: ",
    "darkgreen": "[grün: ",
    "purple": "[lila: ",
    "magenta": "[lila: ",
    "orange": "[orange: ",
}
# Light enough and full enough that a writer has meant it, and no programme's default.
_FULL: Final = 100
_BRIGHT: Final = 160
# A link and a heading have a colour of their own.
_PLAIN_TAGS: Final = frozenset({"a", "h1", "h2", "h3", "h4", "table", "td", "body"})
_HIGHLIGHTED: Final = frozenset({"span", "mark", "font", "b", "strong", "em", "i"})
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
        # The open elements, each with the marks that hold for what is in it.
        self._open: list[tuple[str, tuple[str, ...]]] = []
        self._counts: Counter[str] = Counter()
        self._marks: list[str] = []
        self._signs, self._coloured = 0, 0

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
            self._begin(tag, attrs)
        self._quoted += tag == "blockquote"
        self._muted += tag in _MUTE

    def handle_endtag(self, tag: str) -> None:
        """Take note of where it ends."""
        self._end(tag)
        if tag in _BLOCKS:
            self._end_line()
        if tag == "p":
            self._lines.append(self._mark)
        self._quoted = max(self._quoted - (tag == "blockquote"), 0)
        self._muted = max(self._muted - (tag in _MUTE), 0)

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = _marks_of(tag, {name: value or "" for name, value in attrs})
        new = tuple(one for one in found if one not in self._marks)
        self._open.append((tag, new))
        self._counts[tag] += 1
        self._marks += new
        self._line += new

    def _end(self, tag: str) -> None:
        if not self._counts[tag]:
            return
        found = ""
        while found != tag:
            found, marks = self._open.pop()
            self._counts[found] -= 1
            for mark in reversed(marks):
                self._marks.remove(mark)
                self._close(mark)

    def _close(self, mark: str) -> None:
        """End the brackets, behind the last word and not behind its blank."""
        said = "".join(self._line)
        if said.endswith(mark):
            self._line[:] = [said.removesuffix(mark)]
        else:
            self._line[:] = [said.rstrip(), "]", " " * (said != said.rstrip())]

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self._muted:
            return
        self._line.append(data)
        if not self._quoted:
            self._signs += len(data.strip())
            self._coloured += len(data.strip()) * any(map(_is_colour, self._marks))

    def text(self) -> str:
        """Return what was read, line by line."""
        self._end_line()
        said = re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()
        # Who writes in one colour throughout means nothing by it.
        return said if 2 * self._coloured <= self._signs else _without_colours(said)

    @property
    def _mark(self) -> str:
        return ">" * min(self._quoted, _DEEPEST)

    def _end_line(self) -> None:
        for mark in reversed(self._marks):
            self._close(mark)
        words = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line[:] = self._marks
        if words:
            self._lines.append(f"{self._mark} {words}" if self._quoted else words)


def _marks_of(tag: str, attrs: Mapping[str, str]) -> Iterator[str]:
    """Yield the marks of an element: struck out, in a colour, highlighted."""
    style = attrs.get("style", "")
    if tag in _STRUCK_TAGS or _STRUCK_STYLE.search(style):
        # Whoever corrects by machine strikes out in a colour.
        yield STRUCK
    elif tag not in _PLAIN_TAGS:
        given = f"color:{attrs['color']}" if "color" in attrs else style
        if (found := _COLOUR.search(given)) and (mark := _colour(found)):
            yield mark
    if tag in _HIGHLIGHTED and _HIGHLIGHT.search(style):
        yield _MARKED


def _colour(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED.get(found["name"].lower(), "")
    if found["hex"]:
        digits = found["hex"]
        is_short = len(digits) < len("rrggbb")
        wide = "".join(2 * one for one in digits) if is_short else digits
        red, green, blue = (int(wide[at : at + 2] or "0", 16) for at in (0, 2, 4))
    else:
        numbers = [int(one) for one in re.findall(r"\d{1,3}", found["rgb"])]
        red, green, blue = (*numbers, 0, 0, 0)[:3]
    return _named(red, green, blue)


def _named(red: int, green: int, blue: int) -> str:
    """Return the mark of a full colour; of black, grey and dark ones nothing."""
    most = max(red, green, blue)
    if most - min(red, green, blue) < _FULL or most < _BRIGHT:
        return ""
    if red == most:
        mixed = "orange" if green > _FULL else "red"
        return _NAMED["purple" if blue > _FULL else mixed]
    return _NAMED["green" if green == most else "blue"]


def _is_colour(mark: str) -> bool:
    return mark in _NAMED.values()


def _without_colours(said: str) -> str:
    marks = "|".join(re.escape(mark) for mark in set(_NAMED.values()))
    return re.sub(rf"(?:{marks})([^\[\]]*)\]", r"\1", said)


def plain(html: str) -> str:
    """Return the words of some HTML, however broken it is."""
    reader = _TextGatherer()
    reader.feed(_UNFINISHED.sub(" ", _without_comments(html[:LONGEST_HTML])))
    reader.close()
    return reader.text()


def _without_comments(html: str) -> str:
    first, *others = html.split("<!--")
    return first + "".join(one.partition("-->")[2] or one for one in others)


def has_marks(text: str) -> bool:
    """Say whether a text from HTML has words that are struck out or coloured."""
    return any(mark in text for mark in (STRUCK, _MARKED, *_NAMED.values()))
