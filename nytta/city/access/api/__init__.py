"""What programs ask over the network, by a token."""
