"""An SMS centre to test against, a process of its own, by the text of SMPP 3.4: `python smpp_centre.py LOG [SWITCH …]`.

It prints its port. Whatever it is sent it writes to LOG, a JSON object a line. Each line that it gets on its standard
input is a deliver_sm, in hex, to be brought over the connection that was bound last. Switches, each NAME or NAME=VALUE:

refuses (binds)   status=88 (of each submit; of all but the first N with well=N)   throttles=N (the first N submits)
drops=N (the connection, at the Nth submit, unanswered)   leaves (says unbind at the first submit)
hangs (never answers a submit)   mute (answers nothing after the bind)   nameless (takes it, gives no id)
receipts=early|late|twice   stat=DELIVRD   tlv (the receipt's id and state in optional parameters)
again (a deliver_sm that was not acknowledged is brought again)   nack   wrong (another answer)
garbage   huge   short   flood   tls=FILE (with its certificate and key)
"""

import json
import socket
import ssl
import struct
import sys
import threading
import time
from pathlib import Path

LOG = Path(sys.argv[1])
SWITCHES = dict(each.partition("=")[::2] for each in sys.argv[2:])
LOCK = threading.Lock()
SUBMITS, BOUND, UNACKNOWLEDGED = [], [], []


def log(**said):
    with LOCK, LOG.open("a") as file:
        file.write(json.dumps(said) + "\n")


def pdu(command, status, sequence, body=b""):
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


def text_at(body, at):
    end = body.index(b"\0", at)
    return body[at:end].decode("latin-1"), end + 1


def read_submit(body):
    """By 4.4.1, field by field."""
    said = {}
    said["service_type"], at = text_at(body, 0)
    said["source_ton"], said["source_npi"], at = body[at], body[at + 1], at + 2
    said["source"], at = text_at(body, at)
    said["ton"], said["npi"], at = body[at], body[at + 1], at + 2
    said["to"], at = text_at(body, at)
    said["esm_class"], at = body[at], at + 3
    said["schedule"], at = text_at(body, at)
    said["validity"], at = text_at(body, at)
    said["registered"], said["replace"], said["coding"], _default, length = body[at : at + 5]
    said["content"], at = body[at + 5 : at + 5 + length].hex(), at + 5 + length
    assert at == len(body), "octets left over"
    return said


def receipt(name, submit):
    """A deliver_sm's body, as of Appendix B."""
    stat, options = SWITCHES.get("stat", "DELIVRD"), b""
    text = f"id:{name} sub:001 dlvrd:001 submit date:2203021200 done date:2203021201 stat:{stat} err:000 text:"
    if "tlv" in SWITCHES:
        given = name.encode() + b"\0"
        options = struct.pack(">HH", 0x1E, len(given)) + given + struct.pack(">HHB", 0x427, 1, 2)
        text = "no words of use"
    there, here = submit["to"].encode() + b"\0", submit["source"].encode() + b"\0"
    return b"\0\1\1" + there + b"\0\0" + here + b"\x04" + bytes(8) + bytes([len(text)]) + text.encode() + options


