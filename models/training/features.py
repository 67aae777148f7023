"""Stores the input of the encoder's third stage for each prepared view: `shard-0000.features.npy`,
[n, 160, 28, 28] in half precision. The stages before it are not trained, so they run once."""

import argparse
from pathlib import Path

import numpy as np
import torch

from network import IMAGE_SIZE, Sam
from published import load_published

MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


def normalised(images: np.ndarray, device: torch.device | str = 'cpu') -> torch.Tensor:
    """Grey levels [n, S, S] uint8 to the encoder's input [n, 3, S, S]."""
    grey = torch.from_numpy(images).to(device).float()[:, None].expand(-1, 3, -1, -1)
    mean, std = (torch.tensor(v, device=device).view(1, 3, 1, 1) for v in (MEAN, STD))
    return ((grey - mean) / std).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def stage_inputs(model: Sam, images: np.ndarray, device: str, batch: int = 8) -> np.ndarray:
    side = IMAGE_SIZE // 16
    out = np.empty((len(images), 160, side, side), np.float16)
    for start in range(0, len(images), batch):
        part = slice(start, start + batch)
        with torch.autocast(device, torch.bfloat16):
            out[part] = model.encoder.head(normalised(images[part], device)).float().half().cpu().numpy()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='folder of encoder.onnx and sam.onnx')
    parser.add_argument('views', type=Path, help='folder that prepare.py filled')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    args = parser.parse_args()
    model = load_published(args.weights).eval().to(args.device, memory_format=torch.channels_last)
    for path in sorted(args.views.glob('shard-????.npz')):
        target = path.with_suffix('.features.npy')
        if not target.exists():
            part = path.with_suffix('.part.npy')
            np.save(part, stage_inputs(model, np.load(path)['images'], args.device))
            part.rename(target)


if __name__ == '__main__':
    main()
