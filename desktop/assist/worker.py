"""The desktop's side of the worker: started, watched, told which legs to read.

Keeps the list of attached legs, because a restarted worker has forgotten them.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from desktop.processes.child import ChildProcess, ChildProtocol, ChildState, ChildStatus
from desktop.processes.roles import role_command
from inference.messages import (
    AttachLeg,
    DetachLeg,
    Evidence,
    FromWorker,
    HotWords,
    Initialize,
    ModelInUse,
    ModelReport,
    Ping,
    Pong,
    Ready,
    Recognition,
    Shutdown,
)

NO_MODEL: Final = ModelInUse("")
NO_WORDS: Final = Recognition()


class WorkerState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    GAVE_UP = "gave_up"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    state: WorkerState = WorkerState.STARTING
    device: str = ""
    models: tuple[ModelReport, ...] = ()
    in_use: ModelInUse = NO_MODEL
    """The tension model that scores; it may change within a call."""
    recognition: Recognition = NO_WORDS
    outcome: str = ""
    """How the last worker ended, in words; with RESTARTING and GAVE_UP."""


class WorkerClient:
    """Lives on the app thread; `on_evidence` and `on_status` get there by `post`.

    `models`: the folders with installed models, the first good copy counts. `tension=False`:
    acoustic facts only, the worker loads no tension model. `recognition`: write down what the
    customer says, in `language` (empty: heard in each call), on `recognition_threads` of the CPU.
    """

    def __init__(
        self,
        runtime: Path,
        *,
        device: str,
        threads: int,
        models: Sequence[Path] = (),
        tension: bool = True,
        recognition: bool = False,
        language: str = "",
        recognition_threads: int = 2,
        log_file: Path,
        post: Callable[[Callable[[], None]], None],
        on_evidence: Callable[[Evidence], None],
        on_status: Callable[[WorkerStatus], None],
    ) -> None:
        self._post = post
        self._on_evidence = on_evidence
        self._on_status = on_status
        self._legs: dict[str, AttachLeg] = {}
        self._hot_words = HotWords({})
        self.status = WorkerStatus()
        self.last_ready: Ready | None = None
        self._child = ChildProcess(
            role_command("worker"),
            runtime,
            ChildProtocol(
                FromWorker,
                greeting=Initialize(
                    device=device,
                    threads=threads,
                    tension=tension,
                    models=os.pathsep.join(map(str, models)),
                    recognition=recognition,
                    language=language,
                    recognition_threads=recognition_threads,
                ),
                ready=Ready,
                ping=Ping,
                pong=Pong,
                shutdown=Shutdown(),
            ),
            name="worker",
            log_file=log_file,
            on_message=lambda message: post(lambda: self._received(message)),
            on_status=lambda status: post(lambda: self._child_changed(status)),
        )

    @property
    def pid(self) -> int | None:
        return self._child.pid

    def start(self) -> None:
        self._child.start()

    def stop(self) -> None:
        self._child.stop()

    def retry(self) -> None:
        """Start again after GAVE_UP."""
        self._child.retry()

    def attach(self, leg: str, epoch: int, ring: str, start_s: float) -> None:
        """Read the customer leg of call `leg`; `start_s` is the call time of the ring's start."""
        self._legs[leg] = AttachLeg(leg=leg, epoch=epoch, ring=ring, start_s=start_s)
        if self.status.state is WorkerState.READY:
            self._child.send(self._legs[leg])

    def detach(self, leg: str) -> None:
        attached = self._legs.pop(leg, None)
        if attached is not None:
            self._child.send(DetachLeg(leg=leg, epoch=attached.epoch))

    def use_hot_words(self, words: Mapping[str, tuple[str, ...]]) -> None:
        """Words of the library, by language, that customers may say."""
        self._hot_words = HotWords(dict(words))
        if self.status.state is WorkerState.READY:
            self._child.send(self._hot_words)

    def _received(self, message: FromWorker) -> None:
        if isinstance(message, Ready):
            self.last_ready = message
            self._change(
                WorkerStatus(WorkerState.READY, message.device, message.models, message.in_use)
            )
            self._child.send(self._hot_words)
            for leg in self._legs.values():
                self._child.send(leg)
        elif isinstance(message, ModelInUse):
            if self.status.state is WorkerState.READY:
                self._change(replace(self.status, in_use=message))
        elif isinstance(message, Recognition):
            if self.status.state is WorkerState.READY:
                self._change(replace(self.status, recognition=message))
        elif isinstance(message, Evidence):
            leg_now = self._legs.get(message.leg)
            if leg_now is not None and leg_now.epoch == message.epoch:
                self._on_evidence(message)

    def _child_changed(self, status: ChildStatus) -> None:
        if status.state is ChildState.READY:
            return  # Ready itself says more
        self._change(WorkerStatus(WorkerState(status.state.value), outcome=status.outcome))

    def _change(self, status: WorkerStatus) -> None:
        self.status = status
        self._on_status(status)
