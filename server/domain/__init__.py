"""The rules of queue and case. Pure: time, ids and chance are arguments; no storage, no messages, no framework."""
