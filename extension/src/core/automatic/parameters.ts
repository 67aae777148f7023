/**
 * Parameters of SAM's automatic mask generator (Kirillov et al. 2023; `SamAutomaticMaskGenerator` of
 * segment-anything 1.0), with its names and meanings. These take effect where the model runs.
 */
export interface GridParameters {
  /** Points along one side of the image: the grid has their square. */
  readonly pointsPerSide: number;
  /** Points that the model is asked about at once. */
  readonly pointsPerBatch: number;
  /** How far the cut-off of the logits is moved up and down for the stability score. */
  readonly stabilityScoreOffset: number;
  /** Layers of crops besides the whole image: layer n has 2ⁿ × 2ⁿ of them. */
  readonly cropNLayers: number;
  /** Overlap of the first layer's crops as a share of the image's shorter side. */
  readonly cropOverlapRatio: number;
  /** Layer n has the points of a side divided by this to the power of n. */
  readonly cropNPointsDownscaleFactor: number;
}

/** These choose among the masks that were found, without the model. */
export interface ThresholdParameters {
  /** Masks have a predicted IoU above this; 0 takes all. */
  readonly predIouThresh: number;
  /** Masks have at least this stability score; 0 takes all. */
  readonly stabilityScoreThresh: number;
  /** Of masks of one crop whose boxes have a higher IoU, the surest stays. */
  readonly boxNmsThresh: number;
  /** The same across crops, where the one of the smaller crop stays. */
  readonly cropNmsThresh: number;
  /** Islands and holes of fewer pixels are removed; 0 leaves all. */
  readonly minMaskRegionArea: number;
}

export interface AutomaticParameters extends GridParameters, ThresholdParameters {}

/** The defaults of `SamAutomaticMaskGenerator`. */
export const SAM_DEFAULTS: AutomaticParameters = {
  pointsPerSide: 32,
  pointsPerBatch: 64,
  predIouThresh: 0.88,
  stabilityScoreThresh: 0.95,
  stabilityScoreOffset: 1,
  boxNmsThresh: 0.7,
  cropNLayers: 0,
  cropNmsThresh: 0.7,
  cropOverlapRatio: 512 / 1500,
  cropNPointsDownscaleFactor: 1,
  minMaskRegionArea: 0,
};
