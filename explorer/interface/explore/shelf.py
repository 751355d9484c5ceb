"""What the page has shown: the answers that are kept, as what can be asked for more or saved."""

from collections.abc import Sequence
from typing import Final

from explorer.figures.inspection.shown import Shown
from explorer.interface.kept import Kept

KEPT: Final = 24  # a ResNet-50 inspection is about 13 MB, so at most some 300 MB

Shelf = Kept[Shown]


def zipped(answers: Sequence[Shown]) -> bytes:
    """Answers as one zip, a folder each, named after the photograph and the network.

    The page that opens by itself lies in the folder; with two networks it shows both, beside them.
    """
    from explorer.figures.inspection.page import inspection_page, saved_view
    from explorer.inspection.record import zip_bytes

    folders: dict[str, dict[str, bytes]] = {}
    views = []
    for shown in answers:
        name = f"{shown.file_stem}-{shown.inspection.network}"
        while name in folders:  # an own checkpoint beside the published one
            name += "-compared"
        unrolled = shown.unrolled()  # of one answer at a time, and computed once
        folders[name] = shown.files(unrolled)
        views.append(saved_view(shown, len(answers) > 1, unrolled))
    (place,) = folders if len(answers) == 1 else ("",)
    page = {"inspection.html": inspection_page(answers, views).encode()}
    folders[place] = {**folders.get(place, {}), **page}
    return zip_bytes(folders)
