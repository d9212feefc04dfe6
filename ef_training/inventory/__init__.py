"""What a company says about its product: the model, amounts per declared unit, the form."""
