"""Failure prose: what servers write in sentences about a mail they did not deliver."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from notifications.delivery.mime import ONE_ADDRESS

LONGEST_PROSE: Final = 20_000  # characters in which a server says what went wrong
_LONGEST_LINE: Final = 1000  # characters

# What a person writes of a mail by heart is no subject of a server.
_SUBJECT: Final = re.compile(
    r"undeliver|unzustellbar|nicht zustellbar|returned (?:e-?)?mail|mail returned"
    r"|(?:failure|error|bounce) (?:notice|notification)"
    r"|deliver(?:y|ing).{0,40}(?:fail|error|problem|unsuccessful|impossible)"
    r"|(?:fail|error|problem|unable).{0,20}\bdeliver|mail delivery|non-?delivery"
    r"|could ?n[o']t be delivered|not (?:be )?delivered|nicht zugestellt|konnte nicht"
    r"|zustellung.{0,20}(?:fehlgeschlagen|fehler)|fehler.{0,30}zustellung"
    r"|returning message to sender|mail (?:system )?error|user unknown|unknown user"
    r"|échec|non remis|mancat[ao] (?:consegna|recapito)|no entregado"
    r"|delivery status notification",
    re.IGNORECASE,
)
_BY_HAND: Final = re.compile(r"\s{0,4}(?:re|aw|fwd?|wg|antw|sv|tr)\s?:", re.IGNORECASE)
_DELAYED: Final = re.compile(
    r"delayed|verzögert|warning:|\(delay\)|still being retried|warning message only"
    r"|(?:has|have|was|could) not (?:yet |been )?(?:yet )?(?:be )?(?:been )?delivered"
    r"\W{1,3}yet|noch nicht zugestellt|deferred delivery",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"will (?:be retried|retry|keep trying|continue (?:to )?try|try again)"
    r"|has not yet been delivered|no action is required|warning message only"
    r"|(?:delivery|zustellung|message|mail).{0,60}(?:has been delayed|verzögert)"
    r"|weiter(?:hin)? versucht|do not need to resend",
    re.IGNORECASE,
)
_GIVEN_UP: Final = re.compile(
    r"deleted from (?:the )?queue|could not be delivered for \d"
    r"|giv(?:ing|en) up|gave up",
    re.IGNORECASE,
)
_FAILURE: Final = re.compile(
    r"undeliver|unzustellbar|not deliverable|(?:not|n't|never) (?:be |been )?delivered"
    r"|(?:unable|not able|n't able|failed|attempting|trying) to (?:deliver|send)"
    r"|deliver(?:y|ing)\b.{0,80}\b(?:fail|error|problem|abort|impossible|suspended)"
    r"|permanent(?:ly)?,? (?:fatal )?(?:error|fail|reject)"
    r"|permanent fatal errors|cannot (?:be )?(?:deliver|send)|can't (?:be )?deliver"
    r"|(?:user|recipient|mailbox|address|account|domain|host)s?\b.{0,60}?"
    r"\b(?:unknown|not (?:be )?(?:found|listed|exist|known|valid|local|active)"
    r"|(?:doesn't|does not|didn't) exist|rejected|disabled|invalid|full|inactive"
    r"|unavailable|suspended|quota|no longer)"
    r"|(?:unknown|invalid|bad|no such|illegal) .{0,20}"
    r"(?:user|recipient|mailbox|address|account|host|domain|local.?part|destination)"
    r"|quota|mailbox (?:is )?full|user not found|not a valid (?:user|mailbox|address)"
    r"|return(?:ed|ing) (?:your |the |this |to )?(?:e-?mail|message|mail|sender)"
    r"|(?:message|mail|e-mail)\b.{0,40}\b(?:rejected|returned|blocked|bounced|refused)"
    r"|nicht zugestellt|konnte.{0,80}nicht.{0,40}(?:zugestellt|übermittelt|gesendet)"
    r"|zustellung.{0,40}(?:fehlgeschlagen|nicht möglich|gescheitert)"
    r"|fehler bei der .{0,20}zustellung|unbekannter (?:benutzer|empf)"
    r"|empfänger.{0,40}(?:unbekannt|existiert nicht|nicht gefunden|abgelehnt)"
    r"|adresse.{0,40}(?:unbekannt|existiert nicht|nicht gefunden)|postfach.{0,20}voll"
    r"|n'a pas (?:pu|été)|non (?:è stato|recapitat)|no se (?:pudo|ha podido)"
    r"|too many hops|mail loop|relay(?:ing)? (?:access )?denied|not accepting"
    r"|expired before|gave up|giving up|timed out|time ?out|access denied",
    re.IGNORECASE,
)
_UNKNOWN: Final = re.compile(
    r"(?:user|recipient|mailbox|address|account|local.?part)\b.{0,60}?"
    r"\b(?:unknown|not (?:found|listed|known|exist)|(?:doesn't|does not) exist|invalid"
    r"|disabled|inactive|no longer)"
    r"|(?:unknown|no such|invalid|bad) (?:user|recipient|mailbox|address|account"
    r"|destination mailbox)|empfänger.{0,30}unbekannt|existiert nicht",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?![.\d]\d)(?!\d)")
# By RFC 3463: for a time (4), a full mailbox, a mail that is too long for it, a system
# that has a fault, a policy. The mailbox is there.
_PASSING: Final = re.compile(r"4\.\d\.\d{1,3}|5\.2\.[23]|5\.3\.\d{1,3}|5\.7\.\d{1,3}")
_REPLY: Final = re.compile(r"(?<![\w.,/:-])[45][0-5]\d(?=[ \-:#]{1,3}\S|$).{0,300}")
_FINAL_REPLY: Final = re.compile(
    r"(?<![\w.,/:-])5[0-5]\d(?=[ \-:#]{1,3}\S|$).{0,300}", re.MULTILINE
)
_COPY: Final = re.compile(
    r"^[-= \t>]{0,80}(?:(?:this|below|here|the following) (?:this line )?is a copy of"
    r"|below this line|copy of (?:the|your) (?:original )?m"
    r"|(?:original|returned|unsent|undelivered) (?:message|mail)(?: (?:headers?|follows"
    r"|below|text|attached))?[-: \t]{0,80}$"
    r"|(?:ursprüngliche|original).{0,20}nachricht(?:enkopfzeilen)?[-: \t]{0,80}$"
    r"|(?:Received|Return-Path|Message-ID|X-Microsoft-Original-Message-ID)[ \t]?:)",
    re.MULTILINE | re.IGNORECASE,
)
_ADDRESS: Final = rf"(?P<address>{ONE_ADDRESS.pattern})"
# From what says most clearly whom a mail did not reach, to any address at all.
_NAMED: Final = tuple(
    re.compile(form, re.MULTILINE | re.IGNORECASE)
    for form in (
        rf"^<{_ADDRESS}>:",
        rf"RCPT TO:\s?<{_ADDRESS}>",
        rf"^[ \t]{{0,20}}[<\"']?{_ADDRESS}[>\"']?[ \t]?(?:[:;,]|\.\.\.)?[ \t]{{0,9}}$",
        rf"^[ \t]{{0,20}}<?{_ADDRESS}>?(?:\.\.\.|:| -|;|,? \()",
        rf"\b[45]\d\d[ -](?:[45]\.\d\.\d{{1,3}} )?[^@\n]{{0,40}}?<?{_ADDRESS}",
        rf"(?:to|recipient|user|mailbox|address|an|empfänger)[^\w@\n]{{1,9}}{_ADDRESS}",
        rf"(?<![\w.@]){_ADDRESS}",
    )
)
_A_SERVER: Final = re.compile(r"(?:mailer-?daemon|postmaster)\b", re.IGNORECASE)


def subject_says_failed(subject: str) -> bool:
    """Say whether a subject is that of a mail that came back."""
    # Behind a colon an automatic answer repeats our own subject, whatever it says.
    return bool(_SUBJECT.search(subject.partition(":")[0]))


def subject_says_delayed(subject: str) -> bool:
    """Say whether a subject tells of a mail that is still on its way."""
    return bool(_DELAYED.search(subject))


def is_by_hand(subject: str) -> bool:
    """Say whether a subject begins as persons' programs begin answers and forwards."""
    return bool(_BY_HAND.match(subject))


