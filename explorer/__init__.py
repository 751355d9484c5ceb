"""ResNet Explorer: see what each stage of a ResNet sees, and why residual networks train."""

__version__ = "0.1.0"
