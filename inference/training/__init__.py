"""Code that makes the bundled model from data folders."""
