"""The softphone window: who I am, whom I call, who calls me, and all cards."""

from ui.phone.window import PhoneWindow

__all__ = ["PhoneWindow"]
