"""The demo content of a first start: articles, documents, registry, traffic."""
