import { patientVolume, SeriesAnatomy, type OrganPreset, type OrganStack } from '../../core/organs';
import { pageYielder } from '../../host/mainThread';
import type { ShownSlice, SliceReader } from '../../host/slices';

/** The slices as the search takes them. */
export const stackOf = (
  slices: readonly ShownSlice[],
  reader: Pick<SliceReader, 'readSlice'>,
): OrganStack => {
  const yieldToPage = pageYielder();
  return {
    planes: slices.map(({ plane }) => plane),
    read: async k => {
      await yieldToPage();
      return reader.readSlice(slices[k]);
    },
  };
};

/** What is known of the series that was read last: a second organ is found without reading again. */
export class KnownSeries {
  #known: { readonly tag: string; readonly anatomy: SeriesAnatomy } | null = null;

  /** Rejects with SamError `pixels-unavailable`. */
  async anatomyOf(
    slices: readonly ShownSlice[],
    stack: OrganStack,
    presets: readonly OrganPreset[],
    told: (done: number) => void,
  ): Promise<SeriesAnatomy> {
    const tag = slices.map(({ key }) => key).join();
    if (this.#known?.tag !== tag) {
      const volume = await patientVolume(stack, told);
      this.#known = { tag, anatomy: new SeriesAnatomy(volume, presets) };
    }
    return this.#known.anatomy;
  }

  forget(): void {
    this.#known = null;
  }
}
