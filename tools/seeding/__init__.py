"""How the raw facts become the networks of ``seeds/``; each rule stands where it is applied."""
