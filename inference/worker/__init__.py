"""The worker process; torch is imported here and below only."""
