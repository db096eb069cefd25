"""Sound as data: PCM formats, the shared-memory ring, legs, windows, levels, codecs, devices."""
