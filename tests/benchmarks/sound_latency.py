"""From the microphone through the bridge to the headset (see `tests/engine/latency.py`).

    .venv/bin/python tests/benchmarks/sound_latency.py [--seconds 30]

Bar: 160 ms.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1] / "engine"), str(Path(__file__).parents[2])]

from latency import delays_s  # noqa: E402
from pulse import PulseServer  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with PulseServer(folder / "pulse.sock") as server:
            os.environ.update(server.environment)
            found = delays_s(server, folder, options.seconds)
    ms = np.array(found) * 1000
    print(f"bursts {ms.size}; median {np.median(ms):.0f} ms, {ms.min():.0f} to {ms.max():.0f}")


if __name__ == "__main__":
    main()
