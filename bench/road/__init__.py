"""What people's requests cost, from the packaged zip over TLS: the endpoint, the yardsticks and the process that is measured."""
