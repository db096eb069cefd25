"""Buttons and lights of headsets: the telephony page of USB HID, and the thread that speaks it."""
