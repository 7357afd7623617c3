"""One search over everything that registers a `Source`: the index, the language of questions, the order of answers.

Knows no content app. `sources` says what is indexed; `marking` notes what changed, in the writer's own transaction;
`refreshing` brings the index up to date after it; `language` reads a question, `vocabulary` guesses at its slips,
`engines` find candidates in either database, `ranking` puts them in order, `asking` answers.
"""
