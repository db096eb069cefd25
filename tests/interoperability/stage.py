"""Who meets whom: Beistand under test, another family's telephone, and a colleague's Beistand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from endpoints import Endpoint, write_tone
from interoperability_table import Peer
from kamailio import Kamailio, registered, registered_config
from telephones import (
    ADDRESS,
    AnotherBeistand,
    BaresipTelephone,
    LinphoneTelephone,
    Telephone,
)

from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig

TONE_HZ = 1000.0
"""What every telephone here says."""

KAMAILIO = (Peer.KAMAILIO_UDP, Peer.KAMAILIO_TCP, Peer.KAMAILIO_TLS)
OTHERS = (Peer.BARESIP, Peer.LINPHONE)
ALL = KAMAILIO + OTHERS


def met(*peers: Peer) -> Callable[..., Any]:
    return pytest.mark.parametrize("peer", peers, scope="session")


class Stage:
    """All three registered at one Kamailio."""

    def __init__(self, folder: Path, peer: Peer, proxy: Kamailio, ca: Path | None) -> None:
        self.peer = peer
        self.folder = folder
        self.proxy = proxy
        self._ca = ca
        self._number = 0
        self.desk = Endpoint(folder / "agent", self.config("agent"))
        self.colleague = Endpoint(folder / "colleague", self.config("colleague"))
        self.telephone = self.new_telephone()

    def config(self, name: str, **more: object) -> m.Configure:
        secret = f"{name}-secret"
        if self.peer is Peer.KAMAILIO_TLS:
            return registered_config(
                name, self.proxy.tls_address, secret, transport="tls", ca_file=str(self._ca), **more
            )
        transport = "tcp" if self.peer is Peer.KAMAILIO_TCP else "udp"
        return registered_config(name, self.proxy.address, secret, transport=transport, **more)

    def new_telephone(self, *, srtp: str = "off") -> Telephone:
        self._srtp = srtp
        self._number += 1
        folder = self.folder / f"telephone-{self._number}"
        match self.peer:
            case Peer.BARESIP:
                return BaresipTelephone(folder, self.proxy, srtp=srtp)
            case Peer.LINPHONE:
                return LinphoneTelephone(folder, self.proxy, srtp=srtp)
        wav = write_tone(self.folder / "tone.wav", TONE_HZ, 60)
        sound = SoundConfig(input=(f"file:{wav}",), output=("null",), ring=("null",))
        config = msgspec.structs.replace(self.config("customer", srtp=srtp), sound=sound)
        return AnotherBeistand(folder, config)

    def use(self, *, here: str = "off", there: str = "off", **account: object) -> None:
        """With that SRTP, and as the settings are otherwise; starts anew only what is another."""
        if there != self._srtp:
            self.telephone.__exit__(None, None, None)
            self.telephone = self.new_telephone(srtp=there)
            self.telephone.__enter__()  # who registered last is who is called
        config = self.config("agent", srtp=here, **account)
        if config != self.desk.config:
            after = self.desk.mark()
            self.desk.config = config
            self.desk.client.configure(config)
            registered(self.desk, after=after)

    def we_call(self) -> str:
        """A call that we placed and that was answered; our id."""
        after = self.desk.mark()
        call_id = self.desk.dial(ADDRESS)
        try:
            self.telephone.wait_ringing()
        except AssertionError as error:
            error.add_note(f"what we were told meanwhile: {self.desk.events[after:]}")
            raise
        self.telephone.answer()
        self.desk.wait_confirmed(call_id)
        self.telephone.wait_up()
        return call_id

    def they_call(self) -> str:
        after = self.desk.mark()
        self.telephone.call("sip:agent@127.0.0.1")
        call_id = self.desk.incoming(after=after)
        self.desk.send(m.Answer(call_id))
        self.desk.wait_confirmed(call_id)
        self.telephone.wait_up()
        return call_id

    def clear(self) -> None:
        """No call is up, and what was told of earlier ones is forgotten."""
        for phone in (self.desk, self.colleague):
            phone.hang_up_all()
        self.telephone.forget()
