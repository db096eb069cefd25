"""`beistand doctor`: tries every part for real and says what to do about the ones that fail."""

import json
import os
import queue
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from desktop.assist.worker import WorkerClient, WorkerState, WorkerStatus
from desktop.compositions.card_folders import card_folders
from desktop.compositions.doctor_customers import examine_customers
from desktop.compositions.doctor_headset import examine_headsets
from desktop.compositions.findings import Finding, Verdict
from desktop.compositions.profile import load_profile, sound_config
from desktop.errors import LocalError
from desktop.headset.devices import SystemHid
from desktop.knowledge.library import load_library
from desktop.paths import default_paths
from desktop.presenters.notices import Notices
from desktop.settings.files import load_settings
from desktop.settings.model import Settings
from desktop.settings.secrets import NoKeyring, SystemSecrets
from desktop.telephony.consent import ConsentMode
from desktop.telephony.engine.client import EngineClient, EngineState, EngineStateKind
from desktop.telephony.engine.messages import (
    Configure,
    Configured,
    Event,
    SoundChanged,
)
from inference.messages import ModelState
from ui.notice_states import NoticeKind, NoticeView

ENGINE_WITHIN_S: Final = 15.0
WORKER_WITHIN_S: Final = 90.0


def run_doctor(settings_file: Path | None, *, as_json: bool) -> int:
    """Print the findings; 1 if a part failed that the telephone needs."""
    findings: list[Finding] = []
    for finding in examine(settings_file):
        findings.append(finding)
        if not as_json:
            action = f"\n{'':20}{finding.action}" if finding.action else ""
            print(f"{finding.verdict:<8}{finding.check:<12}{finding.what}{action}")  # noqa: T201
    if as_json:
        items: list[dict[str, Any]] = [asdict(finding) for finding in findings]
        print(json.dumps({"v": 1, "items": items}, ensure_ascii=False))  # noqa: T201
    return int(any(finding.verdict is Verdict.FAILED for finding in findings))


def examine(settings_file: Path | None) -> Iterator[Finding]:
    """Every check, cheapest first; none stops the others."""
    settings, findings = _settings(settings_file)
    yield from findings
    yield _screen()
    yield _keyring(settings)
    yield _cards(settings)
    yield from examine_headsets(SystemHid(), settings.sound)
    yield from examine_customers(settings, default_paths(), SystemSecrets())
    with tempfile.TemporaryDirectory(prefix="bst-doctor-") as folder:
        yield from _engine(Path(folder), settings)
        yield from _worker(Path(folder), settings)
    yield _law(settings)


def _settings(file: Path | None) -> tuple[Settings, list[Finding]]:
    """Everything that is wrong in them, the account that is missing last."""
    try:
        notices = Notices()
        profile = load_profile(file, "doctor", notices)
    except LocalError as error:
        settings = load_settings(None).settings
        return settings, [Finding("settings", Verdict.FAILED, str(error), error.action)]
    found = [_wrong_setting(notice) for notice in notices.views]
    if not profile.settings.accounts:
        lost = any(dict(n.params).get("setting", "").startswith("accounts") for n in notices.views)
        found.append(
            Finding(
                "settings",
                Verdict.FAILED if lost else Verdict.MISSING,
                "no account is left" if lost else "no account is set up",
                f"Correct [[accounts]] in {profile.settings_file}"
                if lost
                else f"Add [[accounts]] to {profile.settings_file}",
            )
        )
    if not found:
        found.append(Finding("settings", Verdict.OK, str(profile.settings_file)))
    return profile.settings, found


def _wrong_setting(notice: NoticeView) -> Finding:
    given = dict(notice.params)
    match notice.kind:
        case NoticeKind.SETTING_UNKNOWN:
            meant = f"Was {given['nearest']} meant?" if given["nearest"] else "Correct it"
            what = f"{given['file']}: nobody knows the key {given['setting']}"
            return Finding("settings", Verdict.MISSING, what, meant)
        case NoticeKind.SETTING_REPLACED:
            what = "{file}: {setting} {value} {why}; {replacement} is used".format(**given)
            return Finding("settings", Verdict.MISSING, what, "Correct it")
        case _:
            what = f"{given.get('file', '')}: {given.get('detail', notice.kind)}"
            return Finding("settings", Verdict.MISSING, what, "Correct it")


def _screen() -> Finding:
    if sys.platform != "linux":
        return Finding("screen", Verdict.OK, sys.platform)
    if os.environ.get("DISPLAY"):
        kind = "XWayland" if os.environ.get("WAYLAND_DISPLAY") else "X11"
        return Finding("screen", Verdict.OK, kind)
    if os.environ.get("WAYLAND_DISPLAY"):
        return Finding(
            "screen",
            Verdict.MISSING,
            "Wayland without XWayland: the overlay can neither place itself nor stay on top",
            "Install XWayland",
        )
    return Finding(
        "screen", Verdict.MISSING, "none; the demo draws into pictures", "Start it on a desktop"
    )


