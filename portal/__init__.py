"""The site, its people and its centres."""
