"""What the devices and programs of a world send of the plays that truly happened in it, quirks and all.

One file for each kind of device and each protocol. Nothing here knows how Segue reads any of it: tests hold the one
against the other.
"""

from segue.world.telling import car_v1, car_v2, desktop, mobile, smart_speaker, tv, web
from segue.world.telling.device import Device, Quirks, Sent, tell
from segue.world.telling.play import Moment, Play, plays

DEVICES: dict[str, Device] = {
    one.device.dialect: one.device for one in (mobile, desktop, web, tv, smart_speaker, car_v1, car_v2)
}

__all__ = ["DEVICES", "Device", "Moment", "Play", "Quirks", "Sent", "plays", "tell"]
