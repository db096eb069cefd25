"""Looks whether a server is back while another one serves: no call is missed by trying."""

from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from desktop.processes.inbox import Inbox, Post

PATIENCE_S: Final = 3.0


class Scout(pj.Account):  # type: ignore[misc]
    """An account beside the account, for one REGISTER. Keep it until `done` was called.

    `done(True)` when the server took the registration; it is taken back at once, by `shutdown`.
    """

    def __init__(self, config: Any, inbox: Inbox, done: Callable[[bool], None]) -> None:
        super().__init__()
        self._post: Post = inbox.post
        self._done: Callable[[bool], None] | None = done
        self._deadline = inbox.after(PATIENCE_S, lambda: self._finish(False))
        config.priority = -1  # calls that come meanwhile are the real account's
        self.create(config)
        self.setRegistration(True)

    def cancel(self) -> None:
        """Give up; `done(False)` if it was still waiting."""
        self._finish(False)

    def onRegState(self, prm: Any) -> None:
        registered = prm.code // 100 == 2 and prm.expiration > 0
        self._post(lambda: self._finish(registered))

    def _finish(self, registered: bool) -> None:
        done, self._done = self._done, None
        if done is not None:
            self._deadline.cancel()
            self.shutdown()
            done(registered)
