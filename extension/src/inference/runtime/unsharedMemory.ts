/** What ONNX Runtime's module asks for, in pages of 64 KiB: 16 MiB, growing up to 4 GiB. */
const MEMORY = { initial: 256, maximum: 65536 };
/** Of the WebAssembly binary format: the section of imports, and the kinds of import. */
const IMPORTS = 2;
const KIND = { function: 0, table: 1, memory: 2, global: 3 };
/** Flags of a memory's limits: a maximum is told; it is shared. */
const [HAS_MAXIMUM, SHARED] = [1, 2];
const HEADER_BYTES = 8;

/**
 * What one thread runs on. Every build of ONNX Runtime asks for memory that threads can share, and
 * for 4 GiB of it at most, however many threads there are. Some browsers (Safari on iPhone and iPad)
 * set the maximum aside at once when memory is shared, and refuse it. Then this worker gets memory
 * of its own, which grows as needed: the module is told so by its import's flag, and nothing waits
 * for another thread. Memory that is granted is handed on, so that it is not asked for twice.
 *
 * @param wasmUrl the module, which is fetched here only when shared memory is refused.
 * @returns the module with the flag changed; undefined when it can be loaded as it is.
 */
export async function oneThreadModule(wasmUrl: string): Promise<Uint8Array | undefined> {
  try {
    handOver(new WebAssembly.Memory({ ...MEMORY, shared: true }));
    return undefined;
  } catch {
    const response = await fetch(wasmUrl);
    if (!response.ok) throw new Error(`no available backend: ${response.status} for the runtime.`);
    const module = withUnsharedMemory(new Uint8Array(await response.arrayBuffer()));
    handOver(new WebAssembly.Memory(MEMORY));
    // Waiting takes shared memory; without it ONNX Runtime passes messages instead.
    delete (Atomics as { waitAsync?: unknown }).waitAsync;
    return module;
  }
}

/** The next memory of this size that the worker asks for is this one. */
function handOver(memory: WebAssembly.Memory): void {
  const { Memory } = WebAssembly;
  const isShared = !(memory.buffer instanceof ArrayBuffer);
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      if (descriptor.maximum !== MEMORY.maximum) {
        return new target({ ...descriptor, shared: isShared && descriptor.shared });
      }
      WebAssembly.Memory = Memory;
      return memory;
    },
  });
}

/**
 * A WebAssembly module whose imported memory is not shared. Atomic operations work on it as on any;
 * only waiting would not. Changes the bytes in place.
 */
function withUnsharedMemory(module: Uint8Array): Uint8Array {
  let at = HEADER_BYTES;
  /** An unsigned number, LEB128. */
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = module[at++];
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return value;
  };
  const limits = () => {
    const flags = module[at++];
    number();
    if (flags & HAS_MAXIMUM) number();
  };
  const skipImport = (kind: number) => {
    if (kind === KIND.function) number();
    else if (kind === KIND.global) at += 2;
    else {
      if (kind === KIND.table) at++;
      else module[at] &= ~SHARED;
      limits();
    }
  };
  while (at < module.length) {
    const section = module[at++];
    const end = number() + at;
    if (section === IMPORTS) {
      for (let left = number(); left > 0; left--) {
        for (let name = 0; name < 2; name++) at = number() + at;
        skipImport(module[at++]);
      }
    }
    at = end;
  }
  return module;
}
