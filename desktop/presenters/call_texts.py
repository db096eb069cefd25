"""Texts to the other side of a call: what was written last, and what became of it. Memory only."""

from collections.abc import Callable
from dataclasses import replace

from desktop.errors import BeistandError
from desktop.telephony.call import CallSnapshot
from desktop.telephony.control import CallControl
from desktop.telephony.engine.messages import Event, MessageDelivered
from desktop.telephony.registry import CallRegistry
from ui.call_states import SentText, TextStep

_TAKEN = 202  # RFC 3428 §7: by somebody on the way, who delivers it later


class CallTexts:
    """A call listener; lives on the app thread. `changed`: look again."""

    def __init__(
        self, registry: CallRegistry, control: CallControl, changed: Callable[[], None]
    ) -> None:
        self._control = control
        self._changed = changed
        self._last: dict[str, SentText] = {}
        self._waiting: dict[str, str] = {}
        """Call id by request id."""
        registry.add_listener(self)

    def send(self, call_id: str, text: str) -> None:
        """One at a time for each call: the next one waits for the answer to the last."""
        text = text.strip()
        before = self._last.get(call_id)
        if not text or (before is not None and before.step is TextStep.SENDING):
            return
        self._last[call_id] = SentText(text, TextStep.SENDING)
        try:
            self._waiting[self._control.send_text(call_id, text)] = call_id
        except BeistandError:
            self._last[call_id] = SentText(text, TextStep.FAILED)
        self._changed()

    def event(self, event: Event) -> None:
        """Everything the engine says."""
        if not isinstance(event, MessageDelivered):
            return
        call_id = self._waiting.pop(event.request_id, "")
        sent = self._last.get(call_id)
        if sent is not None:
            self._last[call_id] = replace(sent, step=_step(event.code), code=event.code)
            self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`: nothing that was written outlives its call."""
        if not call.alive:
            self._last.pop(call.call_id, None)
            self._waiting = {
                request: call_id
                for request, call_id in self._waiting.items()
                if call_id != call.call_id
            }

    def view(self, call_id: str) -> SentText | None:
        """None: nothing was written in this call."""
        return self._last.get(call_id)


def _step(code: int) -> TextStep:
    if code // 100 != 2:
        return TextStep.FAILED
    return TextStep.TAKEN if code == _TAKEN else TextStep.DELIVERED
