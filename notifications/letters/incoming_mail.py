"""Letters about received mail: bounces, replies, absences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.letters import common, formatting, requests
from notifications.letters.blocks import LINK, Block, Items, Letter
from notifications.letters.labels import LABELS
from notifications.letters.mail_kinds import MAIL_KINDS, template_of
from notifications.letters.step_labels import OWN_ACCOUNTS
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, DutyValues, PostValues, Reader
from states.purpose import MailKind

LONGEST_REASON = 300  # characters of the other server's own words
LONGEST_WHOLE = 4000  # characters of a whole message; the page has the rest


@dataclass(frozen=True, kw_only=True)
class LostMailValues:
    """A mail that did not arrive; `in_doubt` says that nobody knows whether it did.

    `reason` is what the server said: a foreign text, so its links are taken out.
    `matters` names what the mail was about, one line each.
    """

    to: str
    address: str
    reason: str
    matters: tuple[str, ...]
    suppressed: bool
    in_doubt: bool = False


@dataclass(frozen=True, kw_only=True)
class CommentValues:
    """Who said what, and when.

    `whole` is all of it where `text` was cut and the reader may see the rest. `on_file`
    says that we know who wrote it; `own_account` is the capacity of somebody who came
    by a link without being on file, else empty. `internal` says that only the agency
    sees it; `duty` is what is still asked of the reader, if anything is.
    `sender_check` is a `SenderCheck`, empty of what came by no mail: `gateway` has
    found it, `domain` is that of the sender, and `is_outsider` somebody on file who
    does not take part.
    """

    author: str
    at: datetime
    text: str
    whole: str = ""
    on_file: bool = True
    own_account: str = ""
    internal: bool = False
    duty: DutyValues | None = None
    sender_check: str = ""
    gateway: str = ""
    domain: str = ""
    is_outsider: bool = False


@dataclass(frozen=True, kw_only=True)
class AbsenceValues:
    """Who is away: the days, both included, as far as the notice tells them."""

    person: str
    first: date | None
    last: date | None
    text: str


def bounce_report(
    reader: Reader, campaign: CampaignValues, post: PostValues, lost: LostMailValues
) -> Letter:
    """Tell the coordinator that a mail did not arrive, and what to do now."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "to": common.name(lost.to),
        "suppressed": lost.suppressed,
        "in_doubt": lost.in_doubt,
    }
    entries = tuple(formatting.one_line(matter) for matter in lost.matters)
    blocks: dict[str, Sequence[Block]] = {
        "bounce": common.rows(
            lang,
            ("recipient", lost.to),
            ("address", lost.address),
            ("server", _harmless(lost.reason)),
        ),
        "matters": (Items(LABELS[lang]["matters"], entries),) if entries else (),
        "facts": common.facts(campaign, post, lang),
    }
    is_asking = MAIL_KINDS[MailKind.BOUNCE_REPORT].gives_a_task
    return write("bounce_report", frame, values, blocks, is_asking=is_asking)


def about_comment(
    purpose: MailKind,
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    said: CommentValues,
) -> Letter:
    """Tell of a comment, in the words of its kind."""
    frame = common.frame(reader, campaign)
    lang, duty = frame.lang, said.duty
    open_duty = requests.of_duty(campaign, duty, lang) if duty else {"kind": ""}
    values = common.of_post(campaign, post, lang) | open_duty
    values |= {
        "author": common.name(said.author),
        "at": formatting.when(said.at, campaign.zone, lang),
        "on_file": said.on_file,
        "own_account": OWN_ACCOUNTS[lang].get(said.own_account, ""),
        "internal": said.internal,
        "sender_check": said.sender_check,
        "gateway": common.name(said.gateway),
        "domain": common.name(said.domain),
        "is_outsider": said.is_outsider,
    }
    blocks: dict[str, Sequence[Block]] = {
        "way": requests.way_to_act(post, duty, lang) if duty else (),
        "comment": (
            *common.quoted("comment", said.text, lang),
            *common.quoted("whole", _first_words(said.whole), lang),
        ),
        "facts": common.facts(campaign, post, lang),
    }
    is_asking = MAIL_KINDS[purpose].gives_a_task
    return write(template_of(purpose), frame, values, blocks, is_asking=is_asking)


def absence_offered(
    reader: Reader, campaign: CampaignValues, post: PostValues, absence: AbsenceValues
) -> Letter:
    """Offer an out-of-office notice to the coordinator, who may enter an absence."""
    first, last = absence.first, absence.last
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "person": common.name(absence.person),
        "first": formatting.short_day(first, lang) if first else "",
        "last": formatting.short_day(last, lang) if last else "",
    }
    unknown = LABELS[lang]["unknown"]
    rows = (
        (
            "absent_from",
            formatting.long_day(first, lang) if first else unknown,
        ),
        (
            "absent_until",
            formatting.long_day(last, lang) if last else unknown,
        ),
    )
    blocks: dict[str, Sequence[Block]] = {
        "absence": common.rows(lang, *rows),
        "comment": common.quoted("comment", absence.text, lang),
        "facts": common.facts(campaign, post, lang),
    }
    is_asking = MAIL_KINDS[MailKind.ABSENCE_OFFERED].gives_a_task
    return write("absence_offered", frame, values, blocks, is_asking=is_asking)


def _first_words(whole: str) -> str:
    return formatting.shortened(formatting.many_lines(whole), LONGEST_WHOLE)


def _harmless(reason: str) -> str:
    said = LINK.sub("(Link)", formatting.one_line(reason))
    return formatting.shortened(said, LONGEST_REASON)
