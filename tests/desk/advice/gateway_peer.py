"""A gateway to test against, a process of its own: `python gateway_peer.py DIALECT MOOD LOG`. It prints its port.

What it is given it writes to LOG, a JSON object a line. MOOD: well, busy, refuses, wraps (an error within 200), lies
(200 and nothing), hangs, drops (the connection, once it has read), huge, slow (a byte at a time, without end).
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

DIALECT, MOOD, LOG = sys.argv[1], sys.argv[2], Path(sys.argv[3])
ANSWERS = {
    ("kannel", "well"): (202, "0: Accepted for delivery"),
    ("kannel", "busy"): (503, "Temporal failure, try again later."),
    ("kannel", "refuses"): (403, "Authorization failed for sendsms"),
    ("kannel", "wraps"): (200, "Authorization failed for sendsms"),
    ("kannel", "lies"): (200, ""),
    ("twilio", "well"): (201, {"sid": "SM{count:032}", "status": "queued"}),
    ("twilio", "busy"): (429, {"code": 20429, "status": 429}),
    ("twilio", "refuses"): (400, {"code": 21211, "status": 400}),
    ("twilio", "wraps"): (200, {"code": 30001, "status": "failed"}),
    ("twilio", "lies"): (200, ""),
}


class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0

    def do_GET(self):
        self.answer(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(dict(parse_qsl(body)) | {"authorization": self.headers["Authorization"]})

    def answer(self, given):
        Peer.count += 1
        with LOG.open("a") as log:
            log.write(json.dumps(given) + "\n")
        if MOOD == "hangs":
            time.sleep(60)
        elif MOOD == "drops":
            self.close_connection = True
        elif MOOD == "huge":
            self.say(200, "x" * 10_000_000)
        elif MOOD == "slow":
            self.send_response(202)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while True:
                self.wfile.write(b"0")
                time.sleep(0.05)
        else:
            status, said = ANSWERS[DIALECT, MOOD]
            text = said if isinstance(said, str) else json.dumps(said).replace("{count:032}", f"{Peer.count:032}")
            self.say(status, text)

    def say(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_said):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