def _keyring(settings: Settings) -> Finding:
    names = [account.name for account in settings.accounts if account.registrar]
    if settings.accounts and not names:
        return Finding("keyring", Verdict.OK, "not needed: direct calls have no password")
    try:
        for name in names or ["desk"]:
            SystemSecrets().password_for(name)
    except NoKeyring as error:
        return Finding("keyring", Verdict.MISSING, error.what, error.action)
    return Finding("keyring", Verdict.OK, "passwords can be kept")


def _cards(settings: Settings) -> Finding:
    folders = card_folders(settings.knowledge, default_paths())
    library = load_library(folders, "de", settings.agent.team)
    if library.missing:
        gone = library.missing[0]
        return Finding("cards", Verdict.MISSING, str(gone), gone.action)
    if library.problems:
        first = library.problems[0]
        what = f"{len(library.problems)} card files are unreadable, the first: {first}"
        return Finding("cards", Verdict.MISSING, what, first.action)
    return Finding("cards", Verdict.OK, f"{len(library.cards)} cards")


def _engine(folder: Path, settings: Settings) -> Iterator[Finding]:
    said: queue.SimpleQueue[Event | EngineState] = queue.SimpleQueue()
    engine = EngineClient(folder, on_event=said.put, on_state=said.put)
    engine.configure(Configure(accounts=(), sound=sound_config(settings.sound)))
    engine.start()
    try:
        died = _wait(said, _settled, ENGINE_WITHIN_S)
        if isinstance(died, EngineState) and died.kind is EngineStateKind.READY:
            yield Finding("telephone", Verdict.OK, "the engine starts (pjsua2)")
        else:
            outcome = died.outcome if isinstance(died, EngineState) else "it does not answer"
            yield Finding(
                "telephone", Verdict.FAILED, f"the engine does not start: {outcome}", "Reinstall"
            )
            return
        _wait(said, lambda message: isinstance(message, Configured), ENGINE_WITHIN_S)
        changed = _wait(said, lambda message: isinstance(message, SoundChanged), ENGINE_WITHIN_S)
        if changed is None or changed.problem:
            detail = "" if changed is None else changed.detail
            yield Finding(
                "sound",
                Verdict.MISSING,
                f"no usable sound device {detail}".strip(),
                "Connect a headset; on Debian: sudo apt-get install libportaudio2",
            )
        else:
            yield Finding("sound", Verdict.OK, f"{changed.input} / {changed.output}")
    finally:
        engine.stop()


def _settled(message: object) -> bool:
    return isinstance(message, EngineState) and message.kind is not EngineStateKind.STARTING


def _worker(folder: Path, settings: Settings) -> Iterator[Finding]:
    said: queue.SimpleQueue[WorkerStatus] = queue.SimpleQueue()
    worker = WorkerClient(
        folder,
        device=settings.analysis.device,
        threads=settings.analysis.threads,
        models=default_paths().model_folders,
        tension=settings.analysis.profile != "facts",
        log_file=folder / "worker.log",
        post=lambda call: call(),
        on_evidence=lambda message: None,
        on_status=said.put,
    )
    worker.start()
    try:
        status = _wait(said, lambda m: m.state is not WorkerState.STARTING, WORKER_WITHIN_S)
    finally:
        worker.stop()
    if status is None or status.state is not WorkerState.READY:
        outcome = status.outcome if status is not None else "it does not answer"
        yield Finding("analysis", Verdict.MISSING, f"the worker does not start: {outcome}")
        return
    reads = f", tension by the {status.in_use.profile} model" if status.in_use.profile else ""
    yield Finding("analysis", Verdict.OK, f"runs on {status.device}{reads}")
    for model in status.models:
        good = model.state in (ModelState.READY, ModelState.OFF, ModelState.SLOW)
        verdict = Verdict.OK if good else Verdict.MISSING
        yield Finding("model", verdict, f"{model.name}: {model.detail or model.state}")


def _law(settings: Settings) -> Finding:
    mode = ConsentMode(settings.analysis.consent_mode)
    words = {
        ConsentMode.CONSENT: "the caller is asked before anything is analysed",
        ConsentMode.NOTICE: "a notice is played before anything is analysed; document that choice",
        ConsentMode.OFF: "no call is analysed",
    }
    facts = "; acoustic facts only" if settings.analysis.profile == "facts" else ""
    return Finding("consent", Verdict.OK, words[mode] + facts)


def _wait(
    said: "queue.SimpleQueue[Any]",
    wanted: Callable[[Any], bool],
    within_s: float,
) -> Any:
    """The first message that is `wanted`; None when time is up."""
    deadline = time.monotonic() + within_s
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            message = said.get(timeout=left_s)
        except queue.Empty:
            return None
        if wanted(message):
            return message
    return None
