"""Pages of documents: private downloads and the public verification."""
