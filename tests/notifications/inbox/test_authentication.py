"""Authentication results: believed from one gateway, read as RFC 8601 has them."""

from email import message_from_string

from each import each

from notifications.inbox.authentication import SenderCheck, found_in, verdict

GATEWAY = "mx.example.org"
PASS, FAIL, NONE = SenderCheck.VERIFIED, SenderCheck.FAILED, SenderCheck.UNVERIFIED


def said(head, gateway=GATEWAY, domain="smi.example.org"):
    mail = message_from_string(f"{head}\nFrom: ines@smi.example.org\n\nJa.\n")
    return verdict(found_in(mail), gateway, domain)


def results(*values, between=""):
    return between.join(f"Authentication-Results: {value}\n" for value in values)


GENUINE = "mx.example.org; dmarc=pass header.from=smi.example.org"
FORGED = "mx.example.org; dmarc=fail header.from=smi.example.org"

CASES = {
    "a pass": (results(GENUINE), PASS),
    "a fail": (results(FORGED), FAIL),
    "no header": ("Subject: x\n", NONE),
    "nothing was checked": (results("mx.example.org; none"), NONE),
    "no policy": (
        results("mx.example.org; dmarc=none header.from=smi.example.org"),
        NONE,
    ),
    "an error": (results("mx.example.org; dmarc=temperror"), NONE),
    "without dmarc": (
        results("mx.example.org; spf=pass; dkim=pass header.d=smi.example.org"),
        NONE,
    ),
    "a pass for another domain": (
        results("mx.example.org; dmarc=pass header.from=evil.example"),
        NONE,
    ),
    "a pass for no domain": (results("mx.example.org; dmarc=pass"), NONE),
    "a domain that only begins alike": (
        results("mx.example.org; dmarc=pass header.from=smi.example.org.evil.example"),
        NONE,
    ),
    "another server": (results(GENUINE.replace("mx.", "mx.evil.")), NONE),
    "a server whose name begins alike": (
        results(GENUINE.replace("org;", "org.evil.example;")),
        NONE,
    ),
    "capitals": (
        results("MX.Example.org; DMARC=Pass Header.From=SMI.example.org"),
        PASS,
    ),
    "the sign of Kelvin": (results(GENUINE.replace("mx", "m\u212a")), NONE),
    "versions": (
        results("mx.example.org 1; dmarc/1=pass header.from=smi.example.org"),
        PASS,
    ),
    "a later version": (results(GENUINE.replace("org;", "org 2;")), NONE),
    "a later version of the method": (
        results("mx.example.org; dmarc/2=pass header.from=smi.example.org"),
        NONE,
    ),
    "blanks and comments anywhere": (
        results(
            "(a (b; dmarc=fail) c) mx.example.org (x) 1 (y) ; (z) dmarc (1) = (2) pass"
            " (p=none; dis=none) header (3) . from = smi.example.org (4)"
        ),
        PASS,
    ),
    "folded lines": (
        results(
            "mx.example.org;\n\tspf=pass smtp.mailfrom=x@smi.example.org;\n"
            "\tdkim=pass\n header.d=smi.example.org;\n dmarc=pass\n"
            "  header.from=smi.example.org"
        ),
        PASS,
    ),
    "quoted words": (
        results(
            'mx.example.org; dmarc=pass reason="a; dmarc=fail" '
            'header.from="smi.example.org"'
        ),
        PASS,
    ),
    "a pass in a comment": (
        results("mx.example.org; dmarc=none (dmarc=pass header.from=smi.example.org)"),
        NONE,
    ),
    "a pass in a quotation": (
        results(
            'mx.example.org; spf=fail smtp.mailfrom="; dmarc=pass '
            'header.from=smi.example.org"'
        ),
        NONE,
    ),
    "a pass behind an open comment": (
        results(f"mx.example.org; spf=none (x; {GENUINE}"),
        NONE,
    ),
    "a bracket that is escaped": (
        results(
            "mx.example.org; dmarc=none (\\) ; dmarc=pass header.from=smi.example.org)"
        ),
        NONE,
    ),
    "a domain in another property": (
        results("mx.example.org; dmarc=pass policy.header.from=smi.example.org"),
        NONE,
    ),
    "two that differ in one header": (
        results(f"{GENUINE}; dmarc=fail header.from=smi.example.org"),
        FAIL,
    ),
    "a pass for two domains": (
        results(f"{GENUINE}; dmarc=pass header.from=evil.example"),
        NONE,
    ),
    "one header for each method": (
        results("mx.example.org; dkim=pass", GENUINE, "mx.example.org; spf=pass"),
        PASS,
    ),
    "a forged one of the same name below": (results(FORGED, GENUINE), FAIL),
    "a forged fail of the same name below": (results(GENUINE, FORGED), PASS),
    "a forged one below nothing checked": (
        results("mx.example.org; none", GENUINE),
        NONE,
    ),
    "a forged one below the gateway's trace": (
        results("mx.example.org; spf=pass", GENUINE, between="Received: from x\n"),
        NONE,
    ),
    "other servers above": (
        results("inner.example.org; dmarc=fail header.from=smi.example.org", GENUINE),
        PASS,
    ),
    "a trace above": (f"Received: by inner\n{results(GENUINE)}", PASS),
    "no server at all": (
        results("dmarc=pass header.from=smi.example.org; spf=pass"),
        NONE,
    ),
    "nonsense": (results(";;;", "=", "(((", '"', "mx.example.org;;=;a=b=c"), NONE),
    "endless": (results("mx.example.org; " + "(" * 50_000), NONE),
}


@each("case", CASES)
def test_a_gateway_s_results_are_understood(case):
    head, wanted = CASES[case]

    assert said(head).check is wanted


def test_without_a_gateway_no_header_is_believed():
    assert said(results(GENUINE), gateway="").check is NONE
    assert said(results("; dmarc=pass header.from=smi.example.org"), "").check is NONE


def test_the_results_are_told_in_one_line():
    line = (
        "mx.example.org; dmarc=pass header.from=x; spf=softfail; dkim=none; dkim=pass"
    )

    assert said(results(line)).results == "spf=softfail;dkim=none/pass;dmarc=pass"
