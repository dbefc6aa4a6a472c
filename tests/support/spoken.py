"""What a page says, and what of that is in the wrong language."""

import re
from functools import cache

from po_files import read

from dashboard.i18n.catalogue import LOCALE
from notifications.i18n.catalogue import MESSAGES

# All that is read or read out: texts, names of things, the title; no names of languages
# and no text that says itself that it is in another language.
READ = """() => {
  const own = document.documentElement.lang;
  const found = new Set(document.title.split(" \u2013 "));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.closest(`[lang]:not([lang=${own}]), script, code, pre`)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (node.hasAttribute(name)) found.add(node.getAttribute(name));
    for (const [name, text] of Object.entries(node.dataset))
      if (/ /.test(text) && name !== "move") found.add(text);
    for (const child of node.childNodes)
      if (child.nodeType === Node.TEXT_NODE) found.add(child.data);
  }
  return [...found];
}"""
# Words that no German sentence has; English ones may stand in names of our own data.
ENGLISH = re.compile(
    r"\b(the|and|your|with|until|please|posts?|houses?|overdue)\b", re.IGNORECASE
)
# The name of a server, such as the source of a limit, is in no language.
HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


class Tongue:
    """What the pages can say in one language: whole sentences, and their patterns."""

    def __init__(self, sentences):
        whole = {text for text in sentences if not _PLACE.search(text)}
        # A number alone is no word of any language.
        self.whole = {text for text in whole if re.search(r"[^\W\d]", text)}
        open_ones = {text for text in sentences - whole if _is_telling(text)}
        ways = (".+?".join(map(re.escape, _PLACE.split(one))) for one in open_ones)
        self.pattern = re.compile("|".join(f"(?:{way})" for way in sorted(ways)))

    def says(self, text):
        return text in self.whole or bool(self.pattern.fullmatch(text))


@cache
def tongues():
    """Return English and German, as the catalogues have them."""
    english, german = set(), set()
    for file in [*(LOCALE / "de").glob("*.po"), MESSAGES]:
        for message in read(file):
            english.update(_forms(message.id))
            german.update(_forms(message.string))
    return Tongue(english), Tongue(german)


def wrong_words(page, lang):
    """Return what the page says in the language that is not `lang`."""
    english, german = tongues()
    own, other = (german, english) if lang == "de" else (english, german)
    said = {" ".join(text.split()) for text in page.evaluate(READ)}
    wrong = {text for text in said if other.says(text) and not own.says(text)}
    if lang == "de":
        words = {text for text in said if not HOST.fullmatch(text)}
        wrong |= {text for text in words if ENGLISH.search(text)}
    return sorted(wrong)


def _forms(text):
    forms = [text] if isinstance(text, str) else text
    return {" ".join(form.split()) for form in forms if form}


def _is_telling(text):
    """Say whether enough of a sentence is fixed to know it again."""
    return len(re.findall(r"[^\W\d]{2,}", _PLACE.sub(" ", text))) > 1
