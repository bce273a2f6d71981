"""Identity, versions and signals of agencies' items: corrections, kills, embargoes; topics by code."""
