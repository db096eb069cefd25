"""The call model: pure, no SIP stack, no Qt."""
