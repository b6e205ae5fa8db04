"""How fast Guike is, as a ratio to the bare SQL that each thing needs: `make bench`."""
