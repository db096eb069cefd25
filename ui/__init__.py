"""Widgets: frozen view states in, intent signals out. No domain object, no settings, no I/O."""
