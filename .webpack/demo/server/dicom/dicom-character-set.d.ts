/** The part of dicom-character-set 1.0.5 that is used here; the package has no types of its own. */
declare module 'dicom-character-set' {
  export function convertBytes(
    specificCharacterSet: string | undefined,
    bytes: Uint8Array,
    options?: { vr?: string },
  ): string;
}
