"""Starting, watching and talking to the other processes."""
