"""The worker's entry: connect first, so that pings are answered, then import torch, then serve.

The desktop starts it (`--role worker`) with one JSON line on standard input:
{"address": "<socket path or pipe>", "authkey": "<hex>", "log": "<path, may be left out>"}
"""

import json
import logging
import os
import signal
import sys
from multiprocessing.connection import Client
from pathlib import Path
from typing import Final

from inference.messages import Initialize
from inference.recognition.transcriber import Transcriber
from inference.worker.log import set_up_log
from inference.worker.serving import Loaded, Worker

log = logging.getLogger("beistand.worker")

NICENESS: Final = 10  # sound and signalling go first

EXIT_OK: Final = 0
EXIT_DEFECT: Final = 1
EXIT_BAD_START: Final = 2
EXIT_UNREACHABLE: Final = 3


def main(argv: list[str]) -> int:
    """Serve one desktop until it hangs up. `argv` is unused: a key does not belong there."""
    set_up_log(None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desktop, which ends us
    try:
        start = json.loads(sys.stdin.readline())
        address, key = str(start["address"]), bytes.fromhex(start["authkey"])
        set_up_log(Path(start["log"]) if "log" in start else None)
    except (ValueError, KeyError, TypeError):
        log.error("worker not started: standard input held no address")
        return EXIT_BAD_START
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        connection = Client(address, authkey=key)
    except Exception as error:  # noqa: BLE001 -- OSError, EOFError, AuthenticationError
        log.error("desktop not reached", extra={"why": type(error).__name__})
        return EXIT_UNREACHABLE
    try:
        Worker(connection, _load, _transcriber).run()
    except Exception:
        log.exception("worker failed")
        return EXIT_DEFECT
    finally:
        connection.close()
    return EXIT_OK


def _load(order: Initialize) -> Loaded:
    from inference.worker.loading import load_models

    return load_models(order)


def _transcriber(order: Initialize) -> Transcriber:
    from inference.recognition.loading import new_transcriber

    return new_transcriber(order)
