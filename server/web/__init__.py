"""The hub's door: websocket conversations with terminals, and the pages a citizen's phone opens."""
