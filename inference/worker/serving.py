"""The worker's one loop: control messages, rings, estimates. No torch is imported here.

One thread serves; a second one lives only while models load, so that pings are answered meanwhile
and a hang of the serving loop still shows as a missing pong.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final, Protocol

import msgspec

from audio.ring import RingError, RingReader
from inference.leg import LegAnalysis, Scorer
from inference.messages import (
    PROTOCOL,
    AttachLeg,
    DetachLeg,
    Initialize,
    LegProblem,
    Message,
    ModelReport,
    Ping,
    Pong,
    Ready,
    Shutdown,
    ToWorker,
)
from inference.vad_port import VoiceActivity
from inference.worker.reading import LegReader

log = logging.getLogger("beistand.worker")

MAX_MESSAGE_BYTES: Final = 1 << 20
_POLL_LEGS_S: Final = 0.005  # a quarter of a frame
_POLL_LOADING_S: Final = 0.02
_POLL_IDLE_S: Final = 0.5


class Loaded(Protocol):
    """What loading yields (`inference.worker.loading.Models`)."""

    @property
    def device(self) -> str: ...
    @property
    def reports(self) -> tuple[ModelReport, ...]: ...
    @property
    def scorer(self) -> Scorer | None: ...
    @property
    def new_voice(self) -> Callable[[], VoiceActivity]: ...


class Worker:
    """Serves one desktop over one connection until either side ends it."""

    def __init__(self, connection: Any, load: Callable[[Initialize], Loaded]) -> None:
        self._connection: Connection = connection
        self._load = load
        self._decoder = msgspec.msgpack.Decoder(ToWorker)
        self._encoder = msgspec.msgpack.Encoder()
        self._models: Loaded | None = None
        self._loading: threading.Thread | None = None
        self._result: list[Loaded | BaseException] = []
        self._waiting: dict[str, AttachLeg] = {}
        self._legs: dict[str, LegReader] = {}
        self._running = True

    def run(self) -> None:
        """Returns on Shutdown or when the connection ends; raises only on a defect of ours."""
        try:
            while self._running:
                if self._connection.poll(self._patience_s()):
                    self._receive()
                self._finish_loading()
                self._serve_legs()
        except (EOFError, OSError):
            log.info("connection ended")
        finally:
            for leg in self._legs.values():
                leg.close()

    def _patience_s(self) -> float:
        if self._legs:
            return _POLL_LEGS_S
        return _POLL_LOADING_S if self._loading is not None else _POLL_IDLE_S

    def _receive(self) -> None:
        raw = self._connection.recv_bytes(MAX_MESSAGE_BYTES)
        try:
            message = self._decoder.decode(raw)
        except msgspec.DecodeError as error:
            log.warning("message dropped: not in our protocol", extra={"why": str(error)})
            return
        match message:
            case Ping(number):
                self._send(Pong(number))
            case Initialize():
                self._initialize(message)
            case AttachLeg():
                self._attach(message)
            case DetachLeg(leg, epoch):
                self._detach(leg, epoch)
            case Shutdown():
                self._running = False

    def _initialize(self, order: Initialize) -> None:
        if order.protocol != PROTOCOL:
            log.error("desktop of another version")
            self._send(Ready(PROTOCOL, os.getpid(), "", ()))
            self._running = False
            return
        if self._loading is not None or self._models is not None:
            log.warning("second Initialize ignored")
            return

        def load() -> None:
            try:
                self._result.append(self._load(order))
            except BaseException as error:  # noqa: BLE001 -- re-raised on the serving thread
                self._result.append(error)

        self._loading = threading.Thread(target=load, name="worker-load", daemon=True)
        self._loading.start()

    def _finish_loading(self) -> None:
        if self._loading is None or not self._result:
            return
        self._loading.join()
        self._loading = None
        result = self._result.pop()
        if isinstance(result, BaseException):
            raise result
        self._models = result
        self._send(Ready(PROTOCOL, os.getpid(), result.device, result.reports))
        waiting, self._waiting = self._waiting, {}
        for order in waiting.values():
            self._attach(order)

    def _attach(self, order: AttachLeg) -> None:
        if self._models is None:
            self._waiting[order.leg] = order
            return
        previous = self._legs.pop(order.leg, None)
        if previous is not None:
            previous.close()
        try:
            ring = RingReader(order.ring)
        except RingError:
            self._send(LegProblem(order.leg, order.epoch, "gone", order.start_s))
            return
        analysis = LegAnalysis(
            order.leg,
            order.epoch,
            order.start_s,
            self._models.new_voice(),
            self._models.scorer,
        )
        self._legs[order.leg] = LegReader(order.leg, order.epoch, ring, analysis)

    def _detach(self, leg: str, epoch: int) -> None:
        waiting = self._waiting.get(leg)
        if waiting is not None and waiting.epoch <= epoch:
            del self._waiting[leg]
        reader = self._legs.get(leg)
        if reader is not None and reader.epoch <= epoch:
            del self._legs[leg]
            reader.close()

    def _serve_legs(self) -> None:
        for leg, reader in list(self._legs.items()):
            for message in reader.read(time.monotonic_ns):
                self._send(message)
            if reader.ended:
                del self._legs[leg]
                reader.close()

    def _send(self, message: Message) -> None:
        self._connection.send_bytes(self._encoder.encode(message))
