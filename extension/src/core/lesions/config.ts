/**
 * Every constant of the search for lesions with its reason. Units are mm, or the organ's spread: the
 * standard deviation of its own values.
 */
export const LESION_CONFIG = {
  organ: {
    /** Notches of an organ that a lesion at its rim was left out of, mm. */
    closeMm: 3,
    /** At the rim voxels are mixed with what is beside the organ, and masks are not exact. */
    rimMm: 1.5,
    /** Least spread in HU: a phantom's organ has hardly any, and lung's vessels count for little. */
    leastSpreadHu: 10,
    leastSpreadLungHu: 80,
    /** An organ below that is lung. */
    lungHu: -500,
  },
  grid: {
    /** Finer than that the smallest lesion looked for gains nothing, mm. */
    voxelMm: 0.9,
    /** More voxels take seconds and memory; a large organ is looked at more coarsely. */
    mostVoxels: 5e6,
    /** How far beyond the organ the grid reaches, mm. */
    marginMm: 4,
    /** The model's grid is asked on slices so far apart: a lesion of 5 mm is on one of them. */
    sliceMm: 5,
    /** It looks where the organ differs by so many spreads. */
    leastDifference: 2,
    /** Closer than the engine's own view of a click nothing is gained, mm. */
    leastCropMm: 64,
    /** More of the organ on a slice is no lesion's section; fewer pixels are noise. */
    mostOrganShare: 0.3,
    leastPixels: 6,
  },
  blobs: {
    /** Smallest diameter, mm; each next one is larger by √2. */
    leastDiameterMm: 4,
    mostDiameterMm: 64,
    /** Diameter of the ball that a difference of Gaussians σ − 2σ answers most to, in σ. */
    diameterPerSigma: 4.7,
    /** A coarser grid is enough when σ is so many voxels. */
    voxelsPerSigma: 2.5,
    /** Values further from the organ's are no more telling: bone, metal, gas. */
    mostSpreads: 14,
    /** Less of a difference is noise. */
    leastResponse: 0.25,
    /** Blobs about one place that differ in size by more may lie in one another. */
    nestedRatio: 2.5,
    /** As many as are looked at: sorting out the rest costs more than it gives. */
    mostLooked: 3000,
    mostKept: 150,
    /** How far a blob is followed, in its radii: twice the volume of what it may be. */
    reach: 1.6,
  },
  parts: {
    /** Smoothing that borders are looked at in: noise of single voxels, mm. */
    detailMm: 0.8,
    /** Smoothing and levels of the connected parts: vessels fall apart in the coarser ones. */
    sigmasMm: [1.2, 2.4, 4.8],
    levels: [1.2, 2, 3.2, 5],
    /** A ball of 2.5 mm; noise makes smaller ones. */
    leastMm3: 8,
    /** A part with more of the organ is the organ. */
    mostShare: 0.7,
    /** Suspects that share more than that are one. */
    mostShared: 0.2,
  },
  evidence: {
    /** What counts as around a region, mm; and how far beyond the organ it is looked. */
    aroundMm: 2.5,
    beyondMm: 4,
    /** With fewer voxels of the organ around, for each face of the border, it is an island. */
    leastAround: 0.1,
    /** More contrast is no more telling. */
    mostContrast: 4,
    /** From so many spreads on it is no part of the organ's own values. */
    usualFromOrgan: 2,
    /** A lesion of that diameter counts as usual, mm; no more than for one so many times as large. */
    usualMm: 6,
    mostSize: 4,
    /** Fat between the parts of an organ (sinus of a kidney, fissures) is hardly ever a lesion. */
    fatHu: [-150, -30],
    fatShare: 0.3,
  },
  model: {
    /** Slices that a suspect is drawn on to hear the model's opinion. */
    slicesAsked: 3,
    /** A mask with less Dice is of another object than the suspect. */
    leastAgreement: 0.5,
  },
  list: {
    /** Suspects that the model is asked about. */
    mostAsked: 24,
    /** A score below that is hardly a difference, whatever else there is. */
    leastScoreHu: 0.4,
    /** Elsewhere the organ's spread holds several tissues and the coil's, so all scores are less. */
    leastScore: 0.25,
    /** So much more than the score of that rank is not one of many alike. */
    crowdRank: 16,
    crowdFactor: 3,
    /** But what comes within so many of those shares of the first one stays, however many are alike. */
    crowdShare: 2.5,
    /** Less than that share of the first one's score is not worth a look beside it. */
    leastShare: { benign: 0.4, malignant: 0.3, metastasis: 0.2 },
    /** Entries of the list at most. */
    most: { benign: 8, malignant: 12, metastasis: 20 },
  },
};
export type LesionConfig = typeof LESION_CONFIG;