def before_the_copy(said: str) -> str:
    """Return what a server says, without the mail that it gives back below."""
    said = said[:LONGEST_PROSE]
    copy = _COPY.search(said)
    return said[: copy.start()] if copy and said[: copy.start()].strip() else said


def says_failed(prose: str) -> bool:
    """Say whether these sentences tell of a mail that was not delivered."""
    return any(_FAILURE.search(line[:_LONGEST_LINE]) for line in _joined(prose))


def says_unknown(sentence: str) -> bool:
    """Say whether it tells that there is no such mailbox, not only a refusal."""
    return bool(_UNKNOWN.search(sentence))


def says_delayed(prose: str) -> bool:
    """Say whether they tell of one that is tried again, and of nothing final."""
    goes_on = any(_GOES_ON.search(line[:_LONGEST_LINE]) for line in _joined(prose))
    return goes_on and not _FINAL_REPLY.search(prose)


def says_given_up(prose: str) -> bool:
    """Say whether nothing is tried any more, even if the subject is only a warning."""
    return bool(_GIVEN_UP.search(prose))


def has_code(prose: str) -> bool:
    """Say whether a final answer of a server stands in it, as in 550 or 5.1.1."""
    return bool(_FINAL_REPLY.search(prose)) or status(prose)[:1] == "5"


def status(prose: str) -> str:
    """Return the first status as in 5.1.1 (RFC 3463), empty if there is none."""
    found = _STATUS.search(prose)
    return found[1] if found else ""


def is_passing(status: str) -> bool:
    """Say whether a status as in 5.2.2 means a mailbox that may take the next mail."""
    return bool(_PASSING.fullmatch(status))


def reply(prose: str) -> str:
    """Return the line with which a server refused, as in “550 5.1.1 unknown”."""
    found = _FINAL_REPLY.search(prose) or _REPLY.search(prose)
    return found[0] if found else ""


def sentence(prose: str, recipient: str) -> str:
    """Return what stands behind a recipient, or else the line that says most."""
    _, named, behind = prose.partition(f"{recipient}>:" if recipient else "\0")
    if named and behind.strip():
        return behind.strip().partition("\n")[0]
    lines = [line.strip()[:_LONGEST_LINE] for line in prose.split("\n")]
    said = (
        line for form in (_UNKNOWN, _FAILURE) for line in lines if form.search(line)
    )
    return next(said, "")


def recipient(prose: str, but: Collection[str]) -> str:
    """Return whom a mail did not reach; `but` are addresses that are meant never."""
    for form in _NAMED:
        for address in _addresses(form, prose):
            if address.lower() not in but and not _A_SERVER.match(address):
                return address
    return ""


def _addresses(form: re.Pattern[str], prose: str) -> Iterator[str]:
    for line in prose.split("\n"):
        if "@" in line:
            for found in form.finditer(line[:_LONGEST_LINE]):
                yield found["address"]


def _joined(prose: str) -> Iterator[str]:
    """Yield each line with the one behind it: sentences are broken anywhere."""
    lines = prose.split("\n")
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        yield f"{line.strip()} {behind.strip()}"
