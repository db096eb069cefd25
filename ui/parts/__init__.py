"""Small widgets that the windows are made of. None of them knows a domain object."""
