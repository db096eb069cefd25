"""The profile without emotion, for real: a call is measured, and nothing anywhere knows a mood."""

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint, quiet_config
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from audio.formats import SAMPLE_RATE_HZ, to_pcm, to_signal
from audio.resample import resample
from audio.wav import read_wav
from inference.messages import Estimate, ModelState
from inference.tension.alerts import AlertState
from resources import resource
from ui.notice_states import NoticeKind
from ui.states import ConsentStep, Level, ModelNote, RegistrationView, UnknownWhy

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
SPEECH_FROM_S, SPEECH_S = 18.8, 11
"""Where the demo's customer speaks for a while."""


@pytest.fixture
def speaking(tmp_path: Path) -> Path:
    recording = read_wav(resource("demo", "call_de.wav"))
    signal = resample(to_signal(recording.samples), recording.rate_hz, SAMPLE_RATE_HZ)
    start = round(SPEECH_FROM_S * SAMPLE_RATE_HZ)
    path = tmp_path / "speaking.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(to_pcm(signal[start : start + SPEECH_S * SAMPLE_RATE_HZ]).tobytes())
    return path


def test_a_call_is_measured_and_nothing_knows_a_mood(
    desk: Callable[..., Desk], tmp_path: Path, speaking: Path, qtbot: QtBot
) -> None:
    one = desk(
        '\n[analysis]\nprofile = "facts"\n[supervision]\nsupervisors = ["sip:l@127.0.0.1:9"]'
    )
    desktop = one.open()
    phone, overlay = desktop.presenter.phone_view, desktop.presenter.overlay_view
    qtbot.waitUntil(
        lambda: phone().account.registration is RegistrationView.DIRECT, timeout=SOON_MS
    )
    qtbot.waitUntil(lambda: phone().analysis.ready, timeout=60_000)
    assert phone().analysis.note is ModelNote.FACTS_ONLY
    assert desktop.worker is not None
    states = {report.name: report.state for report in desktop.worker.status.models}
    assert states["tension-small"] is ModelState.OFF
    troubles = {NoticeKind.MODEL_MISSING, NoticeKind.MODEL_FAILED, NoticeKind.MODEL_REPLACED}
    assert not troubles & set(notices_of(desktop))

    folder = tmp_path / "speaker"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kundin", wav=speaking)) as caller:
        caller.dial(one.address)
        qtbot.waitUntil(lambda: desktop.registry.talking is not None, timeout=SOON_MS)
        asked = overlay()
        assert asked.facts_only and asked.consent is ConsentStep.ASK
        said = [label.text() for label in desktop.shell.overlay.findChildren(QLabel)]
        assert not [text for text in said if "Stimmung" in text or "unklar" in text]
        desktop.presenter.grant(asked.call_id)
        qtbot.waitUntil(lambda: overlay().unknown_why is UnknownWhy.NONE, timeout=SOON_MS)

        shown = overlay()
        assert shown.level is Level.UNKNOWN and not shown.alert
        assert set(shown.trend) <= {None}
        session = desktop.assist.session(shown.call_id)
        assert session is not None and session.state.alert is AlertState.IDLE
        heard = [message for message in one.heard if isinstance(message, Estimate)]
        assert heard and all(estimate.tension is None for estimate in heard)
        assert any(estimate.facts.level_db is not None for estimate in heard)
        assert session.state.reading.score is None
