"""Versions: the one way to a version's content, which is compared with the audit log.

Whoever shows, mails or publishes a version gets what was decided on, or an error: what
was changed beside the log is used for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select

from states.fingerprint import Content, fingerprint_of_plain, from_plain
from states.messages import msg
from states.post import PostState
from vorlauf.db.tables import Audit, Post, Version, table_of
from vorlauf.errors import AlteredVersionError

_AUDIT: Final = table_of(Audit)
_POST: Final = table_of(Post)
_VERSION: Final = table_of(Version)

# What the log says of a version at its first line, which tells of its making.
LOGGED: Final[ColumnElement[str | None]] = (
    select(_AUDIT.c.fingerprint)
    .where(
        _AUDIT.c.post_id == _VERSION.c.post_id, _AUDIT.c.version == _VERSION.c.number
    )
    .order_by(_AUDIT.c.id)
    .limit(1)
    .correlate(_VERSION)
    .scalar_subquery()
)
# What it says of the version of a post at the last line that has moved the post.
DECIDED: Final[ColumnElement[str | None]] = (
    select(_AUDIT.c.fingerprint)
    .where(_AUDIT.c.post_id == _POST.c.id, _AUDIT.c.row_version.is_not(None))
    .order_by(_AUDIT.c.row_version.desc())
    .limit(1)
    .correlate(_POST)
    .scalar_subquery()
)
_NUMBER: Final[ColumnElement[str]] = (
    select(_POST.c.number)
    .where(_POST.c.id == _VERSION.c.post_id)
    .correlate(_VERSION)
    .scalar_subquery()
)
# What `content_in` reads of a row: select them from the versions.
COLUMNS: Final = (
    _VERSION.c.post_id.label("of_post_id"),
    _NUMBER.label("of_post"),
    _VERSION.c.number.label("of_number"),
    _VERSION.c.fingerprint.label("of_fingerprint"),
    _VERSION.c.content.label("of_content"),
    LOGGED.label("of_said"),
)
_OF_OPEN_POSTS: Final = (
    select(*COLUMNS, _POST.c.fingerprint.label("kept"), DECIDED.label("decided"))
    .join_from(
        _POST,
        _VERSION,
        (_VERSION.c.post_id == _POST.c.id) & (_VERSION.c.number == _POST.c.version),
    )
    .where(_POST.c.state.in_([one for one in PostState if one.is_open]))
    .order_by(_POST.c.number_order)
)
_FIELDS: Final = frozenset(Content.__dataclass_fields__)


class _AlteredContent(Content):
    """What stands in the place of a content that is not the one of the log.

    A post can be listed with it; whoever looks into it gets `AlteredVersionError`.
    """

    error: AlteredVersionError

    # Not that of the dataclass, for there is nothing to keep.
    def __init__(self, error: AlteredVersionError) -> None:
        object.__setattr__(self, "error", error)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401, as of any object
        if name in _FIELDS:
            raise self.error
        return super().__getattribute__(name)


@dataclass(frozen=True, kw_only=True)
class StoredVersion:
    """A version as it stands in the database: `said` is its fingerprint in the log.

    `kept` are other fingerprints that it must have. `post` is the number of its post.
    """

    post_id: int
    post: str
    number: int
    plain: object
    said: str | None
    kept: tuple[str | None, ...] = ()

    @property
    def content(self) -> Content:
        """The content; looking into an altered one raises `AlteredVersionError`."""
        try:
            if isinstance(self.plain, Mapping) and self._fits(self.plain):
                return from_plain(self.plain)
        except (AttributeError, LookupError, TypeError, ValueError):
            pass
        return _AlteredContent(self._error())

    def _fits(self, plain: Mapping[str, object]) -> bool:
        return {fingerprint_of_plain(plain), *self.kept} == {self.said}

    def _error(self) -> AlteredVersionError:
        sentence = msg(
            "{post}: version {version} is not the one that the audit log knows, for it "
            "was changed in the database. Nothing of it is shown, sent or published. "
            "Whoever runs Vorlauf looks with `vorlauf audit verify` and restores a "
            "backup.",
            post=self.post,
            version=self.number,
        )
        return AlteredVersionError(sentence, self.post_id)


def content_in(row: Row[Any], *also: str | None) -> Content:
    """Return the content of a version in a row of `COLUMNS`.

    `also` are more fingerprints that it must have, as the one that was decided on.
    """
    return StoredVersion(
        post_id=row.of_post_id,
        post=row.of_post,
        number=row.of_number,
        plain=row.of_content,
        said=row.of_said,
        kept=(row.of_fingerprint, *also),
    ).content


def altered(connection: Connection) -> tuple[str, ...]:
    """Return the numbers of open posts whose version is not the one of the log."""
    rows = connection.execute(_OF_OPEN_POSTS)
    return tuple(
        row.of_post
        for row in rows
        if is_altered(content_in(row, row.kept, row.decided))
    )


def is_altered(shown: Content) -> bool:
    """Say whether this stands in the place of an altered content."""
    return isinstance(shown, _AlteredContent)


def require_unaltered(shown: Content) -> None:
    """Raise `AlteredVersionError` for the content of an altered version."""
    if isinstance(shown, _AlteredContent):
        raise shown.error
