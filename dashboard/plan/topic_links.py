"""Links of houses that propose topics: made, shown once, revoked."""

from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.web.request import PageRequest
from vorlauf.accounts import topic_links
from vorlauf.accounts.topic_links import MOST_DAYS, USUAL_DAYS, NewTopicLink
from vorlauf.editing.new_posts import takes_part
from vorlauf.errors import VorlaufError

_HERE: Final = "/plan/topics/links"


def page(request: PageRequest) -> Response:
    """Show the links that open something, and the form for another."""
    return _show(request)


def make(request: PageRequest) -> Response:
    """Make a link, and show its address this once."""
    form = request.form
    wish = NewTopicLink(
        by=request.person.key,
        house=form.line("house"),
        label=form.text("label"),
        days=form.number("days") or 0,
    )
    try:
        with request.writing() as connection:
            made, secret = topic_links.make(request.call(connection), wish)
    except VorlaufError as error:
        typed = (wish.house, wish.label, form.line("days"))
        return _show(request, error=error, typed=typed)
    origin = request.wiring.settings.dashboard_url
    return _show(request, made=(made.house, f"{origin}/propose/{secret}"))


def revoke(request: PageRequest) -> Response:
    """Let a link open nothing any more."""
    key = request.key("key", "There is no such link.")
    with request.writing() as connection:
        gone = topic_links.revoke(request.call(connection), key, request.person.key)
    said = request.words.gettext("The link “%(label)s” is revoked.")
    return request.go(_HERE, said=said % {"label": gone.label})


def _show(
    request: PageRequest,
    *,
    error: VorlaufError | None = None,
    made: tuple[str, str] = ("", ""),
    typed: tuple[str, str, str] = ("", "", str(USUAL_DAYS)),
) -> Response:
    with request.reading() as connection:
        links = topic_links.open_links(request.call(connection))
    house, label, days = typed
    return request.page(
        "topic_links.html",
        status=status_again(error) if error else 200,
        faults=[("label", request.say(error))] if error else [],
        address=made[1],
        made=made[0],
        links=links,
        house=house,
        label=label,
        days=days,
        most_days=MOST_DAYS,
        houses=[
            (one.key, one.name)
            for one in request.directory.houses.values()
            if takes_part(one)
        ],
    )


PAGES: Final = {
    "plan.topic_links": page,
    "plan.make_topic_link": make,
    "plan.revoke_topic_link": revoke,
}
