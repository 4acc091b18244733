"""OpenSubsonic, as far as players need it to tell what is heard and to find it (https://opensubsonic.netlify.app).

Every call is `GET` or form `POST` `/rest/NAME` or `/rest/NAME.view`, and every answer HTTP 200 with a status inside.
"""

from segue.web.protocol import Protocol
from segue.web.protocols.subsonic.routes import call

protocol = Protocol(title="OpenSubsonic", routes=(call,))
