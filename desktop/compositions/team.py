"""The line to a team's broker: settings, password, connection, transport, outbox. No Qt."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.clock import Clock
from desktop.compositions.profile import Profile, supervisor_chain
from desktop.compositions.sign_in import Ask
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.processes.background import Background
from desktop.settings.secrets import TEAM_BROKER, NoKeyring, Secrets
from desktop.supervision.mqtt.connection import (
    BrokerConnection,
    LineChange,
    LineState,
    parse_broker,
)
from desktop.supervision.mqtt.outbox import Outbox, read_outbox, write_outbox
from desktop.supervision.mqtt.topics import Role
from desktop.supervision.mqtt.transport import MqttTransport
from ui.notice_states import NoticeKind

_TROUBLE: Final = {
    LineState.UNREACHABLE: NoticeKind.TEAM_UNREACHABLE,
    LineState.UNTRUSTED: NoticeKind.TEAM_UNTRUSTED,
    LineState.REFUSED: NoticeKind.TEAM_REFUSED,
    LineState.WITHHELD: NoticeKind.TEAM_WITHHELD,
}


class TeamLine:
    """Lives on the app thread, which `post` reaches from any other.

    `on_roll` is called when somebody's presence has changed. Raises LocalError where the settings
    name no usable broker, team or address.
    """

    def __init__(
        self,
        profile: Profile,
        role: Role,
        notices: Notices,
        secrets: Secrets,
        *,
        clock: Clock,
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
        on_roll: Callable[[], None],
    ) -> None:
        settings = profile.settings
        account = settings.account(settings.supervision.account)
        if account is None:
            raise LocalError("there is no account", where="accounts")
        self._broker = parse_broker(settings.team.broker, settings.team.ca_file)
        self._notices = notices
        self._secrets = secrets
        self._ask_user = ask
        self._post = post
        self._disk = Background("team-outbox")
        self.transport = MqttTransport(
            team=settings.team.name,
            own=account.uri,
            role=role,
            clock=clock,
            on_rejected=self._rejected,
            on_roll=on_roll,
            heartbeat_s=settings.team.heartbeat_s,
            outbox=self._outbox(profile.paths.data) if role is Role.AGENT else None,
            supervisors=tuple(uri for group in supervisor_chain(settings) for uri in group),
        )
        self._connection: BrokerConnection | None = None
        self._state: LineState | None = None  # the last that was heard of it
        self._stopped = False

    def start(self) -> None:
        """Returns at once; keyring and broker come behind it."""
        self._disk.start()
        threading.Thread(target=self._look, name="team-sign-in", daemon=True).start()

    def tick(self) -> None:
        """About twice a second."""
        self.transport.tick()

    def ask(self, *, wrong: bool = False) -> None:
        """Ask for the broker's password."""
        self._ask_user(TEAM_BROKER, True, wrong, self._answered)

    def stop(self) -> None:
        self._stopped = True
        self.transport.leave()
        if self._connection is not None:
            self._connection.stop()
        self._disk.stop()

    # ------------------------------------------------------------ the password

    def _look(self) -> None:
        """On the thread "team-sign-in": a keyring may wait for its owner."""
        try:
            password = self._secrets.password_for(TEAM_BROKER) or ""
        except NoKeyring:
            password = ""
            self._post(lambda: self._notices.add(NoticeKind.NO_KEYRING))
        self._post(lambda: self._use(password))

    def _use(self, password: str) -> None:
        if not password:
            self._notices.add(NoticeKind.TEAM_REFUSED, TEAM_BROKER, where=self._where, detail="")
            self.ask()
            return
        tried = 0
        if self._connection is not None:
            self._connection.stop()
            tried = self._connection.tried
        if self._stopped:
            return
        transport = self.transport
        transport.disconnected()
        try:
            connection = BrokerConnection(
                self._broker,
                username=transport.username,
                password=password,
                client_id=transport.client_id,
                subscriptions=transport.subscriptions,
                last_will=transport.last_will,
                post=self._post,
                on_state=lambda change: self._changed(connection, change),
                on_message=transport.heard,
                tried=tried,
            )
        except LocalError as error:
            self._notices.add(NoticeKind.TEAM_SETTING, setting=error.where, detail=str(error))
            return
        self._connection, self._state = connection, None
        connection.start()

    def _answered(self, password: str, keep: bool) -> None:
        if not password:
            return
        if keep:
            try:
                self._secrets.store_password(TEAM_BROKER, password)
            except NoKeyring:
                self._notices.add(NoticeKind.NO_KEYRING)
        self._use(password)

    # ------------------------------------------------------------ what becomes of the line

    def _changed(self, connection: BrokerConnection, change: LineChange) -> None:
        if connection is not self._connection:
            return  # somebody has signed in again meanwhile
        if change.state is LineState.CONNECTED:
            self.transport.connected(change.connection, connection.publish)
        elif change.state is not LineState.WITHHELD:
            self.transport.disconnected()
        if change.state is not self._state:  # each try in vain says so once more
            self._state = change.state
            self._say(change)

    def _say(self, change: LineChange) -> None:
        self._notices.resolve(*_TROUBLE.values())
        trouble = _TROUBLE.get(change.state)
        if trouble is not None:
            self._notices.add(trouble, TEAM_BROKER, where=self._where, detail=change.detail)
        if change.state is LineState.REFUSED:
            self.ask(wrong=True)

    def _rejected(self, sender: str, error: Exception) -> None:
        self._notices.add(
            NoticeKind.MESSAGE_REJECTED, sender, sender=sender or self._where, detail=str(error)
        )

    @property
    def _where(self) -> str:
        return f"{self._broker.host}:{self._broker.port}"

    def _outbox(self, folder: Path) -> Outbox:
        file = folder / "outbox.json"
        kept = read_outbox(file)
        return Outbox(kept, lambda text: self._disk.post(lambda: write_outbox(file, text)))


def team_line(
    profile: Profile,
    role: Role,
    notices: Notices,
    secrets: Secrets,
    *,
    clock: Clock,
    ask: Ask,
    post: Callable[[Callable[[], None]], None],
    on_roll: Callable[[], None] = lambda: None,
) -> TeamLine | None:
    """None where the settings want no broker, or name one that cannot be used, which is said."""
    if not profile.settings.team.broker:
        return None
    try:
        return TeamLine(
            profile, role, notices, secrets, clock=clock, ask=ask, post=post, on_roll=on_roll
        )
    except LocalError as error:
        notices.add(NoticeKind.TEAM_SETTING, setting=error.where or "team", detail=str(error))
        return None
