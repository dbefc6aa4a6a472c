"""Time stamps of a real authority: OpenSSL's, over HTTP on loopback."""

import subprocess
from datetime import UTC, datetime

import pytest
from authorities import OPENSSL, serving
from each import each

from vorlauf.db.audit_head import KeptHead
from vorlauf.errors import SettingsError
from vorlauf.jobs import time_stamps
from vorlauf.jobs.der_order import with_ordered_certificates
from vorlauf.jobs.heads_outside import HeadsOutside, StampedHead
from vorlauf.jobs.housekeeping import housekeep
from vorlauf.jobs.time_stamps import Authority, Certificates, StampError

pytestmark = pytest.mark.program
HEAD = KeptHead(7, "3f2a9b1c55e07788" * 4)
OTHER = KeptHead(8, HEAD.digest)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("tsa")) as authority:
        yield authority


@pytest.fixture
def tsa(served):
    served.asked, served.answer, served.code = 0, None, 200
    served.silent.clear()
    return served


@pytest.fixture
def authority(tsa):
    return Authority(url=tsa.url, certificates=Certificates(tsa.certificates))


@pytest.fixture
def outside(tmp_path, authority):
    return HeadsOutside(tmp_path / "heads", authority.certificates, authority)


def test_a_stamp_says_when_the_head_was_there(authority):
    began = datetime.now(UTC).replace(microsecond=0)

    answer = authority.stamp(HEAD)

    at = authority.certificates.stamped_at(HEAD, answer)
    assert at.tzinfo is not None
    assert at >= began


def test_a_stamp_is_of_one_head_and_of_one_authority(authority, tmp_path):
    answer = authority.stamp(HEAD)
    with (
        serving(tmp_path / "other") as other,
        pytest.raises(StampError, match="does not hold"),
    ):
        Certificates(other.certificates).stamped_at(HEAD, answer)

    with pytest.raises(StampError, match="Mismatch between messages"):
        authority.certificates.stamped_at(OTHER, answer)


def test_a_stamp_of_which_an_octet_was_changed_holds_no_other_time(authority):
    answer = authority.stamp(HEAD)
    at = authority.certificates.stamped_at(HEAD, answer)
    signature, refused = range(len(answer) - 256, len(answer)), []

    for place in (*range(0, len(answer), 61), *signature[::31]):
        odd = bytearray(answer)
        odd[place] ^= 1
        try:
            found = authority.certificates.stamped_at(HEAD, bytes(odd))
        except StampError:
            refused.append(place)
        else:
            # A certificate that comes along and is not needed: nobody has signed it.
            assert found == at

    assert set(signature[::31]) <= set(refused)


def test_certificates_are_put_in_order_and_nothing_else_is_changed(authority):
    answer = authority.stamp(HEAD)

    ordered = with_ordered_certificates(answer)

    assert sorted(ordered) == sorted(answer)
    assert with_ordered_certificates(ordered) == ordered
    for cut in range(0, len(answer), 53):
        assert sorted(with_ordered_certificates(answer[:cut])) == sorted(answer[:cut])


@each(
    ("code", "content", "reason"),
    [
        (500, b"", "HTTP 500"),
        (404, b"<html>", "HTTP 404"),
        (200, b"", "does not hold"),
        (200, b"<html>not here</html>", "does not hold"),
        (200, b"\x30\x03\x02\x01\x02", "does not hold"),
        (200, b"x" * 300_000, "gave no stamp"),
    ],
)
def test_what_is_no_stamp_is_refused_in_a_sentence(
    authority, tsa, code, content, reason
):
    tsa.code, tsa.answer = code, lambda _: content

    with pytest.raises(StampError, match=reason) as refused:
        authority.stamp(HEAD)

    assert "\n" not in str(refused.value)


def test_an_old_stamp_given_again_is_refused(authority, tsa):
    old = authority.stamp(HEAD)
    tsa.answer = lambda _: old

    with pytest.raises(StampError, match="Nonce mismatch"):
        authority.stamp(HEAD)


def test_an_authority_that_does_not_end_its_answer_is_left(authority, tsa, monkeypatch):
    monkeypatch.setattr(time_stamps, "PATIENCE", 0.2)
    tsa.silent.set()

    with pytest.raises(StampError, match="gave no stamp"):
        authority.stamp(HEAD)


def test_no_password_stands_in_a_refusal(tsa):
    certificates = Certificates(tsa.certificates)
    nobody = Authority(url="http://u:geheim@127.0.0.1:1/x", certificates=certificates)

    with pytest.raises(StampError) as refused:
        nobody.stamp(HEAD)

    assert "geheim" not in f"{refused.value!r}{nobody!r}"


@each("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_certificates_that_cannot_be_read_are_named(authority, tmp_path, content):
    file = tmp_path / "tsa.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SettingsError, match="cannot be read"):
        Certificates(file).stamped_at(HEAD, authority.stamp(HEAD))


def test_each_new_head_is_stamped_once(desk, a_post, outside, tsa):
    a_post("smi")
    housekeep(desk.engine, desk.now, outside)
    housekeep(desk.engine, desk.now, outside)
    a_post("smi")
    housekeep(desk.engine, desk.now, outside)

    kept = outside.look()

    assert tsa.asked == 2
    assert [one.head.line for one in kept.stamped] == [1, 2]
    assert all(isinstance(one, StampedHead) for one in kept.stamped)
    assert (len(kept.heads), kept.faults) == (5, ())


def test_a_stamp_alone_finds_a_log_that_was_made_anew(desk, a_post, outside):
    a_post("smi")
    housekeep(desk.engine, desk.now, outside)
    outside.path.unlink()
    (stamp,) = outside.folder.iterdir()
    forged = stamp.with_name(f"2-{'0' * 64}.tsr")
    forged.write_bytes(stamp.read_bytes())

    report = housekeep(desk.engine, desk.now, outside)

    assert not report.audit_ok
    assert any("The time stamp of head 2:0000" in line for line in report.lines)


def test_an_authority_that_fails_stops_nothing(desk, a_post, outside, tsa):
    a_post("smi")
    tsa.code = 503

    report = housekeep(desk.engine, desk.now, outside)

    assert (report.audit_ok, report.head_kept) == (True, False)
    assert any("gave no stamp: HTTP 503" in line for line in report.lines)
    assert len(outside.look().heads) == 1


def test_stamps_without_certificates_say_which_setting_is_missing(outside, authority):
    outside.folder.mkdir()
    time_stamps.keep(outside.folder, HEAD, authority.stamp(HEAD))

    (fault,) = HeadsOutside(outside.path).look().faults

    assert "VORLAUF_STAMP_CERTIFICATE" in str(fault)


def test_openssl_verifies_a_stamp_without_vorlauf(outside, authority, tsa, tmp_path):
    time_stamps.keep(outside.folder, HEAD, authority.stamp(HEAD))
    (stamp,) = outside.folder.iterdir()
    (tmp_path / "head").write_text(str(HEAD))

    said = subprocess.run(
        [
            *(OPENSSL, "ts", "-verify", "-data", tmp_path / "head"),
            *("-in", stamp, "-CAfile", tsa.certificates),
        ],
        capture_output=True,
        check=True,
    )

    assert b"Verification: OK" in said.stdout
