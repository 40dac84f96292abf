"""The voice of the office: what is said, in which order, and by which engine. Imports no Kivy: playing is ``look``'s.

``phrases`` says what is said and ``announcements`` in which order; a ``Voice`` (``port``) makes ``Audio`` of it.
"""
