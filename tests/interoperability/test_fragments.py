"""An INVITE that IP has to cut up: in a network of its own whose packets are at most 1280 bytes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from interoperability_table import Feature, Peer

pytestmark = pytest.mark.sip

NETWORK = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c"]
BEGIN = 'ip link set lo mtu 1280 up && exec "$@"'

CALL = """
import sys
from pathlib import Path
from endpoints import Endpoint, quiet_config
from sipp import Sipp, expect, request, sdp

folder = Path(sys.argv[1])
padding = "".join(f"X-Long-{number}: {'y' * 150}\\n" for number in range(20))
steps = (
    request("INVITE", 1, sdp(), extra=padding),
    expect("100", optional=True),
    expect("180", optional=True),
    expect("200"),
    request("ACK", 1),
    request("BYE", 2),
    expect("200"),
)
with Endpoint(folder / "desk", quiet_config("desk", auto_answer=True)) as desk:
    with Sipp(folder, "fragments", *steps, to=f"127.0.0.1:{desk.port}"):
        desk.wait_ended(desk.incoming())
print(Path("/proc/net/snmp").read_text())
"""


@pytest.mark.cell(Feature.FRAGMENTED_INVITE, peer=Peer.SIPP)
def test_a_fragmented_invite(tmp_path: Path) -> None:
    if None in map(shutil.which, ("unshare", "ip", "sipp")):
        pytest.skip("util-linux, iproute2 or sip-tester are not installed")
    allowed = subprocess.run([*NETWORK, BEGIN, "sh", "true"], capture_output=True, check=False)
    if allowed.returncode != 0:
        pytest.skip("this user may not make networks")
    told = subprocess.run(
        [*NETWORK, BEGIN, "sh", sys.executable, "-c", CALL, str(tmp_path / "desk")],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    names, values = re.findall(r"^Ip: (.*)$", told.stdout, re.MULTILINE)
    counted = dict(zip(names.split(), map(int, values.split()), strict=True))
    assert counted["FragOKs"] > 0 and counted["ReasmOKs"] > 0
