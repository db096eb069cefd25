"""The team's board: requests on top, everybody else anonymous and without mood."""

from ui.board.pane import BoardPane

__all__ = ["BoardPane"]
