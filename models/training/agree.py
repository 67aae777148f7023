"""Compares the viewer's graphs, made from an export, with the network: fails when they differ."""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from network import BOX_CORNER_1, BOX_CORNER_2, IMAGE_SIZE, MASK_SIZE, PADDING, POSITIVE
from published import load_published

TOLERANCE = {'embedding': 0.02, 'masks': 0.25, 'predicted IoU': 0.01}
"""Largest differences that weights in half precision may make."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='folder of the published encoder.onnx and sam.onnx')
    parser.add_argument('checkpoint', type=Path)
    parser.add_argument('graphs', type=Path, help='folder of encoder.onnx and decoder.onnx at 448 pixels')
    args = parser.parse_args()
    model = load_published(args.weights).eval()
    model.load_state_dict(torch.load(args.checkpoint, weights_only=False, map_location='cpu')['average'])
    encoder, decoder = (
        onnxruntime.InferenceSession(args.graphs / f'{r}.onnx') for r in ('encoder', 'decoder')
    )
    image = torch.randn(1, 3, IMAGE_SIZE, IMAGE_SIZE, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        embedding = model.encoder(image)
    (found,) = encoder.run(None, {encoder.get_inputs()[0].name: image.numpy()})
    differences = {'embedding': [np.abs(embedding.numpy() - found).max()], 'masks': [], 'predicted IoU': []}
    points = [[100.0, 200.0], [0.0, 0.0]], [[50.0, 80.0], [300.0, 310.0]]
    for coords, labels in zip(points, ([POSITIVE, PADDING], [BOX_CORNER_1, BOX_CORNER_2]), strict=True):
        with torch.no_grad():
            masks, sure = model.decode(
                torch.from_numpy(found), torch.tensor([coords]), torch.tensor([labels])
            )
        feeds = {
            'image_embeddings': found,
            'point_coords': np.array([coords], np.float32),
            'point_labels': np.array([labels], np.float32),
            'mask_input': np.zeros((1, 1, MASK_SIZE, MASK_SIZE), np.float32),
            'has_mask_input': np.zeros(1, np.float32),
        }
        low, iou = decoder.run(['low_res_masks', 'iou_predictions'], feeds)
        differences['masks'].append(np.abs(masks.numpy() - low).max())
        differences['predicted IoU'].append(np.abs(sure.numpy() - iou).max())
    for name, values in differences.items():
        print(f'{name}: largest difference {max(values):.5f}')
        if max(values) > TOLERANCE[name]:
            raise SystemExit(f'{name}: more than {TOLERANCE[name]}')


if __name__ == '__main__':
    main()
