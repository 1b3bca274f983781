"""What was released to financiers, who may read it, and what the pictures show."""
