"""Robots that guard mailboxes: what eight kinds of them do with a link in a mail."""

from urllib.parse import urljoin, urlsplit

from dashboards import Page

DEPTH = 2
_VERBS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
_CHOICES = ("endorse", "approve", "request_changes")


class Robot:
    """One visitor without cookies, from a browser of its own."""

    def __init__(self, dashboard):
        self.browser = dashboard.stranger()
        self.client = self.browser.client
        self.answers = []

    def ask(self, method, path, **more):
        response = self.client.request(method, path, **more)
        self.answers.append((method, path, response.status_code))
        return response

    def looks(self, path):
        return self.ask("HEAD", path)

    def reads(self, path):
        return self.ask("GET", path)

    def follows(self, path, depth=DEPTH, seen=None):
        """Read a page and all that it links to or shows; return every page of ours."""
        seen = {} if seen is None else seen
        if path in seen or not path.startswith("/"):
            return seen
        response = self.reads(path)
        if "text/html" not in response.headers.get("content-type", ""):
            return seen
        seen[path] = page = Page(response)
        if depth:
            for link in page.links:
                there = urljoin(path, link)
                if not urlsplit(there).netloc:
                    self.follows(there, depth - 1, seen)
        return seen

    def submits(self, path):
        """Send every form of the page, and of the pages it links to, as it stands."""
        for page in list(self.follows(path, 1).values()):
            for form in page.forms:
                self._send(form, dict(form.fields))
                for name, value in form.buttons:
                    self._send(
                        form, dict(form.fields) | ({name: value} if name else {})
                    )

    def _send(self, form, fields):
        if form.method.lower() == "post":
            self.ask("POST", form.action, data=fields)
        else:
            self.ask("GET", form.action, params=fields)

    def tries_verbs(self, path):
        for verb in _VERBS:
            self.ask(verb, path)

    def posts_from_elsewhere(self, path):
        """Send complete forms, as pages of others, or programs, would send them."""
        for choice in _CHOICES:
            data = {
                "decision": choice,
                "name": "Ines Iser",
                "comment": "Ja",
                "seen": "1",
            }
            for headers in (
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "none"},
                {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example"},
                {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
                {"Sec-Fetch-Site": "", "Origin": "null"},
            ):
                self.ask("POST", path, data=data, headers=headers)

    def overrides_the_method(self, path):
        said = {"decision": "endorse", "name": "Ines Iser", "seen": "1"}
        for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            self.ask("GET", path, params=said, headers={header: "POST"})
        self.ask("GET", path, params={"_method": "POST", **said})
        self.ask("GET", path, params=said)
        self.ask("HEAD", path, params=said, headers={"X-HTTP-Method-Override": "POST"})

    def comes_again_and_again(self, path):
        """Read the same link many times over, as prefetching and rewriting ones do."""
        for headers in ({"Sec-Purpose": "prefetch"}, {"Purpose": "preview"}, {}):
            for _ in range(5):
                self.ask("GET", path, headers=headers)
        self.ask("GET", path.swapcase())
        self.ask("GET", f"{path}=")
        self.ask("GET", f"{path}/")
        self.ask("GET", f"{path}?utm_source=mail#x")


KINDS = {
    "looks": Robot.looks,
    "reads": Robot.reads,
    "follows every link": Robot.follows,
    "submits forms as they are": Robot.submits,
    "tries other verbs": Robot.tries_verbs,
    "posts from elsewhere": Robot.posts_from_elsewhere,
    "overrides the method": Robot.overrides_the_method,
    "comes again and again": Robot.comes_again_and_again,
}
