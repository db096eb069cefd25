"""The team's board without Qt: presences and a filter in, view state out."""

import secrets

from desktop.clock import Clock
from desktop.supervision.board import STALE_HEARTBEATS, Board, BoardDesk, board
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.mqtt.packets import DeskActivity
from desktop.supervision.mqtt.roll import Roll
from ui.board_states import Activity, AskingDeskView, BoardDeskView, BoardState
from ui.help_states import HelpReason
from ui.states import Level


class BoardPresenter:
    """Reads the roll; owns the filter, and the secret that the places of desks are made of."""

    def __init__(
        self,
        *,
        team: str,
        roll: Roll,
        inbox: SupervisionInbox,
        clock: Clock,
        heartbeat_s: float,
    ) -> None:
        self._team = team
        self._roll = roll
        self._inbox = inbox
        self._clock = clock
        self._heartbeat_s = heartbeat_s
        self._only: Activity | None = None
        self._secret = secrets.token_bytes(16)
        self._asked: frozenset[str] = frozenset()  # the requests in the last picture

    def show_only(self, activity: Activity | None) -> None:
        """None: all. Requests for help are always shown."""
        self._only = activity

    def view(self) -> BoardState:
        picture = self._picture()
        asked = frozenset(desk.request_id for desk in picture.asking)
        if self._asked - asked:
            # Who had a name a moment ago would else be known by its place for the rest of the day.
            self._secret = secrets.token_bytes(16)
            picture = self._picture()
        self._asked = asked
        others = tuple(map(_desk, picture.others))
        return BoardState(
            team=self._team,
            asking=tuple(map(_asking, picture.asking)),
            others=tuple(one for one in others if self._only in (None, one.activity)),
            desks=sum(desk.activity is not None for desk in (*picture.asking, *picture.others)),
            in_call=_count(picture, DeskActivity.IN_CALL),
            age_s=None if picture.age_s is None else int(picture.age_s),
            stale=picture.age_s is None or picture.age_s > STALE_HEARTBEATS * self._heartbeat_s,
            only=self._only,
        )

    def _picture(self) -> Board:
        names = {request.request_id: request.agent for request in self._inbox.requests()}
        return board(
            self._roll.all(),
            names,
            self._clock.now_s(),
            heartbeat_s=self._heartbeat_s,
            secret=self._secret,
        )


def _desk(desk: BoardDesk) -> BoardDeskView:
    activity = Activity.GONE if desk.activity is None else Activity(desk.activity.value)
    age_s = int(desk.age_s) if desk.stale else 0
    return BoardDeskView(desk.place, activity, int(desk.activity_s), desk.stale, age_s)


def _asking(desk: BoardDesk) -> AskingDeskView:
    return AskingDeskView(
        _desk(desk),
        desk.request_id,
        name=desk.name,
        by_rule=desk.by_rule,
        why=tuple(HelpReason(why.value) for why in desk.why),
        level=Level(desk.level.value),
        level_s=int(desk.level_s),
    )


def _count(picture: Board, activity: DeskActivity) -> int:
    return dict(picture.counts).get(activity, 0)
