"""Escalations and the team's board over MQTT 3.1.1."""
