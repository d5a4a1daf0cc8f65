"""Figures that an earlier edition published and that now differ: as published, now, and why."""
