"""Telephones of other families behind one face: what the tests of the table do with each.

All are registered at the same Kamailio as "customer" and reached through it.
"""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from baresip import Baresip
from endpoints import Endpoint
from kamailio import Kamailio, registered
from linphone import Linphone

from desktop.telephony.engine import messages as m

ADDRESS = "sip:customer@127.0.0.1"
PASSWORD = "customer-secret"


class Telephone(Protocol):
    """One line; each wait fails after some seconds."""

    decline_code: int
    """With which it declines."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
    def call(self, target: str) -> None: ...
    def wait_ringing(self) -> None: ...
    def answer(self) -> None: ...
    def decline(self) -> None: ...
    def wait_up(self) -> None: ...
    def wait_hearing(self) -> None: ...
    def hang_up(self) -> None: ...
    def wait_over(self) -> None: ...
    def wait_refused(self) -> int: ...
    def hold(self, on: bool) -> None: ...
    def wait_held(self, on: bool) -> None: ...
    def heard_digit(self) -> str: ...
    def send_text(self, to: str, text: str) -> None: ...
    def heard_text(self) -> str | None: ...
    def transfer(self, target: str) -> None: ...
    def take_over(self) -> None: ...
    def forget(self) -> None: ...


class AnotherBeistand:
    """Our own engine at the other end, so that only the server is of another family."""

    decline_code = 486

    def __init__(self, folder: Path, config: m.Configure) -> None:
        self.phone = Endpoint(folder, config)
        self._call = ""
        self._asked = ""
        self._seen = 0

    def __enter__(self) -> Self:
        self.phone.start()
        registered(self.phone)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.phone.client.stop()

    def call(self, target: str) -> None:
        self._call = self.phone.dial(target)

    def wait_ringing(self) -> None:
        self._call = self.phone.incoming(after=self._seen)

    def answer(self) -> None:
        self.phone.send(m.Answer(self._call))

    def decline(self) -> None:
        self.phone.send(m.Decline(self._call))

    def wait_up(self) -> None:
        self.phone.wait_confirmed(self._call)

    def wait_hearing(self) -> None:
        self.phone.wait(
            m.StreamStats, lambda one: one.call_id == self._call and one.rtp_received > 20
        )

    def hang_up(self) -> None:
        self.phone.send(m.HangUp(self._call))

    def wait_over(self) -> None:
        self.wait_refused()

    def wait_refused(self) -> int:
        return self.phone.wait_ended(self._call).end_code

    def hold(self, on: bool) -> None:
        self.phone.send(m.SetHold(self._call, on))

    def wait_held(self, on: bool) -> None:
        def held() -> bool:
            (call,) = (one for one in self.phone.calls() if one.call_id == self._call)
            return call.remote_hold is on

        self.phone.until(held, f"remote hold is not {on}")

    def heard_digit(self) -> str:
        return self.phone.wait(m.DtmfPressed, lambda one: not one.by_us).digits

    def send_text(self, to: str, text: str) -> None:
        self.phone.send(m.SendMessage("text", "customer", to, "text/plain", text))

    def heard_text(self) -> str:
        return self.phone.wait(m.MessageReceived).body

    def transfer(self, target: str) -> None:
        self.phone.send(m.Transfer(self._call, target))

    def take_over(self) -> None:
        """By itself: Replaces."""

    def forget(self) -> None:
        self.phone.hang_up_all()
        self._seen = self.phone.mark()

    def ask(self, target: str) -> None:
        """Somebody else, before `connect`ing the call to them."""
        self._asked = self.phone.dial(target)

    def connect(self) -> None:
        self.phone.wait_confirmed(self._asked)
        self.phone.send(m.ConnectCalls(self._call, self._asked))


class BaresipTelephone:
    decline_code = 486

    def __init__(self, folder: Path, proxy: Kamailio, *, srtp: str = "off") -> None:
        keys = {"off": "", "optional": ";mediaenc=srtp", "mandatory": ";mediaenc=srtp-mand"}[srtp]
        account = (
            f"<{ADDRESS}>;auth_user=customer;auth_pass={PASSWORD}"
            f';outbound="sip:{proxy.address}";regint=300{keys}'
        )
        self._bare = Baresip(folder, account=account, answers=False)

    def __enter__(self) -> Self:
        self._bare.__enter__()
        self._bare.wait_logged("200 OK")  # it may have been before anybody listened
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bare.__exit__(kind, error, trace)

    def call(self, target: str) -> None:
        self._bare.do("dial", target)

    def wait_ringing(self) -> None:
        self._bare.wait("CALL_INCOMING")

    def answer(self) -> None:
        self._bare.do("accept")

    def decline(self) -> None:
        self._bare.do("hangup")

    def wait_up(self) -> None:
        self._bare.wait("CALL_ESTABLISHED")

    def wait_hearing(self) -> None:
        self._bare.wait_logged("incoming rtp for 'audio' established")

    def hang_up(self) -> None:
        self._bare.do("hangup")

    def wait_over(self) -> None:
        self._bare.wait("CALL_CLOSED")

    def wait_refused(self) -> int:
        return int(self._bare.wait("CALL_CLOSED")["param"][:3])

    def hold(self, on: bool) -> None:
        self._bare.do("hold" if on else "resume")

    def wait_held(self, on: bool) -> None:
        """baresip does not say."""

    def heard_digit(self) -> str:
        return str(self._bare.wait("CALL_DTMF_START")["param"])

    def send_text(self, to: str, text: str) -> None:
        raise NotImplementedError

    def heard_text(self) -> None:
        """baresip answers, and shows it to nobody who is not at its keyboard."""

    def transfer(self, target: str) -> None:
        self._bare.do("transfer", target)

    def take_over(self) -> None:
        """This version knows no Replaces: the call comes as another one."""
        self.wait_ringing()
        self.answer()

    def forget(self) -> None:
        self._bare.forget()


class LinphoneTelephone:
    decline_code = 603

    def __init__(self, folder: Path, proxy: Kamailio, *, srtp: str = "off") -> None:
        self._linphone = Linphone(folder, proxy.address, "customer", PASSWORD, srtp=srtp)
        self._call = ""
        self._asking = ""

    def __enter__(self) -> Self:
        self._linphone.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._linphone.__exit__(kind, error, trace)

    def _begun(self, state: str) -> None:
        self._call = self._linphone.wait("call-state-changed", f"LinphoneCall{state}")["Id"]

    def _state(self, state: str) -> None:
        self._linphone.wait("call-state-changed", f"LinphoneCall{state}", call=self._call)

    def call(self, target: str) -> None:
        self._linphone.do(f"call {target}")
        self._begun("OutgoingInit")

    def wait_ringing(self) -> None:
        self._begun("IncomingReceived")

    def answer(self) -> None:
        self._linphone.do(f"answer {self._call}")

    def decline(self) -> None:
        self._linphone.do(f"terminate {self._call}")

    def wait_up(self) -> None:
        self._state("StreamsRunning")
        self._linphone.speak(self._call)

    def wait_hearing(self) -> None:
        self._linphone.wait_receiving()

    def hang_up(self) -> None:
        self._linphone.do(f"terminate {self._call}")

    def wait_over(self) -> None:
        self._state("Released")

    def wait_refused(self) -> int:
        return self._linphone.wait_refused()

    def hold(self, on: bool) -> None:
        self._linphone.do(f"call-{'pause' if on else 'resume'} {self._call}")
        self._state("Paused" if on else "StreamsRunning")
        if not on:
            self._linphone.speak(self._call)

    def wait_held(self, on: bool) -> None:
        held = "PausedByRemote" if on else "StreamsRunning"
        # It answers with several codecs, and PJSIP settles for one of them in an UPDATE.
        for state in (held, "UpdatedByRemote", held):
            self._state(state)
        if not on:
            self._linphone.speak(self._call)

    def heard_digit(self) -> str:
        return self._linphone.wait("receiving-tone")["Tone"]

    def send_text(self, to: str, text: str) -> None:
        self._linphone.do(f"message {to} {text}")

    def heard_text(self) -> str:
        return self._linphone.wait("message-received")["Content"].strip('"')

    def transfer(self, target: str) -> None:
        self._linphone.do(f"call-transfer {self._call} {target}")

    def take_over(self) -> None:
        """By itself: Replaces."""

    def forget(self) -> None:
        self._linphone.forget()

    def ask(self, target: str) -> None:
        """Somebody else, before `connect`ing the call to them."""
        self._asking = self._call
        self.call(target)

    def connect(self) -> None:
        self._state("StreamsRunning")
        self._linphone.do(f"call-transfer {self._asking} {self._call}")
