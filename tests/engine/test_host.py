"""The host: a name that outlives a restart and is no other machine's."""

from vorlauf import host
from vorlauf.host import WITH_LOG, host_name, new_owner


def named(monkeypatch, name, identity, folder):
    """The name of a machine that is called so and has this identity, or none."""
    file = folder / "machine-id"
    if identity:
        file.write_text(f"{identity}\n", encoding="ascii")
    monkeypatch.setattr(host, "_MACHINE_ID", file)
    monkeypatch.setattr("socket.gethostname", lambda: name)
    return host_name.__wrapped__()


def test_every_run_has_a_name_of_its_own_under_that_of_its_machine():
    one, other = new_owner(reads_log=False), new_owner(reads_log=True)

    assert one.rsplit(":", 2)[0] == other.rsplit(":", 3)[0] == host_name()
    assert one != other.removesuffix(WITH_LOG)
    assert (one.endswith(WITH_LOG), other.endswith(WITH_LOG)) == (False, True)


def test_two_machines_of_one_name_are_told_apart(monkeypatch, tmp_path):
    one = named(monkeypatch, "debian", "0123456789abcdef" * 2, tmp_path)
    other = named(monkeypatch, "debian", "fedcba9876543210" * 2, tmp_path)

    assert one != other
    assert one.startswith("debian/")
    assert "01234567" not in one


def test_a_container_without_an_identity_goes_by_its_name(monkeypatch, tmp_path):
    assert named(monkeypatch, "worker-a", "", tmp_path) == "worker-a"
