"""`beistand demo`: one real call on this machine, from the first ring to the supervisor's popup."""

from desktop.compositions.demo.run import run_demo

__all__ = ["run_demo"]
