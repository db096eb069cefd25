"""What an agent may decide alone: the deployer's policy, what it says of a request, and why."""
