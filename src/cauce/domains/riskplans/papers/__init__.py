"""The module's papers: each is composed once as blocks, and shown as PDF, as DOCX and as a page."""
