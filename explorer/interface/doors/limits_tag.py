"""What the page's script must know of sizes to say so before an upload begins."""

import json

from explorer.interface.doors.ledger import CHECKPOINT, PHOTOGRAPH, PICTURES
from explorer.interface.scripts.page_scripts import address
from explorer.interface.words.language import pair


def limits_tag() -> str:
    """HTML for the top of the page, after the language's script."""
    limits = {
        "pictures": sorted(PICTURES),
        "photograph": {"bytes": PHOTOGRAPH, "text": pair("upload_photograph")},
        "other": {"bytes": CHECKPOINT, "text": pair("upload_large")},
    }
    known = json.dumps(limits, ensure_ascii=False)
    return (
        f'<script type="application/json" id="explorer-uploads">{known}</script>'
        f'<script type="module" src="{address("uploads.js")}"></script>'
    )
