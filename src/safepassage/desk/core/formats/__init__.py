"""How dates are told where Django's own way can be misread."""
