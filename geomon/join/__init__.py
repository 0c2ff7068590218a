"""Tasks, sites and layers joined, each pair with its reason in words."""
