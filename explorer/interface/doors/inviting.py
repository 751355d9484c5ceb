"""What the terminal shows when the page is open: links, password, a code; and the public link."""

import io
import sys
from typing import Final

import segno

from explorer.interface.doors.names import is_public
from explorer.interface.doors.password import Password
from explorer.interface.links.dialog import in_network
from explorer.sentences.sentence import Sentence

SHARE_HOURS: Final = "for a week"


def public_link(port: int, host: str, token: str) -> str:
    """The address at which everybody reaches the page, through Gradio's tunnel.

    Args:
        port: That the page is served on.
        host: Address that it is served on.
        token: By which the tunnel knows this page again.

    Raises:
        OSError: It cannot be had: no internet, or Gradio's server does not answer.
    """
    # not by `Blocks.launch`, whose shared page loads its scripts from another site
    from gradio import networking

    try:
        return str(networking.setup_tunnel(host, port, token, None, None))
    except Exception as error:  # whatever the tunnel's program and its download may raise
        raise OSError(Sentence("Gradio's server for public links does not answer")) from error


def invitation(
    local: str, network: str, public: str | None, password: Password | None, secret: str
) -> list[str]:
    """What those who are to open the page must know, line by line.

    Args:
        local: The address for this machine.
        network: The address for others in the network; empty if there is none.
        public: The address for everybody, if there is one.
        password: That is asked for.
        secret: The password itself.
    """
    lines = [f"ResNet Explorer is open at {local}"]
    if network:
        lines.append(f"in this network at {network}")
    if public:
        lines.append(f"and for everybody, {SHARE_HOURS}, at {public}")
    if password is not None:
        lines.append(f"user {password.user}, password {secret}")
    return lines


def code(link: str, encoding: str | None = None) -> str:
    """The link's QR code for a terminal; empty where that cannot show its squares.

    Args:
        link: What it says.
        encoding: Of the terminal, by default that of standard output.
    """
    drawn = io.StringIO()
    segno.make_qr(link, error="m").terminal(drawn, border=2, compact=True)
    try:
        drawn.getvalue().encode(encoding or sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    return drawn.getvalue()


def no_link(error: OSError, host: str, port: int) -> str:
    """One sentence for where there is no public link: how others may come all the same.

    Args:
        error: Why.
        host: Address that the page is served on.
        port: That it is served on.
    """
    found = in_network("0.0.0.0")
    if not found:
        other = "this machine has no address in a network either, so others cannot open the page"
    elif is_public(host):
        other = f"in this network the page is open at http://{found}:{port}/"
    else:
        other = (
            f"for others in this network start it with --host 0.0.0.0, which opens it at "
            f"http://{found}:{port}/"
        )
    return f"There is no public link ({error}); {other}."
