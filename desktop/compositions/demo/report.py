"""What a demo run found out: filled stage by stage, written as report.json."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class DemoReport:
    """Times `t_s` and `*_s` count from the agent's 200 OK; None: that stage was not reached."""

    v: int = 1
    invite_to_ringing_ms: float | None = None
    """The customer's INVITE until the agent's window shows the ringing call."""
    answer_to_ok_ms: float | None = None
    """The click on Answer until the 200 OK."""
    rtp_expected: int = 0
    rtp_sent: int = 0
    """Of the agent engine's outgoing stream."""
    rtp_missing: list[tuple[float, int]] = field(default_factory=list)
    """When the stream fell behind, and by how many packets altogether."""
    customer_audio_start_s: float | None = None
    consent_s: float | None = None
    first_estimate_s: float | None = None
    estimates: int = 0
    tension_states: list[tuple[float, str, list[str]]] = field(default_factory=list)
    alerts: list[tuple[float, str]] = field(default_factory=list)
    cards: list[tuple[float, str]] = field(default_factory=list)
    cards_by_topic: list[str] = field(default_factory=list)
    """Those of `cards` that came up by what was said. The words are scripted, not recognised."""
    help_s: float | None = None
    escalation_click_to_popup_ms: float | None = None
    window_to_overlay_ms_p95: float | None = None
    """End of an audio window in the engine until the overlay shows a state with it in."""
    audio_source: str = ""
    model: str = ""
    device: str = ""
    failed_stage: str | None = None
    why: str = ""

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", "utf-8")
