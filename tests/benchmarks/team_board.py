"""A board of 500 agents at one state message a second on Mosquitto, as one supervisor's desktop.

Prints its processor time, memory and the age of the oldest desk on the board, then the bytes and
messages of an agent-hour that the handbook's sizing is computed from, and click to popup.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import psutil
from brokers import PASSWORD, Mosquitto
from team import ANNA, Team

from desktop.presenters.board import BoardPresenter
from desktop.supervision.mqtt.packets import DeskActivity, Presence, encode_frame
from desktop.supervision.mqtt.topics import Role, Topics

BARS = {"oldest desk s": 1.0, "processor of one core": 0.6, "memory MB": 400.0}
AGENTS = """
import random, sys, time
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from desktop.supervision.mqtt.packets import DeskActivity, Presence, encode_frame

port, agents, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="agents", protocol=mqtt.MQTTv311)
client.username_pw_set("agents@pbx.example", sys.argv[4])
client.max_queued_messages_set(0)
client.max_inflight_messages_set(1000)
client.connect("127.0.0.1", port)
client.loop_start()
began = time.monotonic()
due = [began + i / agents for i in range(agents)]
seq = 0
while time.monotonic() < began + seconds:
    for i in range(agents):
        wait = due[i] - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        due[i] += 1.0
        if i == 0:
            seq += 1
        frame = Presence(boot="%016x" % i, connection=1, seq=seq, online=True, at_s=time.time(),
            activity=random.choice(list(DeskActivity)), activity_s=12.3)
        client.publish(f"beistand/v1/service/agent/agent{i}@pbx.example", encode_frame(frame),
            qos=1, retain=True)
client.loop_stop()
"""
RULES = """
user agents@pbx.example
topic write beistand/v1/service/agent/+
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        accounts = ("anna@pbx.example", "jana@pbx.example", "agents@pbx.example")
        broker = Mosquitto(Path(folder), accounts, acl=RULES)
        broker.start()
        team = Team(broker.broker, PASSWORD)
        agents = subprocess.Popen(
            [
                *(sys.executable, "-c", AGENTS, str(broker.port)),
                *(str(options.agents), str(options.seconds + 15), PASSWORD),
            ]
        )
        try:
            figures = measure(team, broker, options.agents, options.seconds)
            popups = click_to_popup(team)
        finally:
            agents.kill()
            agents.wait()
            team.close()
            broker.kill()
    for name, value in figures.items():
        bar = f"   bar {BARS[name]:g}" if name in BARS else ""
        print(f"{name:28} {value:8.2f}{bar}")
    print(f"click to popup, ms           p50 {popups[len(popups) // 2]:.0f}  p95 ", end="")
    print(f"{popups[int(len(popups) * 0.95)]:.0f}   bar 300, with the load above")
    sizing(options.agents)
    return 0 if all(figures[name] <= bar for name, bar in BARS.items()) else 1


def measure(team: Team, broker: Mosquitto, agents: int, seconds: float) -> dict[str, float]:
    inbox, anna = team.supervisor(ANNA)
    presenter = BoardPresenter(
        team="service",
        roll=anna.transport.roll,
        inbox=inbox,
        clock=team.clock,
        heartbeat_s=1.0,
    )
    team.until(lambda: len(anna.transport.roll.all()) >= agents, 30.0)
    server = psutil.Process(broker.pid)
    before = server.cpu_times()
    spent, wall, began = time.process_time(), time.monotonic(), anna.rolls
    oldest: list[float] = []
    looked = wall

    def look() -> bool:
        """The board is drawn twice a second."""
        nonlocal looked
        now_s = time.monotonic()
        if now_s - looked >= 0.5:
            looked = now_s
            presenter.view()
            ages = [one.age_s(now_s) for one in anna.transport.roll.all().values()]
            oldest.append(max(ages))
        return now_s - wall >= seconds

    team.until(look, seconds + 10.0)
    took = time.monotonic() - wall
    after = server.cpu_times()
    oldest.sort()
    return {
        "states a second": (anna.rolls - began) / took,
        "oldest desk s": oldest[len(oldest) // 2] - 1.0,  # each speaks once a second
        "oldest desk s, worst": oldest[-1] - 1.0,
        "processor of one core": (time.process_time() - spent) / took,
        "the broker's processor": (after.user + after.system - before.user - before.system) / took,
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def click_to_popup(team: Team, clicks: int = 60) -> list[float]:
    """Milliseconds from the agent's click to the request in the supervisor's inbox, sorted."""
    desk, jana = team.desk()
    inbox, anna = team.supervisor(ANNA)
    team.until(lambda: jana.connected and anna.connected)
    took = []
    for number in range(clicks):
        call = f"call-{number}"
        at_s = time.monotonic()
        eid = desk.raise_help(call, call_s=1.0, reading=None, now_s=team.clock.now_s())
        team.until(lambda eid=eid: inbox.find(eid) is not None)  # type: ignore[misc]
        took.append(1000 * (time.monotonic() - at_s))
        desk.cancel(call, team.clock.now_s())
    return sorted(took)


def sizing(agents: int) -> None:
    """Bytes on the wire of one state, and what that makes an hour."""
    topic = Topics("service").state(Role.AGENT, "sip:agent100@pbx.example")
    frame = Presence(
        boot="0" * 16,
        connection=1,
        seq=100,
        online=True,
        at_s=1.8e9,
        activity=DeskActivity.WRAP_UP,
        activity_s=1234.5,
    )
    payload = len(encode_frame(frame))
    # MQTT 3.1.1 §3.3: fixed header 2 to 3 bytes, topic length 2, packet id 2; PUBACK 4
    packet = 3 + 2 + len(topic) + 2 + payload
    print(f"one state: {payload} bytes of JSON, {packet} as PUBLISH, 4 as PUBACK")
    for heartbeat_s, changes in ((10, 40),):
        messages = 3600 / heartbeat_s + changes
        up = messages * (packet + 4) / 1024
        print(f"an agent-hour: {messages:.0f} states, {up:.0f} kB to the broker,")
        print(f"  and as much again to each supervisor that watches; {agents} agents and 10")
        total = agents * messages * 11 / 3600
        print(f"  supervisors: {total:.0f} messages/s, {total * packet / 1024:.0f} kB/s")


if __name__ == "__main__":
    sys.exit(main())
