"""The local API: another program of this user drives the phone, in JSON over a local socket."""

from typing import Final

API: Final = "api"
"""What its rendezvous is called."""
