"""What an import does, as commands say it before or after."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from vorlauf.cli import consequences
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import headings, moment, ngettext
from vorlauf.cli.output import said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from states.messages import Message
    from vorlauf.directory.model import Directory
    from vorlauf.plan.findings import PostCheck
    from vorlauf.plan.imports.import_preview import ImportedPost, ImportPreview
    from vorlauf.plan.imports.import_records import ImportResult
    from vorlauf.plan.imports.import_undo import UndoneImport
    from vorlauf.plan.rows.plan_rows import Fault

# So many lines of a table are written out; with --json all of them.
_MOST: Final = 60


def say_preview(shown: "ImportPreview", directory: "Directory") -> None:
    """Say what an import does to each post, and what the file has beside its rows."""
    from vorlauf.plan.imports.import_preview import ImportKind

    counts = shown.counts
    tell(
        "%(name)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(refused)s refused.",
        name=shown.source.name,
        **{kind.value: counts[kind] for kind in ImportKind},
    )
    if shown.source.kept_by:
        tell("Columns as %(name)s has said before.", name=shown.source.kept_by)
    for remark in shown.remarks:
        say(said(remark))
    if not shown.is_checked:
        tell("So many slots are not checked; `vorlauf plan check` does.")
    _table(_("Refused"), _refusals(shown.of(ImportKind.REFUSED)))
    _table(_("New"), _new(shown.of(ImportKind.NEW), directory))
    for one in shown.of(ImportKind.CHANGED)[:_MOST]:
        if one.consequences is not None:
            for line in consequences.lines(one.consequences, directory):
                say(line)
        for line in _remarks(one, directory):
            say(f"  {line}")
    tell("Digest of this preview: %(digest)s", digest=shown.digest)


_Rows = tuple[Sequence[str], list[tuple[object, ...]]]


def _table(title: str, found: _Rows) -> None:
    columns, rows = found
    if not rows:
        return
    console().print(table(title, columns, rows[:_MOST]))
    if len(rows) > _MOST:
        tell("and %(count)s more", count=len(rows) - _MOST)


def _refusals(posts: Sequence["ImportedPost"]) -> _Rows:
    rows: list[tuple[object, ...]] = [
        (*_place(fault), post.title, said(fault.message))
        for post in posts
        for fault in post.faults
    ]
    return headings("Cell", "Column", "Title", "Because"), rows


def _place(fault: "Fault") -> tuple[str, str]:
    return f"{fault.place.sheet}!{fault.place.cell}", fault.column


def _new(posts: Sequence["ImportedPost"], directory: "Directory") -> _Rows:
    zone = directory.campaign.zone
    rows: list[tuple[object, ...]] = [
        (
            post.rows[0].number,
            post.title,
            moment(post.slot_at, zone) if post.slot_at else "",
            ", ".join(post.houses),
            "; ".join(_remarks(post, directory)),
        )
        for post in posts
    ]
    return headings("Row", "Title", "Slot", "Houses", "Remarks"), rows


def _remarks(post: "ImportedPost", directory: "Directory") -> Iterator[str]:
    if post.check is not None:
        yield from _check(post.check, directory)
    if post.shares_with:
        others = ", ".join(map(_shown, post.shares_with))
        yield _("the same slot and channel: %(others)s", others=others)
    yield from (said(remark.message) for remark in post.remarks)


def _shown(one: "Message | str") -> str:
    return one if isinstance(one, str) else said(one)


def _check(check: "PostCheck", directory: "Directory") -> Iterator[str]:
    if check.because:
        yield ngettext(
            "%(count)s working day short because of %(house)s",
            "%(count)s working days short because of %(house)s",
            check.short_by,
            house=check.because,
        )
    if check.earliest:
        at = moment(check.earliest, directory.campaign.zone)
        yield _("the earliest slot is %(at)s", at=at)
    if check.closed_houses:
        yield _("closed: %(houses)s", houses=", ".join(check.closed_houses))


def say_result(result: "ImportResult") -> None:
    """Say what was imported, and how it is taken back."""
    if not result.added and not result.changed:
        tell("Nothing differs, so nothing was changed.")
        return
    say(
        ngettext(
            "%(count)s post was added, %(changed)s changed.",
            "%(count)s posts were added, %(changed)s changed.",
            len(result.added),
            changed=len(result.changed),
        )
    )
    if result.added:
        tell("%(first)s to %(last)s", first=result.added[0], last=result.added[-1])
    tell(
        "Back again: vorlauf plan import --undo --import %(number)s --as …",
        number=result.id,
    )


def say_undone(found: "UndoneImport", directory: "Directory") -> None:
    """Say what was taken back of an import, and what stays."""
    tell(
        "Import of %(name)s from %(at)s: %(gone)s posts are withdrawn, %(back)s are as "
        "before.",
        name=found.row.file_name,
        at=moment(found.row.imported_at, directory.campaign.zone),
        gone=len(found.withdrawn),
        back=len(found.restored),
    )
    for one in found.kept[:_MOST]:
        tell("%(number)s stays: %(why)s", number=one.number, why=said(one.why))
    if len(found.kept) > _MOST:
        tell("and %(count)s more", count=len(found.kept) - _MOST)


def plain(shown: "ImportPreview") -> dict[str, object]:
    """Return a preview as JSON has it."""
    return {
        "file": shown.source.name,
        "sha256": shown.source.sha256,
        "digest": shown.digest,
        "counts": dict(shown.counts),
        "remarks": [str(one) for one in shown.remarks],
        "is_checked": shown.is_checked,
        "posts": [plain_post(post) for post in shown.posts],
    }


def plain_post(post: "ImportedPost") -> dict[str, object]:
    """Return the rows of a post as JSON has them."""
    return {
        "kind": post.kind,
        "rows": [{"sheet": row.sheet, "row": row.number} for row in post.rows],
        "number": post.number,
        "title": post.title,
        "slot_at": post.slot_at,
        "houses": list(post.houses),
        "channels": list(post.channels),
        "changed": list(post.changed),
        "faults": [_plain_fault(one) for one in post.faults],
        "remarks": [_plain_fault(one) for one in post.remarks],
        "check": post.check,
        "shares_with": [str(one) for one in post.shares_with],
        "consequences": consequences.plain(post.consequences)
        if post.consequences
        else None,
    }


def _plain_fault(fault: "Fault") -> dict[str, object]:
    return {
        "sheet": fault.place.sheet,
        "cell": fault.place.cell,
        "column": fault.column,
        "because": str(fault.message),
    }
