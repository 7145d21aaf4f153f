"""The document in other forms."""
