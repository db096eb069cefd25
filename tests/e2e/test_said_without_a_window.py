"""What a person at a terminal reads when the telephone cannot work as it was set up."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import settings_toml

from desktop.compositions.doctor import examine

pytestmark = pytest.mark.e2e

COMMAND = [sys.executable, "-m", "desktop"]
SOON_S = 60.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has computers without a screen")
@pytest.mark.parametrize("command", ["run", "supervisor"])
def test_without_a_screen_a_sentence_says_so(tmp_path: Path, command: str) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    plain = {name: value for name, value in os.environ.items() if name not in screens}
    settings = tmp_path / "settings.toml"
    settings.write_text(settings_toml(5060))
    ended = subprocess.run(
        [*COMMAND, command, "--settings", str(settings)],
        env=plain,
        capture_output=True,
        text=True,
        check=False,
        timeout=SOON_S,
    )
    assert ended.returncode == 2
    assert "there is no screen" in ended.stderr and "--headless" in ended.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def test_headless_says_what_only_comes_up_later(tmp_path: Path, taken_port: int) -> None:
    settings = tmp_path / "settings.toml"
    more = '[analysis]\nconsent_mode = "off"\n'
    settings.write_text(settings_toml(taken_port, more))
    phone = subprocess.Popen(
        [*COMMAND, "run", "--headless", "--settings", str(settings)],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert phone.stderr is not None
        for line in phone.stderr:
            if line.startswith("beistand: port in use"):
                assert str(taken_port) in line
                break
        else:
            pytest.fail("the phone ended and has not said that its port is taken")
    finally:
        phone.terminate()
        phone.communicate(timeout=SOON_S)


def test_doctor_names_every_fault_of_the_settings(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(
        '[[accounts]]\nname = "desk"\nuri = "agent@127.0.0.1"\n[sonud]\ninput = "null"\n'
        '[call]\nauto_answer = "maybe"\n'
    )
    found = list(examine_settings(settings))
    said = json.dumps(found)
    assert "sonud" in said and "accounts[1].uri" in said and "sip:name@host" in said
    assert found[-1][0] == "failed" and "no account is left" in found[-1][1]


def examine_settings(settings: Path) -> Iterator[tuple[str, str]]:
    for finding in examine(settings):
        if finding.check != "settings":
            return
        yield finding.verdict.value, finding.what
