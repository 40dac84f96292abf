"""All widgets on one page; see ``__main__``."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.uix.boxlayout import BoxLayout

from terminal.look.app import TerminalApp
from terminal.look.palette import ScaleName
from terminal.look.widgets import Badge, Dialog, Line, NumberLabel, Row

Builder.load_file(str(Path(__file__).with_name("gallery.kv")))


class GalleryColumn(BoxLayout):  # type: ignore[misc]
    """One column of the page."""


class GalleryPage(BoxLayout):  # type: ignore[misc]
    """The page: columns side by side in a landscape, one above the other in a portrait."""

    now = datetime(2026, 11, 23, 9, 41)  # noqa: DTZ001 – a clock on a picture

    def fill(self) -> None:
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda item: item[0]), self._row, self._tell
        rows.show([("A-048", "Menunggu 12 menit", "prioritas"), ("A-049", "Menunggu 9 menit", ""), ("A-050", "Baru", "")])

    @staticmethod
    def _row(item: tuple[str, str, str]) -> Row:
        row = Row(chosen=bool(item[2]))
        row.add_widget(NumberLabel(text=item[0], most=52, size_hint_x=0.4))
        row.add_widget(Line(text=item[1], kind="body"))
        row.add_widget(Badge(text=item[2], meaning="accent", pos_hint={"center_y": 0.5}))
        return row

    @staticmethod
    def _tell(row: Row, item: tuple[str, str, str]) -> None:
        row.children[1].text = item[1]


class GalleryApp(TerminalApp):
    def __init__(
        self,
        design: tuple[int, int],
        scale: ScaleName,
        *,
        cover: str | None = None,
        dialog: bool = False,
        shot: Path | None = None,
        **values: Any,
    ) -> None:
        super().__init__(**values)
        self.design, self.scale, self._cover, self._dialog, self._shot = design, scale, cover, dialog, shot

    def first_screen(self) -> GalleryPage:
        page = GalleryPage(orientation="vertical" if self.design[1] > self.design[0] else "horizontal")
        page.fill()
        return page

    def on_start(self) -> None:
        super().on_start()
        if self._dialog:
            Dialog(
                icon="help-circle", title="Batalkan nomor A-047?", yes="Ya, batalkan", no="Tidak, kembali",
                text="Nomor yang dibatalkan tidak dapat dipanggil lagi. Silakan ambil nomor baru bila masih perlu.",
            ).open(self.stage)  # fmt: skip
        if self._shot is not None:
            self.keep(self._picture(self._shot))

    async def _picture(self, target: Path) -> None:
        start = Clock.frames
        while Clock.frames < start + 8:
            await asyncio.sleep(0.02)
        Path(Window.screenshot(name=str(target))).replace(target)
        self.stop()
