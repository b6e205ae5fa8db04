"""Machines that cannot run Guike are told so in one sentence."""

import platform
import sys
from pathlib import Path

import pytest

from guike.platform.database import host


def test_this_machine_will_do() -> None:
    host.check_platform()
    host.check_disk(Path("/"), needed=1)
    assert host.memory_bytes() > 2**27


def test_windows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    with pytest.raises(host.HostError, match=r"^Guike runs on Linux; this is Windows: use a Linux machine"):
        host.check_platform()


def test_musl_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    with pytest.raises(host.HostError, match=r"^Guike needs a Linux with glibc .* \(musl, as in Alpine\?\)"):
        host.check_platform()


def test_other_processors_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(host.HostError, match=r"^Guike runs on x86-64 and arm64; this machine is riscv64\.$"):
        host.check_platform()


def test_free_space_of_a_folder_to_come(tmp_path: Path) -> None:
    assert host.free_bytes(tmp_path / "not" / "yet") == pytest.approx(host.free_bytes(tmp_path), rel=0.2)
