/**
 * Every tuned constant of the engine with its reason; test/bench/accuracy/README.md has the
 * measurements. Units are mm of the patient, pixels of the slice, logits of the decoder, or units
 * of contrast: 1 HU in CT, elsewhere 1/600 of the robust range of the values around the prompts.
 */
export const ENGINE_CONFIG = {
  /** Parts of the engine that can be switched off, as the ablation bench does. */
  stages: {
    /** A crop around the prompts is shown; else the whole slice. */
    crop: true,
    /** Beside it the whole slice for a click, a window on the tissue for a box. */
    secondView: true,
    /** Masks are chosen by the score; else by the model's predicted IoU. */
    score: true,
    /** The border moves to where the values change, and the prompts are kept to. */
    postprocess: true,
    /** A further click corrects the mask before around itself. */
    correct: true,
  },

  views: {
    /**
     * Side of the view around a click: small structures need the detail. What does not fit is seen
     * in the whole slice, which is encoded before any click.
     */
    surroundingsMm: 64,
    /** The crop's side relative to the object's longest side: SAM saw objects in surroundings. */
    objectCrop: 1.6,
    /** Below this there is more interpolation than image, mm. */
    minCropMm: 24,
    /** Side of the square that a click's unit of contrast is taken from. */
    contrastMm: 140,
    /** Values within this distance of the click are its tissue. */
    tissueRadiusMm: 2,
    /** Values within this distance of the click are its surroundings. */
    surroundingsRadiusMm: 12,
    /** Width of the tissue window: soft tissues differ by some 50 HU. */
    tissueUnits: 100,
    /** Surroundings windows reach beyond the 5th to 95th percentile by that share on each side. */
    clickMargin: 0.25,
    objectMargin: 0.15,
    /** Least width of a surroundings window. */
    minSurroundingsUnits: 120,
    /** Below this is lung or gas, above this bone or dense contrast (HU): they vary more. */
    lungHu: -300,
    lungWidth: 600,
    boneHu: 200,
    boneWidth: 300,
    /** Passes of smoothing in the tissue window, which is narrow enough to show noise. */
    tissueSmoothing: 1,
  },

  decode: {
    /** How sure a mask without logits of its own is said to be when it is fed back; 0: it is not. */
    maskLogit: 6,
  },

  hypotheses: {
    /** Parts smaller than this share of the largest one, without a click in them, are specks. */
    speckShare: 0.2,
    /** Quick answers are chosen on about so many pixels a side: it takes a fraction of the time. */
    coarseSide: 256,
    /** What is looked at around a mask, in pixels and as a share of its longer side. */
    minMargin: 12,
    marginShare: 0.25,
  },

  /** Weights of the terms of the score. */
  score: {
    /** The model's own opinion, which is what it was trained for: the measure of all others. */
    predictedIoU: 1,
    /** Mean overlap with the other masks: what both views see is there. */
    agreement: 0.8,
    /** How strongly a box asks for a mask that fills it: the exponent of their overlap. */
    tightness: 2,
    /** An outline drawn by hand is loose: what fills it is hardly better than what doesn't. */
    outlineTightness: 0.5,
    /** What a click on the wrong side costs; more than any other term can give. */
    violation: -2,
    /** For a mask that changes the one before only as the new clicks ask for. */
    consistency: 0.8,
    /** For a change that has the new clicks in its middle: readers click that of an error. */
    changeCentrality: 1,
    /** For a postprocessed mask that fills the box better or worse than the model drew it. */
    boxFit: 1,
    /** A local correction is what the reader asked for: more than all other terms together. */
    corrected: 100,
  },

  /** How many candidates are shown. */
  candidates: 4,

  postprocess: {
    /** Parts smaller than this share of the largest one, without a click in them, are specks. */
    speckShare: 0.1,
    /** Values further from the tissue don't count: the border is drawn at their rim. */
    rangeUnits: 450,
    /** What a pixel in the slack of a box has to be sure of beyond others, in logits. */
    slackLogit: 5,
    /** Every click ends up on its side, by a disc around it if the model will not have it so. */
    clicksHold: true,
    border: {
      /** How far the border may move, in pixels: it is drawn at the edge it is near to. */
      reach: 4,
      /** A single value says at most so much for inside or outside, in logits. */
      maxTissueLogit: 3,
      /** What a pixel's own value counts against the model's logit. */
      tissueWeight: 0.5,
      /** What each alike neighbour counts, in logits. */
      neighbourWeight: 0.3,
      /** Neighbours are alike when they differ by less than this share of the patch's range. */
      alikeShare: 0.06,
      iterations: 5,
      /** How often histograms are taken: the second time of the mask that the first gave. */
      rounds: 2,
    },
  },

  /** A click in aerated lung. */
  lung: {
    /** Air ends here, halfway between lung and soft tissue, HU. */
    limitHu: -400,
    /** The median of a lung, HU; that of gas in bowel and airways is lower. */
    leastMedianHu: -960,
    mostMedianHu: -500,
    /** Vessels, up to this section, belong to it. */
    holeMm2: 300,
    /** What such masks reach, where the truth is known. */
    predictedIoU: 0.9,
    /** More than all that speaks for a mask of the model's. */
    precedence: 10,
  },

  refine: {
    /**
     * A click corrects locally when the error that it sits in is not thicker than the mask, by
     * these factors; a thicker one says that the mask is wrong as a whole. What leaks is rather
     * wrong as a whole than what misses a part.
     */
    localInclude: 1.2,
    localExclude: 0.5,
    /**
     * How far a click's correction spreads, in depths of the click: a pixel changes when its
     * distance to the border, and `along` times that from the click along the border, are less
     * than `own` and `voted` times the share of the masks that want it changed. A logistic
     * regression of which pixels were wrong, rounded.
     */
    spread: {
      own: 0.85,
      voted: 1.4,
      along: 0.22,
      /** Nothing further from the click than so many depths changes. */
      reach: 6,
    },
  },
};

/** The engine's constants; another set of them makes another engine. */
export type EngineConfig = typeof ENGINE_CONFIG;

/**
 * The constants for prompts that were taken from the mask of a neighbouring slice: they tell where
 * the object is to be expected, not where it is.
 */
export const NEIGHBOUR_CONFIG: EngineConfig = {
  ...ENGINE_CONFIG,
  // The neighbour's mask says which tissue it is: one view, in half the time, found no less.
  stages: { ...ENGINE_CONFIG.stages, secondView: false },
  score: {
    ...ENGINE_CONFIG.score,
    // The box holds what may have grown: a mask that fills it is hardly better.
    tightness: 0.5,
    boxFit: 0,
    // Where the object has ended, no mask holds the points.
    violation: 0,
    // Alike is likely; but it is the change from slice to slice that is to be found.
    consistency: 0.3,
  },
  postprocess: { ...ENGINE_CONFIG.postprocess, slackLogit: 0, clicksHold: false },
};
