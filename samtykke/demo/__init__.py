"""Fjordlys AS of Bergen: a company, its people and their history, none of which exist.

Names are drawn from lists, addresses end in .example (RFC 2606), numbers lie where nobody is called.
"""
