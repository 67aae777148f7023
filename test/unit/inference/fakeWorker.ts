import { expose } from 'comlink';
import type { InferenceApi } from '../../../extension/src/inference/api';

/** One end of a channel in the form of a Worker; the service answers on the other end. */
export class FakeWorker extends EventTarget {
  readonly #channel = new MessageChannel();
  terminated = false;
  constructor(service?: Partial<InferenceApi>) {
    super();
    if (service) expose(service, this.#channel.port2 as never);
    this.#channel.port1.onmessage = ({ data }) =>
      this.dispatchEvent(new MessageEvent('message', { data }));
  }
  postMessage(message: unknown, transferred: Transferable[] = []): void {
    if (!this.terminated) this.#channel.port1.postMessage(message, transferred as never);
  }
  terminate(): void {
    this.terminated = true;
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error', { cancelable: true }), { message }));
  }
}