class Session:
    def __init__(self, connection):
        self.connection, self.lock, self.number, self.brought = connection, threading.Lock(), 0, {}

    def say(self, data):
        with self.lock:
            self.connection.sendall(data)

    def bring(self, body):
        with LOCK:
            self.number += 1
            number = self.number
        self.brought[number] = body
        try:
            self.say(pdu(0x05, 0, number, body))
        except OSError:
            log(unbrought=number)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def serve(self):
        log(connected=True)
        try:
            while self.one():
                pass
        except (OSError, EOFError):
            log(lost=True)
        finally:
            if self in BOUND:
                BOUND.remove(self)
            UNACKNOWLEDGED.extend(self.brought.values())
            self.connection.close()

    def one(self):
        length, command, status, number = struct.unpack(">IIII", self.read(16))
        body = self.read(length - 16)
        if command == 0x09:
            return self.bind(number, body)
        if "mute" in SWITCHES:
            log(muted=command)
        elif command == 0x04:
            return self.submit(number, body)
        elif command == 0x15:
            log(enquired=True)
            self.say(pdu(0x80000015, 0, number))
        elif command == 0x80000005:
            brought = self.brought.pop(number, None)
            log(acknowledged=number, status=status)
            if status and "again" in SWITCHES:
                threading.Timer(0.2, self.bring, [brought]).start()
        elif command == 0x06:
            log(unbound=True)
            self.say(pdu(0x80000006, 0, number))
            return False
        elif "flood" not in SWITCHES:
            log(command=command, status=status)
        return True

    def bind(self, number, body):
        user, at = text_at(body, 0)
        password, at = text_at(body, at)
        _system_type, at = text_at(body, at)
        log(user=user, password=password, version=body[at])
        if "refuses" in SWITCHES:
            self.say(pdu(0x80000009, 0x0E, number))
            return False
        self.say(pdu(0x80000009, 0, number, b"centre\0"))
        BOUND.append(self)
        self.trouble()
        if "again" in SWITCHES:
            while UNACKNOWLEDGED:
                self.bring(UNACKNOWLEDGED.pop())
        return True

    def trouble(self):
        """What no centre should say."""
        if "garbage" in SWITCHES:
            for number in range(500):
                self.say(pdu(0x123 + number, number, number, bytes([number % 256]) * (number % 90)))
                self.say(pdu(0x05, 0, 10**6 + number, bytes([number % 256]) * (number % 90)))
                self.say(pdu(0x80000004, 0, 10**6 + number, b"x" * number))
        if "huge" in SWITCHES:
            self.say(struct.pack(">IIII", 0xFFFF_FFF0, 0x05, 0, 1) + b"x" * 10_000)
        if "short" in SWITCHES:
            self.say(struct.pack(">IIII", 3, 0x05, 0, 1))
        if "flood" in SWITCHES:  # and never reads again
            while True:
                self.say(pdu(0x15, 0, 5) * 1_000)

    def submit(self, number, body):
        said = read_submit(body)
        with LOCK:
            SUBMITS.append(said)
            count = len(SUBMITS)
        log(submit=said, session=id(self))
        if count == int(SWITCHES.get("drops") or 0):
            return False
        if "leaves" in SWITCHES:
            self.say(pdu(0x06, 0, 7))
        elif "hangs" in SWITCHES:
            pass
        elif count <= int(SWITCHES.get("throttles") or 0):
            self.say(pdu(0x80000004, 0x58, number))
        elif "status" in SWITCHES and count > int(SWITCHES.get("well") or 0):
            self.say(pdu(0x80000004, int(SWITCHES["status"]), number))
        elif "nack" in SWITCHES:
            self.say(pdu(0x80000000, 0x02, number))
        elif "wrong" in SWITCHES:
            self.say(pdu(0x80000015, 0, number))
        else:
            self.take(number, f"m{count}", said)
        return True

    def take(self, number, name, said):
        when = SWITCHES.get("receipts")
        if when == "early":
            self.bring(receipt(name, said))
            time.sleep(0.05)
        self.say(pdu(0x80000004, 0, number, b"\0" if "nameless" in SWITCHES else name.encode() + b"\0"))
        if when == "late":
            threading.Timer(0.3, self.bring, [receipt(name, said)]).start()
        if when == "twice":
            for _ in range(2):
                self.bring(receipt(name, said))


def bring_what_is_given():
    for line in sys.stdin:
        while not BOUND:
            time.sleep(0.01)
        BOUND[-1].bring(bytes.fromhex(line))


if __name__ == "__main__":
    LOG.touch()
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=bring_what_is_given, daemon=True).start()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if "tls" in SWITCHES else None
    if tls:
        tls.load_cert_chain(SWITCHES["tls"])
    while True:
        connection, _ = listener.accept()
        if tls:
            try:
                connection = tls.wrap_socket(connection, server_side=True)
            except OSError:
                continue
        threading.Thread(target=Session(connection).serve, daemon=True).start()
