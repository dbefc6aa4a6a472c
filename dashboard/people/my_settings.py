"""My settings: preferences, password, where one is signed in, tokens for programs."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.accounts import api_tokens, passwords, preferences, sessions
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.accounts.passwords import PasswordChange
from vorlauf.errors import BadInputError, NotFoundError, RefusedError


def page(errand: PageRequest) -> Response:
    """Show one's own settings."""
    return _show(errand)


def keep_preferences(errand: PageRequest) -> Response:
    """Keep how the pages should be."""
    form = errand.form
    with errand.writing() as connection:
        preferences.keep(
            connection,
            errand.person.key,
            language=form.line("language"),
            theme=form.line("theme"),
            shortcuts=form.has("shortcuts"),
        )
    words = errand.parts.languages.get(form.line("language"), errand.words)
    return errand.go(_back(errand), said=words.gettext("Saved."))


def set_password(errand: PageRequest) -> Response:
    """Give oneself a new password; every other visit ends."""
    form = errand.form
    wish = PasswordChange(
        new=form.text("new_password"), current=form.text("old_password")
    )
    try:
        passwords.change(
            errand.wiring.engine,
            errand.directory,
            errand.account,
            wish,
            errand.now,
            door=errand.door,
        )
    except BadInputError as error:
        return _show(errand, [("new_password", errand.say(error))], status=422)
    except RefusedError as error:
        return _show(errand, [("old_password", errand.say(error))], status=403)
    said = errand.words.gettext("The password is set; you are signed out elsewhere.")
    return errand.go("/me", said=said)


def end_visits(errand: PageRequest) -> Response:
    """Sign out everywhere but here."""
    with errand.writing() as connection:
        sessions.end_all(
            connection, errand.person.key, errand.now, but=errand.account.digest
        )
    said = errand.words.gettext("You are signed out everywhere else.")
    return errand.go("/me", said=said)


def make_token(errand: PageRequest) -> Response:
    """Make a token, and show it this once."""
    person = errand.person.key
    label = errand.form.text("label")
    wish = NewToken(person=person, label=label, by=person)
    try:
        with errand.writing() as connection:
            _, secret = api_tokens.make(
                connection, errand.directory, wish, errand.now, door=errand.door
            )
    except (BadInputError, RefusedError) as error:
        faults = [("label", errand.say(error))]
        return _show(errand, faults, status=422, label=label)
    return _show(errand, secret=secret)


def revoke_token(errand: PageRequest) -> Response:
    """Let a token of one's own hold no more."""
    key = errand.path["key"]
    if not (key.isascii() and key.isdigit() and len(key) < 10):  # noqa: PLR2004, a key
        raise NotFoundError("There is no such token of yours.")
    with errand.writing() as connection:
        api_tokens.revoke(
            connection,
            errand.directory,
            int(key),
            errand.person.key,
            errand.now,
            door=errand.door,
        )
    return errand.go("/me", said=errand.words.gettext("The token is revoked."))


def _back(errand: PageRequest) -> str:
    return here_or(errand.form.line("next"), "/me")


def _show(
    errand: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    *,
    status: int = 200,
    secret: str = "",
    label: str = "",
) -> Response:
    person = errand.person.key
    with errand.reading() as connection:
        theirs = sessions.of(connection, person, errand.now)
        held = api_tokens.of(connection, person)
    return errand.page(
        "me.html",
        status=status,
        faults=faults,
        secret=secret,
        label=label,
        visits=theirs,
        here_digest=errand.account.digest,
        tokens=held,
        needs_current=passwords.needs_current(errand.account, errand.now),
        has_password=errand.account.has_password,
    )


PAGES: Final = {
    "me": page,
    "me.preferences": keep_preferences,
    "me.password": set_password,
    "me.end_visits": end_visits,
    "me.make_token": make_token,
    "me.revoke_token": revoke_token,
}
