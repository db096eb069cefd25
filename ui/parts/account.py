"""Who this phone is and whether it can be called: dot, words, security verdict, device."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.parts.announce import announce
from ui.parts.basics import Label, pad
from ui.states import AccountView, AnalysisView, RegistrationView
from ui.theme import current_tokens
from ui.words import Text, text

SIDE = 12

TONES = {
    RegistrationView.DIRECT: "calm",
    RegistrationView.REGISTERED: "calm",
    RegistrationView.REGISTERING: "elevated",
    RegistrationView.FAILED: "tense",
    RegistrationView.OFFLINE: "unknown",
}

FILLED = frozenset({RegistrationView.DIRECT, RegistrationView.REGISTERED})
"""States in which the account can be called: a full dot, all others a ring."""


class RegistrationDot(QWidget):
    """Full when it can be called, a ring when not: shape before colour."""

    def __init__(self) -> None:
        super().__init__()
        self._view = RegistrationView.OFFLINE
        self.setFixedSize(SIDE, SIDE)

    def show_registration(self, view: RegistrationView) -> None:
        if view is not self._view:
            self._view = view
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = QColor(getattr(current_tokens(), TONES[self._view]))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if self._view in FILLED else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.end()


class AccountLine(QWidget):
    """Name of the account; below it registration, security and device; then the analysis."""

    def __init__(self, *beside_name: QWidget) -> None:
        super().__init__()
        self._registration = RegistrationView.OFFLINE
        row = QHBoxLayout(self)
        pad(row, spacing=tokens.SPACE_3)
        self.dot = RegistrationDot()
        self.name = Label("lead")
        self.status = Label("small", "ink_2", wrap=True)
        self.analysis = Label("hint", "ink_3", wrap=True)
        said = QVBoxLayout()
        pad(said, spacing=1)
        top = QHBoxLayout()
        pad(top, spacing=tokens.SPACE_2)
        top.addWidget(self.name, 1)
        for widget in beside_name:
            top.addWidget(widget)
        said.addLayout(top)
        said.addWidget(self.status)
        said.addWidget(self.analysis)
        row.addWidget(self.dot)
        row.addLayout(said, 1)

    def show_account(self, account: AccountView, analysis: AnalysisView | None = None) -> None:
        """Show `account`, and the analysis where this window has one."""
        self.dot.show_registration(account.registration)
        title = " · ".join(part for part in (account.name, _short(account.uri)) if part)
        self.name.setText(title or "Beistand")
        self.status.setText(_status(account, with_device=analysis is not None))
        self.analysis.say(words.analysis(analysis) if analysis is not None else "")
        if account.registration is not self._registration and self.isVisible():
            announce(self, words.registration(account.registration))
        self._registration = account.registration


def _short(uri: str) -> str:
    """The part of a SIP address that people say: what stands before the @."""
    return uri.partition(":")[2].partition("@")[0]


def _status(account: AccountView, *, with_device: bool) -> str:
    parts = [words.registration(account.registration)]
    if account.backup and account.registration is RegistrationView.REGISTERED:
        parts.append(text(Text.BACKUP_SERVER))
    if account.registration is not RegistrationView.OFFLINE:
        parts.append(words.security(account.transport))
    if with_device:
        parts.append(account.device or text(Text.NO_SOUND))
    return " · ".join(parts)
