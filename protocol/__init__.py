"""The words all rooms say to each other: vocabulary, messages, codec, errors. Pure: no I/O, no framework."""
