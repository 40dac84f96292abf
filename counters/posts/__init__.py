"""Desks of their own behind a tab: one file for each, all of them listed here."""

from typing import Final

from counters.posts.intake import IntakePost
from counters.posts.post import Post

POSTS: Final[tuple[type[Post], ...]] = (IntakePost,)
