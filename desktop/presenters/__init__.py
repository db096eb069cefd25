"""Domain state in, view state out."""
