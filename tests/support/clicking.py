"""A robot in a real browser: it presses everything, and chooses and types nothing."""

from dataclasses import dataclass, field

# What can be pressed on a page. A link within the page, or out of the site, or a
# button that only opens something leads nowhere; `sends` is what a form would send.
_NODE = "a[href], button, summary, input[type=submit], input[type=image]"
_LOOK = """(all) => {
  const paths = [...document.forms].map((form) => new URL(form.action).pathname);
  const marks = [...document.querySelectorAll(all)].map((node, index) => {
    const isLink = node.tagName === "A";
    const isOurs = isLink && node.origin === location.origin;
    const isWithin = isLink && node.getAttribute("href").startsWith("#");
    const isButton = node.form && node.type !== "button" && node.type !== "reset";
    return {
      index,
      isForeign: isLink && !isOurs,
      leads: isOurs && !isWithin && !node.download ? node.href : "",
      sends: Boolean(isButton),
      isLetThrough: !isButton || node.form.noValidate || node.form.checkValidity(),
    };
  });
  const errors = document.querySelector("#errors") ? "refused" : "";
  return { marks, page: [location.pathname, ...paths, errors].join(" ").trim() };
}"""
# Robots do not keep to what a browser would check.
_CARELESS = "for (const form of document.forms) form.noValidate = true"
# So far from its first page it follows what its own presses lead to.
DEPTH = 3


@dataclass
class ClickingRobot:
    """Presses everything behind a link: `presses` in all, `sent` times a form went.

    `refused` counts the pages that said so. What leads to a page that it has read
    already is not pressed again.
    """

    seat: object
    presses: int = 0
    sent: int = 0
    refused: int = 0
    seen: set = field(default_factory=set)
    read: set = field(default_factory=set)

    def opens(self, path):
        """Open a link, press everything there and on all pages behind it."""
        self.seat.page.context.clear_cookies()
        self.read.add(f"{self.seat.root}{path}")
        ahead = [(path, ())]
        while ahead:
            start, trail = ahead.pop()
            self._stand(start, trail)
            found = self.seat.page.evaluate(_LOOK, _NODE)
            if found["page"] not in self.seen:
                self.seen.add(found["page"])
                self.refused += found["page"].endswith(" refused")
                ahead += self._press_all(start, trail, found["marks"])

    def _press_all(self, start, trail, marks):
        """Press everything on a page once; yield the ways to the pages behind it."""
        is_here = True
        for mark in marks:
            if mark["isForeign"] or mark["leads"] in self.read:
                continue
            if not is_here:
                self._stand(start, trail)
            is_here = not (mark["leads"] or mark["sends"])
            self._press(mark)
            if mark["leads"]:
                self.read.add(mark["leads"])
                yield self.seat.here.partition("#")[0], ()
            elif mark["sends"] and len(trail) < DEPTH:
                yield start, (*trail, mark)

    def _stand(self, start, trail):
        self.seat.page.goto(f"{self.seat.root}{start}", wait_until="domcontentloaded")
        for mark in trail:
            self._press(mark)

    def _press(self, mark):
        page = self.seat.page
        node = page.locator(_NODE).nth(mark["index"])
        self.presses += 1
        if mark["sends"]:
            if not mark["isLetThrough"]:
                node.evaluate("node => node.click()")
            page.evaluate(_CARELESS)
            self.sent += 1
        if mark["leads"] or mark["sends"]:
            with page.expect_navigation(wait_until="domcontentloaded"):
                node.evaluate("node => node.click()")
        else:
            node.evaluate("node => node.click()")


def chooses(seat, path, choice):
    """Do on the page of a link what a person does who means it."""
    page = seat.go(path)
    form = f"form[action='{path}{choice.form}']"
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for name, value in choice.chosen.items():
        page.locator(f"{form} [name='{name}'][value='{value}']").check()
    for name, raw in choice.files.items():
        file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": raw}
        page.set_input_files(f"{form} [name='{name}']", [file])
    for name, text in choice.typed.items():
        page.locator(f"{form} [name='{name}']").fill(text)
    seat.click(f"{form} {choice.button}")
