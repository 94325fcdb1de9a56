// The floor of what a relay can cost: requests and answers as bytes, with nothing but node:http in between.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCalls } from './child-process.ts';

const agent = new Agent({ keepAlive: true });

serveCalls({
  async listen(provider: string) {
    const server = createServer((incoming, outgoing) => {
      const headers = { 'content-type': 'application/json' };
      const upstream = request(
        `${provider}/chat/completions`,
        { method: 'POST', agent, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/event-stream' });
          answer.pipe(outgoing);
        },
      );
      upstream.on('error', () => outgoing.destroy());
      outgoing.on('close', () => upstream.destroy());
      incoming.pipe(upstream);
    });
    server.listen(0, '127.0.0.1', 4096);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
});
