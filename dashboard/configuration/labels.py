"""Labels of the values of stakeholders.toml, in the words of the reader's language."""

from dashboard.configuration.forms import DEFAULTS, Tree, members
from dashboard.i18n.language import Words
from states.messages import Message
from vorlauf.directory.loader import FileFault
from vorlauf.directory.toml_lines import Path


class ConfigLabels:
    """Names tables, fields and values of a file, as a page shows them."""

    def __init__(self, words: Words, *trees: Tree) -> None:
        self._words, self._trees = words, trees

    def table(self, path: Path) -> str:
        """Name a table of the file: a house, a person, or a part of the campaign."""
        gettext = self._words.gettext
        if path[:2] == DEFAULTS:
            return gettext("Defaults of all houses")
        if path[:2] == ("campaign", "blackouts"):
            return gettext("Blackout %(number)s") % {"number": path[2]}
        if path[0] == "campaign":
            return gettext("Campaign")
        found = (members(tree, path[0]).get(path[1], {}) for tree in self._trees)
        names = (one.get("name") for one in found)
        return next((name for name in names if isinstance(name, str)), path[1])

    def field(self, path: Path) -> str:
        """Name a field in its table: „Vorlaufzeiten: Prüfung“."""
        rest = path[len(self._above(path)) :]
        return ": ".join(self._words.label("config", key) for key in rest)

    def key(self, name: str) -> str:
        """Name one key, as the head of a column does."""
        return self._words.label("config", name)

    def whole(self, path: Path) -> str:
        """Name a field and its table."""
        said = [self.table(path)]
        if len(path) > len(self._above(path)):
            said.append(self.field(path))
        return ", ".join(said)

    def choice(self, key: str, value: str) -> str:
        """Name what may be chosen."""
        if key == "kind":
            return self._words.house_kind_label(value)
        if key == "role":
            return self._words.role_label(value)
        return value

    def value(self, path: Path, text: str) -> str:
        """Write a value that has changed; a secret one only says that there is one."""
        gettext = self._words.gettext
        if not text:
            return gettext("nothing")
        known = {
            "***": gettext("set, not shown"),
            "true": gettext("yes"),
            "false": gettext("no"),
        }
        if path[-1] in {"contact", "deputy"} and text not in known:
            return self.table(("people", text))
        return known.get(text) or self.choice(path[-1], text)

    def fault(self, fault: FileFault) -> str:
        """Say what is wrong and what to write instead."""
        return f"{self._say(fault.what)}; {self._say(fault.cure)}"

    def _say(self, message: Message) -> str:
        return self._words.told(message)

    @staticmethod
    def _above(path: Path) -> Path:
        if path[:2] == DEFAULTS or path[0] != "campaign":
            return path[:2]
        return path[:3] if path[:2] == ("campaign", "blackouts") else path[:1]
