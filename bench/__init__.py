"""`make bench`: how fast the product is against the shortest way to do the same on the same machine at the same time.

Only ratios are judged: a machine is fast or slow, a ratio stays. What it measured last stands in docs/performance.md.
"""
