"""The engine's door: a per-user socket or named pipe for one desktop at a time, the newest wins.

Each caller proves on a thread of its own that it knows the key, so one that connects and says
nothing keeps nobody else out.
"""

import logging
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge

from desktop.processes.channel import Channel
from desktop.processes.inbox import Post
from desktop.processes.rendezvous import Rendezvous
from desktop.telephony.engine.messages import Command, Event, Replaced

log = logging.getLogger("beistand.engine")


class Server:
    """Hands commands and new desktops on, both on the engine's thread.

    `send` and `attached` are for the engine's thread only.
    """

    def __init__(
        self,
        rendezvous: Rendezvous,
        post: Post,
        *,
        on_command: Callable[[Command], None],
        on_attached: Callable[[], None],
    ) -> None:
        self._authkey = rendezvous.authkey
        self._post = post
        self._on_command = on_command
        self._on_attached = on_attached
        self._channel: Channel | None = None
        self._listener = Listener(rendezvous.address)
        self._acceptor = threading.Thread(target=self._accept, name="engine-accept", daemon=True)

    def start(self) -> None:
        self._acceptor.start()

    @property
    def attached(self) -> bool:
        return self._channel is not None

    def send(self, event: Event) -> None:
        """To the desktop, if there is one; never waits for it."""
        if self._channel is not None:
            self._channel.send(event)

    def close(self) -> None:
        """Say what is queued, then let the desktop go."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(
                target=self._admit, args=(connection,), name="engine-admit", daemon=True
            ).start()

    def _admit(self, connection: Connection) -> None:
        try:
            deliver_challenge(connection, self._authkey)
            answer_challenge(connection, self._authkey)
        except (AuthenticationError, OSError, EOFError):
            log.warning("a process that does not know the key was turned away")
            connection.close()
            return
        channel: Channel

        def received(command: Command) -> None:
            self._post(lambda: self._received(channel, command))

        def closed() -> None:
            self._post(lambda: self._left(channel))

        channel = Channel(
            connection, Command, on_message=received, on_closed=closed, name="desktop"
        )
        self._post(lambda: self._attach(channel))

    def _attach(self, channel: Channel) -> None:
        before, self._channel = self._channel, channel
        if before is not None:
            log.info("a newer desktop took over")
            before.send(Replaced())
            # Not here: a desktop that is frozen would keep calls and the newer desktop waiting.
            threading.Thread(target=before.close, name="engine-replace", daemon=True).start()
        channel.start()
        self._on_attached()

    def _received(self, channel: Channel, command: Command) -> None:
        if channel is self._channel:
            self._on_command(command)

    def _left(self, channel: Channel) -> None:
        if channel is self._channel:
            self._channel = None
            log.info("the desktop has left")
