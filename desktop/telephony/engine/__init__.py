"""The engine process and its client; pjsua2 is imported by `process` and what it loads only."""
