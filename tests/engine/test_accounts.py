"""Accounts against a real registrar: TLS and its verdicts, SRTP, failover, proxies, timers."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, connect, quiet_config
from kamailio import Kamailio, failed, registered, registered_config
from office import Office
from ports import free_port
from wire import WirePhone

from desktop.telephony.call import TlsVerdict
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


# ------------------------------------------------------------ TLS


@pytest.fixture(scope="module")
def office(folder: Path) -> Office:
    return Office(folder / "office")


@pytest.fixture(scope="module")
def secure(folder: Path, office: Office) -> Iterator[Kamailio]:
    """A Kamailio with a good certificate."""
    identity = office.identity("pbx", "IP:127.0.0.1,DNS:localhost")
    with Kamailio(folder / "secure", identity) as running:
        yield running


def tls_config(
    name: str, server: Kamailio, ca: Path, *, secret: str = "", **more: object
) -> m.Configure:
    return registered_config(
        name, server.tls_address, secret or f"{name}-secret", transport="tls", ca_file=str(ca),
        **more,
    )  # fmt: skip


def test_over_tls_a_restarted_registrar_has_us_back(folder: Path, office: Office) -> None:
    identity = office.identity("restarted", "IP:127.0.0.1")
    with (
        Kamailio(folder / "restarted-tls", identity) as server,
        Endpoint(folder / "stays", tls_config("agent", server, office.ca)) as phone,
    ):
        registered(phone)
        after = phone.mark()
        server.stop()
        failed(phone, after=after)
        server.start()
        assert registered(phone, after=after).tls is TlsVerdict.VERIFIED


def test_calls_over_tls_with_srtp(folder: Path, office: Office, secure: Kamailio) -> None:
    with (
        Endpoint(
            folder / "tls-a", tls_config("agent", secure, office.ca, srtp="mandatory")
        ) as agent,
        Endpoint(
            folder / "tls-c", tls_config("customer", secure, office.ca, srtp="mandatory")
        ) as customer,
    ):
        assert registered(agent).tls is TlsVerdict.VERIFIED
        registered(customer)
        outgoing = customer.dial("sip:agent@127.0.0.1")
        incoming = agent.incoming()
        agent.send(m.Answer(incoming))
        assert agent.wait_call(lambda one: one.call_id == incoming and one.encrypted)
        assert customer.wait_call(lambda one: one.call_id == outgoing and one.encrypted)
        agent.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        agent.send(m.HangUp(incoming))
        assert customer.wait_ended(outgoing).end_code == 200


def test_two_accounts_with_their_own_transports(
    folder: Path, office: Office, secure: Kamailio
) -> None:
    both = (
        tls_config("agent", secure, office.ca).accounts[0],
        registered_config("customer", secure.address, "customer-secret").accounts[0],
    )
    config = m.Configure(
        accounts=both, sound=SoundConfig(input=("null",), output=("null",), ring=("null",))
    )
    with Endpoint(folder / "two-accounts", config) as phone:
        for name, verdict in (("agent", TlsVerdict.VERIFIED), ("customer", TlsVerdict.NONE)):
            account = phone.wait(
                m.AccountChanged,
                lambda one, name=name: one.account.name == name and one.account.code == 200,
            ).account
            assert account.tls is verdict


@pytest.mark.parametrize(
    ("names", "days", "verdict"),
    [
        ("DNS:pbx.example", 2, TlsVerdict.WRONG_NAME),
        ("IP:127.0.0.1", -1, TlsVerdict.EXPIRED),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(
    folder: Path, office: Office, names: str, days: int, verdict: TlsVerdict
) -> None:
    identity = office.identity(verdict.value, names, days=days)
    with (
        Kamailio(folder / f"k-{verdict}", identity) as server,
        Endpoint(folder / f"e-{verdict}", tls_config("agent", server, office.ca)) as phone,
    ):
        assert failed(phone).tls is verdict


def test_a_stranger_is_not_believed_until_his_ca_is(
    folder: Path, office: Office, secure: Kamailio
) -> None:
    stranger = Office(folder / "stranger", "Stranger")
    with Endpoint(folder / "doubt", tls_config("agent", secure, stranger.ca)) as phone:
        assert failed(phone).tls is TlsVerdict.UNTRUSTED
        after = phone.mark()
        phone.client.configure(tls_config("agent", secure, office.ca))
        assert registered(phone, after=after).tls is TlsVerdict.VERIFIED


def test_a_server_that_asks_who_we_are(folder: Path, office: Office) -> None:
    server_identity = office.identity("strict", "IP:127.0.0.1", asks=True)
    ours = office.identity("desk", "DNS:desk.example")
    with Kamailio(folder / "strict", server_identity) as server:
        with Endpoint(folder / "nameless", tls_config("agent", server, office.ca)) as phone:
            assert failed(phone).tls is TlsVerdict.FAILED, failed(phone).reason
        with Endpoint(
            folder / "named",
            tls_config(
                "agent", server, office.ca, cert_file=str(ours.certificate), key_file=str(ours.key)
            ),
        ) as phone:
            assert registered(phone).tls is TlsVerdict.VERIFIED


def test_a_client_certificate_without_its_key_is_said(folder: Path, office: Office) -> None:
    config = quiet_config("half", transport="tls", ca_file=str(office.ca), cert_file=str(office.ca))
    with Endpoint(folder / "half", config) as phone:
        account = failed(phone)
        assert (account.failure, "key_file" in account.reason) == ("config", True)


@pytest.mark.parametrize("version", ["-tls1", "-tls1_1"])
def test_old_tls_is_not_spoken(folder: Path, office: Office, version: str) -> None:
    """Neither as client (this) nor with plain-RSA ciphers (the handshake offers three ciphers)."""
    identity = office.identity(f"old{version}", "IP:127.0.0.1")
    port = free_port()
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", identity.certificate,
         "-key", identity.key, version, "-cipher", "ALL@SECLEVEL=0", "-quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_for_listener(port)
        config = registered_config(
            "agent", f"127.0.0.1:{port}", "x", transport="tls", ca_file=str(office.ca)
        )
        with Endpoint(folder / f"modern{version}", config) as phone:
            assert failed(phone).tls is TlsVerdict.FAILED, failed(phone).reason
    finally:
        server.kill()
        said = server.communicate()[0]
    assert b"REGISTER" not in said


def wait_for_listener(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


# ------------------------------------------------------------ SRTP


@pytest.mark.parametrize(
    ("ours", "theirs", "encrypted"),
    [("optional", "optional", True), ("optional", "off", False), ("mandatory", "optional", True)],
)
def test_srtp_is_used_where_both_can(folder: Path, ours: str, theirs: str, encrypted: bool) -> None:
    with (
        Endpoint(folder / f"sa-{ours}-{theirs}", quiet_config("sa", srtp=ours)) as left,
        Endpoint(folder / f"sb-{ours}-{theirs}", quiet_config("sb", srtp=theirs)) as right,
    ):
        outgoing, incoming = connect(left, right)
        left.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        call = [one.call for one in left.all(m.CallChanged) if one.call.call_id == outgoing][-1]
        assert call.encrypted is encrypted
        left.send(m.HangUp(outgoing))
        right.wait_ended(incoming)


def test_who_insists_on_srtp_has_no_plain_call(folder: Path) -> None:
    with (
        Endpoint(folder / "secret", quiet_config("secret", srtp="mandatory")) as secret,
        Endpoint(folder / "plain", quiet_config("plain")) as plain,
    ):
        assert plain.wait_ended(plain.dial(secret.address)).end_code in (488, 606)
        assert secret.wait_ended(secret.dial(plain.address)).end_code in (488, 606)


def test_optional_keys_do_not_satisfy_who_insists(folder: Path) -> None:
    """What the library cannot do: offer both profiles at once. The README says so."""
    with (
        Endpoint(folder / "may", quiet_config("may", srtp="optional")) as may,
        Endpoint(folder / "must", quiet_config("must", srtp="mandatory")) as must,
    ):
        assert may.wait_ended(may.dial(must.address)).end_code in (488, 606)


# ------------------------------------------------------------ failover and proxies


def test_a_backup_takes_over_and_takes_calls(folder: Path) -> None:
    with Kamailio(folder / "backup") as backup:
        nowhere = f"127.0.0.1:{free_port()}"
        config = registered_config(
            "agent", nowhere, "agent-secret", backup_registrars=(backup.address,)
        )
        peer = registered_config("customer", backup.address, "customer-secret")
        with (
            Endpoint(folder / "fo-agent", config) as agent,
            Endpoint(folder / "fo-customer", peer) as customer,
        ):
            account = registered(agent)
            assert (account.registrar, account.backup) == (backup.address, True)
            registered(customer)
            customer.dial("sip:agent@127.0.0.1")
            incoming = agent.incoming()
            agent.send(m.Answer(incoming))
            agent.wait_confirmed(incoming)
            agent.send(m.HangUp(incoming))
            agent.wait_ended(incoming)
            outgoing = agent.dial("sip:customer@127.0.0.1")
            customer.incoming()
            agent.send(m.HangUp(outgoing))
            agent.wait_ended(outgoing)


def test_everything_goes_by_the_outbound_proxy(folder: Path) -> None:
    with Kamailio(folder / "proxy") as proxy:
        # the domain does not exist: only the proxy can make this work
        config = registered_config(
            "agent", "office.invalid", "agent-secret", outbound_proxies=(proxy.address,),
        )  # fmt: skip
        with Endpoint(folder / "via-proxy", config) as agent:
            assert registered(agent).registrar == proxy.address
            unknown = agent.dial("sip:nobody@office.invalid")
            assert agent.wait_ended(unknown).end_code == 404


def test_a_dead_proxy_is_passed_over(folder: Path) -> None:
    with Kamailio(folder / "second") as second:
        config = registered_config(
            "agent", "office.invalid", "agent-secret",
            outbound_proxies=(f"127.0.0.1:{free_port()}", second.address),
        )  # fmt: skip
        with Endpoint(folder / "two-proxies", config) as agent:
            account = registered(agent)
            assert (account.registrar, account.backup) == (second.address, True)


def test_a_wrong_password_is_no_reason_to_try_elsewhere(folder: Path) -> None:
    with Kamailio(folder / "main") as main, Kamailio(folder / "other") as other:
        config = registered_config(
            "agent", main.address, "wrong", backup_registrars=(other.address,)
        )
        with Endpoint(folder / "mistyped", config) as agent:
            account = failed(agent)
            assert (account.code in (401, 403), account.registrar) == (True, main.address)


# ------------------------------------------------------------ direct calls, session timers


def test_direct_calls_from_anybody_where_they_are_allowed(folder: Path) -> None:
    config = quiet_config("open", trusted_peers=(), direct_calls=True)
    with Endpoint(folder / "open", config) as desk, WirePhone(desk.port) as wire:
        wire.send(wire.request("INVITE", wire.sdp()))
        assert wire.answer(2.0, final=False)[0] in (100, 180)
        desk.incoming()


@pytest.mark.parametrize("seconds", [0, 1800])
def test_session_timers_are_offered_where_they_are_wanted(folder: Path, seconds: int) -> None:
    config = quiet_config(f"timer{seconds}", session_timer_s=seconds)
    with Endpoint(folder / f"timer{seconds}", config) as desk, WirePhone(1) as wire:
        call_id = desk.dial(f"sip:wire@127.0.0.1:{wire.sip_port}")
        invite = wire.next_request("INVITE")
        expires = re.search(r"^Session-Expires: (\d+)", invite, re.MULTILINE)
        assert (int(expires[1]) if expires else 0) == seconds
        wire.respond(invite, "603 Decline")
        desk.wait_ended(call_id)


def test_a_session_is_refreshed_and_a_call_that_nobody_knows_of_ends_in_time(folder: Path) -> None:
    # 90 s are the least there is; it is refreshed at half of them (RFC 4028 §7.2)
    config = quiet_config("refreshing", session_timer_s=90)
    agreed = "Supported: timer\r\nRequire: timer\r\nSession-Expires: 90;refresher=uac\r\n"
    with Endpoint(folder / "refreshing", config) as desk, WirePhone(1) as wire:
        call_id = desk.dial(f"sip:wire@127.0.0.1:{wire.sip_port}")
        wire.respond(wire.next_request("INVITE"), "200 OK", wire.sdp(), extra=agreed)
        desk.wait_confirmed(call_id)
        confirmed_s = time.monotonic()
        refresh = wire.next_request("INVITE", 60.0)
        wire.respond(refresh, "481 Call/Transaction Does Not Exist")
        wire.respond(wire.next_request("BYE", 60.0), "200 OK")
        desk.wait_ended(call_id)
        assert time.monotonic() - confirmed_s < 95
