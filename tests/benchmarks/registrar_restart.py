"""How soon the phone is registered again once its registrar is back, over TCP.

Kamailio is stopped, stays away for a while that is another one each time, and is started again;
counted is from the moment that it answers anybody (it listens a little earlier).

    .venv/bin/python tests/benchmarks/registrar_restart.py [--restarts 12]

Bar: 2 s.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1] / "engine"), str(Path(__file__).parents[2])]

from endpoints import Endpoint  # noqa: E402
from kamailio import Kamailio, registered, registered_config  # noqa: E402


def measure(folder: Path, restarts: int) -> np.ndarray:
    """Seconds per restart: since it was started, since it answered."""
    rows = []
    with Kamailio(folder / "kamailio") as registrar:
        config = registered_config("agent", registrar.address, "agent-secret", transport="tcp")
        with Endpoint(folder / "desk", config) as desk:
            registered(desk)
            for number in range(restarts):
                after = desk.mark()
                registrar.stop()
                time.sleep(0.37 * (number + 1))
                started_s = time.monotonic()
                registrar.start()
                answers_s = time.monotonic()
                registered(desk, after=after)
                now_s = time.monotonic()
                rows.append((now_s - started_s, now_s - answers_s))
    return np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--restarts", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), options.restarts)
    for name, column in zip(("since it was started", "since it answers"), rows.T, strict=True):
        print(f"{name:<22}: p50 {np.median(column):.2f} s, max {column.max():.2f} s ({len(rows)})")


if __name__ == "__main__":
    main()
