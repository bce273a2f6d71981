"""The pages, one module each: read the address, ask `search`, fill the template."""
