"""Cards: reading, checking and choosing them."""
