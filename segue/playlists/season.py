"""Seasons: which months it is for somebody, by the half of the earth their time zone lies in."""

_SOUTH = (
    "Antarctica/", "Australia/", "America/Argentina/", "America/Buenos_Aires", "America/Sao_Paulo", "America/Asuncion",
    "America/Montevideo", "America/Santiago", "America/Punta_Arenas", "America/Coyhaique", "America/La_Paz",
    "America/Lima", "America/Campo_Grande", "America/Cuiaba", "America/Bahia", "Atlantic/Stanley",
    "Atlantic/South_Georgia", "Atlantic/St_Helena", "Africa/Johannesburg", "Africa/Maputo", "Africa/Windhoek",
    "Africa/Harare", "Africa/Gaborone", "Africa/Lusaka", "Africa/Lubumbashi", "Africa/Luanda", "Africa/Blantyre",
    "Africa/Maseru", "Africa/Mbabane", "Indian/Antananarivo", "Indian/Mauritius", "Indian/Reunion",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Fiji", "Pacific/Tongatapu", "Pacific/Noumea", "Pacific/Apia",
    "Pacific/Easter", "Pacific/Norfolk",
)  # fmt: skip


def southern(zone: str) -> bool:
    """zone: an IANA name."""
    return zone.startswith(_SOUTH)


def month(now_month: int, *, south: bool) -> int:
    """The month of the north with the same season."""
    return (now_month + 5) % 12 + 1 if south else now_month
