"""Adapters: from the target of a channel and its secret to what publishes there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from states.messages import Message
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.publishing.adapters.adapter import Adapter
from vorlauf.publishing.adapters.channel_secrets import secret_of
from vorlauf.publishing.adapters.http_calls import HttpCalls
from vorlauf.publishing.adapters.mastodon import Mastodon
from vorlauf.publishing.adapters.mastodon_counters import MastodonCounters
from vorlauf.publishing.adapters.postiz import Postiz
from vorlauf.publishing.adapters.webhook import Webhook, keys_in


@dataclass(frozen=True)
class Adapters:
    """What publishes each channel, made when it is asked for."""

    targets: Mapping[str, ChannelTarget]
    read: Callable[[], Mapping[str, str]] = field(repr=False)

    def adapter(self, channel: str) -> Adapter:
        """Return what publishes a channel that has a target.

        Raises `SettingsError` without a usable secret. The file is read each time, so a
        new secret holds at once.
        """
        target = self.targets[channel]
        return adapter_of(target, secret_of(self.read(), channel))

    def counters(self, channel: str) -> MastodonCounters | None:
        """Return what counts a channel by an API; None if nothing does.

        Raises `SettingsError` as `adapter` does.
        """
        target = self.targets.get(channel)
        if target is None or target.way is not PublishingWay.MASTODON:
            return None
        return counters_of(target, secret_of(self.read(), channel))


def counters_of(target: ChannelTarget, secret: str) -> MastodonCounters:
    """Return what counts at a target of Mastodon."""
    calls = _calls(target, secret, _bearer(secret))
    return MastodonCounters(calls=calls, host=target.host)


def adapter_of(target: ChannelTarget, secret: str) -> Adapter:
    """Return what publishes at this target. Raises `SettingsError` as `keys_in`."""
    match target.way:
        case PublishingWay.MASTODON:
            calls = _calls(target, secret, _bearer(secret))
            return Mastodon(calls=calls, host=target.host, language=target.language)
        case PublishingWay.WEBHOOK:
            return Webhook(
                calls=_calls(target, secret, {}),
                host=target.host,
                language=target.language,
                keys=keys_in(secret, target.channel),
            )
        case PublishingWay.POSTIZ:
            return Postiz(
                calls=_calls(target, secret, {"Authorization": secret}),
                host=target.host,
                integration=target.integration,
                network=target.network,
            )
        case PublishingWay.BY_HAND:
            fault = "a channel without a target is published by hand"
            raise AssertionError(fault)
    assert_never(target.way)


def lacks_of(target: ChannelTarget) -> tuple[Message, ...]:
    """Return what this way cannot carry, in words that can be read aloud."""
    no_secret = "" if target.way is not PublishingWay.WEBHOOK else "A" * 32
    return adapter_of(target, no_secret).lacks


def _bearer(secret: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _calls(target: ChannelTarget, secret: str, headers: Mapping[str, str]) -> HttpCalls:
    return HttpCalls(
        base=target.address,
        private_address=target.private_address,
        headers={"User-Agent": "Vorlauf", **headers},
        secret=secret,
    )
