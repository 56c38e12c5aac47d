"""The fault sweep: every use case, with every fault at each of its calls to storage, mail, queue and bucket."""
