"""Makes the agent's voice fit for a call: no echo of the customer, less noise, an even level.

WebRTC's audio processing (`pywebrtc-audio`): AEC3, NS and AGC2. It changes the agent's own voice on
its way to the customer and keeps nothing; its voice activity is not asked for.
"""

from dataclasses import dataclass

from pywebrtc_audio import AudioProcessor

from audio.formats import SAMPLE_RATE_HZ, Pcm

_MOST_GAIN_DB = 15.0
"""A quiet microphone becomes as loud as others; more would raise the neighbour's voice, too."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """What is done to the agent's voice."""

    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True

    @property
    def anything(self) -> bool:
        return self.echo_cancellation or self.noise_suppression or self.gain_control


class VoiceProcessor:
    """One microphone's processing, frame by frame, from one thread.

    Microphone and loudspeaker are taken at the same moment; how much later the echo of the one is
    found in the other (up to some 0.4 s) is estimated while they run.
    """

    def __init__(self, settings: VoiceSettings) -> None:
        self._cancels = settings.echo_cancellation
        self._processor = AudioProcessor(
            sample_rate=SAMPLE_RATE_HZ,
            echo_cancellation=settings.echo_cancellation,
            noise_suppression=settings.noise_suppression,
            high_pass_filter=True,
            auto_gain_control=settings.gain_control,
            agc_max_gain_db=_MOST_GAIN_DB,
        )

    def process(self, microphone: Pcm, speaker: Pcm) -> Pcm:
        """The next frame (int16, shape (320,)) of both; returns the microphone's, mended."""
        return self._processor.process(microphone, speaker if self._cancels else None)
