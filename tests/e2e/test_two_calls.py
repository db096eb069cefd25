"""Two calls on one real desktop: clicks in the window, real engines behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, notices_of
from endpoints import Endpoint, quiet_config
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.compositions.agent import AgentDesktop
from desktop.telephony.call import TransferStep
from desktop.telephony.engine.messages import CommandFailed, HangUp
from ui.call_states import (
    AgentStateView,
    CallPhaseView,
    PartyView,
)
from ui.notice_states import NoticeKind
from ui.states import ConsentStep, PhoneState, RegistrationView, UnknownWhy

pytestmark = pytest.mark.e2e

MakeDesk = Callable[..., Desk]
SOON_MS = 20_000
OFF = '[analysis]\nconsent_mode = "off"\n[agent]\nwrap_up_s = 3\n'


@pytest.fixture
def colleague(tmp_path: Path) -> Iterator[Endpoint]:
    folder = tmp_path / "colleague"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kollege", auto_answer=True)) as endpoint:
        yield endpoint


@pytest.fixture
def in_call(desk: MakeDesk, caller: Endpoint, qtbot: QtBot) -> Iterator[AgentDesktop]:
    """A desktop in a call with the customer."""
    one = desk(OFF)
    desktop = one.open()
    direct = RegistrationView.DIRECT
    shown(qtbot, desktop, lambda phone: phone.account.registration is direct)
    caller.dial(one.address)
    connected = CallPhaseView.CONNECTED
    shown(qtbot, desktop, lambda phone: phone.call is not None and phone.call.phase is connected)
    yield desktop


def shown(qtbot: QtBot, desktop: AgentDesktop, true: Callable[[PhoneState], bool]) -> PhoneState:
    qtbot.waitUntil(lambda: true(desktop.presenter.phone_view()), timeout=SOON_MS)
    desktop.shell.render_now()
    return desktop.presenter.phone_view()


def told(qtbot: QtBot, one: Desk, desktop: AgentDesktop) -> None:
    """Wait until the engine has carried out all that it was asked for so far.

    It does so in order: once it complains about the last thing asked, the others are done.
    """
    desktop.telephone.engine.send(HangUp("nobody"))
    qtbot.waitUntil(
        lambda: any(isinstance(event, CommandFailed) for event in one.heard), timeout=SOON_MS
    )


def consult(qtbot: QtBot, desktop: AgentDesktop, colleague: Endpoint) -> PhoneState:
    """By the window: connect, type, Enter."""
    page = desktop.shell.phone.call
    page.connect_to.click()
    page.connect_panel.number.setText(colleague.address)
    qtbot.keyClick(page.connect_panel.number, Qt.Key.Key_Return)
    return shown(
        qtbot,
        desktop,
        lambda phone: (
            phone.call is not None
            and phone.call.party is PartyView.CONSULTATION
            and phone.call.phase is CallPhaseView.CONNECTED
            and len(phone.others) == 1
            and phone.others[0].local_hold
        ),
    )


def test_ask_swap_and_connect(
    in_call: AgentDesktop, caller: Endpoint, colleague: Endpoint, qtbot: QtBot
) -> None:
    asked = consult(qtbot, in_call, colleague)
    assert asked.call is not None
    beside = asked.call.call_id
    qtbot.waitUntil(lambda: in_call.presenter.overlay_view().call_id == beside, timeout=SOON_MS)
    assert in_call.presenter.overlay_view().consent is ConsentStep.NOT_NEEDED
    bar = in_call.shell.phone.others.bars[0]
    assert bar.swap.isEnabled() and not bar.swap.isHidden()

    bar.swap.click()
    customer = asked.others[0].call_id
    swapped = shown(
        qtbot,
        in_call,
        lambda phone: phone.call is not None and phone.call.call_id == customer,
    )
    assert [one.call_id for one in swapped.others] == [asked.call.call_id]

    bar.connect_both.click()
    # the two talk, and the agent finishes up
    finishing = AgentStateView.WRAP_UP
    shown(qtbot, in_call, lambda phone: phone.call is None and phone.agent.state is finishing)
    assert not in_call.presenter.phone_view().others
    caller.wait_call(lambda one: one.alive and one.peer_uri.startswith("sip:kollege@"))
    shown(qtbot, in_call, lambda phone: phone.agent.state is AgentStateView.READY)


def test_a_conference_and_out_of_it(
    in_call: AgentDesktop, caller: Endpoint, colleague: Endpoint, qtbot: QtBot
) -> None:
    consult(qtbot, in_call, colleague)
    bar = in_call.shell.phone.others.bars[0]
    bar.join.click()
    joined = shown(
        qtbot,
        in_call,
        lambda phone: (
            phone.call is not None and phone.call.conference and phone.others[0].conference
        ),
    )
    assert joined.call is not None and joined.call.party is PartyView.CUSTOMER
    assert in_call.presenter.overlay_view().unknown_why is UnknownWhy.OFF
    in_call.shell.phone.call.hang_up.click()
    shown(qtbot, in_call, lambda phone: phone.call is None and not phone.others)


def test_a_transfer_that_fails_is_said_and_the_customer_stays(
    in_call: AgentDesktop, colleague: Endpoint, qtbot: QtBot
) -> None:
    colleague.client.stop()  # nobody there
    page = in_call.shell.phone.call
    page.connect_to.click()
    page.connect_panel.number.setText("sip:niemand@127.0.0.1:9;transport=tcp")
    page.connect_panel.blind.click()
    failed = TransferStep.FAILED.value
    phone = shown(
        qtbot,
        in_call,
        lambda phone: phone.call is not None and phone.call.transfer.value == failed,
    )
    assert phone.call is not None and phone.call.phase is CallPhaseView.CONNECTED
    assert NoticeKind.TRANSFER_FAILED in notices_of(in_call)


def test_who_takes_a_break_is_not_rung(desk: MakeDesk, caller: Endpoint, qtbot: QtBot) -> None:
    one = desk(OFF)
    desktop = one.open()
    direct = RegistrationView.DIRECT
    shown(qtbot, desktop, lambda phone: phone.account.registration is direct)
    desktop.shell.phone.agent.choices.actions()[1].trigger()
    told(qtbot, one, desktop)
    call_id = caller.dial(one.address)
    assert caller.wait_ended(call_id).end_code == 480
    qtbot.waitUntil(lambda: NoticeKind.MISSED_CALL in notices_of(desktop), timeout=SOON_MS)
    assert desktop.presenter.phone_view().agent.state is AgentStateView.NOT_READY
