"""The touchscreen in the lobby that gives tickets."""
