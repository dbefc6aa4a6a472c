"""Admissions: what is looked at before a form is read, route by route.

Whoever has no session, another role or a link that opens nothing here is answered
before anything of what they send is read. The pages look again when it has come.
"""

from collections.abc import Callable, Mapping
from typing import Final

from dashboard.answer.link import is_good, opened_by
from dashboard.permissions import PAGES, AddressTarget, Route
from dashboard.web.request import PageRequest
from vorlauf.accounts import sign_in_links, topic_links
from vorlauf.db.tables import LinkKind
from vorlauf.link_actions.too_late import was_overtaken

# Says whether the form is worth reading; without it the page refuses by itself.
Admission = Callable[[PageRequest], bool]


def admission_of(entry: Route) -> Admission:
    """Return what is asked before the form of this route is read."""
    return _OF.get(entry.name, _BY_TARGET.get(entry.about, _anybody))


def _anybody(_: PageRequest) -> bool:
    return True


def _sees_the_post(request: PageRequest) -> bool:
    """Let only those go on who see the post. Raises `NotFoundError`."""
    with request.reading() as connection:
        request.post(connection)
    return True


def _has_a_link(request: PageRequest) -> bool:
    # One that has ended is ours, too: what its reader has written is kept for them.
    with request.reading() as connection:
        return opened_by(request, connection) is not None


def _may_deliver(request: PageRequest) -> bool:
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or opened.kind is not LinkKind.DELIVER:
        return False
    return is_good(opened)


def _may_deliver_or_was_overtaken(request: PageRequest) -> bool:
    # Whose files come second is told so, and what was written beside them is kept.
    with request.reading() as connection:
        opened = opened_by(request, connection)
    if opened is None or opened.kind is not LinkKind.DELIVER:
        return False
    return is_good(opened) or was_overtaken(opened, request.now)


def _has_a_sign_in_link(request: PageRequest) -> bool:
    with request.reading() as connection:
        call = request.call(connection)
        return sign_in_links.look(call, request.path["token"]) is not None


def _has_a_topic_link(request: PageRequest) -> bool:
    with request.reading() as connection:
        call = request.call(connection)
        return topic_links.of_secret(call, request.path["secret"]) is not None


def _is_demo(request: PageRequest) -> bool:
    return request.parts.is_demo


_DELIVERIES: Final = ("answer.files", "answer.describe")
_OF: Final[Mapping[str, Admission]] = {
    **{
        entry.name: _has_a_link
        for entry in PAGES
        if entry.path.startswith("/answer/{token}")
    },
    "answer.pieces": _may_deliver,
    **dict.fromkeys(_DELIVERIES, _may_deliver_or_was_overtaken),
    # Whether a link was ever ours is told nobody who asks for another.
    "answer.renew": _anybody,
    "propose.send": _has_a_topic_link,
    "sign_in.confirm": _has_a_sign_in_link,
    "sign_in.demo": _is_demo,
}
_BY_TARGET: Final[Mapping[AddressTarget, Admission]] = {
    AddressTarget.POST: _sees_the_post
}
