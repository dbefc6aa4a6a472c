"""Consents: who is shown where until when, and what it means if one is withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.file_intake import cabinet_of
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from vorlauf.db.tables import Consent, StoredFile
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.material import consent_queries, file_queries
from vorlauf.material.consent_end import affected, withdraw
from vorlauf.material.consent_queries import PostNamed, posts_by_picture

# How long before it ends a consent is shown as one that does.
SOON: Final = timedelta(days=60)
FILTERS: Final = ("all", "expiring", "expired", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class ConsentRow:
    """A consent in the list, with the numbers of the posts that show its picture."""

    consent: Consent
    channels: Sequence[str]
    standing: str
    posts: Sequence[PostNamed]


def page(request: PageRequest) -> Response:
    """Show the consents, those that end first on top."""
    wish = request.query.get("show", "all")
    wish = wish if wish in FILTERS else "all"
    today = request.directory.agency.office.day_of(request.now)
    with request.reading() as connection:
        found = consent_queries.every(connection)
        posts = posts_by_picture(connection)
    rows = [_row(one, today, posts) for one in found]
    shown = [row for row in rows if wish in {"all", row.standing}]
    shown.sort(key=lambda row: (row.consent.last_day or date.max, row.consent.id))
    return request.page(
        "material_consents.html", rows=shown, wish=wish, total=len(rows)
    )


def detail(
    request: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    """Show one consent, and which posts would be stopped or taken down without it."""
    key = _key(request)
    today = request.directory.agency.office.day_of(request.now)
    with request.reading() as connection:
        consent = consent_queries.by_key(connection, key)
        what, snapshots = affected(connection, key)
        file = file_queries.files(connection, [consent.picture]).get(consent.picture)
    by_number = {post.number: post for post in snapshots}
    return request.page(
        "material_consent.html",
        status=status,
        consent=consent,
        row=_row(consent, today, {}),
        stopped=[by_number[number] for number in what.stopped],
        to_take_down=[by_number[number] for number in what.to_take_down],
        noted=[by_number[number] for number in what.noted],
        snapshots=snapshots,
        has_preview=_is_shown(request, file),
        faults=faults,
        form=request.form,
    )


def end(request: PageRequest) -> Response:
    """Withdraw a consent; posts are stopped, or have to be taken down."""
    key, reason = _key(request), request.form.text("reason")
    try:
        if not reason.strip():
            said = request.words.gettext("Write why the consent is withdrawn.")
            raise BadInputError(said)
        with request.writing() as connection:
            withdraw(request.call(connection), key, request.person.key, reason)
    except VorlaufError as error:
        return detail(request, [("reason", request.say(error))], status_of(error))
    said = request.words.gettext("The consent is withdrawn.")
    return request.go(f"/consents/{key}", said=said)


def _key(request: PageRequest) -> int:
    return request.key("key", "There is no such consent.")


def _is_shown(request: PageRequest, file: StoredFile | None) -> bool:
    preview = file.variants.get("preview", "") if file else ""
    return cabinet_of(request).has(preview)


def _row(
    consent: Consent, today: date, posts: Mapping[str, Sequence[PostNamed]]
) -> ConsentRow:
    return ConsentRow(
        consent=consent,
        channels=[name for name in consent.channels.split(",") if name],
        standing=_standing(consent, today),
        posts=posts.get(consent.picture, ()),
    )


def _standing(consent: Consent, today: date) -> str:
    if consent.withdrawn_at is not None:
        return "withdrawn"
    if consent.last_day is None or consent.last_day - today > SOON:
        return "valid"
    return "expired" if consent.last_day < today else "expiring"


PAGES: Final = {"consents": page, "consent": detail, "consent.withdraw": end}
