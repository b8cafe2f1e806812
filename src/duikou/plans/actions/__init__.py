"""The only writers of the plans room."""
