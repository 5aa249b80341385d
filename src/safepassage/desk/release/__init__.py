"""What leaves the desk as files: exports that take two officers, manifests under a standing authority, break-glass."""
