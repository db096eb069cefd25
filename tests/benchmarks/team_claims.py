"""1000 requests for help, each claimed by two supervisors at once, on Mosquitto.

Prints who won how often, and how many requests had not exactly one winner (must be 0).
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from brokers import PASSWORD, Mosquitto
from team import BERT, Team

from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.received import RequestStep

AT_ONCE = 25
SETTLED = {RequestStep.CLAIMED, RequestStep.TAKEN}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    trials = parser.parse_args().trials
    with tempfile.TemporaryDirectory() as folder:
        accounts = tuple(f"{name}@pbx.example" for name in ("anna", "bert", "jana"))
        broker = Mosquitto(Path(folder), accounts)
        broker.start()
        team = Team(broker.broker, PASSWORD)
        try:
            return measure(team, trials)
        finally:
            team.close()
            broker.kill()


def measure(team: Team, trials: int) -> int:
    (desk, _), (anna, _), (bert, _) = team.desk(), team.supervisor(), team.supervisor(BERT)
    won: dict[str, int] = {}
    wrong, began_s = 0, time.monotonic()
    apart_ms: list[float] = []
    for first in range(0, trials, AT_ONCE):
        ids = {}
        for number in range(first, min(first + AT_ONCE, trials)):
            call = f"call-{number}"
            ids[call] = desk.raise_help(call, call_s=1.0, reading=None, now_s=team.clock.now_s())
        last = list(ids.values())[-1]  # order is kept: then all are there
        team.until(lambda eid=last: bool(anna.find(eid) and bert.find(eid)))  # type: ignore[misc]
        for number, eid in enumerate(ids.values()):
            one, other = (anna, bert) if number % 2 else (bert, anna)
            now_s = team.clock.now_s()
            one.coming(eid, now_s)
            other.coming(eid, now_s)
            apart_ms.append(1000 * (team.clock.now_s() - now_s))
        for call, eid in ids.items():
            team.until(lambda eid=eid: _settled(anna, eid) and _settled(bert, eid))  # type: ignore[misc]
            escalation = desk.escalation(eid)
            winners = [
                name
                for name, inbox in (("anna", anna), ("bert", bert))
                if (found := inbox.find(eid)) and found.step is RequestStep.CLAIMED
            ]
            if escalation is None or winners != [escalation.claimant_name]:
                wrong += 1
            for name in winners:
                won[name] = won.get(name, 0) + 1
            desk.call_ended(call, team.clock.now_s())
    took_s = time.monotonic() - began_s
    within = sum(one <= 1.0 for one in apart_ms)
    print(f"requests {trials}, both claims within a millisecond {within}, {took_s:.0f} s")
    print(f"won {won}, without exactly one winner {wrong}")
    return 1 if wrong else 0


def _settled(inbox: SupervisionInbox, eid: str) -> bool:
    request = inbox.find(eid)
    return request is not None and request.step in SETTLED


if __name__ == "__main__":
    sys.exit(main())
