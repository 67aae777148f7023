"""Dice of a checkpoint, and of the published weights beside it, on objects never trained on.

Each object is asked for with a click in its middle and one off its middle (both in the whole slice
and in the close view), and with a box (5 % wider on each side, in the object's view). Of all masks the
one of the greatest predicted IoU counts; `best` is the best of them for the truth.
"""

import argparse
import csv
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from cases import Case, held_out, open_sets
from features import normalised
from network import BOX_CORNER_1, BOX_CORNER_2, IMAGE_SIZE, MASK_SIZE, PADDING, POSITIVE, Sam
from published import load_published
from views import TISSUE_WIDTH, Frame, frame_of, render, window_of

TASKS = ('middle', 'off', 'box')
FIELDS = [f'{t}{kind}' for t in TASKS for kind in ('', ' best')]


def click_at(mask: np.ndarray, task: str, rng: random.Random) -> tuple[int, int]:
    """A deepest pixel, or one at 0.3 to 0.6 of the greatest depth."""
    depth = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    share = depth / depth.max()
    wanted = (share >= 0.3) & (share <= 0.6) if task == 'off' else share >= 0.999
    rows, columns = np.where(wanted if wanted.any() else mask)
    i = rng.randrange(len(rows))
    return int(rows[i]), int(columns[i])


def to_view(row: float, column: float, frame: Frame, spacing: tuple[float, float]) -> tuple[float, float]:
    """A pixel of the slice in the view's pixels (x, y)."""
    scale = IMAGE_SIZE / frame.side
    x = ((column - frame.column) * spacing[1] + frame.side / 2) * scale - 0.5
    return x, ((row - frame.row) * spacing[0] + frame.side / 2) * scale - 0.5


def prompt(case: Case, task: str, click: tuple[int, int], frame: Frame) -> tuple[list, list]:
    spacing = case.piece.spacing
    if task != 'box':
        return [to_view(*click, frame, spacing), (0, 0)], [POSITIVE, PADDING]
    rows, columns = np.where(case.mask)
    dy, dx = 0.05 * (np.ptp(rows) + 1) + 0.5, 0.05 * (np.ptp(columns) + 1) + 0.5
    corners = (rows.min() - dy, columns.min() - dx), (rows.max() + dy, columns.max() + dx)
    return [to_view(*c, frame, spacing) for c in corners], [BOX_CORNER_1, BOX_CORNER_2]


def on_slice(logits: np.ndarray, frame: Frame, case: Case) -> np.ndarray:
    """The mask of a view's logits at the slice's pixels."""
    out = np.zeros(case.mask.shape, bool)
    at = [
        ((np.arange(n) - middle) * s + frame.side / 2) / frame.side * MASK_SIZE - 0.5
        for n, middle, s in zip(case.mask.shape, (frame.row, frame.column), case.piece.spacing, strict=True)
    ]
    inside = [np.where((a > -0.5) & (a < MASK_SIZE - 0.5))[0] for a in at]
    grid = np.meshgrid(*(a[i] for a, i in zip(at, inside, strict=True)), indexing='ij')
    out[np.ix_(*inside)] = ndimage.map_coordinates(logits, grid, order=1, mode='nearest') > 0
    return out


class Question:
    """A case's view and prompt, and the view's stage input once it is known."""

    def __init__(self, case: Case, task: str, kind: str, click: tuple[int, int]):
        self.case, self.task = case, task
        self.frame = frame_of(kind, case.piece, case.mask, click)
        window = window_of(kind, case.piece, case.mask, click, TISSUE_WIDTH, False)
        self.image = (render(case.piece, self.frame, *window) * 255).astype(np.uint8)
        self.points, self.labels = prompt(case, task, click, self.frame)


def questions(case: Case, seed: str) -> list[Question]:
    rng = random.Random(seed)
    asked = []
    for task in TASKS:
        click = click_at(case.mask, task, rng)
        kinds = ('object',) if task == 'box' else ('whole', 'close')
        asked += [Question(case, task, kind, click) for kind in kinds]
    return asked


