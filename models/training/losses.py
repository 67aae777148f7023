"""The loss of Segment Anything, focal × 20 + Dice on masks and squared error on predicted IoU, and
one for the choice among the masks, which is the predicted IoU's use."""

import torch
import torch.nn.functional as F
from torch import Tensor

from views import TARGET_SIZE

FOCAL_WEIGHT, IOU_WEIGHT, CHOICE_WEIGHT, OTHER_WEIGHT = 20.0, 4.0, 0.5, 0.3
CHOICE_SOFTNESS = 0.05
"""Predicted IoUs this far apart decide the choice."""


def enlarged(logits: Tensor) -> Tensor:
    return F.interpolate(logits.float(), (TARGET_SIZE, TARGET_SIZE), mode='bilinear', align_corners=False)


def mask_losses(logits: Tensor, truth: Tensor, share: Tensor) -> tuple[Tensor, Tensor]:
    """Loss and IoU [B, 4] of enlarged logits [B, 4, T, T] against truth [B, 1, T, T].

    The IoU is that with the whole object, of which the view shows a `share` [B], so that views of
    different size can be compared; NaN where the share is not known.
    """
    inside = logits.sigmoid()
    entropy = F.binary_cross_entropy_with_logits(logits, truth.expand_as(logits), reduction='none')
    focal = ((inside - truth).square() * entropy).mean((2, 3))
    overlap = (inside * truth).sum((2, 3))
    dice = 1 - (2 * overlap + 1) / (inside.sum((2, 3)) + truth.sum((2, 3)) + 1)
    with torch.no_grad():
        found = (logits > 0).float()
        both = (found * truth).sum((2, 3))
        iou = both / (found.sum((2, 3)) + truth.sum((2, 3)) / share[:, None] - both + 1e-6)
    return FOCAL_WEIGHT * focal + dice, iou


def prompt_loss(
    logits: Tensor, predicted: Tensor, truth: Tensor, share: Tensor, ambiguous: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Loss of each prompt [B], the mask 1 to 3 that fits best [B], and the IoUs of all [B, 4].

    A single click is `ambiguous`: the best of the masks 1 to 3 counts and the others hardly, so
    that they stay different readings of it. Mask 0 always counts.
    """
    losses, iou = mask_losses(logits, truth, share)
    single, best = (0.6, 1.0) if ambiguous else (1.0, 0.5)
    least, fitting = losses[:, 1:].min(1)
    loss = single * losses[:, 0] + best * least + 0.05 * losses[:, 1:].mean(1)
    predicted = predicted.float()
    known = ~iou.isnan().any(1)
    told = iou.nan_to_num()
    opinion = IOU_WEIGHT * (predicted - told).square().mean(1) + CHOICE_WEIGHT * choice_loss(predicted, told)
    return loss + opinion.where(known, torch.zeros_like(opinion)), fitting + 1, iou


def choice_loss(predicted: Tensor, iou: Tensor) -> Tensor:
    """What choosing by predicted IoU [B, 4] loses beside the best of the masks: [B]."""
    chosen = (predicted / CHOICE_SOFTNESS).softmax(1)
    return iou.amax(1) - (chosen * iou).sum(1)


def other_reading_loss(logits: Tensor, other: Tensor, taken: Tensor) -> Tensor:
    """Loss [B] of the best of the masks 1 to 3, except the one `taken`, for another object that
    the click could have meant."""
    losses = mask_losses(logits, other, torch.ones(len(other), device=other.device))[0].scatter(1, taken[:, None], torch.inf)
    return OTHER_WEIGHT * losses[:, 1:].amin(1)
