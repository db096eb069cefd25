"""Level N+1: escalations, their messages and transport."""
