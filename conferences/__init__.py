"""Series, conferences, who took part, what was said, asked, answered and counted."""
