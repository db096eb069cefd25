"""The door for other programs of this user: a socket, or a named pipe on Windows, and a token.

One thread ("api") has all connections. It never touches the phone: requests are posted to the app
thread, replies and events come from there. A program that does not read is sent a last word and
away, and nobody else waits for it.
"""

import asyncio
import hmac
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from desktop.api import API
from desktop.api.events import AnyEvent, StatusEvent
from desktop.api.messages import (
    AnyReply,
    AnyRequest,
    Done,
    Error,
    Events,
    GetStatus,
    Hello,
    StatusReply,
)
from desktop.api.objects import VERSION
from desktop.api.wire import LONGEST_LINE, Unreadable, read_request, unreadable, write
from desktop.processes.rendezvous import Rendezvous, dispose, new_rendezvous, publish, withdraw

log = logging.getLogger("beistand.api")

MOST_PROGRAMS: Final = 32
MOST_OPEN: Final = 16
"""Requests of one program that wait for their reply; the next one is read when one is done."""
MOST_UNREAD: Final = 1 << 20
"""Bytes that wait for a program to read them."""
HELLO_S: Final = 5.0
LAST_WORD_S: Final = 1.0
"""For a program to read why it is sent away."""

Answer = Callable[[AnyReply], None]


class ApiServer:
    """`start` and `stop` once, `publish` and the answers on the app thread.

    `on_request(request, answer)` is called there by `post`; `answer` is called once, now or later.
    """

    def __init__(
        self,
        runtime: Path,
        *,
        post: Callable[[Callable[[], None]], None],
        on_request: Callable[[AnyRequest, Answer], None],
    ) -> None:
        self._runtime = runtime
        self._post = post
        self._on_request = on_request
        self._rendezvous = new_rendezvous(runtime, API)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._stopped = False
        self._programs: dict[Program, asyncio.Task[None]] = {}
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what is on its way, at most LAST_WORD_S, then close. Idempotent."""
        self._stopped = True
        self._call(self._end)
        if self._thread.is_alive():
            self._thread.join(2 * LAST_WORD_S)

    def publish(self, event: AnyEvent) -> None:
        """To all who want events; never waits."""
        line = write(event)
        self._call(lambda: self._tell_all(line))

    def _call(self, action: Callable[[], None]) -> None:
        """Run `action` on the thread "api"; nothing happens before and after its time."""
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(action)
            except RuntimeError:
                pass  # closed meanwhile

    # ------------------------------------------------------------ the thread "api"

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            log.warning("no API: it cannot be listened for", extra={"why": error.strerror or ""})

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        asyncio.get_running_loop().set_exception_handler(_defect)
        close = await listen(self._rendezvous, self._welcome)
        publish(self._runtime, API, self._rendezvous)
        self._loop = asyncio.get_running_loop()
        if self._stopped:
            self._end()
        try:
            await self._ending.wait()
        finally:
            self._loop = None
            withdraw(self._runtime, API, os.getpid())
            close()
            tasks = list(self._programs.values())
            for program in list(self._programs):
                program.part()
            if tasks:
                await asyncio.wait(tasks)
            dispose(self._runtime, self._rendezvous)

    def _end(self) -> None:
        if self._ending is not None:
            self._ending.set()

    def _tell_all(self, line: bytes) -> None:
        for program in list(self._programs):
            if program.wants_events:
                program.send(line)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        program = Program(reader, writer)
        task = asyncio.current_task()
        assert task is not None
        self._programs[program] = task
        try:
            if len(self._programs) > MOST_PROGRAMS:
                program.dismiss("too many programs are connected", "End one of them")
            elif await self._admit(program):
                await self._attend(program)
        except asyncio.LimitOverrunError:
            program.dismiss(f"a request has at most {LONGEST_LINE} bytes", "Send a shorter one")
        except (asyncio.IncompleteReadError, OSError):
            pass  # it has gone, with or without the end of its line
        finally:
            await program.gone()
            del self._programs[program]

    async def _admit(self, program: "Program") -> bool:
        """Whether the first line has the token and our version."""
        try:
            request = read_request(await asyncio.wait_for(program.line(), HELLO_S))
        except TimeoutError:
            program.dismiss("there was no hello within 5 s", "Say hello first, with the token")
            return False
        except Unreadable as error:
            program.tell(unreadable(error))
            return False
        given = request.token if isinstance(request, Hello) else ""
        if not hmac.compare_digest(given.encode(), self._rendezvous.authkey.hex().encode()):
            log.warning("a program that does not know the token was turned away")
            program.dismiss(
                "the token is wrong", "Say hello first, with the authkey of api.json", request.id
            )
            return False
        if isinstance(request, Hello) and request.v != VERSION:
            program.dismiss(
                f"this phone speaks version {VERSION}, not {request.v}",
                "Use the program that belongs to it",
                request.id,
            )
            return False
        program.tell(Done(id=request.id))
        return True

    async def _attend(self, program: "Program") -> None:
        while True:
            await program.free.acquire()
            if program.parted:
                return
            try:
                request = read_request(await program.line())
            except Unreadable as error:
                program.tell(unreadable(error))
                program.free.release()
                continue
            if isinstance(request, Events):
                self._pass_on(GetStatus(id=request.id), program.subscribe)
            else:
                self._pass_on(request, program.answer)

    def _pass_on(self, request: AnyRequest, then: Answer) -> None:
        def answer(reply: AnyReply) -> None:
            self._call(lambda: then(reply))

        self._post(lambda: self._on_request(request, answer))


def _defect(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody caught, in our log: the text of an exception may name somebody."""
    log.error("a defect nobody caught", exc_info=context.get("exception"))


