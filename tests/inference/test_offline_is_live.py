"""`beistand evaluate call` says what a live call would have: the same audio through both."""

from collections.abc import Callable

import pytest

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, to_signal
from inference.evaluation import shipped
from inference.evaluation.calling import course
from inference.messages import AttachLeg, Estimate, LegProblem
from inference.offline import analyse
from inference.score import Profile
from inference.tension.parameters import TensionParameters
from inference.tension.reading import TensionState

pytestmark = pytest.mark.process

FROM_S, TO_S = 38, 72  # the demo's customer gets upset at 45 s
BATCH_FRAMES = 5


def live(worker, ring, feed: Callable[..., None], pcm: Pcm) -> list[Estimate]:
    """Estimates of a real worker that is never late: 0.1 s at a time, waited for."""
    worker.send(AttachLeg("call", 1, ring.name, 0.0))
    worker.collect()
    found: list[Estimate] = []
    step = BATCH_FRAMES * FRAME_SAMPLES
    for at in range(0, len(pcm), step):
        feed(ring, pcm[at : at + step])
        # a pong may overtake what is in the ring; the next one cannot
        for message in worker.collect() + worker.collect():
            assert not isinstance(message, LegProblem)
            if isinstance(message, Estimate):
                found.append(message)
    return found


def test_a_recording_goes_as_the_live_call_went(served, ring, feed, demo_pcm: Pcm) -> None:
    pcm = demo_pcm[FROM_S * SAMPLE_RATE_HZ : TO_S * SAMPLE_RATE_HZ]

    online = live(served, ring, feed, pcm)
    loaded = shipped.load(Profile.SMALL)
    offline = list(analyse(to_signal(pcm), None, loaded.new_voice(), loaded.scorer))

    assert [e.t_s for e in online] == [e.t_s for e in offline]
    assert len(online) > 60
    for one, other in zip(online, offline, strict=True):
        assert one.facts == other.facts
        assert one.quality == other.quality
        assert (one.tension is None) == (other.tension is None)
        if one.tension is not None:
            assert one.tension == pytest.approx(other.tension, abs=1e-4)
    parameters = TensionParameters.for_population(loaded.population)
    went = course(offline, TO_S - FROM_S, parameters)
    assert TensionState.TENSE in [change.state for change in went.states]
    assert len(went.alerts) == 1
    assert _without_scores(went) == _without_scores(course(online, TO_S - FROM_S, parameters))


def _without_scores(went) -> tuple:
    states = [(change.t_s, change.state, change.reasons) for change in went.states]
    return states, went.alerts
