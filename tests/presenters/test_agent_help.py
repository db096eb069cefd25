"""What the agent's presenter does with the engine's refusals, and with what the agent stops."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from desktop.assist.assist import Assist
from desktop.errors import LocalError
from desktop.presenters.agent import AgentPresenter
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.notices import Notices
from desktop.supervision.joining import Joining
from desktop.telephony.engine.messages import CommandFailed
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind
from ui.words.notices import COMMANDS

pytestmark = pytest.mark.unit


class Agent:
    """A presenter whose neighbours only keep what they are told."""

    def __init__(self) -> None:
        self.joining, self.rules, self.desk = MagicMock(spec=Joining), MagicMock(), MagicMock()
        self.notices, self.changed = Notices(), MagicMock()
        registry, clock = CallRegistry(), MagicMock()
        clock.now_s.return_value = 1.0
        calls = CallIntents(
            registry=registry,
            control=MagicMock(),
            accounts=MagicMock(),
            notices=self.notices,
            availability=MagicMock(),
            clock=clock,
            changed=self.changed,
        )
        others: dict[str, Any] = dict.fromkeys(
            ("control", "qualities", "texts", "customers", "transport", "views", "cards"),
            MagicMock(),
        )
        self.presenter = AgentPresenter(
            registry=registry,
            calls=calls,
            assist=Assist(MagicMock()),
            desk=self.desk,
            joining=self.joining,
            rules=self.rules,
            notices=self.notices,
            clock=clock,
            collapsed=False,
            changed=self.changed,
            on_action=lambda action, subject: None,
            **others,
        )


@pytest.fixture
def agent() -> Agent:
    return Agent()


def test_whom_the_telephone_refuses_is_asked_of_who_joins(agent: Agent) -> None:
    for command, heard in (
        ("ConnectCalls", agent.joining.takeover_failed),
        ("SetMonitorMode", agent.joining.mode_failed),
    ):
        agent.presenter.engine_event(CommandFailed(command, "c2", "local", "no"))
        heard.assert_called_once_with("c2")


@pytest.mark.parametrize(
    ("intent", "command"),
    [("invite", "Invite"), ("refuse_listener", "Listener"), ("keep_call", "KeepCall")],
)
def test_what_the_agent_wants_of_a_listener_is_shown_at_once_and_fails_by_its_name(
    agent: Agent, intent: str, command: str
) -> None:
    getattr(agent.presenter, intent)("c1")
    agent.changed.assert_called_once()
    for action in (agent.joining.invite, agent.joining.refuse, agent.joining.keep_call):
        action.side_effect = LocalError("too late")
    getattr(agent.presenter, intent)("c1")
    (notice,) = agent.notices.views
    assert notice.kind is NoticeKind.COMMAND_FAILED
    assert dict(notice.params)["command"] == command in COMMANDS


def test_cancel_stops_also_what_a_rule_is_about_to_tell(agent: Agent) -> None:
    agent.presenter.cancel_help("c1")
    agent.rules.cancel.assert_called_once_with("c1")
    agent.desk.cancel.assert_called_once()
    agent.presenter.tick()
    agent.rules.tick.assert_called_once()
