"""Who speaks when: echo gating, interruptions, silence, from voice activity and the agent's bit.

The agent's voice itself never gets here; all that is known of it is one bit per frame.
"""

from typing import Final

FRAME_S: Final = 0.02
ECHO_TAIL_FRAMES: Final = 10
"""0.2 s: echo of the agent comes back after the round trip and fades (ITU-T G.131 talks of 25-300
ms one way)."""
ECHO_MARGIN_DB: Final = 10.0
"""Echo returns well below the voice; who is nearer than this to the caller's own level, speaks."""
TURN_FRAMES: Final = 15
"""0.3 s: shorter runs are backchannels ("mhm") and breaths, shorter gaps are stops in words."""
AGENT_PAUSE_FRAMES: Final = 30
"""0.6 s: a pause at a comma does not end the agent's turn."""
AGENT_TURN_FRAMES: Final = 20
"""0.4 s of agent speech before it can be interrupted at all."""


class Turns:
    """Fed with one frame after the other; counts from the attach of the leg."""

    def __init__(self) -> None:
        self.interruptions = 0
        self._level_db: float | None = None
        self._since_agent = ECHO_TAIL_FRAMES + 1
        self._agent_run = 0
        self._voice_run = 0
        self._quiet_run = TURN_FRAMES
        self._began_over_agent = False
        self._silent_frames = 0

    @property
    def silence_s(self) -> float:
        """Seconds since anybody last spoke (or since the attach)."""
        return self._silent_frames * FRAME_S

    def frame(self, *, active: bool, level_db: float, agent: bool) -> bool:
        """True where the customer speaks. `level_db` re full scale, of this frame."""
        self._since_agent = 0 if agent else self._since_agent + 1
        voice = active and not self._is_echo(level_db)
        if voice and self._since_agent > ECHO_TAIL_FRAMES:
            previous = level_db if self._level_db is None else self._level_db
            self._level_db = previous + 0.02 * (level_db - previous)  # about 1 s of voice
        self._count_interruption(voice)
        if self._since_agent < AGENT_PAUSE_FRAMES:
            self._agent_run += 1
        else:
            self._agent_run = 0
        self._silent_frames = 0 if voice or agent else self._silent_frames + 1
        return voice

    def gap(self) -> None:
        """Frames are missing: whatever run was going on is over."""
        self._voice_run = self._agent_run = 0
        self._quiet_run = 0
        self._began_over_agent = False

    def _is_echo(self, level_db: float) -> bool:
        if self._since_agent > ECHO_TAIL_FRAMES:
            return False
        # Before the caller was ever heard alone there is nothing to compare with: call it echo.
        return self._level_db is None or level_db < self._level_db - ECHO_MARGIN_DB

    def _count_interruption(self, voice: bool) -> None:
        if not voice:
            self._quiet_run += 1
            if self._quiet_run >= TURN_FRAMES:
                self._voice_run = 0
            return
        if self._voice_run == 0:
            self._began_over_agent = self._agent_run >= AGENT_TURN_FRAMES
        self._quiet_run = 0
        self._voice_run += 1
        if self._voice_run == TURN_FRAMES and self._began_over_agent:
            self.interruptions += 1
