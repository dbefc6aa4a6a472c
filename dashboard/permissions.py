"""Permissions: every address of the dashboard, and who may use it. The one table.

A role that a row does not name may not use its address; an address without a row does
not exist. `about` says whether an address is about a post or a house: then the page
checks whether the reader may see it, and answers as for a missing one if not. Beyond
that the engine decides, as for every other door.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from states.post import Role


class AddressTarget(StrEnum):
    """What an address is about, and so whose it can be."""

    NOTHING = "nothing"
    POST = "post"
    HOUSE = "house"
    MAIL = "mail"


EVERYBODY: Final = frozenset(Role)
# Pages by a link, for whoever has it: no way into the dashboard leads from them.
BY_LINK: Final = ("/answer/", "/propose/")


@dataclass(frozen=True, kw_only=True)
class NavigationPlace:
    """A place in the navigation: its label in English, its icon, and whom it leads.

    `href` is where it leads if that is more than the path of the page.
    """

    label: str
    icon: str
    leads: frozenset[Role] = EVERYBODY
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route: its name, method and path, and the roles that may use it.

    `who` None is open to everybody, signed in or not. The places of the navigation
    stand in the order of the table.
    """

    name: str
    method: str
    path: str
    who: frozenset[Role] | None
    about: AddressTarget = AddressTarget.NOTHING
    place: NavigationPlace | None = None


_COORDINATOR: Final = frozenset({Role.COORDINATOR})
_ACTING: Final = EVERYBODY - {Role.AUDITOR}
_SUPPLYING: Final = frozenset({Role.COORDINATOR, Role.CONTACT, Role.GRAPHICS})
_OVERSEEING: Final = frozenset({Role.COORDINATOR, Role.APPROVER, Role.AUDITOR})
_INSPECTING: Final = frozenset({Role.COORDINATOR, Role.AUDITOR})
_DECIDING: Final = frozenset({Role.APPROVER, Role.CONTACT})
DECIDING_MANY: Final = frozenset({Role.COORDINATOR, Role.APPROVER})


def _get(
    name: str,
    path: str,
    who: frozenset[Role] | None = EVERYBODY,
    about: AddressTarget = AddressTarget.NOTHING,
    place: NavigationPlace | None = None,
) -> Route:
    return Route(name=name, method="GET", path=path, who=who, about=about, place=place)


def _post(
    name: str,
    path: str,
    who: frozenset[Role] | None = EVERYBODY,
    about: AddressTarget = AddressTarget.NOTHING,
) -> Route:
    return Route(name=name, method="POST", path=path, who=who, about=about)


def _patch(name: str, path: str, who: frozenset[Role], about: AddressTarget) -> Route:
    return Route(name=name, method="PATCH", path=path, who=who, about=about)


_POST, _HOUSE, _MAIL = AddressTarget.POST, AddressTarget.HOUSE, AddressTarget.MAIL
_NOTHING: Final = AddressTarget.NOTHING

