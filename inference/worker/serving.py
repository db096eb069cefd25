"""The worker's one loop: control messages, rings, estimates. No torch is imported here.

One thread serves; a second one lives only while models load, so that pings are answered meanwhile
and a hang of the serving loop still shows as a missing pong. Where words are wanted a third one
writes them down (`inference.recognition.transcriber`); the loop never waits for it.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from typing import Any, Final, Protocol

import msgspec

from audio.ring import RingError, RingReader
from inference.leg import LegAnalysis
from inference.messages import (
    PROTOCOL,
    AttachLeg,
    DetachLeg,
    HotWords,
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
from inference.recognition.segments import Segmenter
from inference.recognition.transcriber import Transcriber
from inference.score import Scorer
from inference.vad_port import VoiceActivity
from inference.worker.choice import ModelChoice
from inference.worker.reading import LegReader, ModelBroke

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
    def scorers(self) -> tuple[Scorer, ...]: ...
    @property
    def new_voice(self) -> Callable[[], VoiceActivity]: ...


class Worker:
    """Serves one desktop over one connection until either side ends it.

    `transcriber` is asked for one where the desktop wants words.
    """

    def __init__(
        self,
        connection: Any,
        load: Callable[[Initialize], Loaded],
        transcriber: Callable[[Initialize], Transcriber] | None = None,
    ) -> None:
        self._connection: Connection = connection
        self._load = load
        self._new_transcriber = transcriber
        self._transcriber: Transcriber | None = None
        self._hot_words: dict[str, tuple[str, ...]] = {}
        self._decoder = msgspec.msgpack.Decoder(ToWorker)
        self._encoder = msgspec.msgpack.Encoder()
        self._order = Initialize()
        self._models: Loaded | None = None
        self._choice = ModelChoice(())
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
                self._serve_words()
        except (EOFError, OSError):
            log.info("connection ended")
        finally:
            for leg in self._legs.values():
                leg.close()
            if self._transcriber is not None:
                self._transcriber.stop()

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
            case HotWords(words):
                self._hot_words = words
                if self._transcriber is not None:
                    self._transcriber.use_hot_words(words)
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

        self._order = order
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
        self._choice = ModelChoice(result.scorers)
        in_use = self._choice.message()
        self._send(Ready(PROTOCOL, os.getpid(), result.device, result.reports, in_use))
        self._start_transcriber()
        waiting, self._waiting = self._waiting, {}
        for order in waiting.values():
            self._attach(order)

    def _start_transcriber(self) -> None:
        """After the tension models: they measure themselves undisturbed, and count first."""
        if self._order.recognition and self._new_transcriber is not None:
            self._transcriber = self._new_transcriber(self._order)
            self._transcriber.use_hot_words(self._hot_words)
            self._transcriber.start()

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
        if self._choice.attached(order.leg, time.monotonic()):
            self._change_model()
        voice = self._models.new_voice()
        words = None
        if self._transcriber is not None:
            words = Segmenter()
            self._transcriber.attached(order.leg, order.epoch)
        analysis = LegAnalysis(order.leg, order.epoch, order.start_s, voice, None, words)
        reader = LegReader(order.leg, order.epoch, ring, analysis, words)
        self._legs[order.leg] = reader
        self._hand_model_to([reader])

    def _detach(self, leg: str, epoch: int) -> None:
        waiting = self._waiting.get(leg)
        if waiting is not None and waiting.epoch <= epoch:
            del self._waiting[leg]
        reader = self._legs.get(leg)
        if reader is not None and reader.epoch <= epoch:
            self._close(leg, reader)

    def _close(self, leg: str, reader: LegReader) -> None:
        """Whatever ends the reading: what was said and not yet written down is wiped."""
        del self._legs[leg]
        reader.close()
        if self._transcriber is not None:
            self._transcriber.forget(leg)

    def _serve_legs(self) -> None:
        for leg, reader in list(self._legs.items()):
            for message in reader.read(time.monotonic_ns):
                if isinstance(message, ModelBroke):
                    self._model_broke(message.error)
                    continue
                self._send(message)
                late = isinstance(message, LegProblem) and message.kind == "late"
                if late and self._transcriber is not None:
                    self._transcriber.scoring_was_late()
                if late and self._choice.late(leg, message.t_s, time.monotonic()):
                    log.warning("model too slow: a smaller one goes on")
                    self._change_model()
            if reader.ended:
                self._close(leg, reader)

    def _serve_words(self) -> None:
        if self._transcriber is None:
            return
        for leg, reader in self._legs.items():
            for segment in reader.segments():
                begins_s = reader.begins_s(segment)
                self._transcriber.put(leg, reader.epoch, segment, begins_s, final=True)
            if not self._transcriber.wants_partial(leg):
                continue
            if (open_segment := reader.open_segment()) is not None:
                begins_s = reader.begins_s(open_segment)
                self._transcriber.put(leg, reader.epoch, open_segment, begins_s, final=False)
        for message in self._transcriber.take():
            self._send(message)

    # ------------------------------------------------------------ the model in use

    def _model_broke(self, error: Exception) -> None:
        if not self._choice.failed(time.monotonic()):
            raise error  # there was no model: a defect of ours, and a new worker is the cure
        log.warning("model failed: the next one goes on", extra={"why": type(error).__name__})
        self._change_model()

    def _change_model(self) -> None:
        self._hand_model_to(self._legs.values())
        self._send(self._choice.message())

    def _hand_model_to(self, readers: Iterable[LegReader]) -> None:
        """Give the model in use to `readers`; one that breaks at that is replaced everywhere."""
        try:
            for reader in readers:
                reader.use(self._choice.in_use)
        except Exception as error:  # noqa: BLE001 -- torch raises many kinds
            self._model_broke(error)

    def _send(self, message: Message) -> None:
        self._connection.send_bytes(self._encoder.encode(message))
