"""What a document's file says of itself, proposed to the clerk: number, type, issuer, signer, day, abstract.

`layout` (a file → lines of words with their places) → `head` (who, number, day), `title` (type, abstract), `signature`
→ `proposal` (all of it, in a process of its own); `names` writes what stands in capitals as it is written in running
text. None of them knows Django or a model; `filed` compares a proposal with what is stored.

The layout is that of Nghị định 30/2020/NĐ-CP (Phụ lục I), of the Party (Hướng dẫn 36-HD/VPTW) and of Quốc hội's laws.
"""
