"""One button that fetches the smallest ImageNet network, where none is on this machine."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import gradio as gr
from gradio.events import Dependency

from explorer.interface.compute_import import import_networks
from explorer.interface.loading import Download, arriving, loading
from explorer.interface.picking.network_choice import opening_choice
from explorer.interface.picking.network_picker import NetworkPicker
from explorer.interface.settings import PageSettings
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels
from explorer.networks.weights.weights_folder import cached_networks

NETWORK: Final = "resnet18"


class ImageNetOffer:
    """The button, and what is said of the download.

    Attributes:
        button: Seen only where no ImageNet network is.
    """

    def __init__(self, labels: Labels, settings: PageSettings) -> None:
        """Lay both out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            settings: The page's.
        """
        self._settings = settings
        self._cached = self._here()
        self.button = gr.Button(
            labels("imagenet_offer"),
            visible=not self._cached,
            elem_id="imagenet-offer",
            size="md",
        )
        labels.follow(self.button, value="imagenet_offer")
        self._said = gr.HTML("", apply_default_css=False, elem_id="imagenet-offer-said")

    def fetch_into(self, picker: NetworkPicker) -> Dependency:
        """Connect the button: once the network is here, it is picked.

        Returns:
            The event, which comes after a download, for better or worse.
        """
        return self.button.click(
            self._fetch, None, [self.button, self._said, picker.family, picker.imagenet],
            api_visibility="private", concurrency_id="download", concurrency_limit=2,
            show_progress="hidden",
        )  # fmt: skip

    def open_on_what_is_here(
        self,
        page: gr.Blocks,
        picker: NetworkPicker,
        unless: Callable[[gr.Request], bool] = lambda _: False,
    ) -> None:
        """Pick, at the page's opening, what may have come since the program was started.

        Args:
            page: The page.
            picker: Where it is picked.
            unless: Whether the address asks for something else.
        """

        def opened(request: gr.Request) -> list[Any]:
            return [self.seen(), gr.skip(), gr.skip()] if unless(request) else self._opened()

        page.load(
            opened, None, [self.button, picker.family, picker.imagenet],
            api_visibility="private", queue=False, show_progress="hidden",
        )  # fmt: skip

    def seen(self) -> dict[str, Any]:
        """Whether the button is seen, by what is here now."""
        return gr.update(visible=not self._here())

    def _here(self) -> tuple[str, ...]:
        return cached_networks(self._settings.weights_folder)

    def _opened(self) -> list[Any]:
        here = self._here()
        picks = [gr.skip()] * 2 if here == self._cached else opening_choice(here)
        return [self.seen(), *picks]

    def _fetch(self) -> Iterator[list[Any]]:
        """The button, what is said, family and network, time and again until it is here."""
        waiting = gr.update(interactive=False)
        yield [waiting, arriving(Download(0, 0)), gr.skip(), gr.skip()]
        import_networks()
        from explorer.networks.catalog.catalog import load

        job = loading(
            lambda progress: load(
                NETWORK,
                device=self._settings.device,
                weights_folder=self._settings.weights_folder,
                progress=progress,
            )
        )
        try:
            for arrived in job:
                yield [waiting, arriving(arrived), gr.skip(), gr.skip()]
        except (ValueError, OSError) as error:
            yield [gr.update(interactive=True), failure(error), gr.skip(), gr.skip()]
            return
        yield [gr.update(visible=False, interactive=True), "", "imagenet", NETWORK]
