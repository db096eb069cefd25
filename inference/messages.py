"""What desktop and worker say to each other. No torch here: the desktop imports this module.

Frozen msgspec structs, MessagePack on the wire. The desktop starts the worker, says Initialize,
waits for Ready (which names every model and whether it loaded), then attaches legs. Both name their
PROTOCOL; a worker that is greeted in another one says Ready with its own, without models, and ends.
Ready says which tension model scores; ModelInUse says it again whenever that changes.
"""

import math
from enum import StrEnum
from typing import Final

import msgspec

PROTOCOL: Final = 4


class Message(msgspec.Struct, frozen=True, tag=True):
    """Base of everything on the worker channel."""


# ---------------------------------------------------------------- desktop -> worker


class Initialize(Message, frozen=True):
    protocol: int = PROTOCOL
    device: str = "auto"
    """auto, cpu, cuda or mps; auto takes the first that is there: cuda, mps, cpu."""
    threads: int = 1
    """CPU threads torch may use."""
    tension: bool = True
    """False: acoustic facts only. No tension model is loaded, no score is ever computed."""
    models: str = ""
    """Folders with installed models, the first good copy counts; parted as in PATH."""
    recognition: bool = False
    """True: what the customer says is written down, where there is a model for it."""
    language: str = ""
    """de, en, fr or it; empty: heard once in each call."""
    recognition_threads: int = 2
    """CPU threads that writing down may use, beside torch's."""


class AttachLeg(Message, frozen=True):
    """Start reading a customer leg. Only attached legs are ever read."""

    leg: str
    """The call id."""
    epoch: int
    ring: str
    start_s: float
    """Call time (seconds since the 200 OK) of the ring's first sample."""


class DetachLeg(Message, frozen=True):
    leg: str
    epoch: int


class HotWords(Message, frozen=True):
    """Words that customers may say and a model may not expect; the newest lists count."""

    words: dict[str, tuple[str, ...]]
    """By language (de, en, fr, it), the most telling first."""


class Ping(Message, frozen=True):
    number: int


class Shutdown(Message, frozen=True):
    pass


# ---------------------------------------------------------------- worker -> desktop


class ModelState(StrEnum):
    READY = "ready"
    MISSING = "missing"
    FAILED = "failed"
    SLOW = "slow"  # sound, but this computer does not keep up with it: not used
    OFF = "off"  # the settings want no tension model: not loaded


class ModelReport(msgspec.Struct, frozen=True):
    """One model of the manifest and whether it can be used."""

    name: str
    state: ModelState
    detail: str = ""
    """Why not: the file, what is wrong with it, what to do."""
    sha256: str = ""
    needed: bool = True
    """Whether levels stay away without it; False: something simpler stands in."""


LIVELY: Final = 0.95
"""The share of a caller's own windows that lies below their liveliest."""


class Population(msgspec.Struct, frozen=True):
    """What a model says of people in general. Belongs to its file: each model has its own scale.

    Raises ValueError where that is no number.
    """

    lively_logit: float = -0.5
    """Calibrated log-odds that the liveliest windows (`LIVELY`) of lively people reach who are not
    tense: where a caller's own liveliest is thought to lie while nothing of it was heard."""

    def __post_init__(self) -> None:
        if not math.isfinite(self.lively_logit):
            raise ValueError("the log-odds of lively speech must be a number")


class UseWhy(StrEnum):
    """Why this tension model scores, and no other."""

    BEST = "best"  # the best there is on this computer
    LATE = "late"  # a larger one did not keep up
    FAILED = "failed"  # a larger one broke down (a processor that is gone, a defect)


class ModelInUse(Message, frozen=True):
    """The tension model that scores from now on."""

    profile: str
    """"small", "large"; empty: none, there are acoustic facts only."""
    why: UseWhy = UseWhy.BEST
    sha256: str = ""
    population: Population = Population()


class Ready(Message, frozen=True):
    protocol: int
    pid: int
    device: str
    """What is in use: "cpu", "cuda: NVIDIA H200", "mps"."""
    models: tuple[ModelReport, ...]
    in_use: ModelInUse = ModelInUse("")


class RecognitionState(StrEnum):
    OFF = "off"  # the settings want none
    STARTING = "starting"
    READY = "ready"
    LATE = "late"  # words come late, or some were dropped; partials are left out
    MISSING = "missing"  # no model, or not the package that runs it
    FAILED = "failed"


class Recognition(Message, frozen=True):
    """How speech recognition stands; said again whenever that changes."""

    state: RecognitionState = RecognitionState.OFF
    model: str = ""
    """What computes: "whisper-base, int8 on cpu"; empty while there is none."""
    cost_s: float = 0.0
    """Seconds of computing for a sentence of five seconds, measured when it was loaded."""
    busy: float = 0.0
    """0..1, share of the last minute that it computed."""
    detail: str = ""
    """Why not, with MISSING and FAILED: what is wrong and what to do."""


class AcousticFacts(msgspec.Struct, frozen=True):
    """What can be measured without any model, of one window; None: too little voice in it."""

    level_db: float | None = None
    """Mean active level of the voiced part, dB relative to full scale (about -60..0)."""
    pace_hz: float | None = None
    """Syllable nuclei per voiced second (about 2..8)."""
    pitch_hz: float | None = None
    """Median fundamental frequency of the voiced part."""
    voiced_s: float = 0.0
    """Seconds of customer speech in the window."""
    overlap_s: float = 0.0
    """Seconds in which customer and agent spoke at once."""
    interruptions: int = 0
    """Times in this epoch, so far, that the customer began while the agent was speaking."""
    silence_s: float = 0.0
    """Seconds since anybody last spoke, at the window's end."""


class Estimate(Message, frozen=True):
    """The evidence of one window."""

    leg: str
    epoch: int
    t_s: float
    """Call time of the window's end."""
    window_s: float
    tension: float | None
    """Probability-like score 0..1 that the voice is tense; None: no model or too little voice."""
    quality: float
    """0..1, how much the model should be believed on this audio; 0: not at all."""
    facts: AcousticFacts
    captured_ns: int
    """`time.monotonic_ns()` when the engine wrote the window's last frame."""
    emitted_ns: int
    """`time.monotonic_ns()` when the worker sent this."""
    certainty: float = 1.0
    """0..1, how sure the model itself is of `tension`; 1 where it does not say."""


class LegProblem(Message, frozen=True):
    """Something happened to a leg that is no evidence: told apart from silence."""

    leg: str
    epoch: int
    kind: str
    """"overrun" (worker late, frames lost), "late" (windows skipped), "gone" (no ring)."""
    t_s: float
    lost_s: float = 0.0


class Utterance(Message, frozen=True):
    """What the customer said in one go: the port that recognition feeds.

    Words are private: they live in memory until the call ends, no log and no file ever has them.
    """

    leg: str
    epoch: int
    start_s: float
    """Call time of the first sample."""
    end_s: float
    text: str
    """Empty: nothing after all; a partial that was said is taken back."""
    final: bool = True
    """False: a partial of an open segment, replaced by the next one."""
    language: str = ""
    """de, en, fr or it."""


class Pong(Message, frozen=True):
    number: int


ToWorker = Initialize | AttachLeg | DetachLeg | HotWords | Ping | Shutdown
Evidence = Estimate | LegProblem | Utterance
"""What is told of a leg."""
FromWorker = Ready | ModelInUse | Recognition | Evidence | Pong
