"""The embedded DocuMine-compatible server: apart from the rest, it imports the contract only."""
