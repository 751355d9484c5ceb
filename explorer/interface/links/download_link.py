"""A link to a zip that is made when asked for; `assets/page/download.js` says so meanwhile."""

from html import escape

from explorer.interface.words.language import both


def download_link(key: str, href: str = "") -> str:
    """The link, and after it what is said while the zip is being prepared, or if it fails.

    Args:
        key: Of the link's text.
        href: Where the zip is; empty where a script fills it in.
    """
    return (
        f'<a class="download" download href="{escape(href)}">{both(key)}</a> '
        f'<span class="preparing" role="status" hidden>{both("download_preparing")}</span>'
        f'<span class="failure" role="alert" hidden>{both("download_failed")}</span>'
    )
