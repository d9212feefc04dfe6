"""What each line could be linked to in each view, with what is still to be asked."""
