"""Row acts: what is to be done with the post of some rows, or why it is refused."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from states.messages import Count, Message, msg, phrase
from states.post import PostState
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.editing import edits, house_changes
from vorlauf.editing.edits import Edit
from vorlauf.editing.house_changes import HouseChange
from vorlauf.editing.material_changes import MaterialChange
from vorlauf.editing.new_posts import NewPost, houses_of
from vorlauf.editing.tidy_input import tidy_field, tidy_texts
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.plan.imports.import_preview import ImportedPost, ImportKind, PostActs
from vorlauf.plan.imports.matching import Match, TakenHours
from vorlauf.plan.imports.row_slots import RowSlot, slot_of_known, slot_of_new
from vorlauf.plan.imports.wanted_posts import SheetPlaces, WantedPost
from vorlauf.plan.rows.plan_rows import Fault
from vorlauf.posts.channels import channels_of
from vorlauf.sheets.fields import Field
from vorlauf.text import check_line
from vorlauf.workflow.actors import Actor
from vorlauf.workflow.undo import UNDO_FOR


@dataclass(frozen=True, kw_only=True)
class ImportScope:
    """Within what rows become acts: who acts, why, and which slots are taken."""

    call: Call
    actor: Actor
    comment: str
    places: SheetPlaces
    taken: TakenHours


def imported_post(wanted: WantedPost, match: Match, scope: ImportScope) -> ImportedPost:
    """Return what becomes of the rows of one post; writes nothing."""
    rows = _PostRows(wanted, match, scope, [*wanted.faults, *match.faults])
    if match.post is None:
        return rows.new()
    return rows.known(match.post)


@dataclass
class _PostRows:
    """The rows of one post while it is found out what to do with them."""

    wanted: WantedPost
    match: Match
    scope: ImportScope
    faults: list[Fault]
    remarks: list[Fault] = field(default_factory=list)

    def new(self) -> ImportedPost:
        wanted, directory = self.wanted, self.scope.call.directory
        if wanted.is_dropped:
            self._fault(Field.STATUS, _NEW_AND_DROPPED)
        if not wanted.heading:
            self._fault(Field.TITLE, msg("A post needs a title; write one."))
        if not wanted.houses and not self._has_fault(Field.HOUSE):
            self._fault(
                Field.HOUSE,
                msg(
                    "No house is named; write at least one, or say which column it is."
                ),
            )
        channels = wanted.channels
        slot_at = self._new_slot(channels or directory.campaign.channels)
        new = NewPost(
            title=wanted.heading,
            link=wanted.link,
            author=self.scope.actor.key,
            houses=wanted.houses,
            slot_at=slot_at or self.scope.call.now,
            texts=self._texts(channels or directory.campaign.channels),
            channels=channels,
            wants_assets=wanted.assets is not False,
            wants_graphics=wanted.graphics is not False,
            plan_key=wanted.key,
        )
        if wanted.houses:
            self._trying(Field.HOUSE, lambda: houses_of(new, directory))
        self._check_words()
        if wanted.is_decided:
            self._remark(Field.STATUS, _NOT_DECIDED)
        if self.faults:
            return self._result(ImportKind.REFUSED, slot_at=slot_at)
        return self._result(ImportKind.NEW, slot_at=slot_at, acts=PostActs(new=new))

    def known(self, post: PostSnapshot) -> ImportedPost:
        self._keep_houses(post)
        wanted = self.wanted
        if wanted.is_dropped:
            return self._dropped(post)
        slot = slot_of_known(wanted, post, self.scope.call)
        slot_at = slot.slot_at
        self._note(slot)
        self._check_words()
        if self.faults:
            return self._result(ImportKind.REFUSED, post, slot_at=slot_at)
        edit = Edit(
            number=post.number,
            actor=self.scope.actor.key,
            title=wanted.title or None,
            link=wanted.link or None,
            texts=self._texts(channels_of(post, self.scope.call.directory)),
            channels=self._channels_of(post),
            slot_at=slot_at,
            plan_key=wanted.key if wanted.key and post.state.is_open else None,
            comment=self.scope.comment,
            seen_row_version=None,
            hold=UNDO_FOR,
            drops_texts=True,
        )
        return self._changes(post, edit, slot_at)

    def _keep_houses(self, post: PostSnapshot) -> None:
        """Let the post keep houses that have left stakeholders.toml meanwhile."""
        refused: list[Fault] = []
        kept: list[Fault] = []
        for fault in self.faults:
            words = {word.word.casefold() for word in fault.unknown}
            (kept if words and words <= set(post.houses) else refused).append(fault)
        if kept:
            keys = [word.word.casefold() for one in kept for word in one.unknown]
            self.faults = refused
            self.wanted = replace(self.wanted, houses=(*self.wanted.houses, *keys))

    def _changes(
        self, post: PostSnapshot, edit: Edit, slot_at: datetime
    ) -> ImportedPost:
        scope, call = self.scope, self.scope.call
        changed: tuple[str, ...] = ()
        with self._spoken(Field.TITLE):
            after = edits.edited(post, edit, scope.actor, call.directory, call.now)
            changed = edits.changed_parts(post, after)
        houses, material = self._houses_of(post), self._material_of(post)
        acts = PostActs(
            houses=houses, material=material, edit=edit if changed else None
        )
        changed += ("houses",) if houses else ()
        if material:
            changed += ("assets",) if material.wants_assets is not None else ()
            changed += ("graphics",) if material.wants_graphics is not None else ()
        if changed:
            with self._spoken(Field.STATUS):
                edits.check_may_edit(post, scope.actor)
        if houses and post.state.is_open:
            self._trying(
                Field.HOUSE,
                lambda: house_changes.preview(call, post, houses.houses),
            )
        if self.faults:
            return self._result(ImportKind.REFUSED, post, slot_at=slot_at)
        version = self.wanted.version
        if changed and version is not None and version < post.row_version:
            said = msg(
                "{number} has changed in Vorlauf since this export; make sure that the "
                "row puts nothing back that others have changed.",
                number=post.number,
            )
            self._remark(Field.VERSION, said)
        kind = ImportKind.CHANGED if changed else ImportKind.UNCHANGED
        return self._result(kind, post, slot_at=slot_at, acts=acts, changed=changed)

    def _dropped(self, post: PostSnapshot) -> ImportedPost:
        if post.state is PostState.WITHDRAWN:
            self.faults.clear()
            return self._result(ImportKind.UNCHANGED, post, slot_at=post.slot_at)
        why = msg(
            "The row is called off and {number} is not; withdraw it with a reason.",
            number=post.number,
        )
        self._fault(Field.STATUS, why)
        return self._result(ImportKind.REFUSED, post, slot_at=post.slot_at)

    def _result(
        self,
        kind: ImportKind,
        post: PostSnapshot | None = None,
        *,
        slot_at: datetime | None = None,
        acts: PostActs | None = None,
        changed: tuple[str, ...] = (),
    ) -> ImportedPost:
        wanted, directory = self.wanted, self.scope.call.directory
        channels = wanted.channels
        if not channels:
            channels = channels_of(post, directory) if post else ()
        return ImportedPost(
            rows=wanted.rows,
            kind=kind,
            title=wanted.title or (post.title if post else wanted.heading),
            number=post.number if post else "",
            slot_at=slot_at,
            houses=wanted.houses or (post.houses if post else ()),
            channels=channels,
            before=post,
            changed=changed,
            faults=tuple(self.faults),
            remarks=(*wanted.remarks, *self.match.remarks, *self.remarks),
            acts=acts or PostActs(),
        )

    def _texts(self, channels: Sequence[str]) -> dict[str, str]:
        """Return the texts by channel; an empty cell says nothing."""
        texts = self.wanted.texts
        meant = self.wanted.channels or channels
        for_all = dict.fromkeys(meant, texts[""]) if texts.get("") else {}
        own = {one: text for one, text in texts.items() if one}
        return {name: text for name, text in {**for_all, **own}.items() if text.strip()}

    def _channels_of(self, post: PostSnapshot) -> tuple[str, ...] | None:
        wanted = self.wanted
        if not wanted.channels:
            return None
        has = channels_of(post, self.scope.call.directory)
        if wanted.says_channels:
            return wanted.channels
        # Texts that are there say that a channel is meant, others say nothing.
        return tuple(dict.fromkeys((*has, *wanted.channels)))

    def _houses_of(self, post: PostSnapshot) -> HouseChange | None:
        wanted = self.wanted.houses
        if not wanted or set(wanted) == set(post.houses):
            return None
        return HouseChange(
            number=post.number,
            actor=self.scope.actor.key,
            houses=wanted,
            comment=self.scope.comment,
        )

    def _material_of(self, post: PostSnapshot) -> MaterialChange | None:
        wanted = self.wanted
        assets = None if wanted.assets == post.wants_assets else wanted.assets
        has_agency = self.scope.call.directory.graphics is not None
        graphics = wanted.graphics if has_agency else None
        graphics = None if graphics == post.wants_graphics else graphics
        if assets is None and graphics is None:
            return None
        return MaterialChange(
            number=post.number,
            actor=self.scope.actor.key,
            wants_assets=assets,
            wants_graphics=graphics,
            comment=self.scope.comment,
            hold=UNDO_FOR,
        )

    def _new_slot(self, channels: Sequence[str]) -> datetime | None:
        scope = self.scope
        slot = slot_of_new(self.wanted, channels, scope.call, scope.taken)
        if slot is not None:
            self._note(slot)
            return slot.slot_at
        if not any(map(self._has_fault, _WHEN)):
            self._fault(Field.DATE, _NO_DAY)
        return None

    def _note(self, slot: RowSlot) -> None:
        if slot.fault is not None:
            self._fault(Field.DATE, slot.fault)
        if slot.remark is not None:
            self._remark(Field.DATE, slot.remark)

    def _check_words(self) -> None:
        wanted, directory = self.wanted, self.scope.call.directory
        if wanted.title:
            self._trying(Field.TITLE, lambda: tidy_field("title", wanted.title))
        if wanted.key:
            self._trying(Field.KEY, lambda: _check_key(wanted.key))
        if wanted.link:
            self._trying(Field.LINK, lambda: tidy_field("link", wanted.link))
        texts = {name: text for name, text in wanted.texts.items() if name}
        if for_all := wanted.texts.get(""):
            texts[directory.campaign.channels[0]] = for_all
        self._trying(Field.TEXT, lambda: tidy_texts(texts, directory))

    def _has_fault(self, wanted: Field) -> bool:
        column = self.scope.places.fault(self.wanted.rows[0], wanted, _NO_DAY).column
        return any(fault.column == column for fault in self.faults if fault.column)

    def _trying(self, where: Field, act: Callable[[], object]) -> None:
        try:
            act()
        except (BadInputError, NotFoundError, RefusedError) as error:
            self._fault(where, error.message)

    @contextmanager
    def _spoken(self, where: Field) -> Iterator[None]:
        """Keep what the engine refuses as a fault at the column of a field."""
        try:
            yield
        except (BadInputError, NotFoundError, RefusedError) as error:
            self._fault(where, error.message)

    def _fault(self, where: Field, why: Message) -> None:
        self.faults.append(self.scope.places.fault(self.wanted.rows[0], where, why))

    def _remark(self, where: Field, said: Message) -> None:
        self.remarks.append(self.scope.places.fault(self.wanted.rows[0], where, said))


def _check_key(key: str) -> None:
    subject = phrase("subject", "The key of the row")
    check_line(subject, key)
    if len(key) > _LONGEST_KEY:
        raise BadInputError(
            msg(
                "{what} has {length} characters; at most {longest} are kept.",
                what=subject,
                length=Count(len(key)),
                longest=Count(_LONGEST_KEY),
            )
        )


_LONGEST_KEY: Final = 200  # characters
# Where a row says when it is.
_WHEN: Final = frozenset(
    {Field.DATE, Field.TIME, Field.WEEKDAY, Field.WEEK, Field.YEAR, Field.MONTH}
    | {Field.DAY, Field.HOUR, Field.MINUTE}
)
_NO_DAY: Final = msg(
    "There is no date; write one, as in 12.01.2027, or keep the row as a topic."
)
_NEW_AND_DROPPED: Final = msg(
    "The row is called off and no post of ours; delete it, or import without it."
)
_NOT_DECIDED: Final = msg(
    "That it is approved or published is not taken from a spreadsheet; it becomes a "
    "draft."
)
