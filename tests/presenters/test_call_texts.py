"""Texts within a call: one at a time, and what became of each."""

from dataclasses import replace

import pytest

from desktop.presenters.call_texts import CallTexts
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.control import CallControl
from desktop.telephony.engine import messages as m
from desktop.telephony.registry import CallRegistry
from ui.call_states import SentText, TextStep

pytestmark = pytest.mark.unit

CALL = CallSnapshot("a", "main", Direction.INCOMING, CallState.CONFIRMED, "sip:0301@pbx.example")


class Desk:
    def __init__(self) -> None:
        self.attached = True
        self.sent: list[m.SendText] = []
        self.changes = 0
        registry = self.registry = CallRegistry()
        self.texts = CallTexts(registry, CallControl(self._send, ()), self._changed)
        registry.apply_call(CALL)

    def _send(self, command: m.Command) -> bool:
        if self.attached and isinstance(command, m.SendText):
            self.sent.append(command)
        return self.attached

    def _changed(self) -> None:
        self.changes += 1

    def answer(self, code: int, number: int = -1) -> None:
        self.texts.event(m.MessageDelivered(self.sent[number].request_id, code, ""))


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (200, TextStep.DELIVERED),
        (202, TextStep.TAKEN),
        (405, TextStep.FAILED),
        (481, TextStep.FAILED),
    ],
)
def test_each_answer_is_one_outcome(code: int, step: TextStep) -> None:
    desk = Desk()
    assert desk.texts.view("a") is None
    desk.texts.send("a", "  4711 ")
    assert [(one.call_id, one.text) for one in desk.sent] == [("a", "4711")]
    assert desk.texts.view("a") == SentText("4711", TextStep.SENDING)
    desk.answer(code)
    assert desk.texts.view("a") == SentText("4711", step, code)
    assert desk.changes == 2


def test_the_next_waits_for_the_answer_to_the_last() -> None:
    desk = Desk()
    desk.texts.send("a", "one")
    desk.texts.send("a", "two")
    desk.texts.send("b", "to another call")
    assert [one.text for one in desk.sent] == ["one", "to another call"]
    desk.answer(200, 0)
    desk.texts.send("a", "two")
    assert desk.sent[-1].text == "two"
    desk.answer(200, 0)  # the first answer once more
    assert desk.texts.view("a") == SentText("two", TextStep.SENDING)


def test_nothing_and_without_an_engine() -> None:
    desk = Desk()
    desk.texts.send("a", "  ")
    assert desk.texts.view("a") is None
    desk.attached = False
    desk.texts.send("a", "4711")
    assert desk.texts.view("a") == SentText("4711", TextStep.FAILED)


def test_nothing_that_was_written_outlives_its_call() -> None:
    desk = Desk()
    desk.texts.send("a", "4711")
    desk.registry.apply_call(replace(CALL, state=CallState.DISCONNECTED))
    desk.answer(481)
    assert desk.texts.view("a") is None
    assert not desk.texts._waiting


def test_answers_to_others_are_not_ours() -> None:
    desk = Desk()
    desk.texts.event(m.MessageDelivered("of the supervision", 200, ""))
    assert desk.changes == 0
