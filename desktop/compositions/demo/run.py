"""The demo's course: what happens when, what is measured, what counts as failed."""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from desktop.assist.worker import WorkerState
from desktop.compositions.agent import AgentDesktop
from desktop.compositions.demo.audio import CustomerAudio, customer_audio
from desktop.compositions.demo.endpoints import (
    NAMES,
    Customer,
    account_toml,
    demo_profile,
    free_udp_ports,
    sip_uri,
)
from desktop.compositions.demo.observer import Observer
from desktop.compositions.demo.report import DemoReport
from desktop.compositions.demo.words import ScriptedWords
from desktop.compositions.profile import engine_configuration
from desktop.compositions.supervision import supervisor_configuration
from desktop.compositions.supervisor import SupervisorDesktop
from desktop.logging import set_up_logging
from desktop.presenters.notices import Notices
from desktop.shell.application import make_application, quit_program, run_until_quit
from desktop.shell.robot import Pause, Robot, Script, StageFailed, Until, picture, press
from inference.tension.reading import TensionState
from resources import resource
from ui.states import HelpStep, RegistrationView
from ui.supervisor_states import RequestStep
from ui.words import Text, text

START_WITHIN_S: Final = 90.0
"""Importing torch on a cold, shared machine takes its time; nothing of it is in the call."""
RING_WITHIN_S: Final = 5.0
THINK_S: Final = 1.0
"""What a quick person takes between seeing and clicking."""
CONSENT_AFTER_S: Final = 5.0
POLITE_S: Final = 3.0
TAIL_S: Final = 4.0
_ETA_S: Final = 20


