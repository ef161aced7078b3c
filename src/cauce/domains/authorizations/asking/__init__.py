"""What the pages of asking show and read: the form as typed, its cells, the preview beside it, the request's page."""
