import { sha256 } from '@noble/hashes/sha2.js';
import { type FindingsDocument, type FollowUpRecord } from './schema';

/**
 * The document without what identifies a patient, a study or a time: attributes, UIDs and dates are
 * dropped, free-text labels become their type's name with a number. Images keep a one-way key, by
 * which the same images are recognised where they are at hand.
 */
export function pseudonymise(document: FindingsDocument): FindingsDocument {
  return {
    ...document,
    created: undefined,
    study: undefined,
    images: document.images.map(image => ({
      ...image,
      sopInstanceUID: undefined,
      seriesInstanceUID: undefined,
    })),
    findings: document.findings.map((finding, n) => ({
      ...finding,
      label: `${finding.property.type.meaning} ${n + 1}`,
      description: undefined,
      tracking: undefined,
    })),
    ...(document.followUp ? { followUp: withoutPrior(document.followUp) } : {}),
  };
}

const withoutPrior = (followUp: FollowUpRecord): FollowUpRecord => ({
  ...followUp,
  prior: undefined,
  lesions: followUp.lesions.map(lesion => ({ ...lesion, tracking: undefined })),
});

/** The key of an image: what a file calls it without telling its UID. */
export function imageKey(sopInstanceUID: string, frameNumber?: number): string {
  const name = frameNumber === undefined ? sopInstanceUID : `${sopInstanceUID}#${frameNumber}`;
  const digest = sha256(new TextEncoder().encode(name));
  return Array.from(digest.subarray(0, 16), byte => byte.toString(16).padStart(2, '0')).join('');
}
