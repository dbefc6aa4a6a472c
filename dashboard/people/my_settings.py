"""My settings: preferences, password, where one is signed in, tokens for programs."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.accounts import api_tokens, passwords, preferences, sessions
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.accounts.passwords import PasswordChange
from vorlauf.errors import BadInputError, RefusedError

# Days for which somebody may want a token.
_SPANS: Final = (30, 90, 180, 365)


def page(request: PageRequest) -> Response:
    """Show one's own settings."""
    return _show(request)


def keep_preferences(request: PageRequest) -> Response:
    """Keep how the pages should be."""
    form = request.form
    with request.writing() as connection:
        preferences.keep(
            connection,
            request.person.key,
            language=form.line("language"),
            theme=form.line("theme"),
            shortcuts=form.has("shortcuts"),
        )
    words = request.parts.languages.get(form.line("language"), request.words)
    return request.go(_back(request), said=words.gettext("Saved."))


def keep_daily_head(request: PageRequest) -> Response:
    """Keep whether an auditor gets the audit log's head by mail."""
    wanted = request.form.has("daily_head")
    with request.writing() as connection:
        preferences.keep_daily_head(connection, request.person, wanted=wanted)
    return request.go("/me", said=request.words.gettext("Saved."))


def set_password(request: PageRequest) -> Response:
    """Give oneself a new password; every other visit ends."""
    form = request.form
    wish = PasswordChange(
        new=form.text("new_password"), current=form.text("old_password")
    )
    try:
        ended = passwords.change(
            request.wiring.engine,
            request.directory,
            request.account,
            wish,
            request.now,
            door=request.door,
        )
    except BadInputError as error:
        return _show(request, [("new_password", request.say(error))], status=422)
    except RefusedError as error:
        return _show(request, [("old_password", request.say(error))], status=403)
    said = request.words.gettext("The password is set; you are signed out elsewhere.")
    if ended.tokens:
        tokens = request.words.ngettext(
            "%(num)s token for programs has ended.",
            "%(num)s tokens for programs have ended.",
            ended.tokens,
        )
        said = f"{said} {tokens % {'num': ended.tokens}}"
    if ended.calendars:
        calendars = request.words.ngettext(
            "%(num)s calendar of other programs has ended.",
            "%(num)s calendars of other programs have ended.",
            ended.calendars,
        )
        said = f"{said} {calendars % {'num': ended.calendars}}"
    return request.go("/me", said=said)


def end_visits(request: PageRequest) -> Response:
    """Sign out everywhere but here."""
    with request.writing() as connection:
        sessions.end_all(
            connection, request.person.key, request.now, but=request.account.digest
        )
    said = request.words.gettext("You are signed out everywhere else.")
    return request.go("/me", said=said)


def make_token(request: PageRequest) -> Response:
    """Make a token, and show it this once."""
    person = request.person.key
    label = request.form.text("label")
    days = request.form.number("days")
    span = timedelta(days=days) if days in _SPANS else api_tokens.HOLDS
    wish = NewToken(person=person, label=label, by=person, ends_at=request.now + span)
    try:
        with request.writing() as connection:
            _, secret = api_tokens.make(request.call(connection), wish)
    except (BadInputError, RefusedError) as error:
        faults = [("label", request.say(error))]
        return _show(request, faults, status=422, label=label)
    return _show(request, secret=secret)


def revoke_token(request: PageRequest) -> Response:
    """Let a token of one's own hold no more."""
    key = request.key("key", "There is no such token of yours.")
    with request.writing() as connection:
        api_tokens.revoke(request.call(connection), key, request.person.key)
    return request.go("/me", said=request.words.gettext("The token is revoked."))


def _back(request: PageRequest) -> str:
    return here_or(request.form.line("next"), "/me")


def _show(
    request: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    *,
    status: int = 200,
    secret: str = "",
    label: str = "",
) -> Response:
    person = request.person.key
    with request.reading() as connection:
        theirs = sessions.of(connection, person, request.now)
        held = api_tokens.of(connection, person)
        daily_head = preferences.wants_daily_head(connection, person)
    return request.page(
        "me.html",
        status=status,
        faults=faults,
        secret=secret,
        label=label,
        visits=theirs,
        here_digest=request.account.digest,
        tokens=held,
        spans=_spans(request),
        is_auditor=request.person.role is Role.AUDITOR,
        daily_head=daily_head,
        needs_current=passwords.needs_current(request.account, request.now),
        has_password=request.account.has_password,
    )


def _spans(request: PageRequest) -> list[tuple[str, str]]:
    """Return for how many days a token can be made."""
    gettext = request.words.gettext
    return [(str(n), gettext("%(num)s days") % {"num": n}) for n in _SPANS]


PAGES: Final = {
    "me": page,
    "me.preferences": keep_preferences,
    "me.daily_head": keep_daily_head,
    "me.password": set_password,
    "me.end_visits": end_visits,
    "me.make_token": make_token,
    "me.revoke_token": revoke_token,
}
