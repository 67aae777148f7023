"""Trains on stored views; stop it whenever you like, the same command goes on from the checkpoint."""

import argparse
import copy
import csv
import math
import random
import signal
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from batches import Target, Views
from losses import enlarged, other_reading_loss, prompt_loss
from network import Sam
from prompts import Prompt, as_logits, carried, correct, first_prompt, stack, to_mask
from published import load_published

Log = defaultdict[str, list[float]]

WARM_UP_STEPS = 100
CHECKPOINT_SECONDS = 300
LOG_STEPS = 25
AVERAGE = 0.995
"""Share of the old value in the running average of the weights, which is what is exported."""


def trained_parts(model: Sam, part: str, rate: float) -> list[dict]:
    """Parameter groups: prompt encoder and decoder; `tail` adds the encoder's last two stages and
    its neck at half the rate, `whole` the stages before at a quarter."""
    groups = [
        {'params': [*model.prompt_encoder.parameters(), *model.mask_decoder.parameters()], 'rate': rate}
    ]
    tail = [p for m in model.encoder.tail_modules() for p in m.parameters()]
    if part != 'decoder':
        groups.append({'params': tail, 'rate': rate / 2})
    if part == 'whole':
        known = {id(p) for p in tail}
        head = [p for p in model.encoder.parameters() if id(p) not in known]
        groups.append({'params': head, 'rate': rate / 4})
    model.requires_grad_(False)
    for group in groups:
        for parameter in group['params']:
            parameter.requires_grad_(True)
    return groups


class Training:
    """What a checkpoint holds."""

    def __init__(self, model: Sam, part: str, rate: float, seed: int):
        self.model, self.average = model, copy.deepcopy(model).eval()
        self.optimiser = torch.optim.AdamW(trained_parts(model, part, rate), lr=rate, weight_decay=0.01)
        self.rng = random.Random(seed)
        self.step, self.seconds = 0, 0.0

    def save(self, path: Path) -> None:
        state = {
            'model': self.model.state_dict(),
            'average': self.average.state_dict(),
            'optimiser': self.optimiser.state_dict(),
            'rng': self.rng.getstate(),
            'step': self.step,
            'seconds': self.seconds,
        }
        part = path.with_suffix('.part')
        torch.save(state, part)
        part.rename(path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=False, map_location='cpu')
        self.model.load_state_dict(state['model'])
        self.average.load_state_dict(state['average'])
        rates = [g['rate'] for g in self.optimiser.param_groups]
        self.optimiser.load_state_dict(state['optimiser'])
        for group, rate in zip(self.optimiser.param_groups, rates, strict=True):
            group['rate'] = rate  # May differ from that of the run before.
        self.rng.setstate(state['rng'])
        self.step, self.seconds = state['step'], state['seconds']

    def apply(self, loss: Tensor, rate_share: float) -> None:
        for group in self.optimiser.param_groups:
            group['lr'] = group['rate'] * rate_share
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([p for g in self.optimiser.param_groups for p in g['params']], 1.0)
        self.optimiser.step()
        self.step += 1
        share = min(AVERAGE, self.step / (self.step + 10))
        with torch.no_grad():
            for old, new in zip(self.average.parameters(), self.model.parameters(), strict=True):
                if new.requires_grad:
                    old.lerp_(new, 1 - share)


def rate_share(step: int, done: float) -> float:
    """Warm-up, then half a cosine down to a twentieth; `done` 0 to 1."""
    return min(1, (step + 1) / WARM_UP_STEPS) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1, done))))


def group_loss(
    model: Sam, embedding: Tensor, targets: list[Target], kind: str, rounds: int, rng: random.Random, log: Log
) -> Tensor:
    """Mean loss of prompts of one kind over the first answer and `rounds` - 1 corrections."""
    masks = [shown_before(t, rng) if kind == 'carried' else t.mask for t in targets]
    prompts = [first_prompt(kind, mask, rng) for mask in masks]
    truth = to_tensor([t.mask for t in targets], embedding)
    share = torch.tensor([t.share for t in targets], device=embedding.device)
    every = torch.arange(len(targets))
    total = torch.zeros((), device=embedding.device)
    fed_back = as_logits(masks, rng).to(embedding.device) if kind == 'carried' else None
    for turn in range(rounds):
        ambiguous = kind == 'point' and turn == 0
        coords, labels = (t.to(embedding.device) for t in stack(prompts))
        logits, predicted = model.decode(embedding, coords, labels, fed_back)
        large = enlarged(logits)
        loss, fitting, iou = prompt_loss(large, predicted, truth, share, ambiguous)
        total = total + loss.mean() / rounds
        if ambiguous:
            total = total + other_readings(large, fitting, prompts, targets, rng) / (rounds * len(targets))
        chosen = predicted.argmax(1).cpu()
        if turn == 0:
            log[kind].append(iou.cpu()[every, chosen].nanmean().item())
            log[kind + ' best'].append(iou.amax(1).nanmean().item())
            log['calibration'].append((predicted - iou).abs().nanmean().item())
        if turn + 1 < rounds:
            fed_back = logits[every, chosen][:, None].detach().float()
            answers = (large[every, chosen] > 0).cpu().numpy()
            for prompt, target, answer in zip(prompts, targets, answers, strict=True):
                correct(prompt, target.mask, answer, rng)
    return total


