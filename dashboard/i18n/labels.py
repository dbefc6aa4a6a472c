"""Labels: what the engine's own words are called in English.

labels.po has the German, messages.po that of the purposes of mails.

Each table is a context of its own in the catalogue: "Approved" may be an outcome here
and something else on a page.
"""

from collections.abc import Mapping
from typing import Final

from dashboard.permissions import PAGES
from notifications.letters.labels import ENGLISH, GERMAN, PARTS
from notifications.letters.mail_kinds import MAIL_KINDS
from notifications.letters.step_labels import DUTIES, WAYS
from states.inquiries import InquiryKind
from states.post import LABELS, STATES, STEPS, Capacity, Role, Trigger
from states.post_fields import FIELDS
from vorlauf.db.inquiry_tables import InquiryState
from vorlauf.db.tables import HoldScope, NoticeState, Outcome, PublicationState
from vorlauf.db.topic_tables import TopicState
from vorlauf.directory.model import HouseKind
from vorlauf.directory.targets import PublishingWay
from vorlauf.plan.topics.topic_import import RowKind
from vorlauf.plan.topics.topic_list import TopicSort
from vorlauf.readmodels.today import GroupKey

TRIGGERS: Final[Mapping[str, str]] = {
    Trigger.REQUEST_ASSETS: "Request material",
    Trigger.SUBMIT: "Hand over to review",
    Trigger.ENDORSE: "Endorse",
    Trigger.APPROVE: "Approve",
    Trigger.REQUEST_CHANGES: "Request changes",
    Trigger.REVISE: "Have the changed version reviewed again",
    Trigger.PUBLISH: "Publish",
    Trigger.WITHDRAW: "Withdraw",
    Trigger.REOPEN: "Reopen",
    Trigger.OVERRIDE: "Set by hand",
}
# What has happened, as a line of the history says it.
EVENTS: Final[Mapping[str, str]] = {
    "add": "Post added",
    "save": "Saved",
    "correct": "Editorial correction",
    "restore": "Earlier version restored",
    "material": "Wanted material changed",
    "deliver": "Picture delivered",
    "proof": "Proof of publication recorded",
    "comment": "Comment",
    "comment_internal": "Internal comment",
    "remind_now": "Reminded by hand",
    "hand_over": "Handed over",
    "follow_up": "Follow-up note written",
    "follow_up_moved": "Follow-up note put off",
    "publication_begun": "Publishing begun",
    "publication_done": "Published by itself",
    "publication_accepted": "Taken by the server",
    "publication_unknown": "Outcome of publishing unknown",
    "publication_failed": "Publishing failed",
    "publication_again": "Published again",
    "publication_by_hand": "Left to be published by hand",
    "follow_up_done": "Follow-up note done",
    "escalate": "Escalated",
    "brief": "Material described",
    "file_kept": "File kept",
    "picture_accepted": "Picture accepted",
    "picture_insufficient": "Picture not sufficient",
    "picture_declined": "Picture declined",
    "picture_taken_out": "Picture taken out",
    "consent": "Consent recorded",
    "consent_withdrawn": "Consent withdrawn",
    "consent_expired": "Consent ended",
    "take_down": "To be taken down",
    "take_down_done": "Taken down",
    "proof_early": "Published early: proof recorded",
    "slot_missed": "Slot missed",
    "hold": "Put on hold",
    "resume": "Goes on after a hold",
    "hold_begun": "Hold ordered",
    "hold_ended": "Hold ended",
    "extend": "Deadline extended",
    "replan": "Deadline replanned",
    "asked_instead": "Another reader",
    "undo": "Taken back",
    "take_back": "Decision taken back",
    "disputed": "Decision disputed",
    "forward": "Passed on in the house",
    "object": "Objection to a correction",
    "houses": "Houses changed",
    "house_rename": "House renamed",
    "plan_import": "Plan imported",
    "plan_import_undo": "Import taken back",
    "column_mapping_keep": "Meaning of columns kept",
    "column_mapping_forget": "Meaning of columns forgotten",
    "figures_import": "Figures imported",
    "figures_undo": "Import of figures taken back",
    "figures_assign": "Figures assigned by hand",
    "person_rename": "Person renamed",
    "object_to_record": "Objection to a recorded decision",
    "renew_link": "New link sent",
    "absence": "Absence recorded",
    "absence_end": "Absence ended",
    "absence_seen": "Absence seen",
    "mail_retry": "Mail sent again",
    "mail_suppress": "Address blocked",
    "mail_lift": "Address unblocked",
    "link_key_adopt": "New key for links",
    "spilt_secrets_ended": "Links ended that were kept in the clear",
    "log_rewritten": "Audit log rewritten",
    "rows_found": "Recorded as found",
    "rows_written": "Recorded as written",
    "standstill": "Sweeps stood still, for stakeholders.toml was faulty",
    "standstill_end": "Sweeps went on",
    "restore_released": "Released after a restore",
    "restore_dropped": "Dropped after a restore",
    "restore_held": "Held again after a restore",
    "config_change": "stakeholders.toml changed",
    "config_edit": "stakeholders.toml edited by hand",
    "config_undo": "Change of stakeholders.toml taken back",
    "account_invite": "Invited",
    "account_disable": "Account switched off",
    "person_erase": "Person erased",
    "archive_mark": "Marked for the archive",
    "retention_run": "Data let go after its time",
    "account_password": "Password set",
    "inquiry_add": "Inquiry kept",
    "inquiry_edit": "Inquiry changed",
    "inquiry_drop": "Inquiry dropped",
    "inquiry_restore": "Inquiry put back",
    "inquiry_evidence": "Evidence kept",
    "inquiry_evidence_removed": "Evidence removed",
    "cost_add": "Cost entry kept",
    "cost_remove": "Cost entry removed",
    "cost_restore": "Cost entry put back",
    "inquiry_freeze": "Answer frozen",
    "inquiry_thaw": "Answer thawed",
    "inquiry_release": "Answer released",
    "inquiry_undo": "Change of an inquiry undone",
    "topic_add": "Topic kept",
    "topic_edit": "Topic changed",
    "topic_accept": "Topic accepted",
    "topic_drop": "Topic dropped",
    "topic_restore": "Topic put back",
    "topic_undo": "Change of a topic undone",
    "topic_propose": "Topic proposed",
    "topic_link_make": "Link to propose topics made",
    "topic_link_revoke": "Link to propose topics revoked",
    "topic_take": "Post made of a topic",
    "topic_untake": "Post of a topic taken back",
    "calendar_feed_make": "Calendar made",
    "calendar_feed_revoke": "Calendar revoked",
    "token_make": "Token made",
    "token_revoke": "Token revoked",
    Trigger.REQUEST_ASSETS: "Material requested",
    Trigger.SUBMIT: "Handed over to review",
    Trigger.ENDORSE: "Endorsed",
    Trigger.APPROVE: "Approved",
    Trigger.REQUEST_CHANGES: "Changes requested",
    Trigger.REVISE: "Changed version to be reviewed again",
    Trigger.PUBLISH: "Published",
    Trigger.WITHDRAW: "Withdrawn",
    Trigger.REOPEN: "Reopened",
    Trigger.OVERRIDE: "Set by hand",
}
PURPOSES: Final[Mapping[str, str]] = {
    purpose: kind.label for purpose, kind in MAIL_KINDS.items()
}
ROLES: Final[Mapping[str, str]] = {
    Role.COORDINATOR: "Coordinator",
    Role.GRAPHICS: "Graphics",
    Role.CONTACT: "Contact",
    Role.APPROVER: "Approver",
    Role.AUDITOR: "Auditor",
}
CAPACITIES: Final[Mapping[str, str]] = {
    **ROLES,
    Capacity.FLOW: "Timetable",
    Capacity.DEPUTY: "Deputy",
    Capacity.ASKED: "Person asked",
    Capacity.FORWARDED: "by a forwarded link, by own account",
    Capacity.MAILBOX: "through the mailbox, by own account",
}
OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.DONE: "Done",
    Outcome.DELIVERED: "Delivered",
    Outcome.ENDORSED: "Endorsed",
    Outcome.APPROVED: "Approved",
    Outcome.CHANGES_REQUESTED: "Changes requested",
    Outcome.VOID: "No longer needed",
}
NOTICE_STATES: Final[Mapping[str, str]] = {
    NoticeState.QUEUED: "Planned",
    NoticeState.LEASED: "Being prepared",
    NoticeState.SENDING: "Being sent",
    NoticeState.SENT: "Sent",
    NoticeState.RETRY: "Will be tried again",
    NoticeState.UNKNOWN: "Unclear whether it arrived",
    NoticeState.DEAD: "Not delivered",
    NoticeState.CANCELLED: "No longer needed",
}
HOUSE_KINDS: Final[Mapping[str, str]] = {
    HouseKind.CHANCELLERY: "State Chancellery",
    HouseKind.MINISTRY: "Ministry",
    HouseKind.SUB_ORGANISATION: "Subordinate authority",
    HouseKind.AGENCY: "Agency",
    HouseKind.GRAPHICS: "Graphics agency",
}
TODAY_GROUPS: Final[Mapping[str, str]] = {
    GroupKey.MISSED: "Missed",
    GroupKey.CLOSED_DAY: "On closed days",
    GroupKey.AT_RISK: "Slots that cannot be met",
    GroupKey.BLOCKED: "Blocked",
    GroupKey.OVERDUE: "Also overdue",
    GroupKey.FOLLOW_UP: "To follow up",
    GroupKey.MINE: "Waiting for me",
    GroupKey.DUE_TODAY: "Due today",
    GroupKey.THIS_WEEK: "Due this week",
}
DECIDED: Final = {
    "phone": "by telephone",
    "meeting": "in a meeting",
    "override": "by override",
}
HOLD_SCOPES: Final[Mapping[str, str]] = {
    HoldScope.POSTS: "Single posts",
    HoldScope.WEEK: "A week",
    HoldScope.CHANNEL: "A channel",
    HoldScope.HOUSE: "A house",
    HoldScope.ALL: "Everything",
    HoldScope.CLOSED_DAYS: "Closed days",
}

