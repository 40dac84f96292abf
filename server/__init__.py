"""The hub: rules, store, websocket and HTTP. Runs on one small PC in the office."""
