"""From the wire to the window: ringing, overlay, popup, first window. Prints a table.

Real engines, a real worker, real SIP on loopback; windows are drawn offscreen. Bars: INVITE to
ringing window 150 ms, window end to changed overlay 300 ms, help click to popup 300 ms (all p95),
first window 1500 ms after start.

    python tests/benchmarks/windows.py [--rounds 30] [--listen-s 40] [--starts 5]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from desks import free_port, settings_toml
from endpoints import Endpoint, quiet_config
from PySide6.QtWidgets import QApplication

from desktop.compositions.agent import AgentDesktop
from desktop.compositions.profile import engine_configuration, load_profile
from desktop.compositions.supervision import supervisor_configuration
from desktop.compositions.supervisor import SupervisorDesktop
from desktop.logging import set_up_logging
from desktop.presenters.notices import Notices
from desktop.shell.application import make_application
from desktop.shell.robot import can_press, press
from desktop.telephony.engine import messages as m
from inference.messages import Estimate
from resources import resource
from ui.states import RegistrationView
from ui.supervisor_states import RequestStep
from ui.words import Text, text


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def wait(condition: Callable[[], bool], within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("a benchmark's condition did not come about")
        QApplication.processEvents()
        time.sleep(0.002)


class Bench:
    """Agent and supervisor on loopback; without a `registrar` they talk to each other directly."""

    def __init__(self, folder: Path, registrar: str = "") -> None:
        agent_port, supervisor_port = free_port(), free_port()
        lead = "sip:leitung@127.0.0.1" if registrar else f"sip:leitung@127.0.0.1:{supervisor_port}"
        self._registration = RegistrationView.REGISTERED if registrar else RegistrationView.DIRECT
        os.environ["BEISTAND_HOME"] = str(folder)
        set_up_logging(None)
        self._seen: list[Estimate] = []
        self.overlay_ms: list[float] = []
        self.rendered_at_s = 0.0
        self.popup_at_s = 0.0
        agent_file, supervisor_file = folder / "agent.toml", folder / "supervisor.toml"
        to_supervisor = f'[supervision]\nsupervisors = ["{lead}"]\n'
        agent_file.write_text(
            settings_toml(agent_port, to_supervisor, registrar=registrar, auto_answer=False)
        )
        supervisor_file.write_text(
            settings_toml(supervisor_port, registrar=registrar).replace(
                "sip:agent@", "sip:leitung@", 1
            )
        )
        profile = load_profile(agent_file, "agent", Notices())
        self.app = make_application(profile.settings.appearance)
        self.agent = AgentDesktop(
            profile,
            engine_configuration(profile.settings, "de"),
            Notices(),
            language="de",
            watch=self._heard,
        )
        profile = load_profile(supervisor_file, "supervisor", Notices())
        self.supervisor = SupervisorDesktop(
            profile,
            supervisor_configuration(engine_configuration(profile.settings, "de")),
            Notices(),
        )
        self.agent.shell.rendered.connect(self._rendered)
        self.supervisor.shell.popped_up.connect(self._popped_up)
        self.address = f"sip:agent@127.0.0.1:{agent_port}"

    def start(self) -> None:
        self.agent.start()
        self.supervisor.start()
        up = self._registration
        wait(lambda: self.agent.presenter.phone_view().account.registration is up)
        wait(lambda: self.supervisor.presenter.view().account.registration is up)

    def stop(self) -> None:
        self.agent.stop()
        self.supervisor.stop()

    def ring(self, customer: Endpoint) -> float:
        """One incoming call that is declined; milliseconds from INVITE to the ringing window."""
        phone = self.agent.shell.phone
        call_id = customer.dial(self.address)
        wait(lambda: can_press(phone, text(Text.ANSWER)))
        shown_at_s = self.rendered_at_s
        sent_at_s = customer.wait_call(lambda call: call.call_id == call_id).started_at_s
        press(phone, text(Text.DECLINE))
        wait(lambda: not can_press(phone, text(Text.ANSWER)))
        customer.wait_ended(call_id)
        return (shown_at_s - sent_at_s) * 1000

    def help(self) -> float:
        """One request and its cancellation; milliseconds from the click to the popup."""
        self.popup_at_s = 0.0
        clicked_at_s = time.monotonic()
        press(self.agent.shell.overlay, text(Text.GET_HELP))
        wait(lambda: self.popup_at_s > 0.0)
        wait(lambda: can_press(self.agent.shell.overlay, text(Text.HELP_CANCEL)))
        press(self.agent.shell.overlay, text(Text.HELP_CANCEL))
        wait(lambda: can_press(self.agent.shell.overlay, text(Text.GET_HELP)))
        open_steps = (RequestStep.OPEN, RequestStep.CLAIMING)
        wait(
            lambda: (
                not any(one.step in open_steps for one in self.supervisor.presenter.view().requests)
            )
        )
        return (self.popup_at_s - clicked_at_s) * 1000

    def _heard(self, event: object) -> None:
        if isinstance(event, Estimate):
            self._seen.append(event)

    def _rendered(self) -> None:
        self.rendered_at_s = time.monotonic()
        now_ns = time.monotonic_ns()
        self.overlay_ms += [(now_ns - one.captured_ns) / 1e6 for one in self._seen]
        self._seen.clear()

    def _popped_up(self) -> None:
        self.popup_at_s = self.popup_at_s or time.monotonic()


FIRST_PAINT = """
import sys, time
from ui.phone import PhoneWindow
paint = PhoneWindow.paintEvent
def painted(window, event):
    paint(window, event)
    print(time.monotonic(), flush=True)
    PhoneWindow.paintEvent = paint
