"""The search tables that every room fills and the portal reads."""
