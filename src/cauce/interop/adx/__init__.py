"""ADX: Aggregate Data Exchange (IHE QRPH), the XML of aggregate figures."""
