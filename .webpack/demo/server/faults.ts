import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { sendText } from './http';

/** What goes wrong with an answer, for tests. */
export interface Fault {
  /** Answer with this status instead of the real answer. */
  readonly status?: number;
  /** Wait before anything else. */
  readonly delayMs?: number;
  /** Cut the connection: at once, or after `truncateTo` bytes. */
  readonly destroy?: boolean;
  /** End the body after so many bytes; with `destroy` by a cut, else as if that were all. */
  readonly truncateTo?: number;
  /** Answer with this body instead of the real one. */
  readonly body?: Uint8Array;
  /** Of `body`. */
  readonly contentType?: string;
}

export type Faults = (request: IncomingMessage) => Fault | undefined;

/** Applies the fault of a request, if it has one; true when the answer is done with. */
export async function withFault(
  faults: Faults | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const fault = faults?.(request);
  if (!fault) return false;
  if (fault.delayMs) await setTimeout(fault.delayMs);
  if (fault.truncateTo !== undefined) {
    truncate(response, fault.truncateTo, fault.destroy ?? false);
    return false;
  }
  if (fault.destroy) {
    request.socket.destroy();
    return true;
  }
  if (fault.body) {
    response.writeHead(fault.status ?? 200, {
      'Content-Type': fault.contentType ?? 'application/octet-stream',
      'Content-Length': fault.body.length,
    });
    response.end(fault.body);
    return true;
  }
  if (fault.status === undefined) return false;
  request.resume();
  sendText(response, fault.status, 'A fault that a test asked for.');
  return true;
}

function truncate(response: ServerResponse, limit: number, cut: boolean): void {
  const { req: request } = response;
  // An honest length would give the truncation away, and gzip would break it.
  request.headers['accept-encoding'] = 'identity';
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (chunk: unknown) => boolean;
  const end = response.end.bind(response);
  let left = limit;
  response.writeHead = ((status: number, headers: Record<string, unknown> = {}) => {
    const { 'Content-Length': length, ...rest } = headers;
    return writeHead(
      status,
      cut && length !== undefined ? { ...rest, 'Content-Length': length } : rest,
    );
  }) as typeof response.writeHead;
  const take = (chunk: unknown) => {
    const bytes = Buffer.from(chunk as Uint8Array).subarray(0, Math.max(0, left));
    left -= bytes.length;
    return bytes;
  };
  const finish = () => (cut ? (response.socket?.destroySoon(), response) : end());
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    const callback = rest.find(argument => typeof argument === 'function') as
      ((error?: Error) => void) | undefined;
    if (left > 0) write(take(chunk));
    if (left <= 0) finish();
    if (callback) setImmediate(callback);
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown) => {
    if (chunk instanceof Uint8Array && left > 0) write(take(chunk));
    return finish();
  }) as typeof response.end;
}
