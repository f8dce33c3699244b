import { Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, Agent as SecureAgent } from 'node:https';
import { type AwsResponse, type Body, ConnectionError } from './client';

/**
 * Requests over connections that stay open. Node's own `fetch` takes some 50 ms to load, copies every body, and costs
 * more than the signature of a request; bench/cold measures both.
 */
export class Connections {
  private readonly plain = new Agent({ keepAlive: true });
  private readonly secure = new SecureAgent({ keepAlive: true });

  /**
   * @throws ConnectionError
   * @throws DOMException `TimeoutError`, where the answer is not there after so many milliseconds
   */
  async exchange(
    method: string,
    url: string,
    signed: Readonly<Record<string, string>>,
    body: Body | undefined,
    timeout: number,
  ): Promise<AwsResponse> {
    const isPlain = url.startsWith('http:');
    const agent = isPlain ? this.plain : this.secure;
    const headers = body === undefined ? signed : { ...signed, 'content-length': lengthOf(body) };
    const signal = AbortSignal.timeout(timeout);
    try {
      return await new Promise<AwsResponse>((resolve, reject) => {
        const request = (isPlain ? overHttp : overHttps)(url, { method, headers, agent, signal });
        request.on('error', reject);
        request.on('response', (response) => read(response).then(resolve, reject));
        for (const part of body ?? []) request.write(part);
        request.end();
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // While the function was frozen, the others were closed as this one was.
      for (const idle of Object.values(agent.freeSockets)) for (const socket of idle ?? []) socket.destroy();
      throw new ConnectionError(error);
    }
  }
}

const lengthOf = (body: Body) => body.reduce((sum, part) => sum + Buffer.byteLength(part), 0);

async function read(response: IncomingMessage): Promise<AwsResponse> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const { statusCode: status = 0 } = response;
  return { status, ok: status >= 200 && status < 300, text: Buffer.concat(parts).toString() };
}
