"""What whoever is signed in is told on the next page (`MESSAGE_STORAGE`)."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage


class RevocableStorage(FallbackStorage):
    _queued_messages: list[Any]
    _loaded_messages: list[Any]

    def revoke(self, count: int) -> None:
        """Takes back what was said since there were `count` messages: what it tells of was rolled back."""
        del self._queued_messages[max(0, count - len(self._loaded_messages)) :]
