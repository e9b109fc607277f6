"""The head in numpy is torch's 1x1 convolution, forward and backward."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from app.core.method.head import Head, balance, gradient, loss_and_residual

SIZE, ROWS, COUNT = 10, 4, 24


def test_label_vectors_and_gradient_equal_a_convolution() -> None:
    random = np.random.default_rng(0)
    features = random.normal(0, 1, (COUNT, SIZE)).astype(np.float32)
    rows = random.integers(0, ROWS, COUNT)
    weights = balance(rows, ROWS)
    head = Head(
        random.normal(0, 0.3, (ROWS, SIZE)).astype(np.float32),
        random.normal(0, 0.3, ROWS).astype(np.float32),
    )
    convolution = nn.Conv2d(SIZE, ROWS, kernel_size=1)
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(head.weight)[:, :, None, None])
        convolution.bias.copy_(torch.from_numpy(head.bias))
    vectors = convolution(torch.from_numpy(features)[:, :, None, None]).flatten(1)
    np.testing.assert_allclose(head.label_vectors(features), vectors.detach(), atol=1e-5)

    losses = nn.functional.cross_entropy(vectors, torch.from_numpy(rows), reduction="none")
    total = (losses * torch.from_numpy(weights)).sum()
    total.backward()
    loss, residual = loss_and_residual(head, features, rows, weights)
    slope = gradient(residual, features)
    np.testing.assert_allclose(loss, total.item(), rtol=1e-5)
    np.testing.assert_allclose(slope.weight, convolution.weight.grad.flatten(1), atol=1e-5)
    np.testing.assert_allclose(slope.bias, convolution.bias.grad, atol=1e-5)
