"""Secret forms: a token is found however a program has written it, and nothing else."""

from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256, shake_256
from html import escape
from urllib.parse import quote

from each import each

from vorlauf import secret_forms
from vorlauf.secret_forms import CODE_MARK, LINK_MARK, Patience

URL = "https://vorlauf.example.org/answer/"


def noise(seed, size):
    """Return octets that look random, and are always the same."""
    return shake_256(f"{seed}".encode()).digest(size)


TOKENS = [
    urlsafe_b64encode(noise(seed, size)).decode().rstrip("=")
    for seed, size in enumerate([48] * 40 + [32] * 40)
]
OURS = {
    sha256(urlsafe_b64decode(f"{one}{'=' * (-len(one) % 4)}")).hexdigest()
    for one in TOKENS
}


def in_percent(text):
    return "".join(f"%{ord(sign):02X}" for sign in text)


# How programs write an address; what stands around it is nobody's business.
FORMS = {
    "as it is": lambda a: a,
    "the token alone": lambda a: a.rpartition("/")[2],
    "in other words": lambda a: f"x{a.rpartition('/')[2]}y",
    "over two lines": lambda a: f"{a[:60]}\n{a[60:]}",
    "over two lines that are quoted": lambda a: f"{a[:60]}\r\n>> {a[60:]}",
    "with a soft line break": lambda a: f"{a[:50]}=\r\n{a[50:]}",
    "over three lines": lambda a: f"{a[:40]}\n{a[40:60]}\n{a[60:]}",
    "with an unseen sign": lambda a: f"{a[:50]}\u200b{a[50:]}",
    "with a soft hyphen": lambda a: f"{a[:50]}\xad{a[50:]}",
    "with a tag": lambda a: f'{a[:50]}<wbr class="x">{a[50:]}',
    "as an attribute": lambda a: f'<a href="{escape(a)}">hier</a>',
    "with entities": lambda a: a.replace("-", "&#45;").replace("_", "&#x5F;"),
    "in percent signs": lambda a: quote(a, safe=""),
    "in percent signs twice": lambda a: quote(quote(a, safe=""), safe=""),
    "every sign in percent": in_percent,
    "quoted printable": lambda a: a.replace("-", "=2D").replace("_", "=5F"),
    "safe links": lambda a: (
        "https://eur03.safelinks.protection.outlook.com/?url="
        f"{quote(a, safe='')}&amp;data=05%7C02&amp;reserved=0"
    ),
    "urldefense": lambda a: f"https://urldefense.com/v3/__{a}__;!!Kw!abc$",
    "urldefense, old": lambda a: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + a.replace("-", "-2D").replace("_", "-5F").replace("/", "_")
        + "&d=DwMFaQ"
    ),
    "in base64": lambda a: f"https://x.example/?u={b64encode(a.encode()).decode()}&i=1",
    "in capitals before it": lambda a: f"{a[:28].upper()}{a[28:]}",
    "in marks of emphasis": lambda a: f"*{a.replace('_', chr(92) + '_')}*",
    "in JSON": lambda a: f"{a[:50]}\\n> {a[50:]}",
}
# Nothing in these is a secret, so all of it stays.
INNOCENT = [
    "Bitte bis 123456 Euro, spätestens am 12.03.2026 um 14:00 Uhr.",
    "https://www.polizei.example.org/karriere/einstieg-mittlerer-dienst?quelle=abc123",
    "<CAKx1Zb2Yq9Qm3T8=Gf7Lw0Vt4Rk6Hs5Jd1Np2Bx3Cv4Az5@mail.gmail.example>",
    f"sha256 {sha256(b'x').hexdigest()} und {b64encode(bytes(range(90))).decode()}",
    "RINDFLEISCHETIKETTIERUNGSÜBERWACHUNGSAUFGABENÜBERTRAGUNGSGESETZ " * 20,
    "Das steht unter /answer/ und /sign-in/link auf Ihrer Seite.",
    urlsafe_b64encode(noise("a", 3000)).decode(),
]


def cleaned(text, codes=frozenset(), patience=300_000):
    found = secret_forms.candidates(text, Patience(patience))
    spans = [(one.start, one.end) for one in found if one.digest in OURS]
    return secret_forms.struck(text, [*spans, *secret_forms.addresses(text)], codes)


@each("form", list(FORMS))
def test_a_token_is_struck_and_no_word_around_it(form):
    written = [FORMS[form](f"{URL}{token}") for token in TOKENS[:40]]
    texts = [f"Vorher {one} nachher, 17 Uhr." for one in written]

    left = [cleaned(text) for text in texts]

    assert all(LINK_MARK in text for text in left)
    assert all(text.startswith("Vorher ") for text in left)
    assert all(text.endswith(" nachher, 17 Uhr.") for text in left)
    dense = ["".join(filter(str.isalnum, text)) for text in left]
    halves = ["".join(filter(str.isalnum, one[10:30])) for one in TOKENS]
    assert not any(half in text for half, text in zip(halves, dense, strict=False))


@each("token", TOKENS[40:])
def test_a_token_of_a_program_or_a_session_is_struck(token):
    said = cleaned(f"Mein Token vorlauf_{token}, und noch {token[:20]}\n{token[20:]}.")

    assert said == f"Mein Token {LINK_MARK}, und noch {LINK_MARK}."


@each("text", INNOCENT)
def test_whatever_is_no_secret_of_ours_stays(text):
    assert cleaned(text, frozenset({"654321"})) == text


@each("written", ["482913", "482 913", "48 29 13", "Code:482913.", "(482913)"])
def test_a_code_is_struck_in_any_spacing(written):
    said = cleaned(f"Der Code {written} gilt.", frozenset({"482913"}))

    assert CODE_MARK in said
    assert "482" not in said


@each("written", ["1482913", "482913,50 Euro", "0,482913", "482913-7", "A482913"])
def test_digits_of_another_number_are_no_code(written):
    assert cleaned(written, frozenset({"482913"})) == written


def test_an_address_of_ours_is_struck_whoever_has_made_its_token():
    strange = "aB3" * 20

    assert cleaned(f"Hier {URL}{strange}, bitte.") == f"Hier {LINK_MARK}, bitte."


def test_a_text_that_is_made_to_keep_us_busy_hides_no_token_that_stands_alone():
    much = urlsafe_b64encode(noise("b", 9000)).decode()
    text = f"{much} {URL}{TOKENS[0]} {much}"

    assert TOKENS[0] not in cleaned(text, patience=100)
    assert len(cleaned(text, patience=100)) > 2 * len(much)
