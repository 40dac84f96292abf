"""Registers as files: PDF to sign and keep on paper, XLSX to work with, CSV for other programs.

``press`` renders in a process of its own, since the pages of a year take many seconds; ``pdf``, ``xlsx`` and
``csv_text`` each write one format. Nothing here knows the books or the web.
"""

from server.registers.press import Renderer

__all__ = ["Renderer"]
