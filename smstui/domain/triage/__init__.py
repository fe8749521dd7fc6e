"""Diagnose why a customer cannot watch. Pure: facts in, findings out."""
