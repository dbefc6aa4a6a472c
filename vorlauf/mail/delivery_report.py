"""The report of a run: what was sent, and what failed and why."""

from dataclasses import dataclass, field

from states.purpose import MailKind


@dataclass(frozen=True, kw_only=True)
class NoticeOutcome:
    """A notice that was sent, or the reason why it was not."""

    number: str
    house: str
    purpose: MailKind
    recipient_name: str
    subject: str
    error: str = ""


@dataclass
class DeliveryReport:
    """What one run has sent and what has failed; `mails` counts the messages."""

    sent: list[NoticeOutcome] = field(default_factory=list)
    failed: list[NoticeOutcome] = field(default_factory=list)
    mails: int = 0
    recovered: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def all_failed(self) -> bool:
        """Say whether there was something to send and nothing was sent."""
        return bool(self.failed) and not self.sent
