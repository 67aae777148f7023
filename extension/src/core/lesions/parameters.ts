import {
  SAM_DEFAULTS,
  type AutomaticParameters,
  type ThresholdParameters,
} from '../automatic/parameters';

/** Sets of parameters that a reader chooses between; they say nothing about what a lesion is. */
export const SENSITIVITIES = ['benign', 'malignant', 'metastasis'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** What a set is made of, in the scale of SAM's own weights. */
export const SENSITIVITY_SETS = {
  benign: { predIouThresh: 0.85, stabilityScoreThresh: 0.92, cropNLayers: 1 },
  malignant: { predIouThresh: 0.78, stabilityScoreThresh: 0.88, cropNLayers: 2 },
  metastasis: { predIouThresh: 0.75, stabilityScoreThresh: 0.85, cropNLayers: 3 },
} as const satisfies Record<Sensitivity, Partial<AutomaticParameters>>;

/**
 * The same in the scale of the weights that come with this product. They were taught to predict the
 * IoU that a mask really has, where SAM's are sure of nearly all they give: of the masks of a grid on
 * training slices 61, 73 and 78 % pass 0.85, 0.78 and 0.75 with SAM's weights (MobileSAM), 26, 32
 * and 36 % the stability. These values let as many of theirs pass.
 */
const OWN_SCALE: Record<
  Sensitivity,
  Pick<ThresholdParameters, 'predIouThresh' | 'stabilityScoreThresh'>
> = {
  benign: { predIouThresh: 0.24, stabilityScoreThresh: 0.44 },
  malignant: { predIouThresh: 0.21, stabilityScoreThresh: 0.38 },
  metastasis: { predIouThresh: 0.2, stabilityScoreThresh: 0.35 },
};

/** Points along a side of the first layer; each next one has as many on the whole organ. */
const POINTS_PER_SIDE = 24;
const POINTS_PER_BATCH = 8;

/** The scale that a model's predicted IoU is in: SAM's, or that of the weights trained here. */
export type IouScale = 'sam' | 'own';

/** A set as the generator of automatic masks takes it. */
export const gridParameters = (sensitivity: Sensitivity, scale: IouScale): AutomaticParameters => ({
  ...SAM_DEFAULTS,
  ...SENSITIVITY_SETS[sensitivity],
  ...(scale === 'own' ? OWN_SCALE[sensitivity] : {}),
  ...{ pointsPerSide: POINTS_PER_SIDE, pointsPerBatch: POINTS_PER_BATCH },
  cropNPointsDownscaleFactor: 2,
});
