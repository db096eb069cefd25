"""Settings files, their layers, and secrets."""
