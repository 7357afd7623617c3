"""Lists that readers search, filter and put in order: `shelf` (what stands where), `found` (question and answer)."""
