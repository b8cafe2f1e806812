"""The shapes of what the engine's part of the API takes and gives. Nobody's name or contact is ever given."""
