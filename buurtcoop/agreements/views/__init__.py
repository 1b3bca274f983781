"""Pages of agreements: one's own papers, and the texts of a service."""