PAGES: Final = (
    # Signing in and out
    _get("sign_in", "/sign-in", None),
    _post("sign_in.password", "/sign-in", None),
    _post("sign_in.link", "/sign-in/link", None),
    _post("sign_in.demo", "/sign-in/demo", None),
    _get("sign_in.oidc", "/sign-in/oidc", None),
    _get("sign_in.oidc_back", "/sign-in/oidc/back", None),
    _get("sign_in.open", "/sign-in/{token}", None),
    _post("sign_in.confirm", "/sign-in/{token}", None),
    _post("sign_out", "/sign-out", None),
    _post("language", "/language", None),
    _get("health", "/health", None),
    # By a link from a mail: whoever has it answers one step, and nothing else
    _get("answer", "/answer/{token}", None),
    _post("answer.decide", "/answer/{token}", None),
    _get("answer.forward", "/answer/{token}/forward", None),
    _post("answer.pass_on", "/answer/{token}/forward", None),
    _get("answer.time", "/answer/{token}/time", None),
    _post("answer.ask_time", "/answer/{token}/time", None),
    _get("answer.away", "/answer/{token}/away", None),
    _post("answer.preview_away", "/answer/{token}/away/preview", None),
    _post("answer.set_away", "/answer/{token}/away", None),
    _post("answer.undo_absence", "/answer/{token}/own-absence", None),
    _post("answer.renew", "/answer/{token}/renew", None),
    _post("answer.take_back", "/answer/{token}/take-back", None),
    _post("answer.report", "/answer/{token}/report", None),
    _post("answer.object", "/answer/{token}/object", None),
    _get("answer.file", "/answer/{token}/files/{sha256}", None),
    _post("answer.files", "/answer/{token}/files", None),
    _post("answer.pieces", "/answer/{token}/pieces", None),
    _post("answer.describe", "/answer/{token}/pictures/{picture}", None),
    # By the link of a house: whoever has it proposes topics, and sees nothing
    _get("propose", "/propose/{secret}", None),
    _post("propose.send", "/propose/{secret}", None),
    # By the secret of a calendar: a program reads, and can do nothing
    _get("feed", "/feeds/{secret}.ics", None),
    # What is shown
    _get("today", "/", place=NavigationPlace(label="Today", icon="today")),
    # Others decide so seldom that Today leads them there.
    _get(
        "approvals",
        "/approvals",
        _ACTING,
        place=NavigationPlace(label="To decide", icon="approvals", leads=_DECIDING),
    ),
    _post("approvals.approve", "/approvals", _ACTING),
    _get("board", "/board", place=NavigationPlace(label="Board", icon="board")),
    _get(
        "calendar",
        "/calendar",
        place=NavigationPlace(label="Calendar", icon="calendar"),
    ),
    # Whoever opens the list looks for what lies ahead; the rest is one click away.
    _get(
        "register",
        "/posts",
        place=NavigationPlace(label="Posts", icon="register", href="/posts?state=open"),
    ),
    _get("register.export", "/posts/export"),
    _get(
        "plan",
        "/plan",
        _OVERSEEING,
        place=NavigationPlace(label="Plan", icon="plan", leads=_COORDINATOR),
    ),
    _get(
        "houses",
        "/houses",
        _OVERSEEING,
        place=NavigationPlace(label="Houses", icon="houses"),
    ),
    _get("house", "/houses/{house}", about=_HOUSE),
    _get(
        "evaluation",
        "/evaluation",
        _OVERSEEING,
        place=NavigationPlace(label="Evaluation", icon="evaluation"),
    ),
    _get("evaluation.figures", "/evaluation/figures", _COORDINATOR),
    _post("evaluation.figures_preview", "/evaluation/figures/preview", _COORDINATOR),
    _post("evaluation.figures_take", "/evaluation/figures", _COORDINATOR),
    _get("evaluation.figures_import", "/evaluation/figures/{key}", _COORDINATOR),
    _post(
        "evaluation.figures_assign",
        "/evaluation/figures/{key}/rows/{row}",
        _COORDINATOR,
    ),
    _post("evaluation.figures_undo", "/evaluation/figures/{key}/undo", _COORDINATOR),
    _get("evaluation.type", "/evaluation/type", _COORDINATOR),
    _post("evaluation.keep_typed", "/evaluation/type", _COORDINATOR),
    _get("evaluation.report", "/evaluation/{period}", _OVERSEEING),
    _get("evaluation.file", "/evaluation/{period}/file", _OVERSEEING),
    _get(
        "flows",
        "/flows",
        _INSPECTING,
        place=NavigationPlace(label="Flows", icon="flows"),
    ),
    _get(
        "inquiries",
        "/inquiries",
        _OVERSEEING,
        place=NavigationPlace(label="Inquiries", icon="inquiries"),
    ),
    _get("inquiry.new", "/inquiries/new", _COORDINATOR),
    _post("inquiry.add", "/inquiries/new", _COORDINATOR),
    # Before the inquiries: none has this key.
    _get("costs", "/inquiries/costs", _OVERSEEING),
    _post("costs.add", "/inquiries/costs", _COORDINATOR),
    _post("costs.act", "/inquiries/costs/{cost}", _COORDINATOR),
    _get("inquiry", "/inquiries/{key}", _OVERSEEING),
    _get("inquiry.answer", "/inquiries/{key}/answer", _OVERSEEING),
    _post("inquiry.release", "/inquiries/{key}/release", frozenset({Role.APPROVER})),
    _post("inquiry.save_evidence", "/inquiries/{key}/evidence", _COORDINATOR),
    _get(
        "inquiry.export_evidence", "/inquiries/{key}/evidence/{evidence}", _OVERSEEING
    ),
    _post(
        "inquiry.remove_evidence", "/inquiries/{key}/evidence/{evidence}", _COORDINATOR
    ),
    _post("inquiry.save", "/inquiries/{key}", _COORDINATOR),
    _post("inquiry.act", "/inquiries/{key}/acts/{act}", _COORDINATOR),
    _get("dossier", "/dossier", _OVERSEEING),
    _get("dossier.file", "/dossier/file", _OVERSEEING),
    _get("dossier.proof", "/dossier/proof", _OVERSEEING),
    _get("holds", "/holds", _COORDINATOR),
    _post("holds.preview", "/holds/preview", _COORDINATOR),
    _post("holds.begin", "/holds", _COORDINATOR),
    _get("hold", "/holds/{key}", _COORDINATOR),
    _post("hold.end", "/holds/{key}/end", _COORDINATOR),
    _post("hold.leave", "/holds/{key}/leave", _COORDINATOR),
    _post("hold.put_back", "/holds/{key}/put-back", _COORDINATOR),
    _get("restored", "/restored", _COORDINATOR),
    _post("restored.act", "/restored/{act}", _COORDINATOR),
    _get("shortcuts", "/shortcuts"),
    _get("changes", "/changes"),
    _post("stay", "/stay"),
    # Posts
    _get("post.new", "/posts/new", _COORDINATOR),
    _post("post.add", "/posts/new", _COORDINATOR),
    _post("register.preview", "/posts/bulk/preview", DECIDING_MANY),
    _post("register.bulk", "/posts/bulk", DECIDING_MANY),
    _get("post", "/posts/{number}", about=_POST),
    _get("post.version", "/posts/{number}/versions/{version}", about=_POST),
    _get(
        "post.restoration",
        "/posts/{number}/versions/{version}/restore",
        _COORDINATOR,
        _POST,
    ),
    _post(
        "post.restore",
        "/posts/{number}/versions/{version}/restore",
        _COORDINATOR,
        _POST,
    ),
    _get("post.edit", "/posts/{number}/edit", _COORDINATOR, _POST),
    _post("post.save", "/posts/{number}/edit", _COORDINATOR, _POST),
    _get("post.move", "/posts/{number}/moves/{trigger}", _ACTING, _POST),
    _post("post.make_move", "/posts/{number}/moves/{trigger}", _ACTING, _POST),
    _get("post.record", "/posts/{number}/record", _COORDINATOR, _POST),
    _post("post.make_record", "/posts/{number}/record", _COORDINATOR, _POST),
    _get("post.houses", "/posts/{number}/houses", _COORDINATOR, _POST),
    _post("post.set_houses", "/posts/{number}/houses", _COORDINATOR, _POST),
    _get(
        "post.wanted_material",
        "/posts/{number}/wanted-material",
        _COORDINATOR,
        _POST,
    ),
    _post(
        "post.set_wanted_material",
        "/posts/{number}/wanted-material",
        _COORDINATOR,
        _POST,
    ),
    _get("post.reserve", "/posts/{number}/reserve", _COORDINATOR, _POST),
    _post("post.set_reserve", "/posts/{number}/reserve", _COORDINATOR, _POST),
    _post("post.end_reserve", "/posts/{number}/reserve/end", _COORDINATOR, _POST),
    _post("post.undo", "/posts/{number}/undo", _ACTING, _POST),
    _post("post.comment", "/posts/{number}/comments", _ACTING, _POST),
    _post("post.follow_up", "/posts/{number}/follow-ups", _COORDINATOR, _POST),
    _post(
        "post.change_follow_up",
        "/posts/{number}/follow-ups/{key}",
        _COORDINATOR,
        _POST,
    ),
    _post("post.publication", "/posts/{number}/publications", _COORDINATOR, _POST),
    _post("post.remind", "/posts/{number}/remind", _COORDINATOR, _POST),
    _get("hand_over", "/hand-over", _COORDINATOR),
    _post("hand_over.preview", "/hand-over/preview", _COORDINATOR),
    _post("hand_over.make", "/hand-over", _COORDINATOR),
    _post("hand_over.undo", "/hand-over/undo", _COORDINATOR),
    _get("house_replacement", "/house-replacement", _COORDINATOR),
    _post("house_replacement.make", "/house-replacement", _COORDINATOR),
    _post("house_replacement.undo", "/house-replacement/undo", _COORDINATOR),
    _get("post.extend", "/posts/{number}/steps/{step}/extend", _COORDINATOR, _POST),
    _post(
        "post.make_extension",
        "/posts/{number}/steps/{step}/extend",
        _COORDINATOR,
        _POST,
    ),
    _get("post.picture", "/posts/{number}/pictures", _SUPPLYING, _POST),
    _post("post.deliver", "/posts/{number}/pictures", _SUPPLYING, _POST),
    _get("post.pack", "/posts/{number}/pack", _COORDINATOR, _POST),
    _post("post.publish_pack", "/posts/{number}/pack", _COORDINATOR, _POST),
    _post("post.proof", "/posts/{number}/proofs", _COORDINATOR, _POST),
    _get("post.file", "/files/{number}/{sha256}/{variant}", about=_POST),
    _get("material", "/posts/{number}/material", _COORDINATOR, _POST),
    _post("material.save", "/posts/{number}/material", _COORDINATOR, _POST),
    _post(
        "material.answer",
        "/posts/{number}/material/{picture}",
        _COORDINATOR,
        _POST,
    ),
    _get("take_down", "/posts/{number}/take-down", _COORDINATOR, _POST),
    _post("take_down.done", "/posts/{number}/take-down", _COORDINATOR, _POST),
    _get("consents", "/consents", _COORDINATOR),
    _get("consent", "/consents/{key}", _COORDINATOR),
    _post("consent.withdraw", "/consents/{key}", _COORDINATOR),
    _get("calendar.move", "/calendar/move", _COORDINATOR),
    _post("calendar.make_move", "/calendar/move", _COORDINATOR),
    _get("plan.proposal", "/plan/proposal", _COORDINATOR),
    _post("plan.take", "/plan/proposal", _COORDINATOR),
    _get("plan.filling", "/plan/filling", _COORDINATOR),
    _post("plan.take_filling", "/plan/filling", _COORDINATOR),
    _post("plan.filling_back", "/plan/filling/back", _COORDINATOR),
    _get("plan.reserves", "/plan/reserves", _COORDINATOR),
    _get("plan.swap", "/plan/swap", _COORDINATOR),
    _post("plan.make_swap", "/plan/swap", _COORDINATOR),
    _post("plan.swap_back", "/plan/swap/back", _COORDINATOR),
    _get("plan.import", "/plan/import", _COORDINATOR),
    _post("plan.import_preview", "/plan/import/preview", _COORDINATOR),
    _post("plan.import_take", "/plan/import", _COORDINATOR),
    _get("plan.imported", "/plan/import/{key}", _COORDINATOR),
    _post("plan.import_undo", "/plan/import/{key}/undo", _COORDINATOR),
    _post("plan.forget_columns", "/plan/import/columns/{key}/forget", _COORDINATOR),
    _get("plan.topics", "/plan/topics", _OVERSEEING),
    _get("plan.new_topic", "/plan/topics/new", _COORDINATOR),
    _post("plan.add_topic", "/plan/topics/new", _COORDINATOR),
    _get("plan.topics_export", "/plan/topics/export", _OVERSEEING),
    _get("plan.topics_import", "/plan/topics/import", _COORDINATOR),
    _post("plan.topics_import_take", "/plan/topics/import", _COORDINATOR),
    _post("plan.topics_import_preview", "/plan/topics/import/preview", _COORDINATOR),
    _get("plan.topic_links", "/plan/topics/links", _COORDINATOR),
    _post("plan.make_topic_link", "/plan/topics/links", _COORDINATOR),
    _post("plan.revoke_topic_link", "/plan/topics/links/{key}/revoke", _COORDINATOR),
    _get("plan.topic", "/plan/topics/{key}", _COORDINATOR),
    _post("plan.save_topic", "/plan/topics/{key}", _COORDINATOR),
    _post("plan.act_topic", "/plan/topics/{key}/acts/{act}", _COORDINATOR),
    _get("plan.topic_slot", "/plan/topics/{key}/post", _COORDINATOR),
    _post("plan.take_topic", "/plan/topics/{key}/post", _COORDINATOR),
    _get("plan.export", "/plan/export", _OVERSEEING),
    _get("plan.template", "/plan/template", _OVERSEEING),
    # Around posts
    _get("absences", "/absences", _ACTING),
    _post("absences.preview", "/absences/preview", _ACTING),
    _post("absences.set", "/absences", _ACTING),
    _post("absences.end", "/absences/{key}/end", _ACTING),
    _post("absences.seen", "/absences/{key}/seen", _COORDINATOR),
    _post("flows.act", "/flows/{name}/{act}", _COORDINATOR),
    _get("mail", "/mail/{notice}", _COORDINATOR, _MAIL),
    _post("mail.retry", "/mail/{notice}/retry", _COORDINATOR, _MAIL),
    # People
    _get(
        "people",
        "/people",
        _COORDINATOR,
        place=NavigationPlace(label="People", icon="people"),
    ),
    _get(
        "configuration",
        "/configuration",
        _COORDINATOR,
        place=NavigationPlace(label="Configuration", icon="settings"),
    ),
    _post("configuration.undo", "/configuration/undo", _COORDINATOR),
    _get("configuration.table", "/configuration/{table}", _COORDINATOR),
    _post("configuration.save_table", "/configuration/{table}", _COORDINATOR),
    _get("configuration.member", "/configuration/{table}/{key}", _COORDINATOR),
    _post("configuration.save_member", "/configuration/{table}/{key}", _COORDINATOR),
    _post(
        "configuration.channels", "/configuration/houses/{key}/channels", _COORDINATOR
    ),
    _post("people.invite", "/people/invite", _COORDINATOR),
    _post("people.disable", "/people/disable", _COORDINATOR),
    _get("me", "/me"),
    _post("me.preferences", "/me/preferences"),
    _post("me.daily_head", "/me/daily-head", frozenset({Role.AUDITOR})),
    _post("me.password", "/me/password"),
    _post("me.end_visits", "/me/visits/end"),
    _post("me.make_token", "/me/tokens"),
    _post("me.revoke_token", "/me/tokens/{key}/revoke"),
    _get("calendars", "/me/calendars"),
    _post("calendars.make", "/me/calendars"),
    _post("calendars.revoke", "/me/calendars/{key}/revoke"),
    _post("views.save", "/views"),
    _post("views.drop", "/views/drop"),
    _get("api", "/api"),
)

