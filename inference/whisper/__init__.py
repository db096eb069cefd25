"""The early part of a Whisper encoder, as a front end for the voice: weights, mel, blocks."""