@torch.no_grad()
def answer(model: Sam, asked: list[Question], device: str) -> dict[str, list[tuple[float, float, float]]]:
    """Of each task: predicted IoU, IoU and Dice of all masks."""
    images = normalised(np.stack([q.image for q in asked]), device)
    with torch.autocast(device, torch.bfloat16):
        embedding = model.encoder(images).float()
    coords = torch.tensor([q.points for q in asked], dtype=torch.float32, device=device)
    labels = torch.tensor([q.labels for q in asked], device=device)
    logits, predicted = (t.float().cpu().numpy() for t in model.decode(embedding, coords, labels))
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for question, masks, said in zip(asked, logits, predicted, strict=True):
        truth = question.case.mask
        for mask, sure in zip(masks, said, strict=True):
            on = on_slice(mask, question.frame, question.case)
            both, total = int((on & truth).sum()), int(on.sum() + truth.sum())
            found[question.task].append((float(sure), both / max(1, total - both), 2 * both / max(1, total)))
    return found


def evaluate(model: Sam, cases: list[Case], device: str) -> list[dict]:
    rows = []
    for number, case in enumerate(cases):
        row: dict = {'group': case.group, 'set': case.set_name, 'label': case.label, 'lesion': case.lesion}
        errors = []
        for task, found in answer(model, questions(case, f'{number}'), device).items():
            said, iou, dice = max(found)
            row |= {task: dice, f'{task} best': max(f[2] for f in found)}
            errors.append((abs(said - iou), said >= 0.9, said >= 0.9 and iou < 0.5))
        row['calibration'] = float(np.mean([e[0] for e in errors]))
        row['sure'], row['wrong'] = sum(e[1] for e in errors), sum(e[2] for e in errors)
        rows.append(row)
    return rows


def summary(rows: list[dict]) -> list[dict]:
    """Means over labels of each group, and of the lesions among them."""
    out = []
    for name in [*dict.fromkeys(r['group'] for r in rows), 'lesions']:
        chosen = [r for r in rows if r['group'] == name or (name == 'lesions' and r['lesion'])]
        by_label = defaultdict(list)
        for row in chosen:
            by_label[row['set'], row['label']].append(row)
        means = {
            f: np.mean([np.mean([r[f] for r in rs]) for rs in by_label.values()])
            for f in [*FIELDS, 'calibration']
        }
        sure = sum(r['sure'] for r in chosen)
        wrong = sum(r['wrong'] for r in chosen) / max(1, sure)
        out.append(
            {'group': name, 'labels': len(by_label)}
            | {k: round(float(v), 3) for k, v in means.items()}
            | {'sure but wrong': round(wrong, 3)}
        )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='folder of the published encoder.onnx and sam.onnx')
    parser.add_argument('data', type=Path, help='folder that holds permissive/ and validation/')
    parser.add_argument('checkpoint', type=Path, nargs='?', help='without it: the published weights')
    parser.add_argument('--open', type=Path, help='test on this folder of DICOM sets instead')
    parser.add_argument('--per-set', type=int, default=5)
    parser.add_argument('--out', type=Path, help='CSV file that the figures are added to')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    args = parser.parse_args()
    model, name = load_published(args.weights), 'published'
    if args.checkpoint:
        state = torch.load(args.checkpoint, weights_only=False, map_location='cpu')
        model.load_state_dict(state['average'])
        name = f'{args.checkpoint.stem}, step {state["step"]}'
    model = model.eval().to(args.device, memory_format=torch.channels_last)
    cases = open_sets(args.open) if args.open else held_out(args.data, args.per_set)
    lines = [{'model': name} | line for line in summary(evaluate(model, cases, args.device))]
    for line in lines:
        print(line, flush=True)
    if args.out:
        fresh = not args.out.exists()
        with args.out.open('a', newline='') as file:
            writer = csv.DictWriter(file, lines[0].keys(), lineterminator='\n')
            if fresh:
                writer.writeheader()
            writer.writerows(lines)


if __name__ == '__main__':
    main()
