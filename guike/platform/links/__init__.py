"""Links by which people without a sign-in look at one record and answer it."""
