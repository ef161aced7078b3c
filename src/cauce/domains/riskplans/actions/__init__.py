"""Every act that writes in the risk plans; each atomic and audited."""
