"""What the customer says, written down: segments of voice in, believable text out."""