# The keys of stakeholders.toml, as forms name them.
CONFIG: Final[Mapping[str, str]] = {
    "name": "Name",
    "land": "Land",
    "time_zone": "Time zone",
    "office_hours": "Office hours",
    "close_of_business": "Close of business",
    "closing_days": "Closing days",
    "half_days": "Half days",
    "was": "Former short names",
    "channels": "Channels",
    "blackouts": "Blackouts",
    "defaults": "Defaults",
    "first": "First day",
    "last": "Last day",
    "reason": "Reason",
    "lead_times": "Lead times",
    "draft": "Draft (working days)",
    "assets": "Material (working days)",
    "graphics": "Graphics (working days)",
    "review": "Review (working days)",
    "approval": "Approval (working days)",
    "reminders": "Reminders (working days around the due day)",
    "reminder_hour": "Hour of reminders",
    "escalate_after": "Escalation (working days overdue)",
    "corpus_christi": "Corpus Christi is a day off",
    "notify": "Further channels of notices",
    "code": "Six digits for decisions by link",
    "editorial_corrections": "Editorial corrections without asking again",
    "steps_per_week": "Steps due in a week at most",
    "posts_per_day": "Posts on one day at most",
    "posts_per_week": "Posts in a week at most",
    "house_spacing": "Working days between two posts of a house",
    "reserve_days": "Working days before a slot at which a reserve is offered",
    "quarter_shares": "Shares of the quarters",
    "channel_shares": "Shares of the channels",
    "staff_council_agreed": "Figures of houses with one person: staff council agreed",
    "public_body": "Records are offered to an archive first",
    "keep_mails": "Sent mails are kept (months)",
    "keep_inbox": "Received mails are kept (months)",
    "keep_pictures": "Pictures are kept after the slot (months)",
    "keep_sessions": "Ended sessions are kept (months)",
    "keep_logs": "Log files are kept (months)",
    "kind": "Kind",
    "parent": "House above",
    "contact": "Contact",
    "share": "Share of the posts",
    "role": "Role",
    "house": "House",
    "email": "E-mail address",
    "phone": "Telephone",
    "language": "Language of mails",
    "deputy": "Deputy",
    "functional": "Functional mailbox, read by several people",
}

