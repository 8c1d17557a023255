#!/usr/bin/env python3
"""Exact nearest neighbours by blocks in numpy: |a|^2 + |b|^2 - 2ab, argpartition. Prints seconds, and the share of the
lists given that are the same. Usage: exact_neighbors.py DATA (float64) CELLS DIMENSIONS LISTS (int32, cells x 15)"""
import sys
import time

import numpy as np

K, BLOCK = 15, 1000
data, n, d = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = np.fromfile(data).reshape(n, d)
ours = np.fromfile(sys.argv[4], dtype=np.int32).reshape(n, K)
start = time.perf_counter()
norms = (x * x).sum(1)
lists = np.empty((n, K), dtype=np.int32)
for at in range(0, n, BLOCK):
    block = x[at:at + BLOCK]
    squared = norms[at:at + BLOCK, None] + norms[None, :] - 2 * (block @ x.T)
    squared[np.arange(len(block)), np.arange(at, at + len(block))] = -1
    near = np.argpartition(squared, K, axis=1)[:, :K]
    order = np.argsort(np.take_along_axis(squared, near, 1), axis=1)
    lists[at:at + BLOCK] = np.take_along_axis(near, order, 1)
seconds = time.perf_counter() - start
print("%.3f %.6f" % (seconds, (lists == ours).all(1).mean()))