class Demo:
    """One run. Everything on the app thread; `report` is what is left of it."""

    def __init__(
        self, home: Path, output: Path, audio: CustomerAudio, *, language: str, theme: str
    ) -> None:
        self.report = DemoReport(audio_source=audio.source)
        names = NAMES[language]
        self._output = output
        self._audio = audio
        self._observer = Observer(self.report)
        agent_port, supervisor_port, customer_port = free_udp_ports(3)
        look = f'\n[appearance]\nlanguage = "{language}"\ntheme = "{theme}"\n'
        self._agent_uri = sip_uri("214", agent_port)
        agent_wav = resource("demo", "agent_de.wav") if audio.bundled else None
        microphone = f"file:{agent_wav}" if agent_wav else "null"
        loudspeaker = "default" if has_screen() else "null"
        self._profile = demo_profile(
            home,
            "agent",
            account_toml(names.account, "214", agent_port)
            + f"\n[sound]\ninput = '{microphone}'\noutput = '{loudspeaker}'\nring = 'null'\n"
            + f'\n[supervision]\nsupervisors = ["{sip_uri("210", supervisor_port)}"]\n'
            + f'display_name = "{names.desk}"\n'
            + "\n[records]\nkeep_days = 0\n"
            # the bundled call's words are scripted: its synthetic voice is not for recognisers
            + f"\n[speech]\nrecognition = {str(not audio.bundled).lower()}\n"
            + look,
        )
        self._supervisor_profile = demo_profile(
            home,
            "supervisor",
            account_toml(names.lead, "210", supervisor_port)
            + f"\n[sound]\ninput = 'null'\noutput = 'null'\nring = '{loudspeaker}'\n"
            + f'\n[supervision]\ndisplay_name = "{names.supervisor}"\neta_s = {_ETA_S}\n'
            + look,
        )
        set_up_logging(self._profile.paths.logs / "demo.log")
        self._app = make_application(self._profile.settings.appearance)
        self.agent = AgentDesktop(
            self._profile,
            engine_configuration(self._profile.settings, language),
            Notices(),
            language=language,
            watch=self._observer.heard,
        )
        self.supervisor = SupervisorDesktop(
            self._supervisor_profile,
            supervisor_configuration(
                engine_configuration(self._supervisor_profile.settings, language)
            ),
            Notices(),
        )
        customer_runtime = home / "c"
        customer_runtime.mkdir(mode=0o700)
        self.customer = Customer(
            customer_runtime, customer_port, audio, names.customer, self.agent.telephone.post
        )
        self._robot = Robot(self._script(), self._finished)
        self._popup_at_s: float | None = None
        self._shots = 0
        self._failure: StageFailed | None = None
        self._observer.look_at(self.agent)
        self._words = ScriptedWords() if audio.bundled else None
        self.agent.shell.rendered.connect(self._speak)
        self.supervisor.shell.popped_up.connect(self._popped_up)

    def run(self) -> int:
        """The whole demo; 0, or 1 when a stage failed."""
        self.agent.start()
        self.supervisor.start()
        self.customer.start()
        self._robot.start()
        run_until_quit(self._app, self._stop)
        self._observer.finish(self._failure, self._output / "report.json")
        return 1 if self._failure is not None else 0

    # ------------------------------------------------------------ the course

    def _script(self) -> Script:
        agent, supervisor = self.agent, self.supervisor
        phone, overlay = agent.shell.phone, agent.shell.overlay
        yield Until("start", self._all_up, START_WITHIN_S)
        self._observer.say("agent, supervisor and customer are up", call=False)
        self._shot("idle", phone)

        self.customer.dial(self._agent_uri)
        yield Until("ringing", lambda: self._observer.ringing_at_s is not None, RING_WITHIN_S)
        assert self._observer.ringing_at_s is not None and self.customer.call is not None
        self.report.invite_to_ringing_ms = _ms(
            self.customer.call.started_at_s, self._observer.ringing_at_s
        )
        self._observer.say("the phone rings", call=False)
        self._shot("ringing", phone)

        yield Pause(THINK_S)
        clicked_at_s = time.monotonic()
        press(phone, text(Text.ANSWER))
        yield Until("answer", lambda: self._observer.call_time_s() is not None, RING_WITHIN_S)
        call = agent.registry.talking
        assert call is not None and call.confirmed_at_s is not None
        self.report.answer_to_ok_ms = _ms(clicked_at_s, call.confirmed_at_s)
        self._observer.say("answered")
        yield Until("customer media", lambda: self.customer.talking, RING_WITHIN_S)
        started_at_s = self.customer.call.confirmed_at_s or time.monotonic()
        self.report.customer_audio_start_s = round(started_at_s - call.confirmed_at_s, 3)

        yield Pause(CONSENT_AFTER_S)
        if self.report.estimates:
            raise StageFailed("consent", "there was an estimate before the caller agreed")
        self._shot("consent", phone, overlay)
        press(overlay, text(Text.CALLER_AGREED))
        self.report.consent_s = self._observer.call_time_s()
        self._observer.say("the caller agreed")
        yield Until("first estimate", lambda: self.report.estimates > 0, 20.0)
        self._observer.say("first estimate")

        yield from self._until_tense()
        yield Pause(POLITE_S)
        self._shot("tense", phone, overlay)

        help_at_s = time.monotonic()
        self.report.help_s = self._observer.call_time_s()
        press(overlay, text(Text.GET_HELP))
        yield Until("supervisor popup", lambda: self._popup_at_s is not None, RING_WITHIN_S)
        assert self._popup_at_s is not None
        self.report.escalation_click_to_popup_ms = _ms(help_at_s, self._popup_at_s)
        self._observer.say("help was asked for; the supervisor's popup is open")
        yield Pause(THINK_S)
        self._shot("popup", supervisor.shell.window)
        press(supervisor.shell.window, text(Text.COMING).format(seconds=_ETA_S))
        yield Until("help is coming", lambda: self._help() is HelpStep.COMING, RING_WITHIN_S)
        self._observer.say("the supervisor is coming")
        yield Pause(THINK_S)
        self._shot("help-coming", overlay, supervisor.shell.window)

        yield from self._until_eased()
        yield Pause(THINK_S)  # the level's shape fades over
        self._shot("easing", phone, overlay)
        yield Until("end of the call", self._audio_over, self._audio.duration_s + 30.0)
        self._shot("end", phone, overlay)
        self._observer.collect()
        press(phone, text(Text.HANG_UP))
        yield Until("hang up", lambda: agent.registry.active is None, RING_WITHIN_S)
        self._observer.say("hung up", call=False)
        self._shot("after", phone)

    def _until_tense(self) -> Script:
        """The bundled call must get there; of a file of yours nobody knows."""
        if self._audio.bundled:
            yield Until("tense", lambda: self._observer.state() is TensionState.TENSE, 90.0)
            return
        yield Until(
            "tense",
            lambda: self._observer.state() is TensionState.TENSE or self._audio_over(),
            self._audio.duration_s + 30.0,
        )
        if self._observer.state() is not TensionState.TENSE:
            self._observer.say("the voice never got tense; help is asked for all the same")

    def _until_eased(self) -> Script:
        if not self._audio.bundled:
            return
        seen_easing = (TensionState.EASING, TensionState.CALM)
        yield Until("easing", lambda: self._observer.state() in seen_easing, 90.0)

    # ------------------------------------------------------------ looking

    def _all_up(self) -> bool:
        worker = self.agent.worker
        direct = RegistrationView.DIRECT
        return (
            self.customer.configured
            and self.agent.presenter.phone_view().account.registration is direct
            and self.supervisor.presenter.view().account.registration is direct
            and worker is not None
            and worker.status.state is WorkerState.READY
        )

    def _help(self) -> HelpStep:
        return self.agent.presenter.overlay_view().help

    def _audio_over(self) -> bool:
        now_s = self._observer.call_time_s()
        start_s = self.report.customer_audio_start_s or 0.0
        return now_s is None or now_s >= start_s + self._audio.duration_s + TAIL_S

    def _speak(self) -> None:
        """Hand over what the customer has said, at recognition's port."""
        call, now_s = self.agent.registry.talking, self._observer.call_time_s()
        began_s, agreed_s = self.report.customer_audio_start_s, self.report.consent_s
        if self._words is None or call is None or now_s is None:
            return
        if began_s is not None and agreed_s is not None:
            due = self._words.due(call.call_id, began_s=began_s, agreed_s=agreed_s, now_s=now_s)
            for utterance in due:
                self.agent.presenter.evidence(utterance)

    def _popped_up(self) -> None:
        requests = self.supervisor.presenter.view().requests
        if any(request.step is RequestStep.OPEN for request in requests):
            self._popup_at_s = self._popup_at_s or time.monotonic()

    def _shot(self, name: str, *windows: object) -> None:
        self._shots += 1
        path = self._output / f"{self._shots:02d}-{name}.png"
        self.agent.shell.render_now()
        self.supervisor.shell.render_now()
        picture(path, list(windows))  # type: ignore[arg-type]

    # ------------------------------------------------------------ the end

    def _finished(self, failure: StageFailed | None) -> None:
        self._failure = failure
        if failure is not None:
            self._observer.collect()
            self._shot("failed", self.agent.shell.phone, self.agent.shell.overlay)
        quit_program()

    def _stop(self) -> None:
        self.agent.stop()
        self.supervisor.stop()
        self.customer.stop()


def run_demo(output: Path, *, customer_audio_file: Path | None, language: str, theme: str) -> int:
    """`beistand demo`; exit code 1 names the stage that failed."""
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    output.mkdir(parents=True, exist_ok=True)
    for old in [*output.glob("[0-9][0-9]-*.png"), output / "report.json"]:
        old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="bst-demo-") as folder:
        home = Path(folder)
        audio = customer_audio(customer_audio_file, home)
        demo = Demo(home, output, audio, language=language, theme=theme)
        code = demo.run()
    report = demo.report
    if report.failed_stage is not None:
        print(  # noqa: T201
            f"beistand demo: the stage '{report.failed_stage}' failed: {report.why}",
            file=sys.stderr,
        )
    elif not any(state == "tense" for _, state, _ in report.tension_states):
        print("the voice never got tense in this recording", file=sys.stderr)  # noqa: T201
    print(f"pictures and report.json are in {output}", file=sys.stderr)  # noqa: T201
    return code


def has_screen() -> bool:
    """Whether windows can open for real."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _ms(start_s: float, end_s: float) -> float:
    return round((end_s - start_s) * 1000, 1)
