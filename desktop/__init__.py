"""The application: everything that is not a widget, a sound or a model."""

__version__ = "0.1.0"