# The same for programs, under /api/v1; whoever asks is known by a bearer token.
API: Final = (
    _get("api.openapi", "/openapi.json", None),
    _get("api.me", "/me"),
    _get("api.changes", "/changes"),
    _get("api.today", "/today"),
    _get("api.posts", "/posts"),
    _post("api.add_post", "/posts", _COORDINATOR),
    # Before the posts: none has this number.
    _get("api.export_posts", "/posts/export"),
    _get("api.post", "/posts/{number}", about=_POST),
    _patch("api.edit_post", "/posts/{number}", _COORDINATOR, _POST),
    _post("api.preview_edit", "/posts/{number}/preview", _COORDINATOR, _POST),
    _post("api.restore", "/posts/{number}/restore", _COORDINATOR, _POST),
    _post("api.set_material", "/posts/{number}/material", _COORDINATOR, _POST),
    _get("api.file", "/posts/{number}/file", about=_POST),
    _get("api.slot", "/posts/{number}/slot", _COORDINATOR, about=_POST),
    _post("api.move", "/posts/{number}/moves", _ACTING, _POST),
    _post("api.set_houses", "/posts/{number}/houses", _COORDINATOR, _POST),
    _post("api.record", "/posts/{number}/decisions", _COORDINATOR, _POST),
    _post("api.comment", "/posts/{number}/comments", _ACTING, _POST),
    _get("api.pack", "/posts/{number}/pack", _COORDINATOR, _POST),
    _post("api.publish_pack", "/posts/{number}/pack", _COORDINATOR, _POST),
    _get("api.follow_ups", "/posts/{number}/follow-ups", _COORDINATOR, _POST),
    _get("api.dossier", "/posts/{number}/dossier", _OVERSEEING, _POST),
    _post("api.follow_up", "/posts/{number}/follow-ups", _COORDINATOR, _POST),
    _post(
        "api.change_follow_up",
        "/posts/{number}/follow-ups/{key}",
        _COORDINATOR,
        _POST,
    ),
    _get("api.publications", "/posts/{number}/publications", _COORDINATOR, _POST),
    _post("api.act_publication", "/posts/{number}/publications", _COORDINATOR, _POST),
    _post("api.remind", "/posts/{number}/reminders", _COORDINATOR, _POST),
    _get("api.absences", "/absences", _ACTING),
    _post("api.set_absence", "/absences", _ACTING),
    _post("api.end_absence", "/absences/{key}/end", _ACTING),
    _get("api.calendars", "/calendars"),
    _post("api.add_calendar", "/calendars"),
    _post("api.revoke_calendar", "/calendars/{key}/revoke"),
    _get("api.configuration", "/configuration", _COORDINATOR),
    _post("api.change_configuration", "/configuration", _COORDINATOR),
    _post("api.undo_configuration", "/configuration/undo", _COORDINATOR),
    _post("api.hand_over", "/hand-overs", _COORDINATOR),
    _post("api.undo_hand_over", "/hand-overs/undo", _COORDINATOR),
    _post("api.replace_house", "/house-replacements", _COORDINATOR),
    _post("api.undo_house", "/house-replacements/undo", _COORDINATOR),
    _get("api.inquiries", "/inquiries", _OVERSEEING),
    _get("api.ask", "/inquiries/evidence", _OVERSEEING),
    _get("api.holds", "/holds", _OVERSEEING),
    _post("api.hold", "/holds", _COORDINATOR),
    _post("api.end_hold", "/holds/{key}/end", _COORDINATOR),
    _get("api.plan", "/plan", _OVERSEEING),
    _get("api.proposal", "/plan/proposal", _COORDINATOR),
    _post("api.take_proposal", "/plan/proposal", _COORDINATOR),
    _get("api.filling", "/plan/filling", _COORDINATOR),
    _post("api.take_filling", "/plan/filling", _COORDINATOR),
    _get("api.reserves", "/plan/reserves", _COORDINATOR),
    _post("api.set_reserve", "/posts/{number}/reserve", _COORDINATOR, _POST),
    _post("api.swap", "/plan/swap", _COORDINATOR),
    _post("api.swap_back", "/plan/swap/back", _COORDINATOR),
    _get("api.imports", "/plan/imports", _COORDINATOR),
    _post("api.import_plan", "/plan/imports", _COORDINATOR),
    _post("api.undo_import", "/plan/imports/{key}/undo", _COORDINATOR),
    _get("api.column_mappings", "/plan/column-mappings", _COORDINATOR),
    _post("api.forget_columns", "/plan/column-mappings/{key}/forget", _COORDINATOR),
    _get("api.topics", "/plan/topics", _OVERSEEING),
    _post("api.add_topic", "/plan/topics", _COORDINATOR),
    _get("api.export_topics", "/plan/topics/export", _OVERSEEING),
    _post("api.import_topics", "/plan/topics/import", _COORDINATOR),
    _get("api.topic_links", "/plan/topics/links", _COORDINATOR),
    _post("api.make_topic_link", "/plan/topics/links", _COORDINATOR),
    _post("api.revoke_topic_link", "/plan/topics/links/{key}/revoke", _COORDINATOR),
    _patch("api.edit_topic", "/plan/topics/{key}", _COORDINATOR, _NOTHING),
    _post("api.act_topic", "/plan/topics/{key}/acts", _COORDINATOR),
    _get("api.topic_slot", "/plan/topics/{key}/post", _COORDINATOR),
    _post("api.take_topic", "/plan/topics/{key}/post", _COORDINATOR),
    _get("api.export_plan", "/plan/export", _OVERSEEING),
    _get("api.plan_template", "/plan/template", _OVERSEEING),
    _post("api.put_back", "/holds/{key}/put-back", _COORDINATOR),
    _get("api.houses", "/houses", _OVERSEEING),
    _get("api.house", "/houses/{house}", about=_HOUSE),
)
