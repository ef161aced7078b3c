"""Demonstration data: places, people and what each module adds (`cauce.domains.<module>.demo.seed`)."""
