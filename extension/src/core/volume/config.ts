/**
 * Every constant of propagation with its reason. Units are mm of the patient, or shares.
 */
export const VOLUME_CONFIG = {
  prompts: {
    /** A border moves sideways by so much per mm between slices: organs are rounder than cones. */
    slackPerMm: 0.8,
    /** Least and most slack of a box, mm: thin slices still differ, thick ones don't double. */
    leastSlackMm: 1.5,
    mostSlackMm: 10,
    /** Parts of a mask below this share of the largest get no point of their own. */
    partShare: 0.15,
    /** Points that a mask is asked for by at most: branches beyond that are rare. */
    mostPoints: 4,
  },
  tissue: {
    /** Values so many spreads from the object's median are another tissue; textures reach 2. */
    reach: 2.5,
    /** Less spread than that (HU; elsewhere 1/600 of the range) is less than noise makes. */
    leastSpreadUnits: 15,
    /** Parts below this share of the largest are noise. */
    speckShare: 0.1,
  },
  plausible: {
    /** Below this share of the smaller mask the object would have jumped. */
    leastOverlap: 0.5,
    /** An area that grows by more leaks; one that shrinks to less is what is left of the end. */
    mostGrowth: 2.2,
    leastGrowth: 0.25,
    /** In spreads of the values of the fixed mask: other tissue. */
    mostShift: 2,
    /** The model does not believe in its own mask; it was taught to where objects end. */
    leastPredictedIoU: 0.4,
    /** What came from unsure neighbours, and is unsure itself, is not worth a reader's look. */
    leastConfidence: 0.15,
    /** Pixels that a mask needs. */
    leastPixels: 4,
  },
  /** Thin slices are followed in strides of so many mm; those between are filled from both ends. */
  strideMm: 4,
  /** Gaps are judged as so many steps of this many mm: more may change across a wide gap. */
  stepMm: 5,
};

export type VolumeConfig = typeof VOLUME_CONFIG;
