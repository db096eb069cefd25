"""Asking for a password without stopping anything: calls go on while the question is open."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ui.password import PasswordDialog


class PasswordQuestions:
    """Shows one dialog per account over `parent`."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def ask(
        self,
        account: str,
        can_store: bool,
        wrong: bool,
        answered: Callable[[str, bool], None],
    ) -> None:
        """`compositions.sign_in.Ask`; an abandoned question answers with an empty password."""
        dialog = PasswordDialog(
            account, keyring_available=can_store, wrong=wrong, parent=self._parent
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def finished(result: int) -> None:
            given = result == QDialog.DialogCode.Accepted.value
            answered(dialog.password() if given else "", given and dialog.remember())

        dialog.finished.connect(finished)
        dialog.open()
