"""The command `vorlauf post show`: all that is known of a post."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.history_table import history_table
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, label, moment
from vorlauf.cli.options import Json, Number
from vorlauf.cli.output import name_of, print_json, said, slack, slot_of
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from rich.table import Table

    from states.advance import Offer
    from vorlauf.cli.notice_table import Readers
    from vorlauf.db.post_snapshots import PostSnapshot
    from vorlauf.db.tables import Comment
    from vorlauf.directory.model import Directory, Person
    from vorlauf.editing.feasibility import Outlook
    from vorlauf.mail.queue.notice_list import NoticeRow
    from vorlauf.plan.chances import SlotChance
    from vorlauf.posts.listing import HistoryLine
    from vorlauf.wiring import Wiring

# What programs learn of a comment; the whole mail stays in the store.
_SAID = ("author", "house", "version", "said_at", "text")


def show(
    number: Number,
    actor: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSON", help="Say what this person could do."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Show all that is known of a post: who is asked, until when, its whole file."""
    with wired(actor or "") as wiring:
        page = _read(wiring, number, actor)
        if as_json:
            print_json(_plain(page, wiring.directory))
        else:
            _print(page, wiring.directory)
    return 0


@dataclass(frozen=True, kw_only=True)
class PostPage:
    """Everything the page shows; `offers` are what `person` could do."""

    post: "PostSnapshot"
    outlook: "Outlook | None"
    notices: "tuple[NoticeRow, ...]"
    readers: "Readers"
    comments: "tuple[Comment, ...]"
    lines: "tuple[HistoryLine, ...]"
    permalinks: Mapping[str, str]
    chance: "SlotChance | None"
    person: "Person | None"
    offers: "tuple[Offer, ...]"


def _read(wiring: "Wiring", number: str, actor: str | None) -> PostPage:
    from vorlauf.cli.notice_table import Readers
    from vorlauf.db import post_snapshots
    from vorlauf.db.engine import reading
    from vorlauf.editing.comments import readable, readable_lines, readable_notices
    from vorlauf.editing.feasibility import outlook
    from vorlauf.mail.queue import notice_list
    from vorlauf.plan.chances import chance_of
    from vorlauf.posts import listing, presence
    from vorlauf.posts.comment_queries import comments_of
    from vorlauf.workflow.actors import Part
    from vorlauf.workflow.decisions import offers

    directory, now = wiring.directory, wiring.now()
    person = directory.person(actor) if actor else None
    with reading(wiring.engine) as connection:
        post = post_snapshots.post_of(connection, number)
        notices = notice_list.notices(
            connection, notice_list.NoticeFilter(number=post.number)
        )
        readers = Readers.now(wiring, connection)
        lines = listing.file_of(connection, post.id)
        permalinks = listing.permalinks(connection, post.id)
        comments = comments_of(connection, post.id)
        gone = presence.gone(wiring.call(connection))
        chance = chance_of(post, wiring.call(connection), lines=lines)
    role = person.role if person else None
    part = Part(gone=lambda: gone)
    return PostPage(
        post=post,
        outlook=outlook(post, directory, now),
        notices=readable_notices(notices, comments, role),
        readers=readers,
        comments=readable(comments, role),
        lines=readable_lines(lines, role),
        permalinks=permalinks,
        chance=chance,
        person=person,
        offers=offers(post, directory, person.key, now, part) if person else (),
    )


def _plain(page: PostPage, directory: "Directory") -> dict[str, object]:
    import json

    from states.post_fields import in_content
    from vorlauf.cli.notice_table import plain

    post = page.post
    steps = [
        {**vars(step), "asked_name": name_of(step.asked, directory)}
        for step in post.steps
    ]
    shown: dict[str, object] = {
        **vars(post),
        "content": {
            "texts": dict(post.content.texts),
            # Those that were chosen; none is all of the campaign.
            "channels": list(post.content.channels),
            **in_content(post.fields),
        },
        "proofs": page.permalinks,
        "steps": steps,
        "outlook": page.outlook,
        "chance": page.chance,
        "notices": [plain(notice, page.readers) for notice in page.notices],
        "comments": [
            {name: getattr(comment, name) for name in _SAID}
            for comment in page.comments
        ],
        "file": [
            {**vars(line), "details": json.loads(line.details)} for line in page.lines
        ],
    }
    if page.person is not None:
        shown["offers"] = [_plain_offer(offer) for offer in page.offers]
    return shown


def _plain_offer(offer: "Offer") -> dict[str, object]:
    refusal = offer.refusal
    why = refusal and {"answer": refusal.answer, "sentence": str(refusal.message)}
    return {"trigger": offer.trigger, "label": offer.label, "refusal": why}


