#!/usr/bin/env python3
"""A relay on 127.0.0.1 that holds every byte back for a while, both ways, without limiting the rate.

  delay.py LISTEN-PORT TARGET-PORT MILLISECONDS     one way; the round trip is twice as long
"""
import asyncio
import sys


async def pump(reader, writer, delay):
    loop, held = asyncio.get_running_loop(), asyncio.Queue(maxsize=8192)

    async def release():
        while True:
            due, data = await held.get()
            wait = due - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            if not data:
                break
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    task = asyncio.create_task(release())
    try:
        while True:
            data = await reader.read(1 << 18)
            await held.put((loop.time() + delay, data))
            if not data:
                break
        await task
    except (ConnectionError, asyncio.CancelledError):
        task.cancel()


async def main():
    listen, target, delay = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000

    async def handle(reader, writer):
        await asyncio.sleep(2 * delay)  # the connection's own round trip
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", target)
        try:
            await asyncio.gather(pump(reader, there_writer, delay), pump(there_reader, writer, delay))
        finally:
            writer.close()
            there_writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", listen, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    asyncio.run(main())
