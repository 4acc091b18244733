"""Identity with processes of its own: a server that runs, and the command line beside it."""

import json
import subprocess
import sys

from tests.flows.server_process import ServerProcess, add_listener, eventually

DEVICE = "0c5f0f3e-6a52-4d7e-9a3e-5d0b0c1f2a77"


def test_adopting_and_undoing_beside_a_running_server(tmp_path):
    home = tmp_path / "home"
    token = add_listener(home, "anna")
    with ServerProcess(home) as server:

        def ask(method, path, body=None, who=token):
            status, _, said = server.ask(method, path, json.dumps(body).encode() if body else b"", who)
            return status, json.loads(said)

        def tell(key, who):
            event = {"event_id": key, "kind": "like", "at": "2026-03-04T05:06:07Z", "device": DEVICE}
            event["track"] = {"title": key, "artist": "Björk"}
            assert ask("POST", "/api/v1/events", {"events": [event]}, who)[0] == 202

        def liked(who=token):
            status, told = ask("GET", "/api/v1/profile", who=who)
            assert status == 200, told
            return told["conclusions"]["said"]["data"]["liked"]

        status, nobody = ask("POST", "/api/v1/anonymous", {"device": DEVICE}, None)
        assert status == 201
        tell("before", nobody["token"])
        tell("own", token)
        assert (liked(), liked(nobody["token"])) == (1, 1)
        status, link = ask("POST", "/api/v1/adopt", {"anonymous": nobody["token"]})
        assert status == 200
        tell("after", nobody["token"])
        eventually(lambda: (liked(), liked(nobody["token"])) == (3, 0), "the history came along")
        command = [sys.executable, "-m", "segue", "--home", str(home), "listener"]
        shown = subprocess.run([*command, "links", "anna", "--json"], capture_output=True, check=True).stdout
        assert [one["id"] for one in json.loads(shown)["links"]] == [link["id"]]
        subprocess.run([*command, "unlink", link["id"]], check=True, capture_output=True)
        eventually(lambda: (liked(), liked(nobody["token"])) == (1, 2), "it is as if never linked")
        tell("later", nobody["token"])
        eventually(lambda: (liked(), liked(nobody["token"])) == (1, 3), "what comes later stays there")
