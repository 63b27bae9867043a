"""Move legacy TensorFlow code: find what changed its meaning, rewrite it, report the rest."""
