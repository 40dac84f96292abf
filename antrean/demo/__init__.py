"""The office that is shown: its folder, its people, its programs, and the two plays in it."""
