"""The queue folder: claims, chunks, which of them are finished, and how a file leaves."""
