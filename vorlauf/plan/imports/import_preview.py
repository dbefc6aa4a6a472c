"""Import preview: what an import would make of each row, before anything is written."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from states.messages import Message
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing.consequences import Consequences
from vorlauf.editing.edits import Edit
from vorlauf.editing.house_changes import HouseChange
from vorlauf.editing.material_changes import MaterialChange
from vorlauf.editing.new_posts import NewPost
from vorlauf.plan.findings import PostCheck
from vorlauf.plan.imports.import_choices import ImportChoices
from vorlauf.plan.reading import ReadPlan
from vorlauf.plan.rows.columns import ColumnMapping
from vorlauf.plan.rows.plan_rows import Fault, PlanRow


class ImportKind(StrEnum):
    """What becomes of the rows of a post."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class ImportSource:
    """A file that was read: its name, its SHA-256 (hexadecimal), and what it says.

    `signature` and `header` are those of its columns; `mapping` is with what it was
    read, `kept_by` who had said a part of it before, empty for nobody.
    """

    name: str
    sha256: str
    plan: ReadPlan
    signature: str
    header: str
    mapping: ColumnMapping
    choices: ImportChoices
    kept_by: str = ""


@dataclass(frozen=True, kw_only=True)
class PostActs:
    """What is done for the rows of a post: it is added, or changed by several acts."""

    new: NewPost | None = None
    houses: HouseChange | None = None
    material: MaterialChange | None = None
    edit: Edit | None = None


NO_ACTS: Final = PostActs()


@dataclass(frozen=True, kw_only=True)
class ImportedPost:
    """The rows of one post, and what becomes of them.

    `number` is that of the post that they mean, empty for a new one, `before` that post
    as it is. `changed` names the parts that differ. `faults` say why they are refused.
    `check` is what a check of the plan says of a new or moved slot, `shares_with` which
    posts, or rows, have the same slot and channel. `consequences` are those of a
    change.
    """

    rows: tuple[PlanRow, ...]
    kind: ImportKind
    title: str
    number: str = ""
    slot_at: datetime | None = None
    houses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    before: PostSnapshot | None = None
    changed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    check: PostCheck | None = None
    shares_with: tuple[Message | str, ...] = ()
    consequences: Consequences | None = None
    acts: PostActs = NO_ACTS

    def refused(self, fault: Fault) -> "ImportedPost":
        """Return the same rows, refused for one more reason."""
        return replace(
            self,
            kind=ImportKind.REFUSED,
            faults=(*self.faults, fault),
            acts=NO_ACTS,
            consequences=None,
            check=None,
        )


@dataclass(frozen=True, kw_only=True)
class ImportPreview:
    """What an import of a file would do, post by post in the order of the file.

    `remarks` are about the file as a whole. `is_checked` is false for a plan with so
    many posts that their slots were not checked.
    """

    source: ImportSource
    posts: tuple[ImportedPost, ...]
    remarks: tuple[Message, ...]
    is_checked: bool = True

    def of(self, kind: ImportKind) -> list[ImportedPost]:
        """Return the posts of one kind."""
        return [post for post in self.posts if post.kind is kind]

    @property
    def counts(self) -> Mapping[ImportKind, int]:
        """How many posts there are of each kind."""
        found = Counter(post.kind for post in self.posts)
        return {kind: found[kind] for kind in ImportKind}

    @property
    def digest(self) -> str:
        """What stands for this preview: another file or another world has another."""
        said = {
            "file": self.source.sha256,
            "mapping": self.source.mapping.to_json(),
            "posts": [stand_of(post) for post in self.posts],
        }
        plain = json.dumps(said, sort_keys=True, default=str)
        return sha256(plain.encode()).hexdigest()


def stand_of(post: ImportedPost) -> Sequence[object]:
    """Return what a preview says of a post, so that two can be compared."""
    check = post.check
    return (
        [(row.sheet, row.number) for row in post.rows],
        post.kind,
        post.number,
        post.before.row_version if post.before else 0,
        post.slot_at,
        post.houses,
        post.changed,
        [str(fault.message) for fault in post.faults],
        [str(one) for one in post.shares_with],
        (check.short_by, check.because, check.earliest) if check else (),
        (post.acts.new, post.acts.edit),
    )
