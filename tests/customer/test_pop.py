"""Opening the CRM: a real program gets its arguments, and nothing else of ours."""

import json
import sys
import time
from pathlib import Path

import pytest

from desktop.customer.pop import OpenAddress, Pop, StartProgram, open_target
from desktop.errors import LocalError

pytestmark = pytest.mark.process

HOSTILE = '"; rm -rf ~ & calc | $(touch x) `id` %PATH% \n--evil'
VALUES = {"number": "+493023125014", "name": HOSTILE, "direction": "incoming"}


def never(url: str) -> bool:
    raise AssertionError("nothing may be opened")


def test_a_dry_run_opens_nothing() -> None:
    pop = Pop(url="https://crm.example/?q={number}&n={name}")
    target = pop.target({"number": "+4930", "name": "A&B"})
    assert target == OpenAddress("https://crm.example/?q=%2B4930&n=A%26B")
    assert Pop(command=(sys.executable, "{number}")).target(VALUES) == StartProgram(
        (sys.executable, "+493023125014")
    )


def test_an_address_is_opened() -> None:
    opened: list[str] = []
    open_target(OpenAddress("https://crm.example/"), lambda url: not opened.append(url))
    assert opened == ["https://crm.example/"]
    with pytest.raises(LocalError, match="no program opens"):
        open_target(OpenAddress("https://crm.example/"), lambda url: False)


@pytest.mark.parametrize(
    ("url", "schemes", "allowed"),
    [
        ("https://crm.example/{number}", ("https",), True),
        ("HTTPS://crm.example/{number}", ("https",), True),
        ("http://crm.example/{number}", ("https",), False),
        ("crm-app:show?{number}", ("https", "crm-app"), True),
        ("javascript:{name}", ("javascript",), False),
        ("file:///{name}", ("file",), False),
    ],
)
def test_only_allowed_schemes_are_opened(url: str, schemes: tuple[str, ...], allowed: bool) -> None:
    pop = Pop(url=url, schemes=schemes)
    if allowed:
        assert isinstance(pop.target(VALUES), OpenAddress)
    else:
        with pytest.raises(LocalError):
            pop.target(VALUES)


def test_a_program_gets_exactly_its_arguments_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_PASSWORD_DESK", "secret")
    monkeypatch.setenv("CRM_HOME", "kept")
    said = tmp_path / "said.json"
    script = tmp_path / "crm.py"
    script.write_text(
        "import json, os, pathlib, sys\n"
        f"part = pathlib.Path({str(said)!r} + '.part')\n"
        "part.write_text(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
        f"part.rename({str(said)!r})\n"
    )
    pop = Pop(command=(sys.executable, str(script), "{number}", "who={name}", "{name}"))
    open_target(pop.target(VALUES), never)
    deadline = time.monotonic() + 20
    while not said.exists():
        assert time.monotonic() < deadline, "the program was not started"
        time.sleep(0.01)
    arguments, environment = json.loads(said.read_text())
    one_line = " ".join(HOSTILE.split())
    assert arguments == ["+493023125014", f"who={one_line}", one_line]
    assert environment["CRM_HOME"] == "kept"
    assert not [name for name in environment if name.startswith("BEISTAND_PASSWORD")]
    assert not (tmp_path / "x").exists() and not Path("x").exists()


def test_a_program_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(0o755)
    with pytest.raises(LocalError, match="cannot be started"):
        open_target(Pop(command=(str(broken), "{number}")).target(VALUES), never)
