"""The words for a post: its states, triggers, roles and steps, and their labels."""

from collections.abc import Mapping
from enum import StrEnum


class PostState(StrEnum):
    """Where a post is; a post is in exactly one state."""

    DRAFT = "draft"
    ASSET_REQUESTED = "asset_requested"
    MINISTRY_REVIEW = "ministry_review"
    STAATSKANZLEI_APPROVAL = "staatskanzlei_approval"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Trigger(StrEnum):
    """What can be done to a post."""

    REQUEST_ASSETS = "request_assets"
    SUBMIT = "submit"
    ENDORSE = "endorse"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REVISE = "revise"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    OVERRIDE = "override"


class Role(StrEnum):
    """What a person is in the campaign."""

    COORDINATOR = "coordinator"
    GRAPHICS = "graphics"
    CONTACT = "contact"
    APPROVER = "approver"
    AUDITOR = "auditor"


class Capacity(StrEnum):
    """As what somebody acts on one post at one moment."""

    COORDINATOR = "coordinator"
    FLOW = "flow"
    CONTACT = "contact"
    APPROVER = "approver"
    DEPUTY = "deputy"
    ASKED = "asked"


class StepKind(StrEnum):
    """One duty of one stakeholder."""

    DRAFT = "draft"
    ASSETS = "assets"
    GRAPHICS = "graphics"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVAL = "approval"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"


LABELS: Mapping[PostState | Trigger, str] = {
    PostState.DRAFT: "Entwurf",
    PostState.ASSET_REQUESTED: "Material angefragt",
    PostState.MINISTRY_REVIEW: "Prüfung im Ressort",
    PostState.STAATSKANZLEI_APPROVAL: "Freigabe Staatskanzlei",
    PostState.SCHEDULED: "Eingeplant",
    PostState.PUBLISHED: "Veröffentlicht",
    PostState.WITHDRAWN: "Zurückgezogen",
    Trigger.REQUEST_ASSETS: "Material anfragen",
    Trigger.SUBMIT: "Zur Prüfung geben",
    Trigger.ENDORSE: "Mitzeichnen",
    Trigger.APPROVE: "Freigeben",
    Trigger.REQUEST_CHANGES: "Änderung erbitten",
    Trigger.REVISE: "Geänderte Fassung erneut prüfen lassen",
    Trigger.PUBLISH: "Veröffentlichen",
    Trigger.WITHDRAW: "Zurückziehen",
    Trigger.REOPEN: "Wieder aufnehmen",
    Trigger.OVERRIDE: "Von Hand setzen",
}