BALANCES: Final[Mapping[str, str]] = {
    "house": "Split by house",
    "area": "Split by area: a house with all below it",
    "channel": "Split by channel",
    "quarter": "Split by quarter",
    "theme": "Split by theme",
}
TOPIC_STATES: Final[Mapping[str, str]] = {
    TopicState.PROPOSED: "proposed",
    TopicState.OPEN: "open",
    TopicState.TAKEN: "taken",
    TopicState.DROPPED: "dropped",
}
TOPIC_ROWS: Final[Mapping[str, str]] = {
    RowKind.NEW: "new",
    RowKind.CHANGED: "changed",
    RowKind.UNCHANGED: "unchanged",
    RowKind.REFUSED: "refused",
}
TOPIC_SORTS: Final[Mapping[str, str]] = {
    TopicSort.DAY: "by day",
    TopicSort.TITLE: "by title",
    TopicSort.HOUSE: "by house",
    TopicSort.THEME: "by theme",
    TopicSort.NEW: "by time of proposal",
}

# What a column of a plan holds.
PLAN_FIELDS: Final[Mapping[str, str]] = {
    "key": "Key of the row",
    "version": "Version in Vorlauf",
    "number": "Number of the post",
    "date": "Date",
    "time": "Time",
    "weekday": "Weekday",
    "week": "Calendar week",
    "year": "Year",
    "month": "Month",
    "day": "Day of the month",
    "hour": "Hour",
    "minute": "Minute",
    "title": "Title",
    "text": "Text",
    "channel": "Channel",
    "format": "Format",
    "house": "House",
    "theme": "Theme",
    "status": "State",
    "link": "Link",
    "image": "Picture",
    "alt_text": "Alternative text",
    "hashtags": "Hashtags",
    "assets": "Picture needed",
    "graphics": "Graphic needed",
    "note": "Note",
    "ignored": "Not read",
}

