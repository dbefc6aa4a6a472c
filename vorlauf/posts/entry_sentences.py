"""Entry sentences: what an entry of the audit log says, as one sentence.

Page, command line and dossier say the same; what an entry knows besides, such as dates,
is said by `vorlauf.scheduling.entry_notes`.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from states.messages import Message, Several, phrase
from vorlauf.directory.model import Directory

# By the event of an entry; `who` is who acted, with the person acted for.
SENTENCES: Final[Mapping[str, str]] = {
    "add": "{who} added the post",
    "save": "{who} saved a change of the post",
    "correct": "{who} corrected the wording, and the decisions stay valid",
    "restore": "{who} restored an earlier version as version {version}",
    "material": "{who} changed which material is wanted for the post",
    "deliver": "{who} delivered a picture",
    "proof": "{who} recorded where the post can be seen",
    "comment": "{who} commented on the post",
    "comment_internal": "{who} wrote an internal comment on the post",
    "remind_now": "{who} had a reminder sent by hand",
    "hand_over": "{who} handed the post over to another coordinator",
    "follow_up": "{who} wrote a follow-up note",
    "follow_up_moved": "{who} put a follow-up note off",
    "follow_up_done": "{who} marked a follow-up note as done",
    "publication_begun": "{who} began to publish version {version}",
    "publication_done": "{who} published version {version} on a channel",
    "publication_accepted": "{who} handed version {version} to the server of a channel",
    "publication_unknown": "{who} got no answer from the server of a channel, "
    "so nobody knows whether the post is out",
    "publication_failed": "{who} could not publish version {version} on a channel",
    "publication_again": "{who} had the post published on a channel once more",
    "publication_by_hand": "{who} left a channel to be published by hand",
    "escalate": "{who} escalated an overdue step",
    "brief": "{who} described the wanted material",
    "file_kept": "{who} kept a file that came too late for its step",
    "picture_accepted": "{who} accepted a picture",
    "picture_insufficient": "{who} sent a picture back because it is not sufficient",
    "picture_declined": "{who} declined a picture",
    "picture_taken_out": "{who} took a picture out of the post",
    "consent": "{who} recorded the consent for a picture",
    "consent_withdrawn": "{who} recorded that the consent for a picture was withdrawn",
    "consent_expired": "{who} noted that the consent for a picture has ended",
    "take_down": "{who} asked for the published post to be taken down",
    "take_down_done": "{who} recorded that the post was taken down",
    "proof_early": "{who} recorded that the post was published before its slot",
    "slot_missed": "{who} noted that the slot has passed without an approval",
    "hold": "{who} put the post on hold",
    "resume": "{who} let the post go on after a hold",
    "hold_begun": "{who} ordered a hold",
    "hold_ended": "{who} ended a hold",
    "extend": "{who} changed a due date",
    "replan": "{who} planned the due dates of the post anew",
    "asked_instead": "{who} noted that somebody else is asked for a step",
    "undo": "{who} took the last act on the post back",
    "take_back": "{who} took a decision back by the link of the receipt",
    "disputed": "{who} stated that a decision filed under their name is not theirs",
    "forward": "{who} passed the request on in the house",
    "object": "{who} objected to an editorial correction",
    "object_to_record": "{who} objected to a decision that was recorded for them",
    "houses": "{who} changed the houses that take part in the post",
    "house_rename": "{who} gave a house of the post its new name",
    "plan_import": "{who} imported a plan",
    "plan_import_undo": "{who} took the import of a plan back",
    "column_mapping_keep": "{who} recorded what the columns of a spreadsheet mean",
    "column_mapping_forget": "{who} dropped what columns of a spreadsheet mean",
    "figures_import": "{who} imported figures of a network",
    "figures_undo": "{who} took an import of figures back",
    "figures_assign": "{who} assigned figures to a post by hand",
    "person_rename": "{who} gave a person a new short name",
    "renew_link": "{who} asked for a new link",
    "absence": "{who} recorded an absence",
    "absence_end": "{who} ended an absence",
    "absence_seen": "{who} took note of an absence",
    "mail_retry": "{who} had a mail sent again",
    "mail_suppress": "{who} blocked a mail address",
    "mail_lift": "{who} unblocked a mail address",
    "link_key_adopt": "{who} introduced a new key for links",
    "spilt_secrets_ended": "{who} ended links that were kept in the clear",
    "log_rewritten": "{who} rewrote the audit log for a new format",
    "rows_found": "{who} recorded rows of the database as they were found",
    "rows_written": "{who} recorded rows of the database as they were written",
    "standstill": "{who} stopped the sweeps because stakeholders.toml is faulty",
    "standstill_end": "{who} went on with the sweeps",
    "restore_released": "{who} let go on what was held since a backup was restored",
    "restore_dropped": "{who} dropped what was held since a backup was restored",
    "restore_held": "{who} held again what is due since a backup was restored",
    "config_change": "{who} changed stakeholders.toml in the browser",
    "config_edit": "{who} found stakeholders.toml edited by hand",
    "config_undo": "{who} took a change of stakeholders.toml back",
    "account_invite": "{who} invited a person",
    "account_disable": "{who} switched an account off",
    "person_erase": "{who} erased a person",
    "archive_mark": "{who} marked the post for the archive",
    "retention_run": "{who} let data go after its time",
    "account_password": "{who} set a password",
    "topic_add": "{who} kept a topic",
    "topic_edit": "{who} changed a topic",
    "topic_accept": "{who} accepted a proposed topic",
    "topic_drop": "{who} dropped a topic",
    "topic_restore": "{who} put a topic back",
    "topic_undo": "{who} undid a change of a topic",
    "topic_propose": "{who} proposed a topic",
    "topic_link_make": "{who} made a link to propose topics",
    "topic_link_revoke": "{who} revoked a link to propose topics",
    "topic_take": "{who} made the post of a topic",
    "topic_untake": "{who} gave the topic of the post back",
    "calendar_feed_make": "{who} made a calendar",
    "calendar_feed_revoke": "{who} revoked a calendar",
    "token_make": "{who} made a token for programs",
    "token_revoke": "{who} revoked a token for programs",
    "inquiry_add": "{who} recorded an inquiry",
    "inquiry_edit": "{who} changed an inquiry",
    "inquiry_drop": "{who} dropped an inquiry",
    "inquiry_restore": "{who} put an inquiry back",
    "inquiry_undo": "{who} undid a change of an inquiry",
    "inquiry_evidence": "{who} kept evidence for an inquiry",
    "inquiry_evidence_removed": "{who} removed evidence of an inquiry",
    "inquiry_freeze": "{who} froze the answer to an inquiry",
    "inquiry_thaw": "{who} let the answer to an inquiry be edited again",
    "inquiry_release": "{who} released the answer to an inquiry",
    "cost_add": "{who} recorded a cost entry",
    "cost_remove": "{who} removed a cost entry",
    "cost_restore": "{who} put a cost entry back",
    "request_assets": "{who} asked for the material of the post",
    "submit": "{who} handed version {version} over to review",
    "endorse": "{who} endorsed version {version}",
    "approve": "{who} approved version {version}",
    "request_changes": "{who} requested changes to version {version}",
    "revise": "{who} changed the post and had version {version} reviewed again",
    "publish": "{who} published version {version}",
    "withdraw": "{who} withdrew the post",
    "reopen": "{who} reopened the post",
    "override": "{who} set the state of the post by hand",
}


class Entry(Protocol):
    """What an entry has, read from the log or from a file made of it."""

    @property
    def event(self) -> str:
        """What happened."""

    @property
    def actor(self) -> str:
        """The name of who acted, as it was."""

    @property
    def on_behalf_of(self) -> str:
        """The names of those acted for; empty for nobody."""

    @property
    def house(self) -> str:
        """The keys of the houses concerned, with commas; empty for none."""

    @property
    def version(self) -> int | None:
        """The version of the post that it is about."""


def sentence(entry: Entry, directory: Directory) -> Message:
    """Say what happened, who did it, and for which house."""
    template = SENTENCES.get(entry.event)
    if template is None:
        said = phrase("entry", "{who}: {event}", who=_who(entry), event=_plain(entry))
    else:
        version = entry.version or 0
        said = phrase("entry", template, who=_who(entry), version=version)
    if not entry.house:
        return phrase("entry", "{said}.", said=said)
    return phrase(
        "entry", "{said} ({houses}).", said=said, houses=_houses(entry, directory)
    )


def _who(entry: Entry) -> Message | str:
    if not entry.on_behalf_of:
        return entry.actor
    template = "{name} (on behalf of {principal})"
    return phrase("entry", template, name=entry.actor, principal=entry.on_behalf_of)


def _plain(entry: Entry) -> str:
    return entry.event.replace("_", " ")


def _houses(entry: Entry, directory: Directory) -> Several:
    known = directory.houses
    keys = entry.house.split(", ")
    return Several(tuple(known[key].name if key in known else key for key in keys))
