"""What a browser that has nothing yet fetches, in bytes as they travel."""

from typing import Any

from playwright.sync_api import Page


class Received:
    """Counts from when it is made. Of its own: a message for each request costs every visit."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.sizes: dict[str, int] = {}  # by address
        self._asked_for: dict[str, str] = {}  # address by request
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")
        session.on("Network.requestWillBeSent", self._asks)
        session.on("Network.loadingFinished", self._got)

    def _asks(self, event: dict[str, Any]) -> None:
        self._asked_for[event["requestId"]] = event["request"]["url"].removeprefix(self.address)

    def _got(self, event: dict[str, Any]) -> None:
        address = self._asked_for.get(event["requestId"], "?")
        self.sizes[address] = self.sizes.get(address, 0) + int(event["encodedDataLength"])

    def weighs(self) -> int:
        """Bytes of all that makes the page; what it has computed comes in Gradio's queue."""
        return sum(size for name, size in self.sizes.items() if "/queue/data" not in name)

    def computed(self) -> int:
        """Bytes of what was computed for it."""
        return sum(self.sizes.values()) - self.weighs()

    def largest(self) -> list[tuple[int, str]]:
        """What weighs most, in bytes."""
        return sorted(((size, name) for name, size in self.sizes.items()), reverse=True)[:20]
