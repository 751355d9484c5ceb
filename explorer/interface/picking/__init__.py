"""What is asked on the Explore tab: photograph, network, class, method."""
