"""Words of the team's board."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.board_states import Activity, AskingDeskView, BoardDeskView, BoardState
from ui.states import Level
from ui.words.assist import level
from ui.words.help import help_reason
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import duration, whole_number

translate = QCoreApplication.translate

ACTIVITIES: Final = {
    Activity.READY: QT_TRANSLATE_NOOP("Board", "ready"),
    Activity.IN_CALL: QT_TRANSLATE_NOOP("Board", "in call"),
    Activity.WRAP_UP: QT_TRANSLATE_NOOP("Board", "wrap-up"),
    Activity.NOT_READY: QT_TRANSLATE_NOOP("Board", "not ready"),
    Activity.GONE: QT_TRANSLATE_NOOP("Board", "not there"),
}
TIMED: Final = frozenset({Activity.IN_CALL, Activity.WRAP_UP})
"""How long somebody rests is nobody's business."""


def activity(which: Activity) -> str:
    return translate("Board", ACTIVITIES[which])


def desk_time(desk: BoardDeskView) -> str:
    """ "2:10", or how old the picture of that desk is."""
    if desk.stale:
        return _ago(desk.age_s)
    return duration(desk.activity_s) if desk.activity in TIMED else ""


def asking_title(asking: AskingDeskView) -> str:
    """Who asks; whose request was put to somebody else has no name here."""
    return asking.name or translate("Board", "A desk")


def asking_line(asking: AskingDeskView) -> str:
    parts = []
    if asking.level is not Level.UNKNOWN:
        parts.append(
            translate("Request", "{level} for {time}").format(
                level=level(asking.level), time=duration(asking.level_s)
            )
        )
    parts += [help_reason(why) for why in asking.why]
    if asking.by_rule:
        parts.append(translate("Board", "by rule"))
    if asking.desk.stale:
        parts.append(_ago(asking.desk.age_s))
    return " · ".join(parts) or activity(asking.desk.activity)


def desk_spoken(desk: BoardDeskView | AskingDeskView) -> str:
    """All of it, for a screen reader."""
    if isinstance(desk, AskingDeskView):
        return f"{asking_title(desk)}, {asking_line(desk)}"
    return f"{activity(desk.activity)} {desk_time(desk)}".rstrip()


def board_title(state: BoardState) -> str:
    return translate("Board", "Team {team}").format(team=state.team)


def board_facts(state: BoardState) -> str:
    """How many desks, how many of them talk, and how old that is."""
    if state.age_s is None:
        return translate("Board", "Nothing has come from the team yet")
    said = translate("Board", "desks: {desks} · in call: {calls} · asking for help: {asking}")
    return " · ".join(
        (
            said.format(
                desks=whole_number(state.desks),
                calls=whole_number(state.in_call),
                asking=whole_number(len(state.asking)),
            ),
            translate("Board", "as of {ago}").format(ago=_ago(state.age_s)),
        )
    )


def board_nobody(state: BoardState) -> str:
    """Why there is nobody else."""
    if state.only is not None and state.desks > len(state.asking):
        return translate("Board", "Nobody: {filter}").format(filter=activity(state.only))
    return translate("Board", "Desks appear here as soon as they sign in.")


def _ago(seconds: int) -> str:
    return translate("Board", "{time} ago").format(time=duration(seconds))