def _print(page: PostPage, directory: "Directory") -> None:
    """Print the post, its duties, texts, comments, notices and its file."""
    for line in (*_heading(page.post, directory), *_standing(page, directory)):
        say(line)
    for line in _content(page.post, page.permalinks):
        say(line)
    for one in page.comments:
        say(_said(one, directory))
    shown = console()
    for made in _tables(page, directory):
        shown.print()
        shown.print(made)
    for line in _offers(page):
        say(line)


def _heading(post: "PostSnapshot", directory: "Directory") -> Iterator[str]:
    from states.post import LABELS

    zone = directory.campaign.zone
    by = name_of(post.version_author, directory)
    houses = ", ".join(_house(key, directory) for key in post.houses)
    version = _(
        "%(number)s by %(author)s (--seen %(seen)s)",
        number=post.version,
        author=by,
        seen=post.row_version,
    )
    yield _("%(number)s “%(title)s”", number=post.number, title=post.title)
    yield f"  {_('State'):8} {post.state} ({LABELS[post.state]}){_marks(post)}"
    yield f"  {_('Houses'):8} {houses}"
    slot = f"{moment(post.slot_at, zone)}{_moved(post, directory)}"
    yield f"  {_('Slot'):8} {_('Reserve, without a date') if post.is_reserve else slot}"
    yield f"  {_('Version'):8} {version}"
    if post.published_at:
        since = _("since %(when)s", when=moment(post.published_at, zone))
        yield f"  {_('Out'):8} {since}"


def _house(key: str, directory: "Directory") -> str:
    house = directory.houses.get(key)
    return f"{house.name} ({key})" if house else key


def _marks(post: "PostSnapshot") -> str:
    return _(", OVERRIDDEN once: see the file") if post.overridden else ""


def _moved(post: "PostSnapshot", directory: "Directory") -> str:
    if post.slot_at == post.first_slot_at:
        return ""
    first = moment(post.first_slot_at, directory.campaign.zone)
    return _(" (first planned %(when)s)", when=first)


def _standing(page: PostPage, directory: "Directory") -> Iterator[str]:
    if page.outlook is not None:
        found = slot_of(page.outlook, directory)
        yield f"  {_('Outlook'):8} {slack(page.outlook)} {found}"
    if page.chance is not None and (percent := page.chance.percent) is not None:
        said = _("the slot is made in %(percent)s of 100 cases", percent=percent)
        yield f"  {_('Chance'):8} {said}"


def _content(post: "PostSnapshot", permalinks: Mapping[str, str]) -> Iterator[str]:
    from states.post_fields import FIELDS

    for channel, text in sorted(post.content.texts.items()):
        yield f"\n{channel}:"
        yield "  " + text.replace("\n", "\n  ")
    for name, text in post.fields.items():
        if text and name != "title":
            yield f"\n{label('field', FIELDS[name].label)}: {text}"
    for picture in post.pictures:
        shown = _(
            "Picture of %(house)s: %(name)s, “%(alt)s”, %(consent)s",
            house=picture.house,
            name=picture.name,
            alt=picture.alt_text or _("NO ALT TEXT"),
            consent=picture.consent or _("NO CONSENT"),
        )
        yield f"\n{shown}"
    for channel, permalink in permalinks.items():
        seen = _("Seen on %(channel)s: %(link)s", channel=channel, link=permalink)
        yield f"\n{seen}"


def _tables(page: PostPage, directory: "Directory") -> Iterator["Table"]:
    from vorlauf.cli.notice_table import notice_table

    if page.post.steps:
        yield _steps(page.post, directory)
    if page.notices:
        yield notice_table(_("Notices"), page.notices, page.readers, with_post=False)
    yield history_table(page.lines, directory)


def _steps(post: "PostSnapshot", directory: "Directory") -> "Table":
    rows = (
        (
            moment(step.due_at, directory.campaign.zone),
            label("step", step.kind)
            + (_(" (afterwards)") if step.retrospective else ""),
            step.house,
            name_of(step.asked, directory),
        )
        for step in sorted(post.steps, key=lambda step: step.due_at)
    )
    columns = headings("Due", "What", "House", "Asked")
    return table(_("Open steps"), columns, rows)


def _said(one: "Comment", directory: "Directory") -> str:
    where = f" ({one.house})" if one.house else ""
    head = _(
        "%(when)s, %(author)s, on version %(version)s:",
        when=moment(one.said_at, directory.campaign.zone),
        author=f"{one.author}{where}",
        version=one.version,
    )
    text = one.text.replace("\n", "\n  ")
    return f"\n{head}\n  {text}"


def _offers(page: PostPage) -> Iterator[str]:
    if page.person is None:
        return
    could = _("%(name)s could:", name=page.person.name)
    yield f"\n{could}"
    for offer in page.offers:
        refusal = offer.refusal
        reason = (
            _("no: %(reason)s", reason=said(refusal.message)) if refusal else _("yes")
        )
        yield f"  {offer.trigger:16} {reason}"
