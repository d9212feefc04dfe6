"""The company's choices against ITRI's key."""
