"""Files that strangers send, made into plain pictures by a process that may be lost.

``signature`` looks at the first bytes and at the size that a picture claims; ``worker`` decodes, in a process of its
own with little memory and little time; ``cleaner`` stands between them and lets nothing out that is not a plain JPEG.
"""

from server.pictures.cleaner import Cleaner

__all__ = ["Cleaner"]
