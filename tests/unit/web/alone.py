"""Coroutines run apart from the loop that a browser's driver leaves running in a worker of the tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Found = TypeVar("Found")


def alone(work: Coroutine[Any, Any, Found]) -> Found:
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, work).result()
