"""Every page by its address, whose it is, and how a browser looks at it."""

from dashboard import permissions
from states.post import Role

# No pages: answers to the script, to programs and to other servers.
NO_PAGES = {
    "health",
    "changes",
    "feed",
    "register.export",
    "plan.export",
    "plan.template",
    "post.file",
    "sign_in.oidc",
    "sign_in.oidc_back",
    # A hold is looked at by itself, for the campaign has none.
    "hold",
    # An import is looked at by itself, for the campaign has none: test_plan_imports.
    "plan.imported",
    # Pages by link are looked at by themselves: test_browser_answer, and _upload.
    "answer",
    "answer.file",
    "answer.forward",
    "answer.time",
    "answer.away",
    "propose",
    "plan.topics_export",
    # The campaign has no inquiry; the form of a new one stands for its page.
    "inquiry.export_evidence",
    "inquiry.answer",
    # It leads to the last full month.
    "evaluation",
    "evaluation.file",
    "dossier.file",
}
# Every page of a coordinator whose address holds no name, and one of each other.
_COORDINATORS = (
    *(
        page.path
        for page in permissions.PAGES
        if page.method == "GET"
        and page.name not in NO_PAGES | {"calendar.move", "plan.swap"}
        and Role.COORDINATOR in (page.who or ())
        and "{" not in page.path
    ),
    "/board?house=smf&late=overdue",
    "/posts?q=Nacht",
    "/calendar?week={week}",
    "/calendar/move?post={number}",
    "/houses/smf",
    "/posts/{draft}",
    "/posts/{number}",
    "/posts/{reviewed}",
    "/posts/{published}",
    "/posts/{number}/edit",
    "/posts/{number}/moves/override",
    "/posts/{number}/moves/withdraw",
    "/posts/{number}/pictures",
    "/posts/{number}/material",
    "/posts/{published}/pack",
    "/posts/{published}/take-down",
    "/consents/1",
    "/evaluation/figures/1",
    "/posts/{number}/versions/1",
    "/posts/{number}/versions/1/restore",
    "/posts/{number}/steps/{step}/extend",
    "/posts/{reviewed}/record",
    "/hand-over?posts={reviewed}",
    "/posts/{number}/houses",
    "/posts/{number}/wanted-material",
    "/plan/topics/1",
    "/plan/topics/1/post",
    "/posts/{draft}/reserve",
    "/plan/swap?post={reviewed}",
    "/evaluation/campaign",
    "/dossier?post={published}",
    "/configuration/houses",
    "/configuration/people/petzold",
    "/mail/{mail}",
    "/posts/2099-999",
)
_STRANGERS = ("/sign-in", f"/sign-in/{'A' * 43}")
PAGES = {
    # In two halves, so that two processes have about the same to do.
    "coordinator": ("petzold", _COORDINATORS[::2]),
    "coordinator-too": ("petzold", _COORDINATORS[1::2]),
    "approver": ("vogt", ("/", "/approvals", "/posts", "/posts/{reviewed}")),
    "contact": ("kretzschmar", ("/", "/board", "/houses/smf")),
    "auditor": ("bellmann", ("/", "/posts/{number}")),
    "stranger": ("", _STRANGERS),
}
# What axe finds, as short as one can read it. A dark page differs in its colours only.
RUN = """(scheme) => axe.run({
  resultTypes: ["violations"],
  ...(scheme === "dark" && { runOnly: ["color-contrast", "link-in-text-block"] }),
}).then(({ violations }) => violations.flatMap((one) =>
  one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target}`)))"""
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]


def paths(campaign, whose):
    return [path.format(**campaign.names) for path in PAGES[whose][1]]
