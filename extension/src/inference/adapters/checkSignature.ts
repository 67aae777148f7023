import { SamError } from '../../core/errors';
import type { ModelManifest } from '../modelManifest';
import type { EncoderSession, ModelSession } from '../modelRuntime';
import { adapters } from '.';
import type { GraphSignature } from './modelAdapter';

/**
 * Compares the tensors that an entry's graphs have with those that its family needs. Throws
 * SamError `model-corrupt` that says which are missing and which there are.
 */
export function checkSignature(
  model: ModelManifest,
  sessions: { readonly encoder: EncoderSession; readonly decoder: ModelSession },
): void {
  const needed = adapters[model.family].signature(model);
  for (const graph of ['encoder', 'decoder'] as const) {
    const { names } = sessions[graph];
    if (names) compare(`${model.id}: the ${graph} of family ${model.family}`, needed[graph], names);
  }
}

function compare(what: string, needed: GraphSignature, has: GraphSignature): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const missing = needed[side].filter(name => !has[side].includes(name));
    if (!missing.length) continue;
    const detail = `${what} lacks the ${side} ${missing.join(', ')}; it has ${has[side].join(', ')}.`;
    throw new SamError('model-corrupt', detail);
  }
}
