"""The file of links: read, written, shown, confirmed, laid over a form."""
