"""Variants of the platform: one site's differences each, around the platform of the contract.

`smstui sandbox --variant NAME` (repeatable) and `Sandbox(variants=[NAME])`. A variant changes each
request on its way in and each answer on its way out; what it no longer knows is refused.
"""

from smstui.sandbox.variants.named import VARIANTS, Variant, variants_of

__all__ = ["VARIANTS", "Variant", "variants_of"]
