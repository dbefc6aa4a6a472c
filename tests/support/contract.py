"""The contract of a mail: every breach of it named, in mails as they go out.

`violations(raw)` reads the octets as a stranger would, with nothing of ours: what it
finds is wrong for some server, some client or some reader.
"""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from itertools import permutations

ONCE = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
)
AT_MOST_ONCE = ("In-Reply-To", "References", "Sender")
NEVER = ("Cc", "Bcc", "Received", "Return-Path")
ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
ID = re.compile(rf"<{ATOMS}@(?:{ATOMS}|\[[^\]\s]+\])>")
# What a template leaves behind when it is not filled in.
MARKS = re.compile(r"\{\{|\{%|\{#|\bNone\b|\bUndefined\b|(?m:^@\w+$)")
# A style or an attribute that makes the client fetch something.
FETCHING = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)
FETCHING_TAGS = frozenset(
    (
        *("audio", "base", "embed", "form", "frame", "iframe", "img", "input"),
        *("link", "object", "script", "source", "svg", "video"),
    )
)
FETCHING_NAMES = frozenset(
    (
        *("action", "background", "data", "formaction", "lowsrc", "ping"),
        *("poster", "src", "srcset"),
    )
)
LONGEST_LINE, LONGEST_SUBJECT = 998, 120
LONGEST_HTML = 102_000  # bytes; beyond it Gmail cuts


def violations(raw):
    """Return a sentence for every breach in a mail (bytes); none is a good sign."""
    found = list(_octets(raw))
    mail = message_from_bytes(raw, policy=compat32)
    found += _headers(mail)
    found += _subject(mail)
    found += _structure(mail, raw)
    texts, pages = _bodies(mail, "text/plain"), _bodies(mail, "text/html")
    if len(texts) != 1 or len(pages) != 1:
        found.append(f"there are {len(texts)} text and {len(pages)} HTML parts")
        return found
    return [*found, *_text(texts[0]), *_page(pages[0], texts[0])]


def _octets(raw):
    head = raw.partition(b"\r\n\r\n")[0]
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        yield f"a line is longer than {LONGEST_LINE} octets"
    if not head.isascii():
        yield "the header is not ASCII"


def _headers(mail):
    for name in ONCE:
        if (times := len(mail.get_all(name, []))) != 1:
            yield f"{name} is there {times} times"
    for name in AT_MOST_ONCE:
        if len(mail.get_all(name, [])) > 1:
            yield f"{name} is there more than once"
    yield from (f"{name} has no place here" for name in NEVER if mail[name])
    yield from _identities(mail)
    yield from _date(mail)
    recipients = getaddresses(mail.get_all("To", []))
    if len(recipients) != 1 or "@" not in recipients[0][1]:
        yield f"To names {len(recipients)} recipients"
    if mail["Auto-Submitted"] not in {"auto-generated", None}:
        yield "Auto-Submitted is not auto-generated"
    yield from _suppressed(mail["X-Auto-Response-Suppress"] or "")


def _suppressed(said):
    """Absences and lost mail are learnt from what Exchange sends back by itself."""
    values = {value.strip() for value in said.split(",")} - {""}
    if lost := values & {"All", "OOF", "NDR"}:
        yield f"X-Auto-Response-Suppress asks for no {', '.join(sorted(lost))}"
    if missing := {"DR", "RN", "NRN", "AutoReply"} - values:
        yield f"X-Auto-Response-Suppress lacks {', '.join(sorted(missing))}"


def _identities(mail):
    for name in ("Message-ID", "In-Reply-To", "References"):
        ids = str(mail[name] or "").split()
        if name != "References" and len(ids) > 1:
            yield f"{name} names {len(ids)} mails"
        yield from (f"{name} holds {one}" for one in ids if not ID.fullmatch(one))


def _date(mail):
    try:
        date = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        yield "the Date cannot be read"
    else:
        if date.tzinfo is None:
            yield "the Date has no zone"


