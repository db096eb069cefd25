"""The roots that build and join concrete objects."""
