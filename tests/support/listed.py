"""What lists of posts show of one of them."""

import re
from html import unescape

_TAG = re.compile(r"<[^>]*>")
_BADGE = re.compile(r'<span class="kern-badge[^>]*>(.*?)</span></span>', re.DOTALL)
_REMIND = re.compile(
    r'<button formaction="/posts/([0-9-]+)/remind" name="remind" value="([^"]*)">'
    r"(.*?)</button>"
)

_BAR = re.compile(r'<div id="hold-bar" data-live>(.*?)\n</div>', re.DOTALL)


def words_in(html):
    """Return the words between the tags."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def row_of(page, number):
    """Return the HTML of a post in a list: card, row, line or entry of a day."""
    rows = re.split(r"(?=<(?:li|tr)[^>]* data-row)", page.text)[1:]
    return "".join(row for row in rows if f'href="/posts/{number}"' in row)


def badges_of(page, number):
    """Return the badges of a post in a list."""
    return {words_in(badge) for badge in _BADGE.findall(row_of(page, number))}


def reminders_of(page, number):
    """Return the reminders that the menu of a post offers: words by value."""
    found = _REMIND.findall(row_of(page, number))
    assert {post for post, _, _ in found} <= {number}
    return {value.strip(): words_in(said) for _, value, said in found}


def hold_bar_of(page):
    """Return the words of the red bar, empty where nothing is on hold."""
    (bar,) = re.findall(
        r'<div id="hold-bar" data-live>(.*?)\n</div>', page.text, re.DOTALL
    )
    return words_in(bar)
