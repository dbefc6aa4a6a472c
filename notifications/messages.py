"""The mails: one function per mail, plain values in, a Message out.

Every instant is aware; the campaign's zone decides how it reads. The words stand
in `templates/NAME.LANGUAGE.txt`; here is only what they are about. Control and
direction marks are taken out of names and titles, so no value can break a
header; post texts and comments are kept word by word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications import letters, wording
from notifications.letters import Block, Facts, Frame, Items, Message, Quote
from states.post import StepKind

__all__ = ["Campaign", "Duty", "Message", "Picture", "Post", "Reader"]

# Whoever decides or publishes gets all that is shown; others need only the facts.
WITH_CONTENT = frozenset({StepKind.REVIEW, StepKind.APPROVAL, StepKind.PUBLISH})
TITLE_IN_PROSE = 80  # characters; the facts below give it in full


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the mail; `language` is "de" or "en", anything else is German."""

    name: str
    language: str = "de"


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Whose mail it is, and whom an answer reaches."""

    name: str
    zone: ZoneInfo
    coordinator_name: str
    coordinator_email: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of a post: the house's display name, file name, alt text."""

    house: str
    name: str
    alt_text: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """What is shown of a post; houses by display name, texts by channel."""

    number: str
    title: str
    slot: datetime
    houses: tuple[str, ...]
    version: int
    texts: Mapping[str, str]
    link: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is asked of whom; counts are working days, `overdue_by` 0 = in time."""

    kind: StepKind
    house: str
    due: datetime
    asked: str
    overdue_by: int = 0
    due_in: int = 0


def material_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Message:
    """Ask a house for pictures (ASSETS) or the agency for the graphic (GRAPHICS)."""
    return _about_duty("material_request", reader, campaign, post, duty)


def review_request(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[str, ...] = (),
) -> Message:
    """Ask a house to endorse this version; `changed` = parts as `states` names them."""
    return _about_duty("review_request", reader, campaign, post, duty, changed=changed)


def approval_request(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[str, ...] = (),
) -> Message:
    """Ask the Staatskanzlei to approve this version; `changed` as in reviews."""
    return _about_duty(
        "approval_request", reader, campaign, post, duty, changed=changed
    )


def submit_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Message:
    """Tell the coordinator that all material is in: hand the post to review."""
    return _about_duty("submit_request", reader, campaign, post, duty)


def publish_request(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty
) -> Message:
    """Hand the complete post over at its slot and ask for the permalinks."""
    return _about_duty("publish_request", reader, campaign, post, duty)


def reminder(reader: Reader, campaign: Campaign, post: Post, duty: Duty) -> Message:
    """Remind before, on or after the due day; the duty's counts say which."""
    return _about_duty("reminder", reader, campaign, post, duty)


def escalation(
    reader: Reader, campaign: Campaign, post: Post, duty: Duty, *, to_deputy: bool
) -> Message:
    """Ask the deputy to act instead, or tell the coordinator who is silent."""
    name = "escalation_deputy" if to_deputy else "escalation_coordinator"
    return _about_duty(name, reader, campaign, post, duty)


def changes_requested(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    *,
    asked_by: str,
    house: str,
    comment: str,
    afterwards: bool = False,
) -> Message:
    """Tell the coordinator what somebody wants changed in post.version.

    `afterwards` says that it was a no to a retrospective request: the post stays
    where it is.
    """
    lang = wording.language(reader.language)
    extra = {
        "asked_by": wording.one_line(asked_by),
        "house": wording.one_line(house),
        "afterwards": afterwards,
    }
    return letters.write(
        "changes_requested",
        _frame(reader, campaign, lang),
        _post_values(campaign, post, lang) | extra,
        {
            "facts": _facts(campaign, post, lang),
            "comment": _quoted("comment", comment, lang),
        },
    )


def retrospective_request(  # noqa: PLR0913  (a mail needs all it says)
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    moved_by: str,
    reason: str,
) -> Message:
    """Ask afterwards for a decision that an override has jumped over."""
    return _about_duty(
        "retrospective_request",
        reader,
        campaign,
        post,
        duty,
        moved_by=moved_by,
        reason=reason,
    )


