"""What every terminal shares: link to the hub, printing, look, settings, translations."""
