"""What makes and checks a release: the locks, and the zip that is deployed. Never part of it."""
