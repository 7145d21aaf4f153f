"""The document, and a recording in other forms."""
