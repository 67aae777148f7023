"""Values that segment-anything's own automatic mask generator gives on a fixed small model.

    pip install segment-anything==1.0 torch torchvision numpy opencv-python-headless
    python test/reference/automatic_masks.py > test/reference/automaticMasks.json
    npx prettier --write test/reference/automaticMasks.json

Run on 28 November 2026 with the versions that the result names. The unit test of
`extension/src/core/automatic` holds the product to these values: order, boxes, areas, run lengths,
scores and crops.

The model is simple enough to be written twice, here and in
`test/unit/core/automatic/referenceModel.ts`: of each point three masks, as logits at the pixels of
the crop, and their predicted IoUs. Everything else is the package's own code: grids, crops, filters,
stability score, non-maximum suppression, small regions, run lengths. Only additions, products,
divisions, roots and floors of doubles are used, which are the same in both languages.
"""

import json
import sys

import cv2
import numpy as np
import torch
import torchvision
from segment_anything.automatic_mask_generator import SamAutomaticMaskGenerator

WIDTH, HEIGHT = 190, 142

# Discs with a hole and a satellite: [x, y, radius, slope of the logits, hole's radius, satellite's].
OBJECTS = [
    [30.5, 33.25, 14, 3.5, 2.6, 2.2],
    [96.25, 41.5, 22.5, 4, 5.1, 1.4],
    [157.75, 30.5, 9.5, 2.5, 0, 3.2],
    [48.5, 101.25, 19, 1.25, 3.4, 2.9],
    [118.5, 96.75, 11.25, 6, 0, 0],
    [165.25, 110.5, 16.75, 5, 4.2, 4.6],
]

CASES = [
    {"points_per_side": 12, "pred_iou_thresh": 0.8, "stability_score_thresh": 0.9},
    {
        "points_per_side": 7,
        "points_per_batch": 5,
        "pred_iou_thresh": 0.0,
        "stability_score_thresh": 0.5,
        "stability_score_offset": 2.5,
        "box_nms_thresh": 0.3,
        "crop_nms_thresh": 0.9,
        "min_mask_region_area": 60,
    },
    {
        "points_per_side": 8,
        "pred_iou_thresh": 0.82,
        "stability_score_thresh": 0.88,
        "crop_n_layers": 1,
    },
    {
        "points_per_side": 12,
        "pred_iou_thresh": 0.86,
        "stability_score_thresh": 0.8,
        "crop_n_layers": 2,
        "crop_n_points_downscale_factor": 2,
        "crop_nms_thresh": 0.6,
    },
    {
        "points_per_side": 7,
        "points_per_batch": 16,
        "pred_iou_thresh": 0.88,
        "stability_score_thresh": 0.7,
        "crop_n_layers": 2,
        "crop_overlap_ratio": 0.2,
        "min_mask_region_area": 25,
    },
    {
        "points_per_side": 12,
        "pred_iou_thresh": 0.84,
        "stability_score_thresh": 0.85,
        "crop_n_layers": 1,
        "crop_n_points_downscale_factor": 2,
        "min_mask_region_area": 400,
    },
]


def answers(x0, y0, width, height, point):
    """Logits [3, height, width] at the pixels of a crop and predicted IoUs [3] for one point."""
    px, py = point[0] + x0, point[1] + y0
    xs = np.arange(width, dtype=np.float64)[None, :] + x0
    ys = np.arange(height, dtype=np.float64)[:, None] + y0

    def disc(x, y, radius, slope):
        return slope * (radius - np.sqrt((xs - x) * (xs - x) + (ys - y) * (ys - y)))

    def outside(one):
        return np.sqrt((px - one[0]) * (px - one[0]) + (py - one[1]) * (py - one[1])) - one[2]

    nearest = min(OBJECTS, key=outside)
    x, y, radius, slope, hole, satellite = nearest
    # A crop shows a little more than the whole image does.
    radius = radius + (x0 * 3 + y0 * 5) % 7 / 16
    part = disc(x, y, radius, slope)
    if hole > 0:
        part = np.minimum(part, -disc(x + 3, y - 2, hole, slope))
    if satellite > 0:
        part = np.maximum(part, disc(x - 1, y + radius + 6, satellite, slope))
    logits = np.stack(
        [
            np.broadcast_to(part, (height, width)),
            disc(x, y, radius * 1.5, 1.75),
            disc(px, py, 8.5, 3),
        ]
    )

    def share(n):
        u = px * 0.37 + py * 0.61 + n * 0.29
        return u - np.floor(u)

    return logits, np.array([0.72 + 0.27 * share(n) - 0.05 * n for n in range(3)])


class Coordinates:
    def apply_coords(self, coords, _size):
        return coords


class FixedModel:
    mask_threshold = 0.0


class FixedPredictor:
    """Stands in for SamPredictor. Each pixel of its image says where it lies."""

    device = torch.device("cpu")
    transform = Coordinates()
    model = FixedModel()

    def set_image(self, image):
        self.x0, self.y0 = int(image[0, 0, 0]), int(image[0, 0, 1])
        self.height, self.width = image.shape[:2]

    def reset_image(self):
        pass

    def predict_torch(self, points, labels, multimask_output, return_logits):
        assert multimask_output and return_logits and bool((labels == 1).all())
        masks, ious = zip(
            *(
                answers(self.x0, self.y0, self.width, self.height, point)
                for point in points[:, 0].numpy()
            )
        )
        masks = torch.as_tensor(np.stack(masks)).float()
        return masks, torch.as_tensor(np.stack(ious)).float(), None


class Generator(SamAutomaticMaskGenerator):
    def __init__(self, **options):
        super().__init__(None, output_mode="uncompressed_rle", **options)
        self.predictor = FixedPredictor()


def main():
    import segment_anything.automatic_mask_generator as module

    # The package makes a predictor of the model at once.
    module.SamPredictor = lambda _: None
    image = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    image[..., 0] = np.arange(WIDTH)[None, :]
    image[..., 1] = np.arange(HEIGHT)[:, None]
    cases = []
    for options in CASES:
        masks = Generator(**options).generate(image)
        cases.append(
            {
                "options": options,
                "masks": [
                    {
                        **{key: value for key, value in mask.items() if key != "segmentation"},
                        "counts": mask["segmentation"]["counts"],
                    }
                    for mask in masks
                ],
            }
        )
        print(len(masks), "masks of", options, file=sys.stderr)
    versions = {
        "segment-anything": "1.0",
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "numpy": np.__version__,
        "opencv": cv2.__version__,
    }
    result = {
        "versions": versions,
        "width": WIDTH,
        "height": HEIGHT,
        "objects": OBJECTS,
        "cases": cases,
    }
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()


main()
