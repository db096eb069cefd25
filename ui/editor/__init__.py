"""The window in which cards are written: text, preview, dry run."""

from ui.editor.window import EditorWindow

__all__ = ["EditorWindow"]
