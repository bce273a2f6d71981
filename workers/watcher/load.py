"""Make the limits of claiming from the settings; not part of the other wiring, as `copydesk status` needs it too."""

from __future__ import annotations

from search.transport.client import answers
from workers.app.wiring import Parts
from workers.settings import Settings
from workers.watcher.backpressure import Bounds, Load


def load_of(parts: Parts, settings: Settings) -> Load:
    """Return what bounds claiming."""
    return Load(
        queue=parts.queue,
        backlog=parts.backlog,
        is_index_there=lambda: answers(parts.elasticsearch),
        bounds=Bounds(
            queue=settings.max_queue,
            processing=settings.max_processing,
            free_bytes=settings.min_free_bytes,
        ),
    )
