"""What happens beside a call: session, alerts, the worker's client."""
