"""From a Word file to a draft article.

`package` (the file → its parts, or a sentence why not) → `looks` (styles, fonts, numbering as they work out) → `body`
with `tables` (the text in order → blocks) → `article` (blocks → title, lead, author, cover, body), all in a process of
its own (`reading`); none of them knows a model. `drafting` stores what was read; `desk` is the screen.
"""
