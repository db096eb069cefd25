"""What the agent may grant in a call: the window beside the companion."""

from ui.goodwill.window import GoodwillWindow

__all__ = ["GoodwillWindow"]
