"""Pages of figures for financiers, and pictures of the money."""
