"""10 000 messages between two desktops over Mosquitto, the broker killed and started 20 times.

Prints how many were lost, doubled or out of order; all must be 0.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from brokers import PASSWORD, Mosquitto
from team import ANNA, JANA, Team

from desktop.supervision.messages import Note
from desktop.supervision.mqtt.topics import Role


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--restarts", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        broker = Mosquitto(Path(folder), ("anna@pbx.example", "jana@pbx.example"))
        broker.start()
        team = Team(broker.broker, PASSWORD)
        try:
            return measure(team, broker, options.events, options.restarts)
        finally:
            team.close()
            broker.kill()


def measure(team: Team, broker: Mosquitto, events: int, restarts: int) -> int:
    got: list[int] = []

    class Listener:
        def receive(self, sender: str, message: Any, now_s: float, age_s: float = 0.0) -> None:
            got.append(int(message.text))

        def delivery_ended(self, delivery: Any, now_s: float) -> None: ...
        def peer_online(self, peer: str, now_s: float) -> None: ...

    jana, anna = team.join(JANA, Role.AGENT), team.join(ANNA, Role.SUPERVISOR)
    jana.transport.connect(Listener())
    team.until(lambda: jana.connected and anna.connected)
    began_s, sent, killed = time.monotonic(), 0, 0
    kills = [events * (number + 1) // (restarts + 1) for number in range(restarts)]
    while sent < events:
        note = Note(id="esc-000001", by="Anna", text=str(sent))
        if anna.transport.send(JANA, note) is None:  # full: what waits has to go first
            before = len(got)
            team.until(lambda before=before: len(got) > before, 60.0)  # type: ignore[misc]
            continue
        sent += 1
        if kills and len(got) >= kills[0]:
            kills.pop(0)
            broker.kill()
            broker.start()
            killed += 1
    team.until(lambda: len(got) >= events, 120.0)
    lost, doubled = len(set(range(events)) - set(got)), len(got) - len(set(got))
    print(f"events {events}, broker restarts {killed}, {time.monotonic() - began_s:.0f} s")
    print(f"lost {lost}, doubled {doubled}, out of order {got != sorted(got)}")
    return 0 if got == list(range(events)) and killed == restarts else 1


if __name__ == "__main__":
    sys.exit(main())
