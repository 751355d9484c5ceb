"""What a network is: plain and residual networks by name, their weights, stages and anatomy."""
