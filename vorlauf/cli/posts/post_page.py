"""The page of a post in the terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.table import Table

from states.advance import Offer
from states.post import LABELS
from states.post_fields import FIELDS
from vorlauf.cli.common.output import feasible, name_of, slack
from vorlauf.cli.mail.table import notice_table
from vorlauf.cli.posts.audit_log import file_table
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Comment
from vorlauf.directory.model import Directory, Person
from vorlauf.editing.feasibility import Outlook
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.posts.listing import HistoryLine
from vorlauf.terminal import console, local, say, table


@dataclass(frozen=True, kw_only=True)
class PostPage:
    """Everything the page shows; `offers` are what `person` could do."""

    post: PostSnapshot
    outlook: Outlook | None
    notices: tuple[NoticeRow, ...]
    comments: tuple[Comment, ...]
    lines: tuple[HistoryLine, ...]
    permalinks: Mapping[str, str]
    person: Person | None
    offers: tuple[Offer, ...]


def print_page(page: PostPage, directory: Directory) -> None:
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


def _heading(post: PostSnapshot, directory: Directory) -> Iterator[str]:
    zone = directory.campaign.zone
    yield f"{post.number} “{post.title}”"
    yield f"  State    {post.state} ({LABELS[post.state]}){_marks(post)}"
    yield f"  Houses   {', '.join(_house(key, directory) for key in post.houses)}"
    yield f"  Slot     {local(post.slot_at, zone)}{_moved(post, directory)}"
    yield f"  Version  {post.version} by {name_of(post.version_author, directory)}"
    if post.published_at:
        yield f"  Out      since {local(post.published_at, zone)}"


def _house(key: str, directory: Directory) -> str:
    house = directory.houses.get(key)
    return f"{house.name} ({key})" if house else key


def _marks(post: PostSnapshot) -> str:
    return ", OVERRIDDEN once: see the file" if post.overridden else ""


def _moved(post: PostSnapshot, directory: Directory) -> str:
    if post.slot_at == post.first_slot_at:
        return ""
    return f" (first planned {local(post.first_slot_at, directory.campaign.zone)})"


def _standing(page: PostPage, directory: Directory) -> Iterator[str]:
    if page.outlook is not None:
        found = feasible(page.outlook.feasibility, directory)
        yield f"  Outlook  {slack(page.outlook)} {found}"


def _content(post: PostSnapshot, permalinks: Mapping[str, str]) -> Iterator[str]:
    for channel, text in sorted(post.content.texts.items()):
        yield f"\n{channel}:"
        yield "  " + text.replace("\n", "\n  ")
    for name, text in post.fields.items():
        if text and name != "title":
            yield f"\n{FIELDS[name].label}: {text}"
    for picture in post.pictures:
        alt = picture.alt_text or "NO ALT TEXT"
        consent = picture.consent or "NO CONSENT"
        yield f"\nPicture of {picture.house}: {picture.name}, “{alt}”, {consent}"
    for channel, permalink in permalinks.items():
        yield f"\nSeen on {channel}: {permalink}"


def _tables(page: PostPage, directory: Directory) -> Iterator[Table]:
    if page.post.steps:
        yield _steps(page.post, directory)
    if page.notices:
        yield notice_table("Notices", page.notices, directory, with_post=False)
    yield file_table(page.lines, directory)


def _steps(post: PostSnapshot, directory: Directory) -> Table:
    rows = (
        (
            local(step.due_at, directory.campaign.zone),
            f"{step.kind}{' (afterwards)' if step.retrospective else ''}",
            step.house,
            name_of(step.asked, directory),
        )
        for step in sorted(post.steps, key=lambda step: step.due_at)
    )
    return table("Open steps", ("Due", "What", "House", "Asked"), rows)


def _said(one: Comment, directory: Directory) -> str:
    where = f" ({one.house})" if one.house else ""
    head = f"{local(one.said_at, directory.campaign.zone)}, {one.author}{where}"
    text = one.text.replace("\n", "\n  ")
    return f"\n{head}, on version {one.version}:\n  {text}"


def _offers(page: PostPage) -> Iterator[str]:
    if page.person is None:
        return
    yield f"\n{page.person.name} could:"
    for offer in page.offers:
        reason = f"no: {offer.refusal.message}" if offer.refusal else "yes"
        yield f"  {offer.trigger:16} {reason}"
