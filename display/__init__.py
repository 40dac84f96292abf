"""The waiting-room board that shows the calls."""
