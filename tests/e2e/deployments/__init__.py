"""The systems as they are deployed to the mock of AWS: one module each, and what all of them share."""
