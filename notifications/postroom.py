"""The letters about mail that came in or came back: bounces, replies, absences."""

from collections.abc import Sequence
from datetime import date, datetime

from notifications import asking, particulars, wording
from notifications.letters import LINK, Block, Items, Letter
from notifications.messages import Campaign, Duty, Post, Reader
from notifications.vocabulary import LABELS
from notifications.words import write

LONGEST_REASON = 300  # characters of the other server's own words


def bounce_report(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    *,
    to: str,
    address: str,
    reason: str,
    matters: tuple[str, ...],
    suppressed: bool,
    in_doubt: bool = False,
) -> Letter:
    """Tell the coordinator that a mail did not arrive, and what to do now.

    `in_doubt` says that nobody knows whether it arrived.

    `reason` is what the server said: a foreign text, so its links are taken out.
    `matters` names what the mail was about, one line each.
    """
    frame = particulars.frame(reader, campaign)
    lang = frame.lang
    values = particulars.of_post(campaign, post, lang) | {
        "to": particulars.name(to),
        "suppressed": suppressed,
        "in_doubt": in_doubt,
    }
    entries = tuple(wording.one_line(matter) for matter in matters)
    blocks: dict[str, Sequence[Block]] = {
        "bounce": particulars.rows(
            lang, ("recipient", to), ("address", address), ("server", _harmless(reason))
        ),
        "matters": (Items(LABELS[lang]["matters"], entries),) if entries else (),
        "facts": particulars.facts(campaign, post, lang),
    }
    return write("bounce_report", frame, values, blocks, is_asking=True)


def mentioned(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    *,
    author: str,
    at: datetime,
    text: str,
    internal: bool,
) -> Letter:
    """Tell somebody that a comment names them; `internal`: only the agency sees it."""
    frame = particulars.frame(reader, campaign)
    values = particulars.of_post(campaign, post, frame.lang) | {
        "author": particulars.name(author),
        "at": wording.when(at, campaign.zone, frame.lang),
        "internal": internal,
    }
    blocks: dict[str, Sequence[Block]] = {
        "comment": particulars.quoted("comment", text, frame.lang),
        "facts": particulars.facts(campaign, post, frame.lang),
    }
    return write("mentioned", frame, values, blocks)


def comment_received(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    *,
    author: str,
    on_file: bool,
    at: datetime,
    text: str,
) -> Letter:
    """Tell the coordinator that somebody wrote; `on_file` says we know who it is."""
    frame = particulars.frame(reader, campaign)
    values = particulars.of_post(campaign, post, frame.lang) | {
        "author": particulars.name(author),
        "on_file": on_file,
        "at": wording.when(at, campaign.zone, frame.lang),
    }
    blocks: dict[str, Sequence[Block]] = {
        "comment": particulars.quoted("comment", text, frame.lang),
        "facts": particulars.facts(campaign, post, frame.lang),
    }
    return write("comment_received", frame, values, blocks, is_asking=True)


def reply_received(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty | None, *, text: str
) -> Letter:
    """Tell whoever replied that it is a comment, and what is still asked of them."""
    frame = particulars.frame(reader, campaign)
    lang = frame.lang
    open_duty = asking.of_duty(campaign, duty, lang) if duty else {"kind": ""}
    values = particulars.of_post(campaign, post, lang) | open_duty
    blocks: dict[str, Sequence[Block]] = {
        "way": asking.way_to_act(post, duty, lang) if duty else (),
        "comment": particulars.quoted("comment", text, lang),
        "facts": particulars.facts(campaign, post, lang),
    }
    return write("reply_received", frame, values, blocks)


def absence_offered(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    *,
    person: str,
    first: date | None,
    last: date | None,
    text: str,
) -> Letter:
    """Offer an out-of-office notice to the coordinator, who may enter an absence.

    `first` and `last` are its days, both included, as far as the notice tells them.
    """
    frame = particulars.frame(reader, campaign)
    lang = frame.lang
    values = particulars.of_post(campaign, post, lang) | {
        "person": particulars.name(person),
        "first": wording.short_day(first, lang) if first else "",
        "last": wording.short_day(last, lang) if last else "",
    }
    unknown = LABELS[lang]["unknown"]
    rows = (
        ("absent_from", wording.long_day(first, lang) if first else unknown),
        ("absent_until", wording.long_day(last, lang) if last else unknown),
    )
    blocks: dict[str, Sequence[Block]] = {
        "absence": particulars.rows(lang, *rows),
        "comment": particulars.quoted("comment", text, lang),
        "facts": particulars.facts(campaign, post, lang),
    }
    return write("absence_offered", frame, values, blocks, is_asking=True)


def _harmless(reason: str) -> str:
    said = LINK.sub("(Link)", wording.one_line(reason))
    return wording.shortened(said, LONGEST_REASON)
