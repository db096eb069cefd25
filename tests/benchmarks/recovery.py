"""How soon everything is as before: a registrar that starts anew, an engine and a desktop killed.

    .venv/bin/python tests/benchmarks/recovery.py [--times 12]

*registrar*: Kamailio over TCP is stopped, stays away for another while each time, and is started;
counted from the moment that it answers anybody (it listens a little earlier). *engine*: killed in a
call, until the desktop knows and until the new one is registered. *desktop*: killed in a call, from
the start of the next one's process until it shows the call.

Bars: registrar 2 s; engine said 1 s, registered 3 s; desktop 3 s.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "engine"), str(TESTS / "support"), str(TESTS.parent)]

from desks import free_port, settings_toml  # noqa: E402
from endpoints import Endpoint, quiet_config  # noqa: E402
from kamailio import Kamailio, registered, registered_config  # noqa: E402

from desktop.telephony.engine import messages as m  # noqa: E402
from desktop.telephony.engine.client import EngineStateKind  # noqa: E402

DESKTOP = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desks import Desk
desktop = Desk(Path(sys.argv[1]), 0).open()

def look():
    if desktop.registry.accounts and sys.argv[2] == "first":
        print("bound", flush=True)
        sys.argv[2] = "next"
    if desktop.registry.talking is not None:
        desktop.shell.render_now()
        print("shown", flush=True)
        timer.stop()

timer = QTimer()
timer.timeout.connect(look)
timer.start(10)
QApplication.instance().exec()
"""


def registrar_restarts(folder: Path, times: int) -> list[float]:
    found = []
    with Kamailio(folder / "kamailio") as registrar:
        config = registered_config("agent", registrar.address, "agent-secret", transport="tcp")
        with Endpoint(folder / "desk", config) as desk:
            registered(desk)
            for number in range(times):
                after = desk.mark()
                registrar.stop()
                time.sleep(0.37 * (number + 1))
                registrar.start()
                begun_s = time.monotonic()
                registered(desk, after=after)
                found.append(time.monotonic() - begun_s)
    return found


def engine_deaths(folder: Path, times: int) -> tuple[list[float], list[float]]:
    """Until it is known, until the next engine is registered."""
    known, back = [], []
    with Kamailio(folder / "kamailio-2") as registrar:
        config = registered_config("agent", registrar.address, "agent-secret", auto_answer=True)
        caller = registered_config("customer", registrar.address, "customer-secret")
        for number in range(times):
            # A caller of its own each time: a killed engine answers no BYE, and until the caller
            # has given up asking (32 s) its line is taken.
            with (
                Endpoint(folder / f"caller-{number}", caller) as customer,
                Endpoint(folder / f"dies-{number}", config) as desk,
            ):
                registered(desk)
                call_id = customer.dial("sip:agent@127.0.0.1")
                customer.wait_confirmed(call_id)
                desk.wait(m.StreamStats)
                after = desk.mark()
                assert desk.client.pid is not None
                begun_s = time.monotonic()
                os.kill(desk.client.pid, signal.SIGKILL)
                assert desk.wait_state(EngineStateKind.DIED).had_call
                known.append(time.monotonic() - begun_s)
                registered(desk, after=after)
                back.append(time.monotonic() - begun_s)
    return known, back


def desktop_deaths(folder: Path, times: int) -> list[float]:
    found = []
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path[:3]),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    with Endpoint(folder / "customer", quiet_config("kundin")) as customer:
        for number in range(times):
            home = folder / f"home-{number}"
            home.mkdir()
            port = free_port()
            settings = home / "settings.toml"
            settings.write_text(settings_toml(port), "utf-8")

            def run(which: str, settings: Path = settings) -> "subprocess.Popen[str]":
                return subprocess.Popen(
                    [sys.executable, "-c", DESKTOP, str(settings), which],
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                    env=environment | {"BEISTAND_HOME": str(settings.parent)},
                )  # fmt: skip

            first = run("first")
            assert first.stdout is not None and first.stdout.readline() == "bound\n"
            call_id = customer.dial(f"sip:agent@127.0.0.1:{port}")
            assert first.stdout.readline() == "shown\n"
            first.kill()
            first.wait()
            begun_s = time.monotonic()
            second = run("next")
            assert second.stdout is not None and second.stdout.readline() == "shown\n"
            found.append(time.monotonic() - begun_s)
            customer.send(m.HangUp(call_id))
            customer.wait_ended(call_id)
            second.kill()
            second.wait()
            for desktop in (first, second):
                assert desktop.stdout is not None
                desktop.stdout.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = {"registrar: registered, TCP": registrar_restarts(folder, options.times)}
        known, back = engine_deaths(folder, options.times)
        rows |= {"engine: said": known, "engine: registered": back}
        rows |= {"desktop: call on screen": desktop_deaths(folder, options.times)}
    print(f"{'':<27}| p50 s | max s | times")
    for what, found in rows.items():
        print(f"{what:<27}| {np.median(found):5.2f} | {max(found):5.2f} | {len(found)}")


if __name__ == "__main__":
    main()