def shown_before(target: Target, rng: random.Random) -> np.ndarray:
    return carried(target.mask, rng) if target.before is None else target.before


def other_readings(
    large: Tensor, fitting: Tensor, prompts: list[Prompt], targets: list[Target], rng: random.Random
) -> Tensor:
    """Summed loss for one other object, of those that hold the click, of each prompt."""
    found: list[tuple[int, np.ndarray]] = []
    for i, (prompt, target) in enumerate(zip(prompts, targets, strict=True)):
        row, column = to_mask(*prompt.points[0])
        holding = [m for m in target.others if m[row, column]]
        if holding:
            found.append((i, rng.choice(holding)))
    if not found:
        return torch.zeros((), device=large.device)
    at = torch.tensor([i for i, _ in found], device=large.device)
    return other_reading_loss(large[at], to_tensor([m for _, m in found], large), fitting[at]).sum()


def to_tensor(masks: list[np.ndarray], like: Tensor) -> Tensor:
    return torch.from_numpy(np.stack(masks)[:, None]).to(like.device).float()


def batch_loss(
    model: Sam, inputs: Tensor, targets: list[Target], whole: bool, rng: random.Random, log: Log
) -> Tensor:
    """Loss of a batch: of each view's objects the first is clicked, the second boxed."""
    embedding = model.encoder(inputs) if whole else model.encoder.tail(inputs)
    each = len(targets) // len(inputs)
    others = ['point', 'carried'], ['point', 'both', 'carried']
    kinds = ['point', 'box', *(rng.choice(kinds) for kinds in others)][:each]
    rounds = rng.choice([1, 1, 1, 2, 3])
    asked = [kinds[i % each] if t.before is None else 'carried' for i, t in enumerate(targets)]
    loss = torch.zeros((), device=inputs.device)
    for kind in sorted(set(asked)):
        chosen = [i for i, own in enumerate(asked) if own == kind]
        views = torch.tensor([i // each for i in chosen], device=inputs.device)
        part = group_loss(model, embedding[views], [targets[i] for i in chosen], kind, rounds, rng, log)
        loss = loss + part * len(chosen) / len(targets)
    return loss


def write_log(path: Path, training: Training, log: Log) -> None:
    names = ['loss', 'point', 'point best', 'box', 'both', 'carried', 'calibration']
    row = [training.step, round(training.seconds)] + [
        round(float(np.nanmean(log[n])), 4) if n in log else '' for n in names
    ]
    fresh = not path.exists()
    with path.open('a', newline='') as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(['step', 'seconds', *names])
        writer.writerow(row)
    print(*row, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='folder of the published encoder.onnx and sam.onnx')
    parser.add_argument('views', type=Path, help='folder with views and features')
    parser.add_argument('checkpoint', type=Path)
    parser.add_argument('--minutes', type=float, default=60, help='of training in all, over all runs')
    parser.add_argument('--steps', type=int, default=10**9, help='in all; what comes first ends it')
    parser.add_argument('--part', choices=['decoder', 'tail', 'whole'], default='tail')
    parser.add_argument('--start', type=Path, help='checkpoint whose weights a new training starts from')
    parser.add_argument('--rate', type=float, default=1e-4)
    parser.add_argument('--batch', type=int, default=8, help='views a step')
    parser.add_argument('--objects', type=int, default=4, help='prompts a view')
    parser.add_argument('--no-synthetic', action='store_true', help='labelled structures only')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    model = load_published(args.weights)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=False, map_location='cpu')['average'])
    model = model.to(args.device, memory_format=torch.channels_last)
    training = Training(model, args.part, args.rate, args.seed)
    if args.checkpoint.exists():
        training.load(args.checkpoint)
    views = Views(args.views, args.part == 'whole', not args.no_synthetic)
    print(f'{len(views)} views, step {training.step}', flush=True)
    run(training, views, args)


def run(training: Training, views: Views, args: argparse.Namespace) -> None:
    saved, log = time.monotonic(), defaultdict(list)
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    while not stop:
        done = max(training.seconds / (60 * args.minutes), training.step / args.steps)
        if done >= 1:
            break
        begin = time.monotonic()
        inputs, targets = views.draw(args.batch, args.objects, training.rng)
        with torch.autocast(args.device, torch.bfloat16):
            loss = batch_loss(
                training.model, inputs.to(args.device), targets, args.part == 'whole', training.rng, log
            )
        training.apply(loss, rate_share(training.step, done))
        log['loss'].append(loss.item())
        training.seconds += time.monotonic() - begin
        if training.step % LOG_STEPS == 0:
            write_log(args.checkpoint.with_suffix('.csv'), training, log)
            log = defaultdict(list)
            views.refresh()
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            training.save(args.checkpoint)
            saved = time.monotonic()
    training.save(args.checkpoint)


if __name__ == '__main__':
    main()
