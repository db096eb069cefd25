"""Ports for programs that have to be told theirs before they run."""

import random
import socket
from typing import Final

_FIRST: Final = 20_000
_END: Final = 32_000
"""Below those that systems hand out by themselves (Linux: from 32768): what is free stays free
until the program has come up."""
_CHANCE: Final = random.SystemRandom()


def free_port() -> int:
    """Free on loopback for UDP and for TCP."""
    for _ in range(100):
        port = _CHANCE.randrange(_FIRST, _END)
        if all(_is_free(kind, port) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return port
    raise AssertionError(f"no free port from {_FIRST} to {_END}")


def _is_free(kind: socket.SocketKind, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
