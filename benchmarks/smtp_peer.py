"""A mail server that takes every mail and forgets it (aiosmtpd). It prints its port."""

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Postbox:
    """Takes it."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:
        return "250 OK"


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Postbox()), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
