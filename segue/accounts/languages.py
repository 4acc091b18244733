"""In which language a listener wants to be told why."""

from sqlalchemy import Engine

from segue.accounts.chosen import Chosen
from segue.accounts.tables import languages


class Languages(Chosen[str]):
    """None: whatever the program that asks says."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, languages, languages.c.lang)
