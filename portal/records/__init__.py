"""What every record shares: publication, sources and citations, gaps, former slugs, version."""
