"""What is kept of calls, encrypted: the call log now, decisions and their audit trail later."""
