"""Campaign parameters: what is added to the link of a post, such as utm_source."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

# What may stand in a value, in braces.
PLACES = ("channel", "number")


@dataclass(frozen=True)
class LinkParameters:
    """Parameters by name; a value may hold {channel} and {number}, filled in later."""

    values: Mapping[str, str]

    def added_to(self, link: str, *, channel: str, number: str) -> str:
        """Return the link with the parameters, before its fragment.

        A parameter that the link has already stays as it is.
        """
        parts = urlsplit(link)
        there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        filled = {"channel": channel, "number": number}
        new = "&".join(
            f"{name}={quote(_filled(value, filled), safe='')}"
            for name, value in self.values.items()
            if name not in there
        )
        query = "&".join(one for one in (parts.query, new) if one)
        return urlunsplit(parts._replace(query=query))


def _filled(value: str, places: Mapping[str, str]) -> str:
    for name, said in places.items():
        value = value.replace(f"{{{name}}}", said)
    return value
