"""What was said on the command line, for the whole page."""

from dataclasses import dataclass
from pathlib import Path

from explorer.interface.doors.password import Password


@dataclass(frozen=True)
class PageSettings:
    """Settings that hold for every visitor.

    Attributes:
        device: "auto", "cuda", "mps" or "cpu".
        weights_folder: Where ImageNet weights lie; torch's ordinary cache if None.
        language: Of the page, "en" or "zh", for everybody; by each browser's language if None.
        host: Address that it is served on.
        allowed_hosts: Further names by which it may be asked for, such as a proxy's.
        frames: Other sites that may show it in a frame.
        password: That it asks for; None if it lets everybody in.
        root_path: Where a proxy has it, as `doors.hosting` returns it; empty for a host of its own.
        mcp: Whether assistants may ask it by the Model Context Protocol.
    """

    device: str = "auto"
    weights_folder: Path | None = None
    language: str | None = None
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    password: Password | None = None
    root_path: str = ""
    mcp: bool = False
