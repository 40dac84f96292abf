"""What the tests share: offices to test in, hubs to test against, windows to look at.

Hubs
    ``office``         the hub's rules on real books in this process, no socket; a clock that is set by hand
    ``web_terminal``   the same served whole (TLS, tokens, pairing), and terminals of bare frames
    ``hub_process``    a hub of its own process, that can be killed; ``careless_hub``, which must be caught
    ``patient_hub``    a hub that waits for a busy client, and ``impatient_hub``, which misses at once who is gone
    ``web_fake_hub``   no hub: the sockets' mechanics alone
Rooms
    ``kiosk_hall``, ``counters_hall``   a window of that room before a real hub, and the people around it
    ``kiosk_office``, ``kiosk_pages``, ``display_hall``   what the room's presenter is shown
Else
    ``ports``          a port that stays ours over a restart   ``hand_clock``   a terminal's clock, set by hand
    ``windows``        a screen, an app in a window, and a person before it
    ``office_model``   what the hub must agree with        ``protocol_frames``   an example of every frame
"""
