"""The REST API at /api/v1/: the same actions and queries as the pages, and OpenAPI published."""
