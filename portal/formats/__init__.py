"""How dates are written, per language of the interface (FORMAT_MODULE_PATH)."""
