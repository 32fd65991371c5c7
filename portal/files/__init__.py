"""Photos and documents: what is taken in, how it is kept, how it is sent. Knows no noun of the record."""
