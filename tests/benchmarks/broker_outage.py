"""Mosquitto is killed under a team at work and stays away for a minute.

Requests are raised, cancelled and resolved meanwhile, and supervisors write. Prints when everybody
was back, when the board was whole, and when what was open was on the screens; what was lost or
doubled must be 0.

    python tests/benchmarks/broker_outage.py [--seconds 60] [--agents 40]
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from brokers import PASSWORD, Mosquitto
from team import BERT, Member, Team

from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import HelpStep
from desktop.supervision.inbox import RequestStep, SupervisionInbox

BACK_WITHIN_S = 20.0
"""The longest pause between two tries is 10 s (`connection.RETRY_S`)."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--agents", type=int, default=40)
    options = parser.parse_args()
    agents = tuple(f"desk{number}@pbx.example" for number in range(options.agents))
    with tempfile.TemporaryDirectory() as folder:
        accounts = ("anna@pbx.example", "bert@pbx.example", *agents)
        broker = Mosquitto(Path(folder), accounts)
        broker.start()
        team = Team(broker.broker, PASSWORD)
        try:
            return measure(team, broker, agents, options.seconds)
        finally:
            team.close()
            broker.kill()


def measure(team: Team, broker: Mosquitto, agents: tuple[str, ...], seconds: float) -> int:
    (anna, her), (bert, his) = team.supervisor(), team.supervisor(BERT)
    desks = [team.desk(f"sip:{who}", heartbeat_s=5.0) for who in agents]
    members = [her, his, *(member for _, member in desks)]
    team.until(lambda: all(member.connected for member in members), 60.0)
    team.until(lambda: _there(her) == len(agents), 60.0)

    (helped, _), (waits, _), (thinks_again, _), *_ = desks
    first = ask(team, helped)
    team.until(lambda: _step(anna, first) is RequestStep.OPEN)
    anna.coming(first, team.clock.now_s())
    team.until(lambda: _step(anna, first) is RequestStep.CLAIMED)

    broker.kill()
    killed_s = time.monotonic()
    pass_time(team, killed_s, seconds * 0.2)
    second, third = ask(team, waits), ask(team, thinks_again)
    anna.write(first, "one", team.clock.now_s())
    pass_time(team, killed_s, seconds * 0.5)
    thinks_again.cancel("call", team.clock.now_s())
    anna.write(first, "two", team.clock.now_s())
    pass_time(team, killed_s, seconds)
    broker.start()
    began_s = time.monotonic()

    def within(done: Callable[[], bool]) -> float:
        """Seconds after the broker's return."""
        team.until(done, BACK_WITHIN_S)
        return time.monotonic() - began_s

    figures = {
        "everybody connected": within(lambda: all(member.connected for member in members)),
        "request on both screens": within(
            lambda: all(_step(one, second) is RequestStep.OPEN for one in (anna, bert))
        ),
        "board whole": within(lambda: _there(her) == len(agents)),
    }
    within(lambda: len(helped.state("call", team.clock.now_s()).pushed) == 2)
    bert.coming(second, team.clock.now_s())
    within(lambda: waits.state("call", team.clock.now_s()).step is HelpStep.COMING)
    anna.done(first, team.clock.now_s())
    figures["all of it settled"] = within(
        lambda: (
            [_step(anna, one) for one in (first, second, third)]
            == [RequestStep.RESOLVED, RequestStep.TAKEN, RequestStep.CANCELLED]
            and _step(bert, second) is RequestStep.CLAIMED
        )
    )
    said = [one.text for one in helped.state("call", team.clock.now_s()).pushed]
    requests = sorted(one.request_id for one in anna.requests())
    print(f"broker away {seconds:.0f} s, agents {len(agents)}; seconds after its return:")
    for name, value in figures.items():
        print(f"  {name:26} {value:6.1f}")
    right = said == ["one", "two"] and requests == sorted((first, second, third))
    print(f"lines in order {said}, requests {len(requests)}: {'right' if right else 'WRONG'}")
    return 0 if right else 1


def ask(team: Team, desk: SupervisionDesk) -> str:
    return desk.raise_help("call", call_s=1.0, reading=None, now_s=team.clock.now_s())


def pass_time(team: Team, since_s: float, until_s: float) -> None:
    team.until(lambda: time.monotonic() - since_s >= until_s, until_s + 5.0)


def _step(inbox: SupervisionInbox, request_id: str) -> RequestStep | None:
    request = inbox.find(request_id)
    return None if request is None else request.step


def _there(supervisor: Member) -> int:
    """Desks on the board whose picture is not stale."""
    now_s = time.monotonic()
    known = supervisor.transport.roll.all().values()
    return sum(one.presence.online and one.age_s(now_s) < 10.0 for one in known)


if __name__ == "__main__":
    sys.exit(main())
