"""Desks as a list model: what reads differently is drawn anew, and nothing else.

Knows no words and no colours; a row is a view state. What tells it from others is its request, else
its place.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ui import words
from ui.board_states import AskingDeskView, BoardDeskView

Row = BoardDeskView | AskingDeskView
Index = QModelIndex | QPersistentModelIndex

NOWHERE: Final = QModelIndex()


class DeskModel(QAbstractListModel):
    """One row for each desk, in the order given. There is no widget for a desk."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def show_desks(self, desks: Sequence[Row]) -> None:
        """Bring the rows in line, keeping what stays: the selection and the place in the list."""
        if not self._rows:
            self.beginResetModel()
            self._rows = list(desks)
            self.endResetModel()
            return
        wanted = {_key(desk) for desk in desks}
        for index in range(len(self._rows) - 1, -1, -1):
            if _key(self._rows[index]) not in wanted:
                self.beginRemoveRows(NOWHERE, index, index)
                del self._rows[index]
                self.endRemoveRows()
        for index, desk in enumerate(desks):
            self._put(index, desk)

    def desk(self, index: Index) -> Row | None:
        """The desk of a row."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        desk = self.desk(index)
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return words.desk_spoken(desk) if desk is not None and role in spoken else None

    def _put(self, index: int, desk: Row) -> None:
        """`desk` at `index`; everything before is right already, and nothing after is gone."""
        key = _key(desk)
        if index == len(self._rows) or _key(self._rows[index]) != key:
            found = self._find(key, index)
            if found is None:
                self.beginInsertRows(NOWHERE, index, index)
                self._rows.insert(index, desk)
                self.endInsertRows()
                return
            self.beginMoveRows(NOWHERE, found, found, NOWHERE, index)
            self._rows.insert(index, self._rows.pop(found))
            self.endMoveRows()
        if self._rows[index] != desk:
            self._rows[index] = desk
            at = self.index(index)
            self.dataChanged.emit(at, at)

    def _find(self, key: str, start: int) -> int | None:
        found = (at for at in range(start, len(self._rows)) if _key(self._rows[at]) == key)
        return next(found, None)


def _key(desk: Row) -> str:
    return desk.request_id if isinstance(desk, AskingDeskView) else desk.place
