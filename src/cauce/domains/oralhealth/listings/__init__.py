"""Ad-hoc listings over the daily record: what a person asks becomes a Query of the indicator engine. Nobody writes SQL."""
