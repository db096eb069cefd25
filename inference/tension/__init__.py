"""The decision layer: evidence in, tension states with reasons out. Pure; no torch."""
