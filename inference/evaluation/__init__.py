"""How good the models and the decisions are: figures, benchmarks, and two commands for anyone."""
