"""Asks for an account's password: what for, why, and where it will be kept."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text


class PasswordDialog(QDialog):
    """Accepted with `password()` and `remember()`, or rejected with "not now".

    Without a keyring there is nothing to tick, and the dialog says what happens instead.
    """

    def __init__(
        self,
        account: str,
        *,
        keyring_available: bool,
        wrong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"Beistand · {text(Text.PASSWORD)}")
        title = text(Text.PASSWORD_FOR).format(account=account)
        why = text(Text.PASSWORD_WRONG if wrong else Text.PASSWORD_WHY)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(title)
        self.keep = QCheckBox(text(Text.PASSWORD_REMEMBER))
        self.keep.setChecked(True)
        self.keep.setVisible(keyring_available)
        self._keyring = keyring_available
        self.sign_in = TextButton(Role.PRIMARY, key_hint="Enter")
        self.sign_in.say(text(Text.SIGN_IN))
        self.not_now = TextButton(Role.QUIET)
        self.not_now.say(text(Text.NOT_NOW))
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5, tokens.SPACE_5 - 4, spacing=tokens.SPACE_2)
        column.addWidget(Label("lead", wrap=True, text=title))
        column.addWidget(Label("small", "tense" if wrong else "ink_2", wrap=True, text=why))
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self.field)
        column.addWidget(self.keep)
        if not keyring_available:
            column.addWidget(
                Label("small", "ink_2", wrap=True, text=text(Text.PASSWORD_NO_KEYRING))
            )
        column.addSpacing(tokens.SPACE_2)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addStretch(1)
        row.addWidget(self.not_now)
        row.addWidget(self.sign_in)
        column.addLayout(row)
        QWidget.setTabOrder(self.not_now, self.sign_in)
        self.setFixedWidth(tokens.OVERLAY_WIDTH)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._sign_in)
        self.sign_in.clicked.connect(self._sign_in)
        self.not_now.clicked.connect(self.reject)
        self._typed()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def password(self) -> str:
        """What was typed."""
        return self.field.text()

    def remember(self) -> bool:
        """Whether it may go into the keyring."""
        return self._keyring and self.keep.isChecked()

    def _typed(self) -> None:
        self.sign_in.setEnabled(bool(self.field.text()))

    def _sign_in(self) -> None:
        if self.field.text():
            self.accept()
