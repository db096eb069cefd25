"""The overlay: what Beistand hears, why, and what helps; collapsed it is the call bar."""

from ui.overlay.window import Overlay

__all__ = ["Overlay"]
