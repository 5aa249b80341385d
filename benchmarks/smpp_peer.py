"""An SMS centre that does as little as it can: takes each text and brings a receipt for it. It prints its port."""

import asyncio
import struct
import sys
from itertools import count

HEADER = struct.Struct(">IIII")
RECEIPT = "id:{} sub:001 dlvrd:001 submit date:2203021200 done date:2203021201 stat:DELIVRD err:000 text:"
ANSWERS = {0x09: 0x80000009, 0x15: 0x80000015, 0x06: 0x80000006}  # bind, enquire, unbind


class Centre(asyncio.Protocol):
    """One connection."""

    def __init__(self, names: "count[int]") -> None:
        self.names, self.rest = names, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        data, at, said = self.rest + data, 0, []
        while at + HEADER.size <= len(data):
            length, command, _status, number = HEADER.unpack_from(data, at)
            if at + length > len(data):
                break
            if command == 0x04:
                said += self._taken(number)
            elif command in ANSWERS:
                body = b"centre\0" if command == 0x09 else b""
                said.append(HEADER.pack(HEADER.size + len(body), ANSWERS[command], 0, number) + body)
            at += length
        self.rest = data[at:]
        self.transport.write(b"".join(said))

    def _taken(self, number: int) -> list[bytes]:
        name = f"m{next(self.names)}"
        text = RECEIPT.format(name).encode()
        body = b"\0\1\1380500000000\0\0\0Embassy\0\x04" + bytes(8) + bytes([len(text)]) + text
        answer = name.encode() + b"\0"
        return [
            HEADER.pack(HEADER.size + len(answer), 0x80000004, 0, number) + answer,
            HEADER.pack(HEADER.size + len(body), 0x05, 0, number) + body,
        ]


async def serve() -> None:
    names = count(1)
    server = await asyncio.get_running_loop().create_server(lambda: Centre(names), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