PhoneWindow.paintEvent = painted
from desktop.__main__ import main
main(["run", "--settings", sys.argv[1]])
"""


def first_window_ms(folder: Path) -> float:
    """A fresh process until its phone window has painted for the first time."""
    settings = folder / "start.toml"
    settings.write_text(settings_toml(free_port()))
    started_at_s = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST_PAINT, str(settings)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    painted_at_s = float(process.stdout.readline())
    process.terminate()
    process.wait(20)
    return (painted_at_s - started_at_s) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--listen-s", type=float, default=40.0)
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    rows: list[tuple[str, list[float], float]] = []
    with tempfile.TemporaryDirectory(prefix="bst-bench-") as name:
        folder = Path(name)
        rows.append(
            (
                "start to first window",
                [first_window_ms(folder) for _ in range(options.starts)],
                1500.0,
            )
        )
        bench = Bench(folder)
        bench.start()
        wait(lambda: bench.agent.presenter.phone_view().analysis.ready, 90.0)
        wav = resource("demo", "call_de.wav")
        (folder / "c").mkdir(mode=0o700)
        try:
            with Endpoint(folder / "c", quiet_config("kundin", wav=wav)) as customer:
                rings = [bench.ring(customer) for _ in range(options.rounds)]
                rows.append(("INVITE to ringing window", rings, 150.0))
                customer.send(m.Dial("kundin", bench.address))
                wait(lambda: can_press(bench.agent.shell.phone, text(Text.ANSWER)))
                press(bench.agent.shell.phone, text(Text.ANSWER))
                wait(lambda: can_press(bench.agent.shell.overlay, text(Text.CALLER_AGREED)))
                press(bench.agent.shell.overlay, text(Text.CALLER_AGREED))
                until_s = time.monotonic() + options.listen_s
                wait(lambda: time.monotonic() > until_s, options.listen_s + 5)
                rows.append(("window end to changed overlay", bench.overlay_ms[:], 300.0))
                helps = [bench.help() for _ in range(options.rounds)]
                rows.append(("help click to popup", helps, 300.0))
                bench.agent.presenter.calls.hang_up_all()
                wait(lambda: bench.agent.registry.active is None)
        finally:
            bench.stop()
    print(f"{'ms':<32}{'n':>5}{'p50':>9}{'p95':>9}{'max':>9}{'bar p95':>9}")
    for label, values, bar in rows:
        p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
        print(f"{label:<32}{len(values):>5}{p50:>9.1f}{p95:>9.1f}{max(values):>9.1f}{bar:>9.0f}")


if __name__ == "__main__":
    main()