PUBLICATION_STATES: Final[Mapping[str, str]] = {
    PublicationState.WAITING: "waits",
    PublicationState.CLAIMED: "being prepared",
    PublicationState.SENDING: "being published",
    PublicationState.ACCEPTED: "taken by the server",
    PublicationState.UNKNOWN: "outcome unknown",
    PublicationState.DONE: "published",
    PublicationState.FAILED: "failed",
    PublicationState.BY_HAND: "by hand",
    PublicationState.CANCELLED: "given up: the post changed",
}
PUBLISHING_WAYS: Final[Mapping[str, str]] = {
    PublishingWay.BY_HAND: "by hand",
    PublishingWay.MASTODON: "by Mastodon",
    PublishingWay.WEBHOOK: "by a webhook",
    PublishingWay.POSTIZ: "by Postiz",
}
INQUIRY_KINDS: Final[Mapping[str, str]] = {
    InquiryKind.MINOR: "minor interpellation",
    InquiryKind.MAJOR: "major interpellation",
    InquiryKind.QUESTION_TIME: "question time",
    InquiryKind.TRANSPARENCY: "transparency request",
}

# By the context under which a catalogue has the German.
LABELLED: Final[Mapping[str, Mapping[str, str]]] = {
    "event": EVENTS,
    "lacking": {kind.value: spec.lacking for kind, spec in STEPS.items()},
    "place": {page.name: page.place.label for page in PAGES if page.place},
    "purpose": PURPOSES,
    "field": {name: field.label for name, field in FIELDS.items()},
    "field hint": {name: field.hint for name, field in FIELDS.items() if field.hint},
    "role": ROLES,
    "capacity": CAPACITIES,
    "outcome": OUTCOMES,
    "notice state": NOTICE_STATES,
    "house kind": HOUSE_KINDS,
    "hold scope": HOLD_SCOPES,
    "decided": DECIDED,
    "config": CONFIG,
    "balance": BALANCES,
    "plan field": PLAN_FIELDS,
    "inquiry": INQUIRY_KINDS,
    "inquiry state": {state.value: state.value for state in InquiryState},
    "topic": TOPIC_STATES,
    "topic sort": TOPIC_SORTS,
    "topic row": TOPIC_ROWS,
    "today_group": TODAY_GROUPS,
    "publication state": PUBLICATION_STATES,
    "publishing way": PUBLISHING_WAYS,
}
# What has its words in both languages already.
NAMED: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "state": {
        GERMAN: {state.value: spec.german for state, spec in STATES.items()},
        ENGLISH: {state.value: spec.english for state, spec in STATES.items()},
    },
    "trigger": {
        GERMAN: {trigger.value: LABELS[trigger] for trigger in Trigger},
        ENGLISH: TRIGGERS,
    },
    "duty": {
        language: {kind.value: word for kind, word in words.items()}
        for language, words in DUTIES.items()
    },
    "way": {
        language: {way.value: word for way, word in words.items()}
        for language, words in WAYS.items()
    },
    "part": {
        GERMAN: {
            **PARTS[GERMAN],
            "text": "Text",
            "title": "Titel",
            "houses": "Ressorts",
            "assets": "Bilder der Ressorts",
            "graphics": "Grafik",
            "plan_key": "Schlüssel der Zeile",
        },
        ENGLISH: {
            **PARTS[ENGLISH],
            "text": "Text",
            "title": "Title",
            "houses": "Houses",
            "assets": "Pictures of the houses",
            "graphics": "Graphic",
            "plan_key": "Key of the row",
        },
    },
}