class Program:
    """One connection, on the thread "api" only."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.wants_events = False
        self.parted = False
        self.free = asyncio.Semaphore(MOST_OPEN)

    async def line(self) -> bytes:
        """The next line; raises IncompleteReadError, LimitOverrunError, OSError."""
        return await self._reader.readuntil(b"\n")

    def answer(self, reply: AnyReply) -> None:
        self.free.release()
        self.tell(reply)

    def subscribe(self, reply: AnyReply) -> None:
        """With the status as it is: events from before it have not come, those after it will."""
        if isinstance(reply, StatusReply):
            self.answer(Done(id=reply.id))
            self.send(write(StatusEvent(t_ms=reply.t_ms, status=reply.status)))
            self.wants_events = True
        else:
            self.answer(reply)

    def tell(self, reply: AnyReply) -> None:
        self.send(write(reply))

    def send(self, line: bytes) -> None:
        if self.parted:
            return
        if self._writer.transport.get_write_buffer_size() + len(line) > MOST_UNREAD:
            log.warning("a program was sent away: it has not read for too long")
            self.dismiss("you have not read for too long", "Read, and connect again")
            return
        self._writer.write(line)

    def dismiss(self, what: str, action: str, request_id: int = 0) -> None:
        """Say why and part."""
        if not self.parted:
            self._writer.write(write(Error(id=request_id, what=what, action=action)))
            self.part()

    def part(self) -> None:
        """Close once all is read, or after LAST_WORD_S."""
        if self.parted:
            return
        self.parted = True
        self.free.release()  # nobody reads its requests any more
        transport = self._writer.transport
        self._writer.close()
        asyncio.get_running_loop().call_later(LAST_WORD_S, transport.abort)

    async def gone(self) -> None:
        """Part, and wait until nothing is left of the connection."""
        self.part()
        try:
            await self._writer.wait_closed()
        except OSError:
            pass


Welcome = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(rendezvous: Rendezvous, welcome: Welcome) -> Callable[[], None]:
    """Call `welcome` for each connection until what is returned is called. Raises OSError.

    Not a TCP port: those are open to every user of the machine. On Windows it is a named pipe, as
    Python knows no Unix sockets there: asyncio insists on being the first with that unguessable
    name, and by default others may not write to it. What counts everywhere is the token.
    """
    if sys.platform == "win32":
        loop = asyncio.get_running_loop()
        assert isinstance(loop, asyncio.ProactorEventLoop)

        def protocol() -> asyncio.StreamReaderProtocol:
            reader = asyncio.StreamReader(limit=LONGEST_LINE)
            return asyncio.StreamReaderProtocol(reader, welcome)

        pipes = await loop.start_serving_pipe(protocol, rendezvous.address)

        def close() -> None:
            for pipe in pipes:
                pipe.close()

        return close
    server = await asyncio.start_unix_server(welcome, rendezvous.address, limit=LONGEST_LINE)
    Path(rendezvous.address).chmod(0o600)

    def end() -> None:
        server.close()
        Path(rendezvous.address).unlink(missing_ok=True)

    return end
