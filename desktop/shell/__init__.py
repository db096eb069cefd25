"""Qt's edge: application, dispatcher, wiring, tray."""
