"""The data map: whom we hold, what, why, from where, who sees it, who receives it, how long. Art. 30; product.md M8, M30."""
