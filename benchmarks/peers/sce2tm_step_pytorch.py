#!/usr/bin/env python3
"""Times one scE2TM training step in PyTorch: the peer of org.sce2tm.bench.StepBenchmark.

Written from the paper (arXiv 2507.08355) and our own specification of the method, docs/methods.md. With --passes 3 the
encoder sees the anchors twice, as the published code does; with 2 the first pass is shared, as ours does.
One line of JSON on standard output. Threads: OMP_NUM_THREADS for PyTorch's own loops, OPENBLAS_NUM_THREADS for BLAS.
"""
import argparse
import json
import math
import os
import resource
import time

import torch
from torch import nn
from torch.nn import functional

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--passes", type=int, choices=(2, 3), default=3)
parser.add_argument("--cells", type=int, default=2048)
parser.add_argument("--batch", type=int, default=512)
parser.add_argument("--genes", type=int, default=5000)
parser.add_argument("--density", type=float, default=0.12)
parser.add_argument("--topics", type=int, default=100)
parser.add_argument("--external", type=int, default=512)
parser.add_argument("--warm-up", type=int, default=5)
parser.add_argument("--steps", type=int, default=20)
arguments = parser.parse_args()

HIDDEN, EMBEDDING, TAU = 200, 200, 0.2
SHARPNESS, TOLERANCE, TINY, MOST, CHECK = 20.0, 0.005, 1e-16, 1000, 50


class Model(nn.Module):
    def __init__(self, genes, topics, external):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Linear(genes, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN)
        )
        self.mu = nn.Sequential(nn.Linear(HIDDEN, topics), nn.BatchNorm1d(topics))
        self.log_variance = nn.Sequential(nn.Linear(HIDDEN, topics), nn.BatchNorm1d(topics))
        self.decoder_norm = nn.BatchNorm1d(genes)
        self.head = nn.Sequential(
            nn.Linear(external, external), nn.BatchNorm1d(external), nn.Tanh(), nn.Linear(external, topics),
            nn.Softmax(dim=1),
        )
        self.topic_embeddings = nn.Parameter(functional.normalize(0.02 * torch.randn(topics, EMBEDDING)))
        self.gene_embeddings = nn.Parameter(functional.normalize(0.02 * torch.randn(genes, EMBEDDING)))
        self.iterations = 0

    def encode(self, x):
        h = self.trunk(x)
        return self.mu(h), self.log_variance(h)

    @staticmethod
    def sample(mu, log_variance):
        return torch.softmax(mu + torch.exp(log_variance / 2) * torch.randn_like(mu), dim=1)

    def transport_cost(self, costs):
        kernel = torch.exp(-SHARPNESS * costs)
        topics, genes = costs.shape
        u = torch.full((topics, 1), 1 / topics)
        error, self.iterations = math.inf, 0
        while error > TOLERANCE and self.iterations < MOST:
            v = (1 / genes) / (kernel.t() @ u + TINY)
            u = (1 / topics) / (kernel @ v + TINY)
            self.iterations += 1
            if self.iterations % CHECK == 1:
                error = (v * (kernel.t() @ u) - 1 / genes).abs().sum().item()
        return (u * (kernel * v.t()) * costs).sum()

    @staticmethod
    def column_contrast(a, b, temperature=0.5):
        columns = functional.normalize(torch.cat([a, b], dim=1).t(), dim=1)
        similarity = columns @ columns.t() / temperature
        similarity = similarity.masked_fill(torch.eye(len(columns), dtype=torch.bool), -1e9)
        return functional.cross_entropy(similarity, torch.arange(len(columns)).roll(a.shape[1]))

    @staticmethod
    def mean_entropy(assignments):
        p = assignments.mean(dim=0).clamp(min=1e-9)
        return -(p * p.log()).sum()

    def loss(self, x, x_neighbor, v, v_neighbor, passes):
        mu, log_variance = self.encode(x)
        neighbor = self.encode(x_neighbor)
        again = self.encode(x) if passes == 3 else (mu, log_variance)
        theta, theta_neighbor, theta_again = self.sample(mu, log_variance), self.sample(*neighbor), self.sample(*again)
        phi, phi_neighbor = self.head(v), self.head(v_neighbor)

        t, g = self.topic_embeddings, self.gene_embeddings
        costs = (t * t).sum(1, keepdim=True) + (g * g).sum(1) - 2 * t @ g.t()
        beta = torch.softmax(-costs / TAU, dim=0)
        log_p = torch.log_softmax(self.decoder_norm(theta @ beta), dim=1)
        reconstruction = -(x * log_p).sum(1).mean()
        prior = 1 - 1 / mu.shape[1]
        kl = 0.5 * (
            log_variance.exp() / prior + mu * mu / prior + math.log(prior) - log_variance - 1
        ).sum(1).mean()
        consistency = -(theta_again * phi).sum(1).log().clamp(min=-100).mean()
        distillation = self.column_contrast(phi, theta_neighbor) + self.column_contrast(theta_again, phi_neighbor)
        entropy = self.mean_entropy(theta_again) + self.mean_entropy(phi)
        return reconstruction + kl + consistency + distillation - 5 * entropy + 100 * self.transport_cost(costs)


torch.manual_seed(1)
n = arguments.cells
expression = torch.rand(n, arguments.genes)
expression = torch.where(expression < arguments.density, 0.5 + 2 * torch.rand_like(expression), torch.zeros(()))
external = functional.normalize(torch.randn(n, arguments.external))
model = Model(arguments.genes, arguments.topics, arguments.external)
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)

seconds = []
for step in range(arguments.warm_up + arguments.steps):
    cells, near_x, near_v = (torch.randint(n, (arguments.batch,)) for _ in range(3))
    start = time.perf_counter()
    loss = model.loss(expression[cells], expression[near_x], external[cells], external[near_v], arguments.passes)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    seconds.append(time.perf_counter() - start)

# the fastest product of the step's main shape: what BLAS reaches here, for the floor
a, b, products = torch.randn(arguments.batch, arguments.genes), torch.randn(arguments.genes, HIDDEN), []
for _ in range(20):
    start = time.perf_counter()
    a @ b
    products.append(time.perf_counter() - start)

print(json.dumps({
    "engine": "PyTorch " + torch.__version__,
    "threads": torch.get_num_threads(),
    "blas_threads": int(os.environ.get("OPENBLAS_NUM_THREADS", torch.get_num_threads())),
    "milliseconds": [1e3 * s for s in seconds[arguments.warm_up:]],
    "loss": loss.item(),
    "sinkhorn_iterations": model.iterations,
    "gflops": 2 * a.numel() * HIDDEN / min(products) / 1e9,
    "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
