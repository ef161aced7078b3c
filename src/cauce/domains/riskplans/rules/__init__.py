"""Pure rules of the risk plans: evaluation, SIHO identities, deadlines."""
