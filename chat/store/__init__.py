"""What lasts: implementations of the store that chat/model/store.py describes."""