def _subject(mail):
    folded = re.sub(r"\r?\n(?=[ \t])", "", str(mail["Subject"] or ""))
    subject = str(make_header(decode_header(folded)))
    if len(subject) > LONGEST_SUBJECT:
        yield f"the subject is {len(subject)} characters long"
    if not subject.strip() or len(subject.splitlines()) > 1:
        yield "the subject is not one line of words"
    if MARKS.search(subject):
        yield f"the subject was not filled in: {subject}"


def _structure(mail, raw):
    boundaries = [part.get_boundary() for part in mail.walk() if part.is_multipart()]
    for one, other in permutations(filter(None, boundaries), 2):
        if one.startswith(other):
            yield f"the boundary {one} begins like {other}"
    for part in mail.walk():
        yield from (f"MIME: {type(flaw).__name__}" for flaw in part.defects)
        boundary = part.get_boundary()
        if part.is_multipart() and f"\r\n--{boundary}--".encode() not in raw:
            yield f"the boundary {boundary} is not closed"
        disposition = str(part.get("Content-Disposition", ""))
        name = part.get_filename() or ""
        if disposition and not (name.isascii() and name and "=?" not in name):
            yield f"an attachment has no plain ASCII name: {name}"
        if disposition and re.search(r"[*]\d*[*]?=", disposition):
            yield "the name of an attachment is encoded"


def _bodies(mail, kind):
    return [
        part.get_payload(decode=True).decode("utf-8", "replace")
        for part in mail.walk()
        if part.get_content_type() == kind
    ]


def _text(text):
    lines = text.replace("\r\n", "\n").split("\n")
    if max(map(len, lines)) > LONGEST_LINE:
        yield "a line of the text part is too long"
    if not text.strip():
        yield "the text part is empty"
    # What somebody else has written may look like anything.
    ours = "\n".join(line for line in lines if not line.startswith(">"))
    if mark := MARKS.search(ours):
        yield f"the text was not filled in: {mark.group()}"


def _page(source, text):
    page = Page(source)
    if len(source.encode()) > LONGEST_HTML:
        yield f"the HTML part is {len(source.encode())} bytes long"
    if not page.language:
        yield "the HTML part does not say its language"
    yield from (f"the HTML part loads something: {what}" for what in page.fetched)
    yield from (f"the HTML part was not filled in: {mark}" for mark in page.marks)
    said = set(text.split())
    for address in page.addresses:
        if address not in said:
            yield f"the text part lacks {address}"
        if not address.lower().startswith(("https://", "http://", "mailto:")):
            yield f"no reader can follow {address}"
    yield from _same_words(page, text)


def _same_words(page, text):
    # A longer word has to be broken in the text part.
    def words(said):
        return {word for word in re.findall(r"\w+", said) if len(word) < 200}

    if missing := words(page.words) - words(text):
        yield f"the text part lacks the words {', '.join(sorted(missing)[:5])}"


class Page(HTMLParser):
    """What a reader of the HTML part sees, and what it refers to."""

    def __init__(self, source):
        super().__init__()
        self.words, self.language = "", ""
        self.addresses, self.fetched, self.marks = [], [], []
        self._silent = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._silent = tag in {"head", "style", "title"} or (
            self._silent and tag != "body"
        )
        self.language = self.language or (tag == "html" and dict(attrs).get("lang"))
        self.fetched += [f"<{tag}>"] if tag in FETCHING_TAGS else []
        for name, value in attrs:
            self._look_at(name, value or "")

    def _look_at(self, name, value):
        self.addresses += [value] if name == "href" else []
        if name in FETCHING_NAMES or name.startswith("on"):
            self.fetched.append(name)
        if name == "style" and FETCHING.search(value):
            self.fetched.append(value)
        if name != "href" and MARKS.search(value):
            self.marks.append(value)

    def handle_data(self, data):
        if self._silent and FETCHING.search(data):
            self.fetched.append(data.strip())
        # Nothing of ours parts a word: a tag between two words parts them.
        self.words += "" if self._silent else data + " "