def _about_duty(  # noqa: PLR0913  (a mail needs all it says)
    name: str,
    reader: Reader,
    campaign: Campaign,
    post: Post,
    duty: Duty,
    *,
    changed: tuple[str, ...] = (),
    moved_by: str = "",
    reason: str = "",
) -> Message:
    lang = wording.language(reader.language)
    values = _post_values(campaign, post, lang) | _duty_values(campaign, duty, lang)
    values |= {"changed": changed, "moved_by": wording.one_line(moved_by)}
    blocks: dict[str, Sequence[Block]] = {
        "facts": _facts(campaign, post, lang, duty),
        "changes": _changes(changed, lang),
        "content": _content(post, lang) if duty.kind in WITH_CONTENT else (),
        "reason": _quoted("reason", reason, lang),
    }
    return letters.write(name, _frame(reader, campaign, lang), values, blocks)


def _frame(reader: Reader, campaign: Campaign, lang: str) -> Frame:
    labels = wording.LABELS[lang]
    own = reader.name == campaign.coordinator_name
    sender = ("Vorlauf",) if own else (campaign.coordinator_name,)
    return Frame(
        lang=lang,
        greeting=labels["greeting"].format(name=wording.one_line(reader.name)),
        closing=labels["closing"],
        signature=tuple(wording.one_line(line) for line in (*sender, campaign.name)),
    )


def _post_values(campaign: Campaign, post: Post, lang: str) -> dict[str, object]:
    number, title = wording.one_line(post.number), wording.one_line(post.title)
    left, right = wording.QUOTES[lang]
    short_title = wording.shortened(title, TITLE_IN_PROSE)
    coordinator = f"{campaign.coordinator_name} ({campaign.coordinator_email})"
    return {
        "number": number,
        "title": title,
        "post": f"{number} {left}{short_title}{right}",
        "slot": wording.when(post.slot, campaign.zone, lang),
        "version": post.version,
        "coordinator": wording.one_line(coordinator),
    }


def _duty_values(campaign: Campaign, duty: Duty, lang: str) -> dict[str, object]:
    return {
        "kind": duty.kind.value,
        "duty": wording.DUTIES[lang][duty.kind],
        "house": wording.one_line(duty.house),
        "asked": wording.one_line(duty.asked),
        "due": wording.when(duty.due, campaign.zone, lang),
        "due_in": duty.due_in,
        "remaining": wording.working_days(duty.due_in, lang),
        "overdue_by": duty.overdue_by,
        "overdue": wording.working_days(duty.overdue_by, lang),
    }


def _facts(
    campaign: Campaign, post: Post, lang: str, duty: Duty | None = None
) -> tuple[Facts]:
    rows = [
        ("post", f"{post.number} {post.title}"),
        ("slot", str(wording.when(post.slot, campaign.zone, lang))),
        ("houses", ", ".join(post.houses)),
        ("version", str(post.version)),
        ("link", post.link),
    ]
    if duty is not None and duty.kind is not StepKind.PUBLISH:
        rows.append(("due", str(wording.when(duty.due, campaign.zone, lang))))
    labels = wording.LABELS[lang]
    said = [(labels[key], wording.one_line(value)) for key, value in rows if value]
    return (Facts(tuple(said)),)


def _content(post: Post, lang: str) -> tuple[Block, ...]:
    labels = wording.LABELS[lang]
    texts = (
        Quote(
            labels["text_for"].format(channel=wording.one_line(wording.channel(name))),
            wording.many_lines(text),
        )
        for name, text in post.texts.items()
    )
    pictures = tuple(_picture(picture, labels) for picture in post.pictures)
    return (*texts, Items(labels["pictures"], pictures or (labels["no_pictures"],)))


def _picture(picture: Picture, labels: Mapping[str, str]) -> str:
    alt_text = wording.one_line(picture.alt_text)
    said = labels["alt_text"].format(text=alt_text) if alt_text else labels["no_alt"]
    return (
        f"{wording.one_line(picture.name)} ({wording.one_line(picture.house)}). {said}"
    )


def _changes(changed: tuple[str, ...], lang: str) -> tuple[Items, ...]:
    entries = tuple(wording.change(part, lang) for part in changed)
    return (Items("", entries),) if entries else ()


def _quoted(label: str, words: str, lang: str) -> tuple[Quote, ...]:
    kept = wording.many_lines(words)
    return (Quote(wording.LABELS[lang][label], kept),) if kept else ()
