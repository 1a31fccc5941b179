"""What operators do with a chat beside running it: backup, restore, export. Start reading at command.py."""
