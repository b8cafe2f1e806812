"""What the directory's screens ask for."""
