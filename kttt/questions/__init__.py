"""Questions and messages of readers: taken in, answered by a department, made public where the sender wished so."""
