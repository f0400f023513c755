"""The register of security measures, Art. 32 (M29)."""
